"""UN/EDIFACT interchanges for the doors: checked against the subsets that ship."""

from functools import cache
from pathlib import Path

from tearoad.terms.refusal import BadInput
from tearoad.wire.edifact.read import Limits, Stream
from tearoad.wire.edifact.subset import Book, read_book
from tearoad.wire.shipped import edifact_subsets


@cache
def own_book() -> Book:
    """Read once."""
    return read_book(edifact_subsets())


def checked_bytes(raw: bytes) -> Stream:
    """The messages of an interchange with their faults, as the stream is iterated; its tally after that."""
    return Stream(raw, own_book())


def checked_file(path: Path) -> Stream:
    """The same of a file; `BadInput` where it cannot be read or is no interchange."""
    try:
        with path.open("rb") as file:
            raw = file.read(Limits().bytes + 1)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    stream = checked_bytes(raw)
    if stream.refusal:
        raise BadInput(f"{path}: {stream.refusal}")
    return stream
