"""The queries behind what the control room watches, each one statement over an index, whatever the road's age."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from psycopg import Cursor

from tearoad.journey.moving import Due
from tearoad.journey.stages import Border, Carriage
from tearoad.operations.road_watch_view import FLOW_DAYS, HISTORY_DAYS, PROMISE_DAYS
from tearoad.store.arrays import read_columns
from tearoad.store.control_room import OPEN
from tearoad.store.database import CELL

# Who leaves an office in the window was handed over so long ago at most, and who comes to one: what is on its way for
# 60 days counts as lost, a queue may take as long. What is open is counted whatever its age. Assumed.
LOOK_BACK_DAYS, TRANSIT_DAYS = 120, 70
_NEVER = "'-infinity'::timestamptz"
_NONE = np.zeros(0, dtype=np.int64)
FLOWS = """
SELECT lane, count(*) FILTER (WHERE dispatched_at > %(week)s),
       coalesce(sum(weight_grams) FILTER (WHERE dispatched_at > %(week)s), 0)::bigint,
       count(*) FILTER (WHERE arrived_at > %(week)s),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM arrived_at - dispatched_at)::float8)
           FILTER (WHERE arrived_at > %(week)s)
FROM consignment
WHERE cell_id = %(cell)s AND dispatched_at > %(transit)s AND office IS NOT NULL
      AND (dispatched_at > %(week)s OR arrived_at > %(week)s)
GROUP BY lane
"""
STAYS = f"""
SELECT office, (arrived_at AT TIME ZONE 'UTC')::date - DATE '1970-01-01',
       (left_office_at AT TIME ZONE 'UTC')::date - DATE '1970-01-01', count(*)
FROM consignment
WHERE cell_id = %(cell)s AND office IS NOT NULL AND (dispatched_at > %(since)s OR {OPEN}) AND arrived_at IS NOT NULL
      AND (left_office_at >= %(month)s OR left_office_at IS NULL AND carriage = {Carriage.AT_OFFICE:d})
GROUP BY 1, 2, 3
"""  # noqa: S608 - own words
AT_OFFICES = f"""
SELECT office, array_agg(arrived_at ORDER BY arrived_at)
           FILTER (WHERE border <> {Border.HELD:d} AND left_office_at IS NULL),
       count(*) FILTER (WHERE border NOT IN ({Border.HELD:d}, {Border.RELEASED:d})),
       count(*) FILTER (WHERE border = {Border.HELD:d}), count(*) FILTER (WHERE border = {Border.RELEASED:d})
FROM consignment WHERE cell_id = %s AND {OPEN} AND carriage = {Carriage.AT_OFFICE:d} GROUP BY office
"""  # noqa: S608 - own words
PROMISED = f"""
SELECT array_agg(consignment_id), array_agg(carriage::bigint), array_agg(border::bigint),
       array_agg(coalesce(array_position(%(lanes)s, lane), 0)::bigint),
       array_agg(coalesce(array_position(%(destinations)s, destination), 0)::bigint), array_agg(placed_at),
       array_agg(coalesce(dispatched_at, {_NEVER})), array_agg(coalesce(arrived_at, {_NEVER})),
       array_agg(coalesce(left_office_at, {_NEVER})), array_agg(inspect::integer::bigint),
       array_agg((coalesce(renewed_on, promised_on) - DATE '1970-01-01')::bigint)
FROM consignment
WHERE cell_id = %(cell)s AND {OPEN} AND promised_on <= %(until)s AND coalesce(renewed_on, promised_on) <= %(until)s
      AND due <> {Due.PAY:d}
      AND carriage < {Carriage.DELIVERED:d} AND carriage <> {Carriage.CANCELLED:d}
"""  # noqa: S608 - own words
NAMES = """
SELECT replace(consignment_id::text, '-', ''), order_id, s10, money FROM consignment
WHERE cell_id = %s AND consignment_id = ANY (%s::uuid[])
"""


class Promised(NamedTuple):
    """Columns of n open parcels: ids uint8[n, 16], else int64[n]. States, numbers of lane and destination as they were
    asked, -1 for another; seconds since 1970, -1 where it has not come; 1 where officers open it; days since 1970."""

    ids: np.ndarray
    carriage: np.ndarray
    border: np.ndarray
    lane: np.ndarray
    destination: np.ndarray
    placed: np.ndarray
    dispatched: np.ndarray
    arrived: np.ndarray
    left: np.ndarray
    inspect: np.ndarray
    promised_on: np.ndarray


class AtOffice(NamedTuple):
    """What lies at one office: when what waits for its lines came, ascending int64[n]; then counts by customs."""

    waiting: np.ndarray
    for_customs: int
    held: int
    released: int


class WatchRows(NamedTuple):
    """Raw rows, in the order of the queries above; `clock` is a datetime, `stays` are (office, day in, day out or None,
    parcels), `flows` (lane, parcels, grams, arrived, median seconds or None)."""

    clock: Any
    flows: Sequence[tuple[str, int, int, int, float | None]]
    stays: Sequence[tuple[str, int, int | None, int]]
    offices: Mapping[str, AtOffice]
    promised: Promised


def watch_rows(cursor: Cursor, lanes: Sequence[str], destinations: Sequence[str]) -> WatchRows:
    """From one snapshot; the caller's transaction is repeatable read. Binary arrays come as NumPy's from now on."""
    read_columns(cursor)
    row = cursor.execute("SELECT clock_at FROM road WHERE cell_id = %s", [CELL]).fetchone()
    assert row is not None
    clock = row[0]
    flows = cursor.execute(FLOWS, _before(clock)).fetchall()
    stays = cursor.execute(STAYS, _before(clock)).fetchall()
    offices = cursor.execute(AT_OFFICES, [CELL], binary=True).fetchall()
    until = clock.date() + timedelta(days=PROMISE_DAYS)
    asked = {"lanes": list(lanes), "destinations": list(destinations), "until": until, "cell": CELL}
    found = cursor.execute(PROMISED, asked, binary=True).fetchone()
    assert found is not None
    return WatchRows(clock, flows, stays, {office: _at_office(*more) for office, *more in offices}, _promised(found))


def names_of(cursor: Cursor, ids: Sequence[str]) -> dict[str, tuple[str, str | None, int]]:
    """Order, S10 number and state of money by consignment."""
    return {one: (order, s10, money) for one, order, s10, money in cursor.execute(NAMES, [CELL, list(ids)]).fetchall()}


def _before(clock: datetime) -> dict[str, object]:
    midnight = clock.replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "cell": CELL,
        "week": clock - timedelta(days=FLOW_DAYS),
        "month": midnight - timedelta(days=HISTORY_DAYS),
        "since": clock - timedelta(days=LOOK_BACK_DAYS),
        "transit": clock - timedelta(days=TRANSIT_DAYS),
    }


def _at_office(waiting: np.ndarray | None, for_customs: int, held: int, released: int) -> AtOffice:
    return AtOffice(_NONE if waiting is None else waiting, for_customs, held, released)


def _promised(row: Sequence[Any]) -> Promised:
    if row[0] is None:
        return Promised(np.zeros((0, 16), np.uint8), *[_NONE] * 10)
    ids, carriage, border, lane, destination, *moments = row
    return Promised(ids, carriage, border, lane - 1, destination - 1, *moments)
