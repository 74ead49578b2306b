"""A served demo with goods, and machines of its people."""

from collections.abc import Iterator

import pytest
from machines import Machine, key_of
from sites import Site, served

from tearoad.boot.road import open_road


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(server_url, "tearoad_test_api", tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture(scope="module")
def machine(site: Site) -> Machine:
    """Of the demo's buyer."""
    return Machine(site, key_of(site, "buyer"))


@pytest.fixture(scope="module")
def merchant(site: Site) -> Machine:
    return Machine(site, key_of(site, "merchant"))


@pytest.fixture(scope="module")
def officer(site: Site) -> Machine:
    return Machine(site, key_of(site, "officer"))


@pytest.fixture(scope="module")
def operator(site: Site) -> Machine:
    return Machine(site, key_of(site, "operator"))


@pytest.fixture(scope="module")
def post(site: Site) -> Machine:
    return Machine(site, key_of(site, "post_worker"))


@pytest.fixture(scope="module")
def whole(site: Site) -> Iterator[None]:
    """In the end every rule holds."""
    yield
    with open_road(site.database) as road:
        assert road.check() == []
