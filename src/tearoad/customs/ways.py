"""How declarations reach an office, on paper or ahead of the goods, by day; and how long its people take over one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tearoad.terms.refusal import BadInput

CAPTURE = "capture"  # of an item's data, by hand; the other kinds of work are channels


@dataclass(frozen=True)
class Way:
    """From `begins` until `until`, exclusive. On paper the data of a share of the items are recorded by hand at the
    office; where none are, all come ahead. Of the other shares checks ask for papers, or for the scanner."""

    id: str
    begins: date
    until: date
    by_hand_share: float
    documents_share: float
    scan_share: float
    source: str


@dataclass(frozen=True)
class Ways:
    """`ways` follow each other without a gap; `minutes` of work on one item, by its kind: CAPTURE, documents, scan and
    open; `answer_days` until a sender has answered, median and 90 % quantile."""

    ways: tuple[Way, ...]
    minutes: Mapping[str, float]
    answer_days: tuple[float, float]

    def between(self, begins: date, until: date) -> tuple[Way, ...]:
        """Those of the days from `begins` to before `until`, the first and the last as long as there is no other."""
        found = [way for way in self.ways if way.begins < until and way.until > begins]
        return tuple(found) or (self.ways[0] if until <= self.ways[0].begins else self.ways[-1],)


def proved(ways: Ways) -> Ways:
    """`BadInput` where the ways leave a gap or overlap."""
    if not ways.ways:
        raise BadInput("ways: expected at least one")
    for one, other in pairwise(ways.ways):
        if one.until != other.begins:
            raise BadInput(f"ways: {other.id} is from {other.begins}, expected {one.until}, when {one.id} ends")
    return ways
