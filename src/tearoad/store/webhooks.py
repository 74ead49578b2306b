"""Webhooks of people's machines, and what they were told."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Cursor

from tearoad.store.database import CELL


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """`secret` is sealed; `made_at` in seconds since 1970."""

    webhook_id: str
    person_id: UUID
    url: str
    kinds: tuple[str, ...]
    secret: str
    made_at: int
    stopped: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to a webhook; `due_at` is None once nothing is tried any more. Moments in seconds since 1970."""

    message_id: str
    kind: str
    order_id: str
    made_at: int
    due_at: int | None
    attempts: int
    done: bool
    answer: str


_COLUMNS = """
SELECT replace(webhook_id::text, '-', ''), person_id, url, kinds, secret, extract(epoch FROM made_at)::bigint, stopped
FROM webhook WHERE cell_id = %s AND
"""
_ADD = """
INSERT INTO webhook (cell_id, webhook_id, person_id, url, kinds, secret, made_at, stopped)
SELECT %(cell)s, %(webhook)s, %(person)s, %(url)s, %(kinds)s, %(secret)s, to_timestamp(%(at)s), FALSE
WHERE (SELECT count(*) FROM webhook WHERE cell_id = %(cell)s AND person_id = %(person)s) < %(most)s
ON CONFLICT DO NOTHING
"""
_REMOVE = """
WITH gone AS (DELETE FROM webhook WHERE cell_id = %(cell)s AND webhook_id = %(webhook)s RETURNING webhook_id)
DELETE FROM message m USING gone WHERE m.cell_id = %(cell)s AND m.webhook_id = gone.webhook_id
"""
_TOLD = """
SELECT replace(message_id::text, '-', ''), kind, order_id, extract(epoch FROM made_at)::bigint,
       extract(epoch FROM due_at)::bigint, attempts, done, answer
FROM message WHERE cell_id = %s AND webhook_id = %s AND (made_at, message_id) < (to_timestamp(%s), %s)
ORDER BY made_at DESC, message_id DESC LIMIT %s
"""


def add(cursor: Cursor, row: WebhookRow, most: int) -> None:
    """Nothing is done where the id is taken, or the person has `most` already."""
    values = {"cell": CELL, "webhook": row.webhook_id, "person": row.person_id, "url": row.url, "most": most}
    cursor.execute(_ADD, {**values, "kinds": " ".join(row.kinds), "secret": row.secret, "at": row.made_at})


def find(cursor: Cursor, webhook_id: str) -> WebhookRow | None:
    """None where there is none."""
    row = cursor.execute(_COLUMNS + "webhook_id = %s", [CELL, webhook_id]).fetchone()
    return _row(row) if row else None


def listed(cursor: Cursor, person: UUID) -> list[WebhookRow]:
    """The oldest first."""
    sql = _COLUMNS + "person_id = %s ORDER BY made_at, webhook_id"
    return [_row(row) for row in cursor.execute(sql, [CELL, person]).fetchall()]


def remove(cursor: Cursor, webhook_id: str) -> None:
    """With all that it was or was to be told."""
    cursor.execute(_REMOVE, {"cell": CELL, "webhook": webhook_id})


def told(cursor: Cursor, webhook_id: str, before: tuple[int, str], count: int) -> list[Delivery]:
    """The newest first, of those that stand before a (moment, id)."""
    return [Delivery(*row) for row in cursor.execute(_TOLD, [CELL, webhook_id, *before, count]).fetchall()]


def _row(row: Any) -> WebhookRow:
    name, person, url, kinds, *rest = row
    return WebhookRow(name, person, url, tuple(kinds.split()), *rest)
