"""Claims for the doors: opened, reported on, listed. Many threads may ask at once; who waits goes through together."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from tearoad.boot.gather import Gather
from tearoad.operations.claim_parcels import Claimed, Opening, Report, open_claims, report_claims
from tearoad.operations.claim_view import ListedClaim
from tearoad.operations.desk_view import Seen
from tearoad.operations.platform import Platform
from tearoad.store.claims import claims, claims_of
from tearoad.store.database import CELL
from tearoad.store.pool import PooledStore
from tearoad.store.statements import clock_at
from tearoad.terms import cursor as cursors
from tearoad.terms.names import is_id
from tearoad.terms.refusal import BadInput, Refusal
from tearoad.wire.claims import own_terms

FIRST, LAST = (0, "0" * 32), (253_402_300_799, "f" * 32)  # before the year 10000


class ClaimPage(NamedTuple):
    """`cursor` is that of the next page, '' at the end; `at` the moment of the road's clock for which it holds."""

    rows: list[ListedClaim]
    cursor: str
    at: int


class ClaimDesk:
    """`close` it. `Unavailable` where an answer was lost: ask again with the same."""

    def __init__(self, platform: Platform, store: PooledStore) -> None:
        self.platform, self.store = platform, store
        self._opened: Gather[Opening, Claimed] = Gather(self._open)
        self._reports: Gather[Report, Claimed] = Gather(self._report)

    def close(self) -> None:
        """Serves those who wait, then ends."""
        self._opened.close()
        self._reports.close()

    def open(self, one: Opening) -> Claimed:
        """Once for each id."""
        return self._opened.ask(one) if is_id(one.consignment_id) else Claimed(None, Refusal.UNKNOWN_PARCEL)

    def report(self, one: Report) -> Claimed:
        """What is said again is as it was."""
        return self._reports.ask(one) if is_id(one.claim_id) else Claimed(None, Refusal.UNKNOWN_CLAIM)

    def page(self, seen: Seen, cursor: str, count: int, *, settled: bool) -> ClaimPage:
        """Whose answer is due first; of the settled the last. BadInput on a cursor that was not ours."""
        about = f"claims {settled} {seen}"
        edge: Any = cursors.keys_of(cursor, about, (int, str)) if cursor else LAST if settled else FIRST
        if not FIRST[0] <= edge[0] <= LAST[0] or not is_id(edge[1]):
            raise BadInput("the cursor points at no claim")
        with self.store.reading() as reading:
            found = claims(reading, CELL, seen, edge, count + 1, settled=settled)
            now = clock_at(reading, CELL) or 0
        page, after = found[:count], ""
        if len(found) > count:
            last = page[-1].claim
            after = cursors.cursor_of(about, last.settled_at if settled else last.answer_by, last.claim_id)
        return ClaimPage(page, after, now)

    def of_parcels(self, seen: Seen, consignment_ids: Sequence[str]) -> dict[str, list[ListedClaim]]:
        """By parcel, by time; of what is in sight."""
        with self.store.reading() as reading:
            rows = claims_of(reading, CELL, seen, consignment_ids)
        found: dict[str, list[ListedClaim]] = {}
        for one in rows:
            found.setdefault(one.claim.consignment_id, []).append(one)
        return found

    def _open(self, asked: list[Opening]) -> Sequence[Claimed]:
        return open_claims(self.platform, self.store, own_terms(), asked)

    def _report(self, asked: list[Report]) -> Sequence[Claimed]:
        return report_claims(self.platform, self.store, asked)
