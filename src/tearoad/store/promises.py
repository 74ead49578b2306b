"""The road's outlooks, and what they are made from."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
from psycopg import Cursor

from tearoad.journey.moving import Due
from tearoad.journey.stages import Carriage
from tearoad.network.lately import Passing
from tearoad.network.outlook import AHEAD
from tearoad.network.promises_kept import Delivered
from tearoad.operations.promise_ports import Group, Kept, Lanes, OpenParcels, RenewedRow, Usual
from tearoad.store import lately
from tearoad.store.arrays import bigints, texts
from tearoad.store.columns import arrays, insert, selected, transposed, unnested

OPEN = {
    "consignment_id": "uuid", "order_id": "text", "lane": "text", "destination": "text", "carriage": "code",
    "border": "code", "office": "text?", "inspect": "flag", "placed_at": "moment", "dispatched_at": "moment",
    "arrived_at": "moment", "left_office_at": "moment", "promised_on": "day", "renewed_on": "day?",
}  # fmt: skip
RENEWED = {"consignment_id": "uuid", "promised_on": "day", "level": "code", "reason": "text", "told_at": "moment"}
_OUTLOOK = """
SELECT office, day, wait FROM promise_outlook
WHERE cell_id = %s AND day = (SELECT max(day) FROM promise_outlook WHERE cell_id = %s AND day <= %s)
"""
_KEEP = """
INSERT INTO promise_outlook (cell_id, day, office, wait)
SELECT %s, %s, u.office, u.wait::jsonb FROM unnest(%s::text[], %s::text[]) AS u(office, wait)
ON CONFLICT (cell_id, day, office) DO UPDATE SET wait = excluded.wait
"""
_UNDER_WAY = """
SELECT lane, dispatched_at IS NOT NULL, extract(epoch FROM coalesce(dispatched_at, placed_at))::bigint / 86400, count(*)
FROM consignment WHERE cell_id = %s AND due_at IS NOT NULL AND due <> %s AND office IS NOT NULL
    AND carriage = ANY (%s) GROUP BY 1, 2, 3
"""
_ORDERED = """
SELECT lane, count(*) FROM consignment WHERE cell_id = %s AND office = ANY (%s)
    AND placed_at >= to_timestamp(%s) AND placed_at < to_timestamp(%s) GROUP BY 1
"""
_OPEN = f"""
SELECT {selected(OPEN)} FROM consignment WHERE cell_id = %(cell)s AND due_at IS NOT NULL AND due <> %(pay)s
    AND carriage = ANY (%(open)s)
"""  # noqa: S608 - this module's own names
# The lanes' table is small and asked of every open parcel, so here it is hashed, whatever suits batches.
_HASHED = "SET LOCAL enable_hashjoin = {}"
_IN_DANGER = """
SELECT c.consignment_id::text FROM consignment c
JOIN unnest(%(lane)s, %(destination)s, %(handling)s, %(transit)s, %(door)s)
    AS u(lane, destination, handling, transit, door)
    ON u.lane = c.lane AND u.destination = c.destination
WHERE c.cell_id = %(cell)s AND c.due_at IS NOT NULL AND c.due <> %(pay)s AND c.carriage = ANY (%(open)s)
    AND extract(epoch FROM (coalesce(c.renewed_on, c.promised_on) + 1)::timestamp AT TIME ZONE 'UTC') <=
    CASE WHEN c.left_office_at IS NOT NULL THEN greatest(%(at)s, extract(epoch FROM c.left_office_at) + u.door)
         WHEN c.arrived_at IS NOT NULL THEN %(at)s + u.door
         WHEN c.dispatched_at IS NOT NULL
             THEN greatest(%(at)s, extract(epoch FROM c.dispatched_at) + u.transit) + u.door
         ELSE greatest(%(at)s, extract(epoch FROM c.placed_at) + u.handling) + u.transit + u.door END
"""
_RENEW = f"""
UPDATE consignment c SET renewed_on = DATE '1970-01-01' + u.promised_on
FROM {unnested(RENEWED)} WHERE c.cell_id = %s AND c.consignment_id = u.consignment_id
"""  # noqa: S608 - this module's own text
_UNDER = [int(one) for one in (Carriage.NONE, Carriage.ACCEPTED, Carriage.DISPATCHED, Carriage.IN_TRANSIT)]
_ON_THE_WAY = [*_UNDER, int(Carriage.AT_OFFICE), int(Carriage.OUT_FOR_DELIVERY)]
_COMING = [
    *_UNDER, int(Carriage.AT_OFFICE), int(Carriage.OUT_FOR_DELIVERY), int(Carriage.FAILED_ATTEMPT),
]  # fmt: skip
_DELIVERED = """
SELECT array_agg(lane), array_agg(destination), array_agg(office), array_agg(placed_at), array_agg(delivered_at),
       array_agg(promised_on), array_agg(renewed_on)
FROM (
    SELECT lane, destination, coalesce(office, '') AS office, extract(epoch FROM placed_at)::bigint AS placed_at,
           extract(epoch FROM delivered_at)::bigint AS delivered_at, promised_on - DATE '1970-01-01' AS promised_on,
           coalesce(renewed_on - DATE '1970-01-01', -1) AS renewed_on
    FROM consignment WHERE cell_id = %s AND delivered_at IS NOT NULL ORDER BY placed_at, consignment_id
) AS came
"""
_LATE = """
SELECT count(*) FROM consignment c JOIN road r ON r.cell_id = c.cell_id
WHERE c.cell_id = %s AND c.due_at IS NOT NULL AND c.carriage = ANY (%s)
    AND c.promised_on < (r.clock_at AT TIME ZONE 'UTC')::date
"""


def delivered(
    cursor: Cursor, cell: int, lanes: Mapping[str, int], destinations: Mapping[str, int]
) -> tuple[Delivered, int]:
    """All that came, and how many are still under way past their day."""
    came = cursor.execute(_DELIVERED, [cell]).fetchone()
    late = cursor.execute(_LATE, [cell, _COMING]).fetchone()
    assert came, "an aggregate has a row"
    assert late, "an aggregate has a row"
    lane, destination, office, *rest = (column or [] for column in came)
    numbers = [lanes[name] for name in lane], [destinations[name] for name in destination]
    ways, days = ([np.array(column, dtype=np.int64) for column in columns] for columns in (numbers, rest))
    return Delivered(ways[0], ways[1], np.array(office, dtype=object), *days), late[0]


class PostgresPromises:
    """Implements the port `Promises` within one transaction."""

    def __init__(self, cursor: Cursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def outlook(self, offices: Sequence[str], groups: Sequence[Group], day: int) -> Kept | None:
        rows = self.cursor.execute(_OUTLOOK, [self.cell, self.cell, day]).fetchall()
        if not rows:
            return None
        of, made = {name: wait for name, _, wait in rows}, rows[0][1]
        idle = [0] * (AHEAD + 1)  # an office that is new on the road
        wait = np.array([of.get(name, idle) for name in offices], dtype=np.int64)
        return Kept(made, wait, lately.lately(self.cursor, self.cell, groups, made))

    def keep_outlook(self, offices: Sequence[str], groups: Sequence[Group], kept: Kept) -> None:
        waits = [json.dumps(row) for row in kept.wait.tolist()]
        self.cursor.execute(_KEEP, [self.cell, kept.day, list(offices), waits])
        lately.keep_lately(self.cursor, self.cell, groups, kept.day, kept.lately)

    def under_way(self) -> list[tuple[str, bool, int, int]]:
        return self.cursor.execute(_UNDER_WAY, [self.cell, int(Due.PAY), _UNDER]).fetchall()

    def ordered(self, offices: Sequence[str], since: int, until: int) -> dict[str, int]:
        return dict(self.cursor.execute(_ORDERED, [self.cell, list(offices), since, until]).fetchall())

    def passing(self, lanes: Lanes, since: int) -> Passing:
        coming = [*_COMING, int(Carriage.COLLECTABLE)]
        asked = {"cell": self.cell, "pay": int(Due.PAY), "coming": coming}
        return lately.passing(self.cursor, asked, lanes, since)

    def any_open(self) -> bool:
        row = self.cursor.execute(f"SELECT EXISTS ({_OPEN})", self._open).fetchone()
        return bool(row and row[0])

    def in_danger(self, usual: Usual, at: int) -> OpenParcels:
        self.cursor.execute(_HASHED.format("on"))
        names, numbers = (usual.lane, usual.destination), (usual.handling, usual.transit, usual.door)
        columns = [*map(texts, names), *map(bigints, numbers)]
        asked = dict(zip(Usual._fields, columns, strict=True))
        rows = self.cursor.execute(_IN_DANGER, {**self._open, **asked, "at": at}).fetchall()
        self.cursor.execute(_HASHED.format("off"))
        return self.open([name for (name,) in rows])

    def open(self, consignment_ids: Sequence[str]) -> OpenParcels:
        sql = _OPEN + " AND consignment_id = ANY (%(ids)s::uuid[]) ORDER BY consignment_id FOR NO KEY UPDATE"
        rows = self.cursor.execute(sql, {**self._open, "ids": list(consignment_ids)}).fetchall()
        return OpenParcels(**arrays(OPEN, rows))

    def renew(self, rows: Sequence[RenewedRow]) -> None:
        if rows:
            columns = transposed(rows, len(RENEWED))
            self.cursor.execute(insert("promise", RENEWED), [self.cell, *columns])
            self.cursor.execute(_RENEW, [*columns, self.cell])

    @property
    def _open(self) -> dict[str, object]:
        return {"cell": self.cell, "pay": int(Due.PAY), "open": _ON_THE_WAY}
