"""One ground and one shared server for all of these tests."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tearoad.boot.torture_ground import torture_ground
from tearoad.torture.field import Field


@pytest.fixture(scope="package")
def field() -> Iterator[Field]:
    """As short runs have it."""
    with tempfile.TemporaryDirectory(prefix="tearoad-torture-") as folder:
        Path(folder).chmod(0o711)
        with torture_ground(Path(folder) / "home") as ground, Field(ground) as field:
            yield field
