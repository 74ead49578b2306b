"""Calls to payment providers and what these have done: one statement per batch."""

from collections.abc import Mapping, Sequence

from tearoad.operations.bank_ports import Asks, Back, CallRow, OperationRow, Taken
from tearoad.payments.attempt import State
from tearoad.store.columns import insert, selected, transposed
from tearoad.store.unit_cursor import UnitCursor

CALL = {
    "call_id": "uuid",
    "asks": "code",
    "payment_id": "uuid",
    "bank": "text",
    "method": "text",
    "amount_minor": "amount",
    "currency": "text",
    "charge": "text",
}
OPERATION = {
    "provider": "text",
    "operation": "text",
    "kind": "code",
    "key": "uuid",
    "amount_minor": "amount",
    "currency": "text",
    "at": "moment",
    "taken": "code",
}
# Due since 1970: whoever makes calls notes when it first saw one, by its own clock.
_ASK = insert("bank_call", {**CALL, "due_at": "moment", "tries": "code", "answer": "text"}, "ON CONFLICT DO NOTHING")
_CALLS = f"""
SELECT {selected(CALL)} FROM bank_call
WHERE cell_id = %s AND call_id = ANY (%s::uuid[]) ORDER BY call_id FOR UPDATE
"""  # noqa: S608 - this module's own text
_WITHDRAW = """
UPDATE bank_call SET due_at = NULL, answer = 'withdrawn'
WHERE cell_id = %s AND call_id = ANY (%s::uuid[]) AND sent_at IS NULL AND due_at IS NOT NULL
RETURNING replace(call_id::text, '-', '')
"""
_END = """
UPDATE bank_call b SET due_at = NULL, answer = u.answer
FROM unnest(%s::uuid[], %s::text[]) AS u(call_id, answer)
WHERE b.cell_id = %s AND b.call_id = u.call_id
"""
_SETTLED = """
SELECT replace(call_id::text, '-', '') FROM bank_call
WHERE cell_id = %s AND call_id = ANY (%s::uuid[]) AND due_at IS NULL AND answer IN ('paid', 'refused')
"""
_OPERATIONS = f"""
SELECT {selected(OPERATION)} FROM provider_operation
WHERE cell_id = %s AND (provider, operation) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
"""  # noqa: S608 - this module's own text
_KEEP = insert("provider_operation", OPERATION)
# Of an order one attempt at most is paid; the charge that paid it is the one that was taken as asked.
_PAY_BACK = """
INSERT INTO bank_call (cell_id, call_id, asks, payment_id, bank, method, amount_minor, currency, charge, due_at, tries,
                       answer)
SELECT p.cell_id, u.transfer_id, %(refund)s, p.payment_id, p.bank, p.method, u.amount_minor, p.currency, o.operation,
       to_timestamp(0), 0, ''
FROM unnest(%(ids)s::uuid[], %(orders)s::text[], %(amounts)s::bigint[]) AS u(transfer_id, order_id, amount_minor)
JOIN payment p ON p.cell_id = %(cell)s AND p.order_id = u.order_id AND p.state = %(paid)s
JOIN provider_operation o ON o.cell_id = p.cell_id AND o.key = p.payment_id AND o.kind = %(charge)s AND o.taken = 0
ON CONFLICT DO NOTHING
"""


class PostgresBanks:
    """Implements the port `Banks` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def ask(self, calls: Sequence[CallRow]) -> None:
        if calls:
            rows = [(*call, 0, 0, "") for call in calls]
            self.cursor.later(_ASK, [self.cell, *transposed(rows, len(CALL) + 3)])

    def calls(self, keys: Sequence[str]) -> dict[str, CallRow]:
        found = self.cursor.execute(_CALLS, [self.cell, list(keys)])
        return {row.call_id: row for row in map(_call, found.fetchall())}

    def withdraw(self, keys: Sequence[str]) -> set[str]:
        if not keys:
            return set()
        return {row[0] for row in self.cursor.execute(_WITHDRAW, [self.cell, list(keys)]).fetchall()}

    def settled(self, keys: Sequence[str]) -> set[str]:
        return {row[0] for row in self.cursor.execute(_SETTLED, [self.cell, list(keys)]).fetchall()}

    def end(self, said: Mapping[str, str]) -> None:
        if said:
            self.cursor.execute(_END, [list(said), list(said.values()), self.cell])

    def operations(self, names: Sequence[tuple[str, str]]) -> list[OperationRow]:
        if not names:
            return []
        found = self.cursor.execute(_OPERATIONS, [self.cell, *transposed(names, 2)])
        return [_operation(row) for row in found.fetchall()]

    def keep(self, rows: Sequence[OperationRow]) -> None:
        if rows:
            self.cursor.later(_KEEP, [self.cell, *transposed(rows, len(OPERATION))])

    def pay_back(self, backs: Sequence[Back]) -> None:
        if backs:
            ids, orders, amounts = transposed(backs, 3)
            values = {"ids": ids, "orders": orders, "amounts": amounts, "cell": self.cell}
            codes = {"refund": int(Asks.REFUND), "charge": int(Asks.CHARGE), "paid": int(State.PAID)}
            self.cursor.execute(_PAY_BACK, {**values, **codes})


def _call(row: Sequence[object]) -> CallRow:
    found = CallRow(*row)  # type: ignore[arg-type]
    return found._replace(asks=Asks(found.asks))


def _operation(row: Sequence[object]) -> OperationRow:
    found = OperationRow(*row)  # type: ignore[arg-type]
    return found._replace(kind=Asks(found.kind), taken=Taken(found.taken))
