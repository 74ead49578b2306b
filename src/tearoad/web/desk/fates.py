"""Fates of scans in words: how grave each is by a shape and a colour, and what to do about it."""

from typing import NamedTuple

from tearoad.operations.scan_desk import LISTED
from tearoad.operations.scan_ports import QUIET, TAKEN, Fate
from tearoad.terms.names import storable
from tearoad.web.figures import moment_at
from tearoad.web.words import word_of

LAST = 253_402_300_799  # before the year 10000
BY_NAME = {fate.name.lower(): fate for fate in Fate}
# Of a badge, and the shape beside it: a colour alone is not seen by all.
MARKS = {"good": "✓", "": "○", "warning": "▲", "bad": "✕"}


class FateWords(NamedTuple):
    """`kind` is one of MARKS; `what_to_do` is '' where nobody needs to look at it."""

    kind: str
    mark: str
    words: str
    what_to_do: str


def fate_words(fate: Fate, chosen: str) -> FateWords:
    """Of one scan."""
    kind, name = kind_of(fate), fate.name.lower()
    return FateWords(
        kind, MARKS[kind], word_of("fate", name, chosen), word_of("fate_help", name, chosen) if fate in LISTED else ""
    )


def kind_of(fate: Fate) -> str:
    """It moves its parcel; nothing was new; it is doubted; it does not count."""
    if fate in QUIET:
        return "good" if fate is Fate.MOVED else ""
    return "warning" if fate in TAKEN else "bad"


def moment_told(at: int, chosen: str) -> str:
    """A moment as somebody told it, who may have told anything."""
    return moment_at(at, chosen) if 0 <= at <= LAST else str(at)


def shown(text: str, longest: int) -> str:
    """Text of strangers, as much of it as a row has room for."""
    return text if storable(text, longest) else text[:longest].replace("\0", "\N{REPLACEMENT CHARACTER}") + "…"
