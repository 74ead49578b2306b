"""A served demo with goods, and a machine of its buyer."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "web")]

from machines import Machine, key_of  # noqa: E402
from sites import Site, served  # noqa: E402


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(server_url, "tearoad_test_api", tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture(scope="module")
def machine(site: Site) -> Machine:
    """Of the demo's buyer."""
    return Machine(site, key_of(site, "buyer"))
