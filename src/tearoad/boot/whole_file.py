"""Files that appear whole or not at all."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from tearoad.boot.keys import settle
from tearoad.terms.refusal import BadInput


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
