"""The plain queries behind the view of offices, by the index of each office's parcels: none that counts is older than a
parcel may be under way."""

from psycopg import Cursor

from tearoad.operations.office_ports import WAITS, Assignment, Closure
from tearoad.operations.office_view import DAYS, Facts, Gone, Standing
from tearoad.store.columns import selected
from tearoad.store.offices import ASSIGNMENT, CLOSURE, CODES, IN_HAND
from tearoad.store.statements import clock_at
from tearoad.terms.days import DAY

LOOKBACK_DAYS = 200  # assumed: no parcel is older when it leaves an office
_STANDING = f"""
SELECT office, count(*) FILTER (WHERE carriage = ANY (%(coming)s)), count(*) FILTER (WHERE {IN_HAND}),
       count(*) FILTER (WHERE carriage = %(there)s AND left_office_at IS NULL AND border = %(held)s),
       coalesce(extract(epoch FROM min(arrived_at) FILTER (WHERE {IN_HAND}))::bigint, -1)
FROM consignment
WHERE cell_id = %(cell)s AND office = ANY (%(offices)s) AND placed_at >= to_timestamp(%(since)s)
  AND (carriage = ANY (%(coming)s) OR carriage = %(there)s)
GROUP BY office
"""  # noqa: S608 - this module's own text
_BY_DAY = """
SELECT office, (extract(epoch FROM {moment})::bigint / 86400)::integer, count(*) FROM consignment
WHERE cell_id = %(cell)s AND office = ANY (%(offices)s) AND placed_at >= to_timestamp(%(since)s)
  AND {moment} >= to_timestamp(%(first)s) GROUP BY 1, 2
"""
_GONE = """
SELECT office, sum(away)::bigint, sum(here)::bigint FROM (
    SELECT office_before AS office, 1 AS away, 0 AS here, at, reason FROM office_assignment WHERE cell_id = %(cell)s
    UNION ALL SELECT office_after, 0, 1, at, reason FROM office_assignment WHERE cell_id = %(cell)s
) a WHERE at >= to_timestamp(%(first)s) AND reason <> %(waits)s GROUP BY office
"""
_CLOSURES = f"""
SELECT {selected(CLOSURE)} FROM office_closure
WHERE cell_id = %(cell)s AND until_at > to_timestamp(%(at)s) ORDER BY from_at, closure_id
"""  # noqa: S608 - this module's own text

_ASSIGNMENTS = f"""
SELECT {selected(ASSIGNMENT)} FROM office_assignment
WHERE cell_id = %s AND consignment_id = %s::uuid ORDER BY turn
"""  # noqa: S608 - this module's own text


def assignments_of(cursor: Cursor, cell: int, consignment_id: str) -> list[Assignment]:
    """Those of one parcel, the first first."""
    return [Assignment(*row) for row in cursor.execute(_ASSIGNMENTS, [cell, consignment_id]).fetchall()]


def office_facts(cursor: Cursor, cell: int, offices: list[str]) -> Facts:
    """From one snapshot; the caller's transaction is repeatable read."""
    at = clock_at(cursor, cell) or 0
    asked = {**CODES, "cell": cell, "offices": offices, "at": at, "since": at - LOOKBACK_DAYS * DAY, "waits": WAITS}
    asked["first"] = (at // DAY - DAYS + 1) * DAY
    came, left = (
        {(office, day): count for office, day, count in cursor.execute(_BY_DAY.format(moment=name), asked).fetchall()}
        for name in ("arrived_at", "left_office_at")
    )
    return Facts(
        at,
        {row[0]: Standing(*row[1:]) for row in cursor.execute(_STANDING, asked).fetchall()},
        {row[0]: Gone(*row[1:]) for row in cursor.execute(_GONE, asked).fetchall()},
        came,
        left,
        [Closure(*row) for row in cursor.execute(_CLOSURES, asked).fetchall()],
    )
