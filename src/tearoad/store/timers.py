"""Timers on PostgreSQL: set in the transaction of what they wait for, taken in the one of what they bring about."""

from collections.abc import Sequence

from psycopg import Cursor

from tearoad.operations.ports import TimerRow
from tearoad.store.columns import insert, transposed
from tearoad.store.unit_cursor import UnitCursor

TIMER = {"timer_id": "uuid", "due_at": "moment", "kind": "code", "about": "uuid"}
# Whoever takes a row deletes it: another worker passes over it, and one who dies gives it back. The rows are locked in
# the order in which they are due, by the index of that order.
_TAKE = """
WITH ripe AS MATERIALIZED (
    SELECT timer_id FROM timer WHERE cell_id = %(cell)s AND due_at < to_timestamp(%(before)s)
    ORDER BY due_at, timer_id LIMIT %(most)s FOR UPDATE SKIP LOCKED
), taken AS (
    DELETE FROM timer t USING ripe WHERE t.cell_id = %(cell)s AND t.timer_id = ripe.timer_id RETURNING t.*
)
SELECT replace(timer_id::text, '-', ''), extract(epoch FROM due_at)::bigint, kind, replace(about::text, '-', '')
FROM taken ORDER BY due_at, timer_id
"""

_OVERDUE = """
SELECT count(*) FROM timer WHERE cell_id = %s AND due_at < (SELECT clock_at FROM road WHERE cell_id = %s)
"""


def overdue(cursor: Cursor, cell: int) -> int:
    """How many timers the road's clock has passed by."""
    row = cursor.execute(_OVERDUE, [cell, cell]).fetchone()
    assert row is not None
    return int(row[0])


class PostgresTimers:
    """Implements the port `Timers` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def set(self, timers: Sequence[TimerRow]) -> None:
        if timers:
            sql = insert("timer", TIMER, "ON CONFLICT DO NOTHING")
            self.cursor.later(sql, [self.cell, *transposed(timers, len(TIMER))])

    def take(self, before: int, most: int) -> list[TimerRow]:
        parameters = {"cell": self.cell, "before": before, "most": most}
        return [TimerRow(*row) for row in self.cursor.execute(_TAKE, parameters).fetchall()]
