"""A served demo with goods, and a machine of its buyer."""

from collections.abc import Iterator

import pytest
from machines import Machine, key_of
from sites import Site, served


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(server_url, "tearoad_test_api", tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture(scope="module")
def machine(site: Site) -> Machine:
    """Of the demo's buyer."""
    return Machine(site, key_of(site, "buyer"))
