"""UN/EDIFACT interchanges for the doors: checked against the subsets that ship."""

from pathlib import Path

from tearoad.terms.refusal import BadInput
from tearoad.wire.bounded import read_bounded
from tearoad.wire.edifact.read import Limits, Stream
from tearoad.wire.edifact.subset import own_book

__all__ = ["checked_bytes", "checked_file", "own_book"]


def checked_bytes(raw: bytes) -> Stream:
    """The messages of an interchange with their faults, as the stream is iterated; its tally after that."""
    return Stream(raw, own_book())


def checked_file(path: Path) -> Stream:
    """The same of a file; `BadInput` where it cannot be read or is no interchange."""
    stream = checked_bytes(read_bounded(path, Limits().bytes))
    if stream.refusal:
        raise BadInput(f"{path}: {stream.refusal}")
    return stream
