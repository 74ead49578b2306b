"""Files that appear whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from tearoad.boot.keys import settle
from tearoad.terms.refusal import BadInput


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to be written bit by bit, which has its name once all of it is on the disk; nothing where nothing was
    written."""
    try:
        with TemporaryDirectory(prefix=".unfinished-", dir=path.parent) as folder:
            unfinished = Path(folder) / "whole"
            with unfinished.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                empty = file.tell() == 0
            if not empty:
                unfinished.replace(path)
        settle(path.parent)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None


def write_whole(path: Path, content: bytes) -> None:
    """Whole and on the disk, or not at all."""
    try:
        with TemporaryDirectory(prefix=".unfinished-", dir=path.parent) as folder:
            unfinished = Path(folder) / "whole"
            with unfinished.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        settle(path.parent)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
