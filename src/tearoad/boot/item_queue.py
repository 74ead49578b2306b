"""The queue of the customs desk: pages of what waits with the terms that run, and which one comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from psycopg import Cursor

from tearoad.boot.clocks import terms_of
from tearoad.customs.clearance_clock import Term
from tearoad.customs.clearance_events import case_of
from tearoad.customs.lawbook import Snapshot
from tearoad.operations.desk_view import Seen
from tearoad.operations.item_ports import ItemRow, in_sight
from tearoad.operations.item_queue import Wanted, narrowed
from tearoad.store import items as rows
from tearoad.store.database import CELL
from tearoad.store.pool import PooledStore
from tearoad.store.statements import clock_at
from tearoad.terms import cursor as cursors
from tearoad.terms.names import is_id
from tearoad.terms.refusal import BadInput

LAST = (253_402_300_799, "f" * 32)  # before the year 10000
FIRST = (0, "0" * 32)
Edge = tuple[int, str]


class Queued(NamedTuple):
    """A declaration with the terms that run or stand, and the seconds since it was lodged by the road's clock."""

    row: ItemRow
    terms: list[Term]
    age: int


class Page(NamedTuple):
    """`cursor` is that of the next page, '' at the end; `at` the moment of the road's clock for which it holds."""

    queued: list[Queued]
    cursor: str
    at: int


@dataclass(frozen=True)
class ItemQueue:
    """Over the store of the desks; `offices` are those of the road."""

    store: PooledStore
    law: Snapshot
    offices: Sequence[str]

    def page(self, seen: Seen, wanted: Wanted, cursor: str, count: int) -> Page:
        """The newest or the oldest first. BadInput on a cursor that was not ours."""
        sight = narrowed(seen, wanted)
        about = f"queue {sight} {wanted}"
        edge: Any = cursors.keys_of(cursor, about, (int, str)) if cursor else _start(wanted)
        if not FIRST[0] <= edge[0] <= LAST[0] or not is_id(edge[1]):
            raise BadInput("the cursor points at no declaration")
        with self.store.reading() as reading:
            found = self._rows(reading, sight, wanted, edge, count + 1)
            page = found[:count]
            told = rows.events_of(reading, CELL, [row.declaration_id for row in page])
            now = clock_at(reading, CELL) or 0
        queued = [
            Queued(
                row,
                terms_of(case_of(told[row.declaration_id]), row.office, row.destination, self.law),
                max(0, now - row.lodged_at),
            )
            for row in page
        ]
        more = len(found) > count
        after = cursors.cursor_of(about, page[-1].lodged_at, page[-1].declaration_id) if more else ""
        return Page(queued, after, now)

    def after(self, seen: Seen, wanted: Wanted, row: ItemRow) -> str | None:
        """The next that waits behind this one in the order of the queue, from its end on the first; None where there is
        no other."""
        sight, waits = narrowed(seen, wanted), wanted._replace(waiting=True)
        with self.store.reading() as reading:
            for edge in ((row.lodged_at, row.declaration_id), _start(wanted)):
                for found in self._rows(reading, sight, waits, edge, 2):
                    if found.declaration_id != row.declaration_id:
                        return found.declaration_id
        return None

    def of_parcel(self, seen: Seen, consignment_id: str) -> str | None:
        """The declaration that was lodged for a parcel of the road; None where there is none in sight."""
        if not is_id(consignment_id):
            return None
        with self.store.reading() as reading:
            row = rows.declared_by(reading, CELL, consignment_id)
        return row.declaration_id if row and in_sight(row, seen) else None

    def _rows(self, reading: Cursor, sight: Seen, wanted: Wanted, edge: Edge, count: int) -> list[ItemRow]:
        return rows.items(
            reading,
            CELL,
            sight,
            edge,
            count,
            waiting=wanted.waiting,
            states=wanted.states,
            offices=self.offices,
            oldest=wanted.oldest,
        )


def _start(wanted: Wanted) -> Edge:
    return FIRST if wanted.oldest else LAST
