"""One profile for all property tests, and one data base server for the whole run."""

import gc
import os
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import a_name, drop_templates, migrated_data_base
from hypothesis import settings as hypothesis_settings

from tearoad.boot.embedded import server
from tearoad.boot.road import OpenRoad, data_base, drop_data_base, fresh_data_base, open_road
from tearoad.boot.settings import Settings

PROGRAMS_15 = Path("/usr/lib/postgresql/15/bin")
MOST_BYTES = 10**9  # of a process that tests, before it looks for what it may give back
MORE_BYTES = 3 * 10**8  # beyond what it could not give back the last time: to look takes half a second

LONG = ("cli", "torture", "web", "api")  # folders whose files take longest: begun last, one would run on alone

# Bounded by their number of examples, never by the clock.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of LONG folders first, else in the order in which they were found."""
    items.sort(key=lambda item: item.path.parent.name not in LONG)


@pytest.fixture(scope="session")
def limit() -> list[int]:
    """How many bytes are left alone; one number."""
    return [MOST_BYTES]


@pytest.fixture(autouse=True)
def memory(limit: list[int]) -> Iterator[None]:
    """Tables of other laws and rates hang on each other in circles: few objects, so nobody else collects them."""
    yield
    if resident() > limit[0]:
        gc.collect()
        limit[0] = max(MOST_BYTES, resident() + MORE_BYTES)


def resident() -> int:
    """Bytes in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """TEAROAD_DATABASE_URL, whose own data base is never touched, or an embedded server that ends with the run."""
    with tempfile.TemporaryDirectory(prefix="tearoad-tests-") as folder:
        Path(folder).chmod(0o711)
        with data_base(Settings(Path(folder) / "home", os.environ.get("TEAROAD_DATABASE_URL"))) as url:
            yield url
            drop_templates(url)


@pytest.fixture(scope="session")
def server_15_url() -> Iterator[str]:
    """The oldest server that is supported, as Debian's package has it; ends with the run."""
    if not (PROGRAMS_15 / "postgres").exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "PostgreSQL 15 is not here; apt-get install postgresql-15"
        )
    with tempfile.TemporaryDirectory(prefix="tearoad-tests-15-") as folder:
        Path(folder).chmod(0o711)
        with server(Path(folder) / "home", PROGRAMS_15) as url:
            yield url


@pytest.fixture
def database_url(server_url: str) -> Iterator[str]:
    """An empty data base of its own, not even migrated."""
    name = a_name()
    yield fresh_data_base(server_url, name)
    drop_data_base(server_url, name)


@pytest.fixture
def migrated_url(server_url: str) -> Iterator[str]:
    """A migrated and empty data base of its own."""
    name = a_name()
    yield migrated_data_base(server_url, name)
    drop_data_base(server_url, name)


@pytest.fixture
def road(migrated_url: str) -> Iterator[OpenRoad]:
    """The demo road, migrated and empty, on a data base of its own."""
    with open_road(migrated_url) as opened:
        yield opened
