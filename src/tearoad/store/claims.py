"""Claims about parcels: one statement a batch, and pages of them for the doors."""

from collections.abc import Collection, Sequence
from typing import Any

from psycopg import Cursor

from tearoad.journey.stages import stage
from tearoad.operations.claim_ports import ClaimRow
from tearoad.operations.claim_view import ListedClaim
from tearoad.operations.desk_view import Seen
from tearoad.post.claims import Answer, Kind, State
from tearoad.store.columns import insert, selected, transposed, unnested, written
from tearoad.store.unit_cursor import UnitCursor

CLAIM = {
    "claim_id": "uuid", "consignment_id": "uuid", "kind": "code", "state": "code", "answer": "code",
    "opened_at": "moment", "opened_by": "text", "answer_by": "moment", "settle_within": "amount",
    "answered_at": "moment", "answered_by": "text", "settled_at": "moment",
}  # fmt: skip
_STANDS = {name: CLAIM[name] for name in ("state", "answer", "answered_at", "answered_by", "settled_at")}
_SELECT = f"SELECT {selected(CLAIM)} FROM claim q WHERE cell_id = %s AND "  # noqa: S608 - this module's own names
_SOME = _SELECT + "claim_id = ANY (%s::uuid[]) ORDER BY claim_id FOR UPDATE"
_UNSETTLED = _SELECT + "consignment_id = ANY (%s::uuid[]) AND settled_at IS NULL"
_STAND = (
    f"UPDATE claim q SET ({', '.join(_STANDS)}) = ROW({written(_STANDS)}) "  # noqa: S608 - this module's own names
    f"FROM {unnested({'claim_id': 'uuid', **_STANDS})} WHERE q.cell_id = %s AND q.claim_id = u.claim_id"
)
_OWN = ", ".join(f"q.{name} AS {name}" for name in CLAIM)
_IN_SIGHT = """
(%(everything)s OR o.buyer = %(buyer)s::text OR c.merchant = %(merchant)s::text OR c.office = %(office)s::text)
"""
_LISTED = f"""
SELECT {selected(CLAIM)}, order_id, coalesce(s10, ''), merchant, coalesce(office, ''), money, border, carriage FROM (
    SELECT {_OWN}, c.order_id, c.s10, c.merchant, c.office, c.money, c.border, c.carriage
    FROM claim q JOIN consignment c ON c.cell_id = q.cell_id AND c.consignment_id = q.consignment_id
    JOIN orders o ON o.cell_id = c.cell_id AND o.order_id = c.order_id
    WHERE q.cell_id = %(cell)s AND {_IN_SIGHT} AND {{which}}
) AS listed
"""  # noqa: S608 - this module's own names
_WAITING = _LISTED.format(
    which="""q.settled_at IS NULL AND (q.answer_by, q.claim_id) > (to_timestamp(%(at)s), %(id)s::uuid)
    ORDER BY q.answer_by, q.claim_id LIMIT %(count)s"""
)
_SETTLED = _LISTED.format(
    which="""q.settled_at IS NOT NULL AND (q.settled_at, q.claim_id) < (to_timestamp(%(at)s), %(id)s::uuid)
    ORDER BY q.settled_at DESC, q.claim_id DESC LIMIT %(count)s"""
)
_OF_PARCELS = _LISTED.format(which="q.consignment_id = ANY (%(ids)s::uuid[]) ORDER BY q.opened_at, q.claim_id")


class PostgresClaims:
    """Implements the port `Claims` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def some(self, claim_ids: Collection[str]) -> dict[str, ClaimRow]:
        found = self.cursor.execute(_SOME, [self.cell, sorted(claim_ids)]).fetchall() if claim_ids else []
        return {row.claim_id: row for row in map(_row, found)}

    def unsettled(self, consignment_ids: Collection[str]) -> dict[str, ClaimRow]:
        found = self.cursor.execute(_UNSETTLED, [self.cell, sorted(consignment_ids)]).fetchall()
        return {row.consignment_id: row for row in map(_row, found)}

    def add(self, rows: Sequence[ClaimRow]) -> None:
        if rows:
            self.cursor.later(insert("claim", CLAIM), [self.cell, *transposed(rows, len(CLAIM))])

    def stand(self, rows: Sequence[ClaimRow]) -> None:
        if rows:
            said = [(row.claim_id, *(getattr(row, name) for name in _STANDS)) for row in rows]
            self.cursor.later(_STAND, [*transposed(said, 1 + len(_STANDS)), self.cell], "claim")


def claims(
    cursor: Cursor, cell: int, seen: Seen, edge: tuple[int, str], count: int, *, settled: bool
) -> list[ListedClaim]:
    """Those in sight beyond a (moment, id): whose answer is due first, or of the settled the last."""
    values: dict[str, Any] = {"cell": cell, **seen._asdict(), "at": edge[0], "id": edge[1], "count": count}
    return [_listed(row) for row in cursor.execute(_SETTLED if settled else _WAITING, values).fetchall()]


def claims_of(cursor: Cursor, cell: int, seen: Seen, consignment_ids: Sequence[str]) -> list[ListedClaim]:
    """All about these parcels that are in sight, by time."""
    values = {"cell": cell, **seen._asdict(), "ids": list(consignment_ids)}
    return [_listed(row) for row in cursor.execute(_OF_PARCELS, values).fetchall()]


def _listed(row: Sequence[Any]) -> ListedClaim:
    order_id, s10, merchant, office, *states = row[len(CLAIM) :]
    return ListedClaim(_row(row[: len(CLAIM)]), order_id, s10, merchant, office, stage(*states))


def _row(row: Sequence[Any]) -> ClaimRow:
    found = ClaimRow(*row)
    return found._replace(kind=Kind(found.kind), state=State(found.state), answer=Answer(found.answer))
