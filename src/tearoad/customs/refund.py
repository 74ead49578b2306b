"""What becomes of duty, tax and fees when goods come back: dated rows with their sources, asked by event."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS, Kind, Status, Territory
from tearoad.terms.refusal import BadInput

Event = Literal["returned", "refused", "lost", "destroyed"]
EVENTS: tuple[Event, ...] = ("returned", "refused", "lost", "destroyed")
Answer = Literal["whole", "none", "cannot tell"]


@dataclass(frozen=True)
class RefundRule:
    """`refund` is what comes back of charges of these kinds, of declarations accepted from `begins` until `until`,
    if it is asked for `within_days` of the acceptance (None: no time is known)."""

    id: str
    jurisdiction: str
    event: Event
    kinds: tuple[Kind, ...]
    refund: Answer
    begins: date
    until: date
    status: Status
    source: str
    source_date: date
    checked_by: str
    within_days: int | None = None
    doubt: str = ""


@dataclass(frozen=True)
class Refunded:
    """What comes back, and the rule that says so (None: the book has none)."""

    refund: Answer
    rule: RefundRule | None


@dataclass(frozen=True)
class Refunds:
    """Rows that have proved themselves: no two speak of one kind, event and day."""

    rows: tuple[RefundRule, ...]

    def of(self, territory: Territory, kind: Kind, event: Event, accepted: date, asked: date) -> Refunded:
        """Of a charge of one kind. What is not in force decides nothing; what is asked too late does not come back."""
        for row in self.rows:
            fits = row.jurisdiction == territory.union and row.event == event and kind in row.kinds
            if fits and row.begins <= accepted < row.until:
                if row.status != "in force" or row.refund == "cannot tell":
                    return Refunded("cannot tell", row)
                late = row.within_days is not None and (asked - accepted).days > row.within_days
                return Refunded("none" if late else row.refund, row)
        return Refunded("cannot tell", None)


def proved(rows: tuple[RefundRule, ...], territories: dict[str, Territory]) -> Refunds:
    """`BadInput` names the first row without a source, outside the book, of an unknown union, or beside another."""
    unions = {territory.union for territory in territories.values()} - {""}
    by_key: dict[tuple[str, str, str], list[RefundRule]] = {}
    for row in rows:
        if not row.source or not row.kinds or row.jurisdiction not in unions:
            raise BadInput(f"refunds, rule {row.id}: expected a source, kinds, and one of {', '.join(sorted(unions))}")
        if not BOOK_BEGINS <= row.begins < row.until <= BOOK_ENDS:
            raise BadInput(f"refunds, rule {row.id}: expected days of {BOOK_BEGINS} to {BOOK_ENDS}")
        for kind in row.kinds:
            by_key.setdefault((row.jurisdiction, row.event, kind), []).append(row)
    for alike in by_key.values():
        for before, after in pairwise(sorted(alike, key=lambda row: row.begins)):
            if before.until > after.begins:
                raise BadInput(f"refunds, rule {after.id}: overlaps {before.id}")
    return Refunds(rows)
