"""Attempts to pay: one statement per batch."""

from collections.abc import Sequence

from psycopg import Cursor

from tearoad.operations.ports import PaymentRow
from tearoad.payments.attempt import State
from tearoad.store.columns import insert, transposed
from tearoad.store.unit_cursor import UnitCursor

PAYMENT = {
    "payment_id": "uuid",
    "order_id": "text",
    "method": "text",
    "bank": "text",
    "amount_minor": "amount",
    "currency": "text",
    "state": "code",
    "refusal": "text",
    "at": "moment",
    "until_at": "moment",
    "answered_at": "moment",
}
NEVER = -1
_SELECT = """
SELECT replace(payment_id::text, '-', ''), order_id, method, bank, amount_minor, currency, state, refusal,
       extract(epoch FROM at)::bigint, extract(epoch FROM until_at)::bigint, extract(epoch FROM answered_at)::bigint
FROM payment WHERE cell_id = %s AND
"""
_ANSWER = """
UPDATE payment p SET state = u.state, refusal = u.refusal, answered_at = to_timestamp(u.at)
FROM unnest(%s::uuid[], %s::smallint[], %s::text[], %s::bigint[]) AS u(payment_id, state, refusal, at)
WHERE p.cell_id = %s AND p.payment_id = u.payment_id
"""


class PostgresPayments:
    """Implements the port `Payments` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def some(self, payment_ids: Sequence[str]) -> dict[str, PaymentRow]:
        found = self.cursor.execute(_SELECT + "payment_id = ANY (%s::uuid[])", [self.cell, list(payment_ids)])
        return {row.payment_id: row for row in map(_row, found.fetchall())}

    def waiting(self, order_ids: Sequence[str]) -> dict[str, PaymentRow]:
        where = "order_id = ANY (%s) AND state = %s"
        found = self.cursor.execute(_SELECT + where, [self.cell, list(order_ids), int(State.WAITING)])
        return {row.order_id: row for row in map(_row, found.fetchall())}

    def add(self, rows: Sequence[PaymentRow]) -> None:
        if rows:
            kept = [row._replace(answered_at=NEVER if row.answered_at is None else row.answered_at) for row in rows]
            self.cursor.later(insert("payment", PAYMENT), [self.cell, *transposed(kept, len(PAYMENT))])

    def answer(self, rows: Sequence[PaymentRow]) -> None:
        if rows:
            said = [(row.payment_id, int(row.state), row.refusal, row.answered_at) for row in rows]
            self.cursor.execute(_ANSWER, [*transposed(said, 4), self.cell])


def payments_of(cursor: Cursor, cell: int, order_id: str) -> list[PaymentRow]:
    """Of one order, by time."""
    found = cursor.execute(_SELECT + "order_id = %s ORDER BY at, payment_id", [cell, order_id])
    return [_row(row) for row in found.fetchall()]


def _row(row: Sequence[object]) -> PaymentRow:
    found = PaymentRow(*row)  # type: ignore[arg-type]
    return found._replace(state=State(found.state))
