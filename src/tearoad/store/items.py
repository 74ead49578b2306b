"""Item declarations and what is reported of them: one statement per batch; events are added and never changed."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from psycopg import Cursor

from tearoad.customs.clearance import WAITING, Fact, Role, State
from tearoad.customs.clearance_events import Event
from tearoad.journey.stages import Carriage
from tearoad.operations.desk_view import Seen
from tearoad.operations.item_ports import MERCHANT, ItemRow, Lately, Taken
from tearoad.store.arrays import bigints, smallints, texts, uuids
from tearoad.store.columns import insert, selected, transposed, unnested, written
from tearoad.store.unit_cursor import UnitCursor

ITEM = {
    "declaration_id": "uuid",
    "reference": "text",
    "lodged_by": "text",
    "lodged_at": "moment",
    "office": "text",
    "destination": "text",
    "s10": "text",
    "state": "code",
    "arrived": "flag",
    "paid": "flag",
    "channel": "text",
    "reasons": "text",
    "total_minor": "amount?",
    "tax_minor": "amount?",
    "currency": "text",
    "law_hash": "text",
    "consignment_id": "uuid?",
    "content": "bytea",
    "sealed": "text",
    "plain": "jsonb",
    "events": "number",
    "asked": "text",
    "decided_by": "text",
    "score": "double precision",
    "turn": "code",
}
EVENT = {
    "declaration_id": "uuid",
    "number": "number",
    "at": "moment",
    "fact": "code",
    "who": "text",
    "role": "code",
    "why": "text",
    "note": "text",
}
LODGING = 20260101  # with a cell: the lock of who corrects, shared by who lodges
FREE = f"({State.REJECTED:d}, {State.WITHDRAWN:d})"  # whose numbers are free; as the index of numbers has it
STANDING = {name: ITEM[name] for name in ("declaration_id", "state", "arrived", "paid", "events")}
NOT_KNOWN = -1
# Of the kinds of columns; the others are few bytes.
PACKED: Mapping[str, Callable[[list[Any]], object]] = {
    "uuid": uuids, "uuid?": texts, "text": texts, "jsonb": texts, "moment": bigints, "amount?": bigints,
    "number": bigints, "code": smallints,
}  # fmt: skip
_SELECT = f"SELECT {selected(ITEM)} FROM item_declaration d WHERE cell_id = %s"  # noqa: S608 - this module's own text
_SOME = _SELECT + " AND declaration_id = ANY (%s::uuid[])"
_EVENTS = f"""
SELECT {selected(EVENT)} FROM item_declaration_event
WHERE cell_id = %s AND declaration_id = ANY (%s::uuid[]) ORDER BY declaration_id, number
"""  # noqa: S608 - this module's own text
_ADD = insert("item_declaration", ITEM, "ON CONFLICT DO NOTHING RETURNING replace(declaration_id::text, '-', '')")
_TELL = insert("item_declaration_event", EVENT)
_VIEW = """
INSERT INTO item_declaration_view (cell_id, declaration_id, at, who, why)
VALUES (%s, %s, to_timestamp(%s), %s, %s) ON CONFLICT DO NOTHING
"""
_TAKEN = f"""
SELECT DISTINCT ON (s10) s10, replace(declaration_id::text, '-', ''), extract(epoch FROM lodged_at)::bigint, turn
FROM item_declaration WHERE cell_id = %s AND s10 = ANY (%s) AND NOT state IN {FREE} ORDER BY s10, turn DESC
"""  # noqa: S608 - this module's own text
_OF_CONSIGNMENTS = f"""
SELECT DISTINCT ON (consignment_id) {selected(ITEM)} FROM item_declaration d
WHERE cell_id = %s AND consignment_id = ANY (%s::uuid[]) AND state <> {State.WITHDRAWN:d}
ORDER BY consignment_id, (state = {State.REJECTED:d}), lodged_at DESC, declaration_id
"""  # noqa: S608 - this module's own text
_HANDED_OVER = f"""
SELECT replace(consignment_id::text, '-', '') FROM consignment
WHERE cell_id = %s AND consignment_id = ANY (%s::uuid[]) AND NOT carriage IN ({Carriage.NONE:d}, {Carriage.CANCELLED:d})
"""  # noqa: S608 - this module's own text
_LATELY = """
SELECT replace(declaration_id::text, '-', ''), extract(epoch FROM lodged_at)::bigint, score, asked
FROM item_declaration WHERE cell_id = %s AND office = %s AND lodged_at > to_timestamp(%s) AND channel <> ''
ORDER BY lodged_at DESC, declaration_id DESC LIMIT %s
"""
_INSPECTED = """
SELECT count(*) FROM item_declaration
WHERE cell_id = %s AND office = %s AND lodged_at > to_timestamp(%s) AND channel IN ('scan', 'open')
"""  # as its index has it
# Each is a branch of its own, so that each goes by its index.
_WAYS = {
    "buyer": "d.lodged_by = %(buyer)s",
    "merchant": "d.lodged_by = %(merchant)s",
    "office": "d.office = %(office)s",
}
_WAITING = f"d.state IN ({', '.join(str(int(state)) for state in WAITING)})"  # as the index of what waits has it
_PAGE = """
(SELECT d.lodged_at AS at, d.declaration_id AS id FROM item_declaration d
WHERE d.cell_id = %(cell)s AND {way} AND {states}
  AND (d.lodged_at, d.declaration_id) {side} (to_timestamp(%(at)s), %(id)s::uuid)
ORDER BY d.lodged_at {order}, d.declaration_id {order} LIMIT %(count)s)
"""


def _update(kinds: Mapping[str, str]) -> str:
    new = {name: kind for name, kind in kinds.items() if name != "declaration_id"}
    names, values = ", ".join(new), written(new)
    return (
        f"UPDATE item_declaration d SET ({names}) = ROW({values}) FROM {unnested(kinds)} "  # noqa: S608 - own names
        "WHERE d.cell_id = %s AND d.declaration_id = u.declaration_id"
    )


_CORRECT, _STAND = _update(ITEM), _update(STANDING)


class PostgresItems:
    """Implements the port `Items` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def lodging(self, *, alone: bool) -> None:
        name = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        self.cursor.execute(f"SELECT {name}(%s, %s)", [LODGING, self.cell])

    def some(self, declaration_ids: Sequence[str], *, locked: bool = False) -> dict[str, ItemRow]:
        sql = _SOME + (" ORDER BY declaration_id FOR UPDATE" if locked else "")
        found = self.cursor.execute(sql, [self.cell, list(declaration_ids)]).fetchall()
        return {row.declaration_id: row for row in map(_row, found)}

    def taken(self, numbers: Sequence[str]) -> dict[str, Taken]:
        found = self.cursor.execute(_TAKEN, [self.cell, list(numbers)]).fetchall()
        return {number: Taken(*row) for number, *row in found}

    def of_consignments(self, consignment_ids: Sequence[str]) -> dict[str, ItemRow]:
        found = self.cursor.execute(_OF_CONSIGNMENTS, [self.cell, list(consignment_ids)]).fetchall()
        return {row.consignment_id: row for row in map(_row, found)}

    def lately(self, office: str, since: int, most: int) -> Lately:
        found = self.cursor.execute(_LATELY, [self.cell, office, since, most]).fetchall()
        row = self.cursor.execute(_INSPECTED, [self.cell, office, since]).fetchone()
        assert row, "a count has a row"
        names, at, score, asked = transposed(found, 4)
        return Lately(names, at, score, asked, row[0])

    def handed_over(self, consignment_ids: Sequence[str]) -> set[str]:
        return handed_over(self.cursor, self.cell, consignment_ids)

    def add(self, rows: Sequence[ItemRow]) -> set[str]:
        if not rows:
            return set()
        return {row[0] for row in self.cursor.execute(_ADD, [self.cell, *_columns(rows)]).fetchall()}

    def correct(self, rows: Sequence[ItemRow]) -> None:
        if rows:
            self.cursor.later(_CORRECT, [*_columns(rows), self.cell], "item_declaration")

    def stand(self, rows: Sequence[ItemRow]) -> None:
        if rows:
            said = [(row.declaration_id, int(row.state), row.arrived, row.paid, row.events) for row in rows]
            self.cursor.later(_STAND, [*_packed(STANDING, said), self.cell], "item_declaration")

    def tell(self, events: Sequence[tuple[int, Event]]) -> None:
        if events:
            rows = [
                (one.declaration, number, one.at, int(one.fact), one.who, int(one.role), " ".join(one.why), one.note)
                for number, one in events
            ]
            self.cursor.later(_TELL, [self.cell, *_packed(EVENT, rows)])

    def log_view(self, declaration_id: str, who: str, why: str, at: int) -> None:
        self.cursor.later(_VIEW, [self.cell, declaration_id, at, who, why])

    def told(self, declaration_ids: Sequence[str]) -> dict[str, list[Event]]:
        return events_of(self.cursor, self.cell, declaration_ids)


def events_of(cursor: Cursor, cell: int, declaration_ids: Sequence[str]) -> dict[str, list[Event]]:
    """All of each, in their order."""
    found: dict[str, list[Event]] = {name: [] for name in declaration_ids}
    for name, _, at, fact, who, role, why, note in cursor.execute(_EVENTS, [cell, list(declaration_ids)]).fetchall():
        found[name].append(Event(name, Fact(fact), at, who, Role(role), tuple(why.split()), note))
    return found


def handed_over(cursor: Cursor, cell: int, consignment_ids: Sequence[str]) -> set[str]:
    """Those of these parcels that were handed over."""
    if not consignment_ids:
        return set()
    return {name for (name,) in cursor.execute(_HANDED_OVER, [cell, list(consignment_ids)]).fetchall()}


def item_of(cursor: Cursor, cell: int, declaration_id: str) -> ItemRow | None:
    """One, whosever it is."""
    row = cursor.execute(_SOME, [cell, [declaration_id]]).fetchone()
    return _row(row) if row else None


def items(
    cursor: Cursor,
    cell: int,
    seen: Seen,
    edge: tuple[int, str],
    count: int,
    *,
    waiting: bool,
    states: Sequence[State] = (),
    offices: Sequence[str] = (),
    oldest: bool = False,
) -> list[ItemRow]:
    """Those in sight beyond a (moment, id), the newest or the oldest first: of these of the WAITING states, of them all
    where `waiting`, or all. `offices` are the road's: who sees everything reads what waits office by office."""
    by = {"buyer": seen.buyer, "merchant": seen.merchant and MERCHANT + seen.merchant, "office": seen.office}
    ways = [_WAYS[way] for way, whose in by.items() if whose]
    of = [f"d.state = {state:d}" for state in states] or [_WAITING if waiting else "TRUE"]
    values = {"cell": cell, **by, "at": edge[0], "id": edge[1], "count": count}
    if seen.everything:
        asked = {f"office_{at}": name for at, name in enumerate(offices)} if waiting or states else {}
        ways = [f"d.office = %({name})s" for name in asked] or ["TRUE"]
        values |= asked
    if not ways:
        return []
    side, order = (">", "ASC") if oldest else ("<", "DESC")
    pages = " UNION ".join(_PAGE.format(way=way, states=which, side=side, order=order) for way in ways for which in of)
    sql = (
        f"SELECT replace(id::text, '-', '') FROM ({pages}) AS page "  # noqa: S608 - own words
        f"ORDER BY at {order}, id {order} LIMIT %(count)s"
    )
    names = [name for (name,) in cursor.execute(sql, values).fetchall()]
    rows = {row.declaration_id: row for row in map(_row, cursor.execute(_SOME, [cell, names]).fetchall())}
    return [rows[name] for name in names]


def declared_by(cursor: Cursor, cell: int, consignment_id: str) -> ItemRow | None:
    """The declaration of a parcel of the road that stands, or else the last that was rejected; whosever it is."""
    row = cursor.execute(_OF_CONSIGNMENTS, [cell, [consignment_id]]).fetchone()
    return _row(row) if row else None


def _packed(kinds: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> list[object]:
    """The columns of rows as parameters."""
    columns = zip(kinds.values(), transposed(rows, len(kinds)), strict=True)
    return [PACKED[kind](column) if kind in PACKED else column for kind, column in columns]


def _columns(rows: Sequence[ItemRow]) -> list[object]:
    kept = [
        row._replace(
            state=int(row.state),  # type: ignore[arg-type]
            total_minor=NOT_KNOWN if row.total_minor is None else row.total_minor,
            tax_minor=NOT_KNOWN if row.tax_minor is None else row.tax_minor,
        )
        for row in rows
    ]
    return _packed(ITEM, kept)


def _row(row: Sequence[Any]) -> ItemRow:
    found = ItemRow(*row)
    total, tax = (None if minor == NOT_KNOWN else minor for minor in (found.total_minor, found.tax_minor))
    return found._replace(
        state=State(found.state),
        total_minor=total,
        tax_minor=tax,
        content=bytes(found.content),
        plain=json.dumps(found.plain),
    )
