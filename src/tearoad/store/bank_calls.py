"""Calls to providers as who makes them sees them: claimed, sent, asked for again, and how busy each bank is.

Moments are of the wall clock, in seconds since 1970. One process makes the calls of a cell at a time, for what a bank
can carry is counted in one place.
"""

from collections.abc import Sequence
from typing import NamedTuple

from psycopg import Cursor

from tearoad.operations.bank_ports import Asks, CallRow
from tearoad.store.banks import CALL
from tearoad.store.columns import insert, selected, transposed
from tearoad.store.database import CELL

_HOLD = """
INSERT INTO call_maker (cell_id, holder, until_at) VALUES (%(cell)s, %(holder)s, to_timestamp(%(until)s))
ON CONFLICT (cell_id) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at
WHERE call_maker.holder = excluded.holder OR call_maker.until_at < to_timestamp(%(now)s)
RETURNING 1
"""
_LET_GO = "DELETE FROM call_maker WHERE cell_id = %s AND holder = %s"
_ALL_ANEW = "UPDATE bank_call SET due_at = to_timestamp(0) WHERE cell_id = %s AND due_at > to_timestamp(%s)"
# A claim is a due time in the future. Nobody locks these rows for long, and who does is passed by.
_CLAIM = f"""
WITH ripe AS MATERIALIZED (
    SELECT call_id FROM bank_call WHERE cell_id = %(cell)s AND due_at <= to_timestamp(%(now)s)
    ORDER BY due_at, call_id LIMIT %(most)s FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE bank_call b SET due_at = to_timestamp(%(until)s), seen_at = coalesce(b.seen_at, to_timestamp(%(now)s))
    FROM ripe WHERE b.cell_id = %(cell)s AND b.call_id = ripe.call_id RETURNING b.*
)
SELECT extract(epoch FROM seen_at)::float8, sent_at IS NOT NULL, charged_minor,
       extract(epoch FROM charged_at)::bigint, {selected(CALL)}
FROM (SELECT c.*, o.amount_minor AS charged_minor, o.at AS charged_at FROM claimed c
      LEFT JOIN provider_operation o ON o.cell_id = c.cell_id AND o.key = c.payment_id AND o.operation = c.charge) found
ORDER BY seen_at, call_id
"""  # noqa: S608 - this module's own text
_SENDING = """
UPDATE bank_call SET sent_at = coalesce(sent_at, to_timestamp(%s)), tries = least(tries + 1, 9999)
WHERE cell_id = %s AND call_id = ANY (%s::uuid[]) AND due_at IS NOT NULL
RETURNING replace(call_id::text, '-', '')
"""
_LATER = """
UPDATE bank_call b SET due_at = to_timestamp(u.at) FROM unnest(%s::uuid[], %s::float8[]) AS u(call_id, at)
WHERE b.cell_id = %s AND b.call_id = u.call_id AND b.due_at IS NOT NULL
"""
LOAD = {
    "bank": "text",
    "method": "text",
    "at": "moment",
    "a_minute": "number",
    "waiting": "number",
    "in_flight": "number",
    "wait_seconds": "number",
    "breaker": "text",
}
_KEEP_LOADS = insert(
    "bank_load",
    LOAD,
    "ON CONFLICT (cell_id, bank, method) DO UPDATE SET at = excluded.at, a_minute = excluded.a_minute, "
    "waiting = excluded.waiting, in_flight = excluded.in_flight, wait_seconds = excluded.wait_seconds, "
    "breaker = excluded.breaker",
)


class Claimed(NamedTuple):
    """A call to be made; it was first seen at `seen_at`, and may have been `sent` by somebody who is no more. Of a
    refund, what was charged and when by the provider's clock; None in others."""

    call: CallRow
    seen_at: float
    sent: bool
    charged_minor: int | None
    charged_at: int | None


class Load(NamedTuple):
    """How busy a bank's channel was at a moment: those who wait here, those it was asked for, and in how many seconds
    who comes now is likely to be sent to it."""

    bank: str
    method: str
    at: int
    a_minute: int
    waiting: int
    in_flight: int
    wait_seconds: int
    breaker: str


def hold(cursor: Cursor, holder: str, now: float, until: float) -> bool:
    """Whether `holder` makes the calls until then; nobody else does."""
    values = {"cell": CELL, "holder": holder, "now": now, "until": until}
    return cursor.execute(_HOLD, values).fetchone() is not None


def let_go(cursor: Cursor, holder: str) -> None:
    """Somebody else may."""
    cursor.execute(_LET_GO, [CELL, holder])


def all_anew(cursor: Cursor, now: float) -> None:
    """What somebody else had claimed is due: they are no more."""
    cursor.execute(_ALL_ANEW, [CELL, now])


def claim(cursor: Cursor, now: float, until: float, most: int) -> list[Claimed]:
    """The oldest first; nobody else makes them before `until`."""
    values = {"cell": CELL, "now": now, "until": until, "most": most}
    return [
        Claimed(CallRow(row[4], Asks(row[5]), *row[6:]), *row[:4]) for row in cursor.execute(_CLAIM, values).fetchall()
    ]


def sending(cursor: Cursor, keys: Sequence[str], now: float) -> set[str]:
    """Those that are still to be made: noted before they are, so that whoever comes after knows that they may be."""
    if not keys:
        return set()
    return {row[0] for row in cursor.execute(_SENDING, [now, CELL, list(keys)]).fetchall()}


def later(cursor: Cursor, due: Sequence[tuple[str, float]]) -> None:
    """They are due again then."""
    if due:
        cursor.execute(_LATER, [*transposed(due, 2), CELL])


def keep_loads(cursor: Cursor, loads: Sequence[Load]) -> None:
    """Instead of what was known before."""
    if loads:
        cursor.execute(_KEEP_LOADS, [CELL, *transposed(loads, len(LOAD))])


def in_line(cursor: Cursor, key: str) -> bool:
    """Whether a call is to be made and nobody has begun to."""
    sql = "SELECT sent_at IS NULL AND due_at IS NOT NULL FROM bank_call WHERE cell_id = %s AND call_id = %s"
    row = cursor.execute(sql, [CELL, key]).fetchone()
    return bool(row and row[0])


def loads(cursor: Cursor) -> list[Load]:
    """Of all banks."""
    sql = f"SELECT {selected(LOAD)} FROM bank_load WHERE cell_id = %s ORDER BY bank, method"  # noqa: S608
    return [Load(*row) for row in cursor.execute(sql, [CELL]).fetchall()]
