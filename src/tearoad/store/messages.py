"""Messages that are on their way: claimed for a while, sent outside of any transaction, and noted.

Moments are of the wall clock, in seconds since 1970.
"""

from collections.abc import Sequence
from typing import NamedTuple

from psycopg import Cursor

from tearoad.store.columns import transposed
from tearoad.store.database import CELL

# The first few of each hearer, so that one with a long line does not stand before all others. A claim is a due time in
# the future: who dies with it gives it back by waiting. One of whom a message waits is spoken to by somebody else, or
# is given a pause. Mail of one order, or one account, is a hearer of its own.
_CLAIM = """
WITH waiting AS MATERIALIZED (
    SELECT DISTINCT coalesce(webhook_id::text, order_id) AS hearer FROM message
    WHERE cell_id = %(cell)s AND due_at > to_timestamp(%(now)s)
), lines AS MATERIALIZED (
    SELECT m.message_id, row_number() OVER (
        PARTITION BY coalesce(m.webhook_id::text, m.order_id) ORDER BY m.at, m.message_id) AS place
    FROM message m WHERE m.cell_id = %(cell)s AND m.due_at <= to_timestamp(%(now)s)
    AND coalesce(m.webhook_id::text, m.order_id) NOT IN (SELECT hearer FROM waiting)
), ripe AS MATERIALIZED (
    SELECT m.message_id FROM message m JOIN lines l ON l.message_id = m.message_id
    WHERE m.cell_id = %(cell)s AND l.place <= %(each)s AND m.due_at <= to_timestamp(%(now)s)
    ORDER BY m.message_id LIMIT %(most)s FOR UPDATE OF m SKIP LOCKED
), claimed AS (
    UPDATE message m SET due_at = to_timestamp(%(until)s) FROM ripe
    WHERE m.cell_id = %(cell)s AND m.message_id = ripe.message_id RETURNING m.*
)
SELECT replace(c.message_id::text, '-', ''), replace(c.webhook_id::text, '-', ''), c.kind, c.order_id,
       replace(c.consignment_id::text, '-', ''), extract(epoch FROM c.at)::bigint, c.body,
       extract(epoch FROM c.made_at)::bigint, c.attempts, w.url, w.secret
FROM claimed c LEFT JOIN webhook w ON w.cell_id = c.cell_id AND w.webhook_id = c.webhook_id
ORDER BY coalesce(c.webhook_id::text, c.order_id), c.at, c.message_id
"""
_NOTE = """
UPDATE message m SET due_at = CASE WHEN u.due_at >= 0 THEN to_timestamp(u.due_at) END, done = u.done,
       attempts = u.attempts, answer = u.answer
FROM unnest(%s::uuid[], %s::bigint[], %s::boolean[], %s::smallint[], %s::text[])
     AS u(message_id, due_at, done, attempts, answer)
WHERE m.cell_id = %s AND m.message_id = u.message_id
"""
_GIVE_BACK = """
UPDATE message SET due_at = to_timestamp(%s) WHERE cell_id = %s AND message_id = ANY (%s::uuid[]) AND due_at IS NOT NULL
"""
_STOP = """
WITH stopped AS (UPDATE webhook SET stopped = TRUE WHERE cell_id = %(cell)s AND webhook_id = %(webhook)s)
UPDATE message SET due_at = NULL WHERE cell_id = %(cell)s AND webhook_id = %(webhook)s AND due_at IS NOT NULL
"""
_WAITING = """
SELECT count(*), coalesce(extract(epoch FROM min(made_at))::bigint, -1) FROM message
WHERE cell_id = %s AND due_at IS NOT NULL
"""
_SWEEP = """
WITH gone AS (DELETE FROM message WHERE cell_id = %s AND due_at IS NULL AND made_at < to_timestamp(%s) RETURNING 1)
SELECT count(*) FROM gone
"""


class Claimed(NamedTuple):
    """A message to be sent now; `url` and the sealed `secret` are None in a notice, and where the webhook is gone."""

    message_id: str
    webhook_id: str | None
    kind: str
    order_id: str
    consignment_id: str | None
    at: int
    body: str
    made_at: int
    attempts: int
    url: str | None
    secret: str | None

    @property
    def hearer(self) -> str:
        """A webhook, or the order or account that a mail is about."""
        return self.webhook_id or self.order_id


class Noted(NamedTuple):
    """What became of an attempt; `due_at` is -1 where nothing is tried any more."""

    message_id: str
    due_at: int
    done: bool
    attempts: int
    answer: str


def claim(cursor: Cursor, now: int, until: int, each: int, most: int) -> list[Claimed]:
    """Of each hearer at most `each`, of all at most `most`, which nobody else sends before `until`."""
    values = {"cell": CELL, "now": now, "until": until, "each": each, "most": most}
    return [Claimed(*row) for row in cursor.execute(_CLAIM, values).fetchall()]


def note(cursor: Cursor, rows: Sequence[Noted]) -> None:
    """One statement for all."""
    if rows:
        cursor.execute(_NOTE, [*transposed(rows, len(Noted._fields)), CELL])


def give_back(cursor: Cursor, message_ids: Sequence[str], now: int) -> None:
    """Of those that were claimed and not tried."""
    if message_ids:
        cursor.execute(_GIVE_BACK, [now, CELL, list(message_ids)])


def stop(cursor: Cursor, webhook_id: str) -> None:
    """The webhook hears nothing any more."""
    cursor.execute(_STOP, {"cell": CELL, "webhook": webhook_id})


def waiting(cursor: Cursor) -> tuple[int, int]:
    """How many messages are to be sent, and when the oldest was made; -1 where none is."""
    row = cursor.execute(_WAITING, [CELL]).fetchone()
    assert row is not None
    return row[0], row[1]


def sweep(cursor: Cursor, before: int) -> int:
    """Forgets what came to its end, of before a moment; how many."""
    row = cursor.execute(_SWEEP, [CELL, before]).fetchone()
    return int(row[0]) if row else 0
