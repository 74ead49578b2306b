"""How long parts of the way take of late, as it is kept, and the parcels from which that is learnt."""

from collections.abc import Sequence

import numpy as np
from psycopg import Cursor

from tearoad.journey.stages import Carriage
from tearoad.network.lately import WHOLE, Lately, Passing
from tearoad.operations.promise_ports import Group, Lanes
from tearoad.store.arrays import bigints, read_columns, smallints, texts

_LATELY = """
SELECT part, name, stretch, spread, of_stretch, of_both, of_spread FROM promise_lately WHERE cell_id = %s AND day = %s
"""
_KEEP = """
INSERT INTO promise_lately (cell_id, day, part, name, stretch, spread, of_stretch, of_both, of_spread)
SELECT %s, %s, u.* FROM unnest(%s, %s, %s, %s, %s, %s, %s) AS u
ON CONFLICT (cell_id, day, part, name) DO UPDATE SET stretch = excluded.stretch, spread = excluded.spread,
    of_stretch = excluded.of_stretch, of_both = excluded.of_both, of_spread = excluded.of_spread
"""
# Where a parcel waits to be fetched its last mile is over.
_PASSING = """
SELECT array_agg(u.number - 1), array_agg(array_position(%(destinations)s, c.destination)::bigint - 1),
       array_agg(c.cash_on_delivery::integer::bigint), array_agg(c.placed_at),
       array_agg(coalesce(c.dispatched_at, '-infinity')), array_agg(coalesce(c.arrived_at, '-infinity')),
       array_agg(coalesce(c.left_office_at, '-infinity')),
       array_agg(coalesce(k.waits_at, c.delivered_at, '-infinity'))
FROM consignment c
JOIN unnest(%(lanes)s, %(offices)s) WITH ORDINALITY AS u(lane, office, number)
    ON u.lane = c.lane AND u.office = coalesce(c.office, '')
LEFT JOIN LATERAL (
    SELECT min(s.at) AS waits_at FROM scan s
    WHERE s.cell_id = c.cell_id AND s.consignment_id = c.consignment_id AND s.event = ANY (%(waits)s)
    AND (c.delivered_at IS NOT NULL OR c.carriage = %(collectable)s)
) k ON TRUE
WHERE c.cell_id = %(cell)s AND (c.due_at IS NOT NULL AND c.due <> %(pay)s AND c.carriage = ANY (%(coming)s)
                                OR c.delivered_at >= to_timestamp(%(since)s))
"""
_WAITS = {"waits": texts(["EDF", "EDH"]), "collectable": int(Carriage.COLLECTABLE)}


def lately(cursor: Cursor, cell: int, groups: Sequence[Group], day: int) -> Lately:
    """As it was learnt by a morning; of a group that is new on the road nothing is known."""
    of = {(part, name): told for part, name, *told in cursor.execute(_LATELY, [cell, day]).fetchall()}
    usual = [WHOLE, WHOLE, 0, 0, 0]
    rows = np.array([of.get(group, usual) for group in groups], dtype=np.int64)
    return Lately(rows[:, :2], rows[:, 2:])


def keep_lately(cursor: Cursor, cell: int, groups: Sequence[Group], day: int, found: Lately) -> None:
    parts, names = zip(*groups, strict=True)
    columns = [bigints(column) for column in (*found.times.T, *found.sure.T)]
    cursor.execute(_KEEP, [cell, day, smallints(parts), texts(names), *columns])


def passing(cursor: Cursor, asked: dict[str, object], lanes: Lanes, since: int) -> Passing:
    """`asked` has the cell, the due of who has not paid, and the carriages of what is coming."""
    named = {name: texts(column) for name, column in zip(Lanes._fields, lanes, strict=True)}
    read_columns(cursor)
    row = cursor.execute(_PASSING, {**asked, **named, **_WAITS, "since": since}, binary=True).fetchone()
    assert row, "aggregates have a row"
    nothing = np.zeros(0, dtype=np.int64)
    return Passing(*(nothing if column is None else column for column in row))
