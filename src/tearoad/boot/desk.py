"""The desk of those who work on the road: parcels, payments, declarations and scans of whom they serve."""

from dataclasses import dataclass
from typing import Any, TypeVar

from tearoad.operations.buyer_view import ScanView
from tearoad.operations.desk_view import Declaration, DeskParcel, Payment, Seen
from tearoad.store import buyers as tracks
from tearoad.store import desk as rows
from tearoad.store.desk import STAGES as STAGES  # the doors know the words from here
from tearoad.store.desk import STATUSES as STATUSES
from tearoad.store.pool import PooledStore
from tearoad.terms import cursor as cursors
from tearoad.terms.names import LONGEST_ID, is_id, storable
from tearoad.terms.refusal import BadInput

LAST = 253_402_300_799  # before the year 10000
LAST_ID = "f" * 32
LAST_ORDER = ""  # nothing is dated so late
T = TypeVar("T", DeskParcel, Payment, Declaration)


@dataclass(frozen=True)
class Desk:
    """Over the store of the desks. Lists are pages, the newest first, with the cursor of the next one, '' at the end;
    BadInput on a cursor that was not ours."""

    store: PooledStore

    def parcels(self, seen: Seen, stage: str, cursor: str, count: int) -> tuple[list[DeskParcel], str]:
        """Of one of STAGES, or of all."""
        about = f"parcels {stage} {seen}"
        before = _before(cursor, about, LAST_ID)
        with self.store.reading() as reading:
            found = rows.parcels(reading, seen, stage, before, count + 1)
        return _page(found, about, "consignment_id", count)

    def parcel(self, seen: Seen, consignment_id: str) -> tuple[DeskParcel, list[ScanView]] | None:
        """With its scans by time; None where there is none that one may see."""
        if not is_id(consignment_id):
            return None
        with self.store.reading() as reading:
            found = rows.parcel(reading, seen, consignment_id)
            scans = tracks.scans_of(reading, [consignment_id]) if found else {}
        return (found, list(scans.get(consignment_id, ()))) if found else None

    def payments(self, seen: Seen, cursor: str, count: int) -> tuple[list[Payment], str]:
        """One of each order."""
        about = f"payments {seen}"
        before = _before(cursor, about, LAST_ORDER)
        with self.store.reading() as reading:
            found = rows.payments(reading, seen, before, count + 1)
        return _page(found, about, "order_id", count)

    def payment(self, seen: Seen, order_id: str) -> Payment | None:
        """None where there is none that one may see."""
        if not storable(order_id, LONGEST_ID):
            return None
        with self.store.reading() as reading:
            return rows.payment(reading, seen, order_id)

    def declarations(self, seen: Seen, status: str, cursor: str, count: int) -> tuple[list[Declaration], str]:
        """Of one of STATUSES, or of all."""
        about = f"declarations {status} {seen}"
        before = _before(cursor, about, LAST_ID)
        with self.store.reading() as reading:
            found = rows.declarations(reading, seen, status, before, count + 1)
        return _page(found, about, "consignment_id", count)

    def declaration(self, seen: Seen, consignment_id: str) -> Declaration | None:
        """None where there is none that one may see."""
        if not is_id(consignment_id):
            return None
        with self.store.reading() as reading:
            return rows.declaration(reading, seen, consignment_id)


def _before(cursor: str, about: str, last: str) -> tuple[int, str]:
    if not cursor:
        return LAST, last
    at: Any
    name: Any
    at, name = cursors.keys_of(cursor, about, (int, str))
    if not 0 <= at <= LAST or "\0" in name or (last == LAST_ID and not is_id(name)):
        raise BadInput("the cursor points at nothing of this list")
    return at, name


def _page(found: list[T], about: str, key: str, count: int) -> tuple[list[T], str]:
    page = found[:count]
    more = len(found) > count
    return page, cursors.cursor_of(about, page[-1].placed_at, getattr(page[-1], key)) if more else ""
