"""Files of S10 numbers, one a line, for the doors: each line with its verdict."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tearoad.kernel.s10 import FORM, lines, verdicts_of_lines
from tearoad.post.s10 import is_valid, reason, why_not
from tearoad.terms.refusal import BadInput
from tearoad.wire.bounded import read_bounded
from tearoad.wire.s10 import own_tables

__all__ = ["MOST_BYTES", "Checked", "Found", "Line", "checked_bytes", "checked_file", "own_tables"]

MOST_BYTES = 256 * 2**20  # some 18 million numbers; assumed
BOM = b"\xef\xbb\xbf"
ROWS = 100_000  # made into words at once


class Line(NamedTuple):
    """`number` is what stands in the file, but for the line's end; what is not UTF-8 stands as \\xNN."""

    number: str
    valid: bool
    reason: str


class Found(NamedTuple):
    """How many lines have one reason, and the first of them, counted from 1."""

    lines: int
    valid: bool
    reason: str
    first: int


class Checked:
    """All lines of a file. They end with LF or CR LF; a mark of byte order before them is left out, and so is an empty
    line at the end, where the last LF stands: any other line is a row."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw.removeprefix(BOM)
        tables, flat = own_tables(), np.frombuffer(self.raw, dtype=np.uint8)
        self.starts, self.ends = lines(flat)
        self.verdicts = verdicts_of_lines(flat, self.starts, self.ends, tables.services, tables.issuers)

    def __len__(self) -> int:
        return len(self.verdicts)

    @property
    def valid(self) -> int:
        """How many."""
        counts = np.bincount(self.verdicts, minlength=256).tolist()
        return sum(count for verdict, count in enumerate(counts) if is_valid(verdict))

    def __iter__(self) -> Iterator[Line]:
        said = self._said()
        for start, end, verdict in self._rows(slice(None)):
            text = self.raw[start:end]
            if verdict & FORM:
                yield Line(text.decode(errors="backslashreplace"), False, why_not(text))
            else:
                yield Line(text.decode("ascii"), *said[verdict])

    def document(self) -> Iterator[str]:
        """The pieces of one JSON list, an object each line; ASCII, so that it passes wherever it is printed."""
        tails = {
            verdict: f'", "valid": {json.dumps(valid)}, "reason": {json.dumps(words)}}}'
            for verdict, (valid, words) in self._said().items()
        }
        yield "["
        for at in range(0, len(self), ROWS):
            rows = [
                self._odd(start, end)
                if verdict & FORM
                else f'{{"number": "{self.raw[start:end].decode()}{tails[verdict]}'
                for start, end, verdict in self._rows(slice(at, at + ROWS))
            ]
            yield (",\n" if at else "\n") + ",\n".join(rows)
        yield "\n]\n" if len(self) else "]\n"

    def _rows(self, here: slice) -> Iterator[tuple[int, int, int]]:
        return zip(self.starts[here].tolist(), self.ends[here].tolist(), self.verdicts[here].tolist(), strict=True)

    def _said(self) -> dict[int, tuple[bool, str]]:
        """By the verdicts of this file, but those of lines without the layout, each of which has words of its own."""
        verdicts = np.unique(self.verdicts).tolist()
        return {verdict: (is_valid(verdict), reason(verdict)) for verdict in verdicts if not verdict & FORM}

    def _odd(self, start: int, end: int) -> str:
        text = self.raw[start:end]
        row = {"number": text.decode(errors="backslashreplace"), "valid": False, "reason": why_not(text)}
        return json.dumps(row)

    def found(self) -> list[Found]:
        """By reason: those that are not valid first, the most frequent first."""
        counts, first = Counter[tuple[bool, str]](), dict[tuple[bool, str], int]()
        for verdict in np.unique(self.verdicts).tolist():
            rows = np.flatnonzero(self.verdicts == verdict)
            if verdict & FORM:
                for row in rows.tolist():
                    name = (False, str(why_not(self.raw[self.starts[row] : self.ends[row]])))
                    counts[name] += 1
                    first.setdefault(name, row + 1)
            else:
                name = (is_valid(verdict), reason(verdict))
                counts[name] += len(rows)
                first[name] = min(first.get(name, len(self)), int(rows[0]) + 1)
        order = sorted(counts, key=lambda name: (name[0], -counts[name], name[1]))
        return [Found(counts[name], *name, first[name]) for name in order]


def checked_bytes(raw: bytes, name: str) -> Checked:
    """`BadInput` where it is more than is read at once."""
    if len(raw) > MOST_BYTES:
        raise BadInput(f"{name}: more than {MOST_BYTES} bytes, expected fewer")
    return Checked(raw)


def checked_file(path: Path) -> Checked:
    """`BadInput` where it cannot be read, or is more than is read at once."""
    return Checked(read_bounded(path, MOST_BYTES))
