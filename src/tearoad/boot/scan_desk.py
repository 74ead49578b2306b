"""The post's desk for the doors: pages of what somebody should look at, who looked, and the road's clock."""

from collections.abc import Collection
from typing import Any, NamedTuple

from tearoad.operations.desk_view import Seen
from tearoad.operations.scan_desk import Listed, Wanted, look_at_aside
from tearoad.store.asides import asides
from tearoad.store.database import CELL
from tearoad.store.pool import PooledStore
from tearoad.store.statements import clock_at
from tearoad.terms import cursor as cursors
from tearoad.terms.names import is_id
from tearoad.terms.refusal import BadInput

FIRST, LAST = (0, "0" * 32), (253_402_300_799, "f" * 32)  # before the year 10000


class AsidePage(NamedTuple):
    """`cursor` is that of the next page, '' at the end; `at` the moment of the road's clock for which it holds."""

    rows: list[Listed]
    cursor: str
    at: int


class ScanDesk:
    """Many threads may ask at once. `places` are those that one may see or work at, None for all of them."""

    def __init__(self, store: PooledStore) -> None:
        self.store = store

    def now(self) -> int:
        """Where the road's clock stands."""
        with self.store.asking() as asking:
            return clock_at(asking, CELL) or 0

    def page(self, places: Collection[str] | None, parcels: Seen, wanted: Wanted, cursor: str, count: int) -> AsidePage:
        """Who waits longest first; of what was looked at the last. BadInput on a cursor that was not ours."""
        about = f"asides {None if places is None else sorted(places)} {wanted}"
        edge: Any = cursors.keys_of(cursor, about, (int, str)) if cursor else LAST if wanted.settled else FIRST
        if not FIRST[0] <= edge[0] <= LAST[0] or not is_id(edge[1]):
            raise BadInput("the cursor points at no scan")
        with self.store.reading() as reading:
            found = asides(reading, CELL, places, parcels, wanted, edge, count + 1)
            now = clock_at(reading, CELL) or 0
        page, after = found[:count], ""
        if len(found) > count:
            last = page[-1]
            after = cursors.cursor_of(
                about, last.settled_at if wanted.settled else last.aside.seen_at, last.aside.aside_id
            )
        return AsidePage(page, after, now)

    def looked_at(self, aside_id: str, places: Collection[str] | None, who: str) -> bool | None:
        """True where it is settled now, False where it was before, None where there is none at these places."""
        return look_at_aside(self.store, aside_id, places, who) if is_id(aside_id) else None
