"""Served sites that page tests share, and visitors of them over HTTP."""

from collections.abc import Iterator

import pytest
from sites import Site, a_name, served


@pytest.fixture(scope="module")
def demo_site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo with goods, and no orders yet."""
    with served(server_url, a_name(), tmp_path_factory.mktemp("home")) as site:
        yield site


@pytest.fixture(scope="module")
def real_site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A road that is no demo, with nothing on it."""
    with served(server_url, a_name(), tmp_path_factory.mktemp("home"), demo=False) as site:
        yield site
