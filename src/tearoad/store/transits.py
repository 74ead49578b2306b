"""When parcels left places and came to the next, as the post scanned them: columns out."""

from collections.abc import Mapping, Sequence

import numpy as np
from psycopg import Connection

from tearoad.journey.scanned import AT_THE_OFFICE, EVENTS
from tearoad.journey.stages import Carriage
from tearoad.network.fitted import Transits
from tearoad.store.arrays import read_columns, smallints, texts

DEPARTS = ("EMC", "EMK")  # from the outward office of exchange, and from one on the way
COMES = ("EMJ", *(name for name in AT_THE_OFFICE if name in EVENTS))
GOING = (Carriage.DISPATCHED, Carriage.IN_TRANSIT, Carriage.LOST)  # no scan is behind the office's
_NEVER = "'-infinity'::timestamptz"
# Of each parcel and place the first departure; the next place's first scan; and the first of its own office.
_TRANSITS = f"""
WITH gone AS (
    SELECT DISTINCT ON (consignment_id, place) consignment_id, place, at
    FROM scan WHERE cell_id = %(cell)s AND event = ANY (%(departs)s)
    ORDER BY consignment_id, place, at
), told AS (
    SELECT * FROM gone WHERE at >= to_timestamp(%(since)s) AND at < to_timestamp(%(until)s) LIMIT %(most)s
)
SELECT array_agg(coalesce(array_position(%(lanes)s, c.lane), 0)::bigint),
       array_agg(coalesce(array_position(%(places)s, t.place), 0)::bigint),
       array_agg(coalesce(array_position(%(places)s, n.place), 0)::bigint),
       array_agg(t.at), array_agg(coalesce(n.at, {_NEVER})), array_agg(coalesce(o.at, {_NEVER})),
       array_agg((c.carriage = ANY (%(going)s))::integer::bigint)
FROM told t
JOIN consignment c ON c.cell_id = %(cell)s AND c.consignment_id = t.consignment_id AND c.office IS NOT NULL
LEFT JOIN LATERAL (
    SELECT s.place, s.at FROM scan s
    WHERE s.cell_id = %(cell)s AND s.consignment_id = t.consignment_id AND s.at >= t.at AND s.place <> t.place
    AND s.event = ANY (%(comes)s)
    ORDER BY s.at LIMIT 1
) n ON TRUE
LEFT JOIN LATERAL (
    SELECT s.at FROM scan s
    WHERE s.cell_id = %(cell)s AND s.consignment_id = t.consignment_id AND s.at >= t.at
    AND s.place = (%(seats)s)[array_position(%(offices)s, c.office)] AND s.event = ANY (%(comes)s)
    ORDER BY s.at LIMIT 1
) o ON TRUE
"""  # noqa: S608 - this module's own text


def transits(
    connection: Connection,
    cell: int,
    names: tuple[Sequence[str], Sequence[str], Mapping[str, str]],
    since: int,
    until: int,
    most: int,
) -> Transits:
    """Of what left from a moment to before another, `most` rows at the most. `names` are lanes, places, and the place
    of each office; numbers are by these, -1 for others."""
    lanes, places, seats = names
    asked = {
        "cell": cell,
        "since": since,
        "until": until,
        "most": most,
        "lanes": texts(lanes),
        "places": texts(places),
        "offices": texts(list(seats)),
        "seats": texts(list(seats.values())),
        "departs": texts(DEPARTS),
        "comes": texts(COMES),
        "going": smallints(GOING),
    }
    with connection.cursor(binary=True) as columns:
        read_columns(columns)
        row = columns.execute(_TRANSITS, asked).fetchone()
    assert row, "aggregates have a row"
    nothing = np.zeros(0, dtype=np.int64)
    lane, start, end, left, came, arrived, going = (nothing if column is None else column for column in row)
    return Transits(lane - 1, start - 1, end - 1, left, came, arrived, going > 0)
