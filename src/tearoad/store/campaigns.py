"""Campaigns: one at most is open in a cell."""

from psycopg import Cursor

from tearoad.payments.admission import Campaign
from tearoad.store.database import CELL

_OPEN = """
INSERT INTO campaign (cell_id, name, a_minute, base_at, base_number, next_number, closed)
SELECT %(cell)s, %(name)s, %(a_minute)s, to_timestamp(%(at)s), 0, 1, false
WHERE NOT EXISTS (SELECT FROM campaign WHERE cell_id = %(cell)s AND NOT closed)
ON CONFLICT DO NOTHING RETURNING 1
"""
_CURRENT = """
SELECT name, a_minute, extract(epoch FROM base_at)::float8, base_number, next_number FROM campaign
WHERE cell_id = %s AND NOT closed
"""
_SAVE = """
UPDATE campaign SET a_minute = %s, base_at = to_timestamp(%s), base_number = %s WHERE cell_id = %s AND name = %s
"""
_TAKE = """
UPDATE campaign SET next_number = greatest(next_number, %s) + %s WHERE cell_id = %s AND name = %s AND NOT closed
RETURNING next_number
"""
_CLOSE = "UPDATE campaign SET closed = true WHERE cell_id = %s AND NOT closed RETURNING name"


def open_campaign(cursor: Cursor, name: str, a_minute: int, at: float) -> bool:
    """False where one is open, or one of this name was."""
    row = cursor.execute(_OPEN, {"cell": CELL, "name": name, "a_minute": a_minute, "at": at}).fetchone()
    return row is not None


def current(cursor: Cursor) -> Campaign | None:
    """The one that is open."""
    row = cursor.execute(_CURRENT, [CELL]).fetchone()
    return Campaign(*row) if row else None


def save(cursor: Cursor, c: Campaign) -> None:
    """Its rate and base."""
    cursor.execute(_SAVE, [c.a_minute, c.base_at, c.base_number, CELL, c.name])


def take(cursor: Cursor, name: str, least: int, count: int) -> int | None:
    """So many numbers in a row, none below `least`: the first of them; None where the campaign is closed."""
    row = cursor.execute(_TAKE, [least, count, CELL, name]).fetchone()
    return int(row[0]) - count if row else None


def close_campaign(cursor: Cursor) -> str | None:
    """Its name; None where none was open."""
    row = cursor.execute(_CLOSE, [CELL]).fetchone()
    return str(row[0]) if row else None
