"""Dispatches, receptacles and what lies in them: one statement per batch."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tearoad.journey.stages import Carriage
from tearoad.operations.dispatch_ports import (
    MARKS,
    ClosedReceptacle,
    DispatchRow,
    Gone,
    IrregularRow,
    Lies,
    Lying,
    NewReceptacle,
    Open,
    OpenCase,
    Put,
    Sortable,
    Travelling,
    Within,
)
from tearoad.store.columns import insert, selected, transposed
from tearoad.store.unit_cursor import UnitCursor

LINES = 20260728  # with a hash of a line: the lock of who sorts or closes what goes by it
DISPATCH = {
    "dispatch_id": "uuid", "s8": "text", "lane": "text", "origin": "text", "destination": "text", "line": "text",
    "year": "code", "serial": "code", "closed_at": "moment", "receptacles": "code", "items": "number",
    "weight_grams": "amount", "closed_by": "text",
}  # fmt: skip
_NEW = {"receptacle_id": "uuid", "lane": "text", "number": "code", "begun_at": "moment"}
_PUT = {
    "receptacle_id": "uuid", "consignment_id": "uuid", "number": "text", "weight_grams": "amount", "put_at": "moment",
}  # fmt: skip
_IRREGULAR = {
    "irregularity_id": "uuid", "receptacle_id": "uuid", "number": "text", "kind": "text", "at": "moment", "who": "text",
}  # fmt: skip
# By itself: where this waits, the question that follows sees what the other one did.
_LOCK_PARCELS = """
SELECT count(*) FROM (
    SELECT FROM consignment WHERE cell_id = %(cell)s AND s10 = ANY (%(numbers)s::text[])
    ORDER BY consignment_id FOR NO KEY UPDATE
) c
"""
# Export customs have it while the last that they did with it is not that they gave it back.
_SORTABLE = """
SELECT DISTINCT ON (a.number) a.number, replace(a.consignment_id::text, '-', ''), a.origin, coalesce(a.office, ''),
       a.lane, a.carriage, greatest(a.weight_grams, 1), coalesce(e.event <> 'EXC', false),
       coalesce(replace(i.receptacle_id::text, '-', ''), ''), r.dispatch_id IS NOT NULL
FROM (
    SELECT u.number, c.consignment_id, c.origin, c.office, c.lane, c.carriage, c.weight_grams, c.dispatched_at
    FROM unnest(%(numbers)s::text[]) AS u(number)
    JOIN consignment c ON c.cell_id = %(cell)s AND c.s10 = u.number
) a
LEFT JOIN LATERAL (
    SELECT s.event FROM scan s WHERE s.cell_id = %(cell)s AND s.consignment_id = a.consignment_id
    AND s.event IN ('EXA', 'EXB', 'EXC', 'EXX') ORDER BY s.at DESC, s.event DESC LIMIT 1
) e ON TRUE
LEFT JOIN receptacle_item i
    ON i.cell_id = %(cell)s AND i.consignment_id = a.consignment_id AND i.left_at IS NULL
LEFT JOIN receptacle r ON r.cell_id = %(cell)s AND r.receptacle_id = i.receptacle_id
ORDER BY a.number, a.dispatched_at DESC NULLS LAST
"""
_OPEN = """
SELECT r.lane, replace(r.receptacle_id::text, '-', ''), r.number, t.grams, t.items
FROM unnest(%(lanes)s::text[]) AS u(lane)
JOIN LATERAL (
    SELECT r.lane, r.receptacle_id, r.number FROM receptacle r
    WHERE r.cell_id = %(cell)s AND r.lane = u.lane AND r.dispatch_id IS NULL ORDER BY r.number DESC LIMIT 1
) r ON TRUE
JOIN LATERAL (
    SELECT coalesce(sum(i.weight_grams), 0)::bigint AS grams, count(*) AS items FROM receptacle_item i
    WHERE i.cell_id = %(cell)s AND i.receptacle_id = r.receptacle_id AND i.left_at IS NULL
) t ON TRUE
"""
_LYING = """
SELECT replace(r.receptacle_id::text, '-', ''), r.lane, r.number, replace(i.consignment_id::text, '-', ''), i.number,
       i.weight_grams, coalesce(c.carriage, %(lost)s)
FROM unnest(%(lanes)s::text[]) AS u(lane)
JOIN receptacle r ON r.cell_id = %(cell)s AND r.lane = u.lane AND r.dispatch_id IS NULL
JOIN receptacle_item i ON i.cell_id = %(cell)s AND i.receptacle_id = r.receptacle_id AND i.left_at IS NULL
LEFT JOIN consignment c ON c.cell_id = %(cell)s AND c.consignment_id = i.consignment_id
ORDER BY r.lane, r.number, i.number
"""
_LAST = """
SELECT u.line, d.serial FROM unnest(%s::text[]) AS u(line) JOIN LATERAL (
    SELECT serial FROM dispatch WHERE cell_id = %s AND line = u.line AND year = %s ORDER BY serial DESC LIMIT 1
) d ON TRUE
"""
_CLOSE = """
UPDATE receptacle r SET dispatch_id = u.dispatch_id, number = u.number, s9 = u.s9, items = u.items,
    weight_grams = u.weight_grams,
    departed_at = CASE WHEN u.departed_at >= 0 THEN to_timestamp(u.departed_at) END
FROM unnest(%s::uuid[], %s::uuid[], %s::smallint[], %s::text[], %s::integer[], %s::bigint[], %s::bigint[])
     AS u(receptacle_id, dispatch_id, number, s9, items, weight_grams, departed_at)
WHERE r.cell_id = %s AND r.receptacle_id = u.receptacle_id
"""
_LEAVE = """
UPDATE receptacle_item i SET left_at = greatest(i.put_at, to_timestamp(u.left_at)), why = u.why
FROM unnest(%s::uuid[], %s::bigint[], %s::text[]) AS u(consignment_id, left_at, why)
WHERE i.cell_id = %s AND i.consignment_id = u.consignment_id AND i.left_at IS NULL
"""
# An S9 begins with the S8 of its dispatch.
_TRAVELLING = """
SELECT DISTINCT ON (r.s9) replace(r.receptacle_id::text, '-', ''), replace(r.dispatch_id::text, '-', ''), r.s9,
       d.origin, d.destination, extract(epoch FROM d.closed_at)::bigint,
       coalesce(extract(epoch FROM r.departed_at)::bigint, -1), coalesce(extract(epoch FROM r.arrived_at)::bigint, -1),
       coalesce(extract(epoch FROM r.opened_at)::bigint, -1)
FROM (
    SELECT d.dispatch_id, d.origin, d.destination, d.closed_at, u.name
    FROM unnest(%(names)s::text[]) AS u(name)
    JOIN dispatch d ON d.cell_id = %(cell)s AND d.s8 = left(u.name, 20)
) d
JOIN LATERAL (
    SELECT * FROM receptacle r WHERE r.cell_id = %(cell)s AND r.dispatch_id = d.dispatch_id
    AND (length(d.name) = 20 OR r.s9 = d.name) ORDER BY r.receptacle_id FOR UPDATE
) r ON TRUE
ORDER BY r.s9, d.closed_at DESC
"""
_WITHIN = """
SELECT replace(i.receptacle_id::text, '-', ''), replace(i.consignment_id::text, '-', ''), i.number,
       c.arrived_at IS NOT NULL
FROM unnest(%s::uuid[]) AS u(receptacle_id)
JOIN receptacle_item i ON i.cell_id = %s AND i.receptacle_id = u.receptacle_id AND i.left_at IS NULL
LEFT JOIN consignment c ON c.cell_id = i.cell_id AND c.consignment_id = i.consignment_id
ORDER BY i.number
"""
_LIES = """
SELECT replace(i.consignment_id::text, '-', ''), replace(i.receptacle_id::text, '-', ''), r.dispatch_id IS NOT NULL
FROM unnest(%s::uuid[]) AS u(consignment_id)
JOIN receptacle_item i ON i.cell_id = %s AND i.consignment_id = u.consignment_id AND i.left_at IS NULL
JOIN receptacle r ON r.cell_id = i.cell_id AND r.receptacle_id = i.receptacle_id
"""
_CASE = """
SELECT replace(x.irregularity_id::text, '-', ''), x.kind, coalesce(x.settled, '') FROM receptacle r
JOIN dispatch d ON d.cell_id = r.cell_id AND d.dispatch_id = r.dispatch_id
JOIN receptacle_irregularity x ON x.cell_id = r.cell_id AND x.receptacle_id = r.receptacle_id
WHERE d.cell_id = %s AND d.s8 = left(%s, 20) AND r.s9 = %s AND x.number = %s
ORDER BY d.closed_at DESC LIMIT 1 FOR UPDATE OF x
"""
_SETTLE = """
UPDATE receptacle_irregularity SET settled = %s, settled_by = %s, settled_at = to_timestamp(%s)
WHERE cell_id = %s AND irregularity_id = %s AND settled IS NULL
"""
_MARK = {
    column: (
        f"UPDATE receptacle r SET {column} = to_timestamp(u.at) "  # noqa: S608 - one of this module's own names
        "FROM unnest(%s::uuid[], %s::bigint[]) AS u(receptacle_id, at) "
        f"WHERE r.cell_id = %s AND r.receptacle_id = u.receptacle_id AND r.{column} IS NULL"
    )
    for column in MARKS
}


class PostgresDispatches:
    """Implements the port `Dispatches` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def sortable(self, numbers: Sequence[str]) -> list[Sortable]:
        values = {"cell": self.cell, "numbers": list(numbers)}
        self.cursor.execute(_LOCK_PARCELS, values)
        rows = self.cursor.execute(_SORTABLE, values).fetchall()
        return [Sortable(*row) for row in rows]

    def lock(self, lines: Collection[str]) -> None:
        sql = "SELECT pg_advisory_xact_lock(%s, hashtext(u.line)) FROM unnest(%s::text[]) AS u(line)"
        self.cursor.execute(sql, [LINES + self.cell, sorted(lines)])

    def open(self, lanes: Sequence[str]) -> list[Open]:
        rows = self.cursor.execute(_OPEN, {"cell": self.cell, "lanes": list(lanes)}).fetchall()
        return [Open(*row) for row in rows]

    def begin(self, rows: Sequence[NewReceptacle]) -> None:
        if rows:
            self.cursor.later(insert("receptacle", _NEW), [self.cell, *transposed(rows, len(_NEW))])

    def put(self, rows: Sequence[Put]) -> None:
        if rows:
            self.cursor.later(insert("receptacle_item", _PUT), [self.cell, *transposed(rows, len(_PUT))])

    def lying(self, lanes: Sequence[str]) -> list[Lying]:
        values = {"cell": self.cell, "lanes": list(lanes), "lost": int(Carriage.LOST)}
        return [Lying(*row) for row in self.cursor.execute(_LYING, values).fetchall()]

    def known(self, dispatch_ids: Sequence[str]) -> dict[str, DispatchRow]:
        sql = f"SELECT {selected(DISPATCH)} FROM dispatch WHERE cell_id = %s AND dispatch_id = ANY (%s::uuid[])"  # noqa: S608 - this module's own names
        rows = self.cursor.execute(sql, [self.cell, list(dispatch_ids)]).fetchall()
        return {row[0]: DispatchRow(*row) for row in rows}

    def last_serials(self, lines: Sequence[str], year: int) -> dict[str, int]:
        return dict(self.cursor.execute(_LAST, [sorted(set(lines)), self.cell, year]).fetchall())

    def close(self, dispatches: Sequence[DispatchRow], receptacles: Sequence[ClosedReceptacle]) -> None:
        if dispatches:
            self.cursor.later(insert("dispatch", DISPATCH), [self.cell, *transposed(dispatches, len(DISPATCH))])
            self.cursor.later(_CLOSE, [*transposed(receptacles, 7), self.cell], "receptacle")

    def leave(self, rows: Sequence[Gone]) -> None:
        if rows:
            self.cursor.later(_LEAVE, [*transposed(rows, 3), self.cell], "receptacle_item")

    def travelling(self, names: Sequence[str]) -> list[Travelling]:
        rows = self.cursor.execute(_TRAVELLING, {"cell": self.cell, "names": list(names)}).fetchall()
        return [Travelling(*row) for row in rows]

    def within(self, receptacle_ids: Sequence[str]) -> list[Within]:
        rows = self.cursor.execute(_WITHIN, [list(receptacle_ids), self.cell]).fetchall()
        return [Within(*row) for row in rows]

    def lies(self, consignment_ids: Sequence[str]) -> list[Lies]:
        rows = self.cursor.execute(_LIES, [list(consignment_ids), self.cell]).fetchall()
        return [Lies(*row) for row in rows]

    def mark(self, column: str, moments: Mapping[str, int]) -> None:
        if moments:
            rows: list[Any] = [list(moments), list(moments.values())]
            self.cursor.later(_MARK[column], [*rows, self.cell], "receptacle")

    def irregular(self, rows: Sequence[IrregularRow]) -> None:
        if rows:
            sql = insert("receptacle_irregularity", _IRREGULAR, "ON CONFLICT DO NOTHING")
            self.cursor.later(sql, [self.cell, *transposed(rows, len(_IRREGULAR))])

    def case(self, s9: str, number: str) -> OpenCase | None:
        row = self.cursor.execute(_CASE, [self.cell, s9, s9, number]).fetchone()
        return OpenCase(*row) if row else None

    def settle(self, irregularity_id: str, how: str, who: str, at: int) -> None:
        self.cursor.later(_SETTLE, [how, who, at, self.cell, irregularity_id], "receptacle_irregularity")
