"""Parcels that arrive at offices: their numbers are scanned, and those without data are a list. Many threads may ask
at once."""

from collections.abc import Sequence
from typing import Any

from tearoad.operations.arrival_ports import UndeclaredRow
from tearoad.operations.arrive_items import MOST_ARRIVALS, Scanned, arrive
from tearoad.operations.desk_view import Seen
from tearoad.operations.platform import Platform
from tearoad.store.database import CELL
from tearoad.store.pool import PooledStore
from tearoad.store.undeclared import undeclared
from tearoad.terms import cursor as cursors
from tearoad.terms.refusal import BadInput

FIRST = (0, "", "")  # before every moment, number and office
LAST = 253_402_300_799  # before the year 10000


class Arrivals:
    """What is scanned at offices."""

    def __init__(self, platform: Platform, store: PooledStore) -> None:
        self.platform, self.store = platform, store

    def arrive(self, office: str, numbers: Sequence[str], who: str) -> list[Scanned]:
        """One answer for each number, in their order; at most MOST_ARRIVALS."""
        assert len(numbers) <= MOST_ARRIVALS, "the doors bound it"
        return arrive(self.platform, self.store, office, numbers, who)

    def undeclared(self, seen: Seen, cursor: str, count: int) -> tuple[list[UndeclaredRow], str]:
        """What waits for its data, the longest first, and the cursor of the next page, '' at the end. BadInput on a
        cursor that was not ours."""
        about = f"undeclared {seen}"
        after: Any = cursors.keys_of(cursor, about, (int, str, str)) if cursor else FIRST
        if not 0 <= after[0] <= LAST or "\0" in after[1] + after[2]:
            raise BadInput("the cursor points at no number")
        with self.store.reading() as reading:
            found = undeclared(reading, CELL, seen, after, count + 1)
        page, more = found[:count], len(found) > count
        return page, cursors.cursor_of(about, page[-1].seen_at, page[-1].s10, page[-1].office) if more else ""
