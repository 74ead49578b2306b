"""S10 numbers: given out of their ranges by one statement a batch, and what was given, day by day.

A range gives its serials in their order, under the lock of its row: so what it gives on a day is one run. What stands
on no parcel of the road is noted.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from psycopg import Cursor

from tearoad.kernel.s10 import numbers as written
from tearoad.post.ranges import RangeRefusal, SerialRange
from tearoad.store.unit_cursor import UnitCursor
from tearoad.terms.days import day_word
from tearoad.terms.refusal import BadInput

# Where nobody says which numbers a post may give, it may give all; assumed.
_OPEN = """
INSERT INTO s10_range (cell_id, service, country, next_serial)
SELECT cell_id, service, country, 0 FROM (VALUES (%s::smallint, %s::text, %s::text)) AS v(cell_id, service, country)
WHERE NOT EXISTS (SELECT FROM s10_range r WHERE (r.cell_id, r.service, r.country) = (v.cell_id, v.service, v.country))
ON CONFLICT DO NOTHING
"""
# Ranges that have begun, those that began first before the others; a batch may take the rest of one and begin the next.
_GIVE = """
WITH here AS (
    SELECT first_serial, next_serial, last_serial, turn, valid_from FROM s10_range
    WHERE cell_id = %(cell)s AND service = %(service)s AND country = %(country)s
      AND valid_from <= %(day)s AND next_serial <= last_serial
    ORDER BY valid_from, first_serial FOR UPDATE
), parts AS (
    SELECT first_serial, next_serial, turn, row_number() OVER w AS place, least(last_serial - next_serial + 1, %(count)s
           - coalesce(sum(last_serial - next_serial + 1) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
    )::integer AS taken
    FROM here WINDOW w AS (ORDER BY valid_from, first_serial)
), given AS (
    UPDATE s10_range r SET next_serial = p.next_serial + p.taken, issued_on = greatest(r.issued_on, %(day)s)
    FROM parts p WHERE r.cell_id = %(cell)s AND r.service = %(service)s AND r.country = %(country)s
      AND r.first_serial = p.first_serial AND p.taken > 0
    RETURNING r.first_serial, r.turn, r.issued_on, p.place, p.next_serial AS first, p.next_serial + p.taken - 1 AS last
), kept AS (
    INSERT INTO s10_run (cell_id, service, country, range_first, turn, issued_on, first_serial, last_serial)
    SELECT %(cell)s, %(service)s, %(country)s, first_serial, turn, issued_on, first, last FROM given
    ON CONFLICT (cell_id, service, country, range_first, turn, issued_on)
    DO UPDATE SET last_serial = excluded.last_serial
)
SELECT first, last, turn FROM given ORDER BY place
"""
_RANGES = """
SELECT service, country, first_serial, last_serial, valid_from, next_serial, turn, issued_on FROM s10_range
WHERE cell_id = %s ORDER BY service, country, first_serial
"""
_PUT = """
INSERT INTO s10_range (cell_id, service, country, first_serial, last_serial, next_serial, valid_from)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (cell_id, service, country, first_serial)
DO UPDATE SET last_serial = excluded.last_serial, valid_from = excluded.valid_from
"""
_REOPEN = """
UPDATE s10_range SET next_serial = first_serial, turn = turn + 1, valid_from = %s
WHERE cell_id = %s AND service = %s AND country = %s AND first_serial = %s
"""
_NOTE = """
INSERT INTO s10_note (cell_id, service, country, turn, first_serial, last_serial, void, why, at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, to_timestamp(%s))
"""
# The last turn that gave a number; parcels of an earlier one are older by 24 months at least.
_STANDING = """
SELECT u.service, u.country, u.serial, t.turn, t.turn IS NOT NULL AND EXISTS (
    SELECT FROM consignment c WHERE c.cell_id = %(cell)s AND c.s10 = u.s10
    AND coalesce(c.dispatched_at, c.placed_at) > t.issued_on - interval '12 months'
), t.turn IS NOT NULL AND EXISTS (
    SELECT FROM s10_note n WHERE n.cell_id = %(cell)s AND n.service = u.service AND n.country = u.country
    AND n.turn = t.turn AND n.void AND u.serial BETWEEN n.first_serial AND n.last_serial
)
FROM unnest(%(s10)s::text[], %(service)s::text[], %(country)s::text[], %(serial)s::integer[])
    AS u(s10, service, country, serial)
LEFT JOIN LATERAL (
    SELECT r.turn, r.issued_on FROM s10_run r WHERE r.cell_id = %(cell)s AND r.service = u.service
    AND r.country = u.country AND u.serial BETWEEN r.first_serial AND r.last_serial ORDER BY r.issued_on DESC LIMIT 1
) t ON true
"""


class RangeState(NamedTuple):
    """A range and how far it has come: the next serial, how often it was opened again, and when it last gave one."""

    range: SerialRange
    next_serial: int
    turn: int
    issued_on: date | None


class Given(NamedTuple):
    """A run of serials."""

    first: int
    last: int
    turn: int


class Standing(NamedTuple):
    """What is known of a number: the last turn that gave it, None where none did."""

    turn: int | None
    on_a_parcel: bool
    void: bool


def give(cursor: Cursor, cell: int, service: str, issuer: str, count: int, day: int) -> list[Given]:
    """`count` serials in runs, now the caller's; `BadInput` where the ranges have fewer, which ends the transaction."""
    opened = [cell, service, issuer]
    if isinstance(cursor, UnitCursor):
        cursor.later(_OPEN, opened)
    else:
        cursor.execute(_OPEN, opened)
    asked = {
        "cell": cell,
        "service": service,
        "country": issuer,
        "count": count,
        "day": date.fromisoformat(day_word(day)),
    }
    runs = [Given(*row) for row in cursor.execute(_GIVE, asked).fetchall()]
    found = sum(run.last - run.first + 1 for run in runs)
    if found < count:
        raise BadInput(f"S10 {service} of {issuer}: {RangeRefusal.USED_UP}: {found} of {count}, expected another range")
    return runs


def serials_of(runs: Sequence[Given]) -> np.ndarray:
    """int64[n], in the order in which they were given."""
    return np.concatenate([np.arange(run.first, run.last + 1, dtype=np.int64) for run in runs])


def ranges(cursor: Cursor, cell: int) -> list[RangeState]:
    """All of them, by service, issuer and serial."""
    rows = cursor.execute(_RANGES, [cell]).fetchall()
    return [RangeState(SerialRange(*row[:5]), *row[5:]) for row in rows]


def hold_ranges(cursor: Cursor) -> None:
    """Nobody else gives a number, or changes a range, until the transaction ends."""
    cursor.execute("LOCK TABLE s10_range IN SHARE ROW EXCLUSIVE MODE")


def put_range(cursor: Cursor, cell: int, one: SerialRange) -> None:
    """A new range, or other bounds of the one that begins with the same serial."""
    cursor.execute(_PUT, [cell, one.service, one.issuer, one.first, one.last, one.first, one.begins])


def reopen_range(cursor: Cursor, cell: int, one: SerialRange, day: date) -> None:
    """It begins anew, from a day on."""
    cursor.execute(_REOPEN, [day, cell, one.service, one.issuer, one.first])


def note(cursor: Cursor, cell: int, service: str, issuer: str, run: Given, why: str, at: int, *, void: bool) -> None:
    """These numbers stand on no parcel of the road, and why."""
    cursor.execute(_NOTE, [cell, service, issuer, run.turn, run.first, run.last, void, why, at])


def standing(
    cursor: Cursor, cell: int, numbers: Sequence[tuple[str, str, int]]
) -> dict[tuple[str, str, int], Standing]:
    """By service, issuer and serial."""
    whole = [written(service, np.array([serial]), issuer)[0] for service, issuer, serial in numbers]
    services, issuers, serials = ([one[at] for one in numbers] for at in range(3))
    asked = {"cell": cell, "s10": whole, "service": services, "country": issuers, "serial": serials}
    return {(row[0], row[1], row[2]): Standing(*row[3:]) for row in cursor.execute(_STANDING, asked).fetchall()}
