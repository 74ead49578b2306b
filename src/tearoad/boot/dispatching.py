"""Dispatches for the doors: sorting, closing, scans of receptacles, and what of them is seen.

Many threads may ask at once. `places` are those that one may work at or see, None for all of them.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from tearoad.boot.chart import own_chart
from tearoad.boot.road import OpenRoad
from tearoad.operations.close_dispatch import close_dispatch
from tearoad.operations.dispatch_ports import Closing, DispatchRow, Settlement, Sorting
from tearoad.operations.dispatch_view import ListedDispatch, OpenLane, WholeDispatch, may_see
from tearoad.operations.platform import Platform
from tearoad.operations.record_scans import ground_of
from tearoad.operations.scan_receptacles import Answer, Told, scan_receptacles
from tearoad.operations.settle_irregularity import Settling, settle_irregularity
from tearoad.operations.sort_parcels import sort_parcels
from tearoad.post.exchange import Way
from tearoad.store.database import CELL
from tearoad.store.dispatch_desk import dispatches, open_lanes, whole_dispatch
from tearoad.store.pool import PooledStore
from tearoad.store.statements import clock_at
from tearoad.terms import cursor as cursors
from tearoad.terms.names import is_id
from tearoad.terms.refusal import BadInput

S8 = 20  # characters of a dispatch's number
LAST = (253_402_300_799, "f" * 32)  # before the year 10000


class DispatchPage(NamedTuple):
    """`cursor` is that of the next page, '' at the end."""

    rows: list[ListedDispatch]
    cursor: str


class Dispatching:
    """One for a process, over its pool."""

    def __init__(self, platform: Platform, store: PooledStore) -> None:
        self.platform, self.store = platform, store
        self.ground = ground_of(platform.road)

    @property
    def ways(self) -> dict[str, Way]:
        """By lane."""
        return dict(self.platform.mail_ways.by_lane)

    def now(self) -> int:
        """Where the road's clock stands."""
        with self.store.asking() as asking:
            return clock_at(asking, CELL) or 0

    def sort(self, numbers: Sequence[str], place: str) -> list[Sorting]:
        """What becomes of each number, in their order; at most MOST_SORTED."""
        return sort_parcels(self.platform.mail_ways, self.store, numbers, place)

    def close(self, lane: str, key: str, who: str) -> DispatchRow | Closing:
        """The same key gives the same dispatch."""
        return close_dispatch(self.platform.mail_ways, self.store, lane, key, who)

    def scan(self, told: Sequence[Told], who: str) -> list[Answer]:
        """In their order, at most MOST_TOLD."""
        return scan_receptacles(self.platform, self.store, self.ground, told, who)

    def settle(self, s9: str, number: str, how: Settlement, who: str) -> Settling:
        """Of what was not as advised in a receptacle."""
        return settle_irregularity(self.store, s9, number, how, who)

    def open(self, places: Collection[str] | None) -> list[OpenLane]:
        """What waits to be closed at these places of origin."""
        lanes = [name for name, way in self.ways.items() if places is None or way.origin in places]
        with self.store.reading() as reading:
            return open_lanes(reading, CELL, lanes)

    def page(self, places: Collection[str] | None, cursor: str, count: int) -> DispatchPage:
        """The newest first. BadInput on a cursor that was not ours."""
        about = f"dispatches {None if places is None else sorted(places)}"
        edge: Any = cursors.keys_of(cursor, about, (int, str)) if cursor else LAST
        if not 0 <= edge[0] <= LAST[0] or not is_id(edge[1]):
            raise BadInput("the cursor points at no dispatch")
        with self.store.reading() as reading:
            found = dispatches(reading, CELL, places, edge, count + 1)
        page = found[:count]
        more = len(found) > count
        after = cursors.cursor_of(about, page[-1].row.closed_at, page[-1].row.dispatch_id) if more else ""
        return DispatchPage(page, after)

    def whole(self, s8: str, places: Collection[str] | None) -> WholeDispatch | None:
        """None where there is none, or another's."""
        if len(s8) != S8 or not (s8.isascii() and s8.isalnum()):
            return None
        with self.store.reading() as reading:
            found = whole_dispatch(reading, CELL, s8)
        return found if found and may_see(found.listed.row, places) else None


@contextmanager
def dispatching_on(road: OpenRoad) -> Iterator[Dispatching]:
    """For one command, which asks for one thing at a time."""
    store = PooledStore(road.url, own_chart(), 1)
    try:
        yield Dispatching(road.platform, store)
    finally:
        store.close()
