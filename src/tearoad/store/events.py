"""The outbox: events are written with their facts, and taken by whoever makes messages of them."""

from collections.abc import Sequence

from tearoad.operations.ports import EventRow
from tearoad.operations.told import Message, ParcelHead, Subject
from tearoad.store.columns import insert, transposed
from tearoad.store.unit_cursor import UnitCursor

EVENT = {"event_id": "uuid", "kind": "text", "order_id": "text", "consignment_id": "uuid", "at": "moment"}
MESSAGE = {
    "message_id": "uuid",
    "webhook_id": "uuid",
    "kind": "text",
    "order_id": "text",
    "consignment_id": "uuid",
    "at": "moment",
    "body": "text",
    "made_at": "moment",
    "due_at": "moment",
    "attempts": "code",
    "done": "flag",
    "answer": "text",
}
_TELL = insert(
    "event",
    EVENT,
    "WHERE EXISTS (SELECT FROM webhook w WHERE w.cell_id = %s AND NOT w.stopped) "
    "OR u.order_id = ANY (%s::text[]) "
    "OR EXISTS (SELECT FROM delivery d WHERE d.cell_id = %s AND d.order_id = u.order_id) ON CONFLICT DO NOTHING",
)
# Whoever takes an event deletes it; another worker passes over it, and one who dies gives it back.
_TAKE = """
WITH ripe AS MATERIALIZED (
    SELECT event_id FROM event WHERE cell_id = %(cell)s ORDER BY at, event_id LIMIT %(most)s FOR UPDATE SKIP LOCKED
), taken AS (
    DELETE FROM event e USING ripe WHERE e.cell_id = %(cell)s AND e.event_id = ripe.event_id RETURNING e.*
)
SELECT kind, order_id, replace(consignment_id::text, '-', ''), extract(epoch FROM at)::bigint
FROM taken ORDER BY at, event_id
"""
_SUBJECTS = """
SELECT o.order_id, o.buyer, EXISTS (SELECT FROM delivery d WHERE d.cell_id = o.cell_id AND d.order_id = o.order_id),
       replace(c.consignment_id::text, '-', ''), c.merchant, c.s10
FROM unnest(%s::text[]) AS u(order_id)
JOIN orders o ON o.cell_id = %s AND o.order_id = u.order_id
JOIN consignment c ON c.cell_id = o.cell_id AND c.order_id = o.order_id
ORDER BY o.order_id, c.consignment_id
"""
_HOOKS = """
SELECT replace(w.webhook_id::text, '-', ''), w.kinds, p.name, p.merchant,
       array(SELECT g.name FROM person_groups m JOIN auth_group g ON g.id = m.group_id WHERE m.user_id = p.id)
FROM webhook w JOIN person p ON p.id = w.person_id WHERE w.cell_id = %s AND NOT w.stopped AND p.is_active
ORDER BY w.webhook_id
"""


class PostgresEvents:
    """Implements the port `Events` within one transaction, and what makes messages of them. `people` are the orders
    that people placed for themselves in it: their rows may not be written yet."""

    def __init__(self, cursor: UnitCursor, cell: int, people: list[str]) -> None:
        self.cursor, self.cell, self.people = cursor, cell, people

    def tell(self, events: Sequence[EventRow]) -> None:
        """Where there is no webhook, only of orders that people placed for themselves: millions more concern nobody."""
        if not events:
            return
        rows = [(event.event_id, *event) for event in events]
        self.cursor.later(_TELL, [self.cell, *transposed(rows, len(EVENT)), self.cell, self.people, self.cell])

    def take(self, most: int) -> list[EventRow]:
        """The earliest by the road's clock that nobody else takes; they go with this transaction."""
        return [EventRow(*row) for row in self.cursor.execute(_TAKE, {"cell": self.cell, "most": most}).fetchall()]

    def subjects(self, order_ids: Sequence[str]) -> dict[str, Subject]:
        """By order; each has the parcels that it has now."""
        found: dict[str, Subject] = {}
        for name, buyer, noticed, *parcel in self.cursor.execute(_SUBJECTS, [list(order_ids), self.cell]).fetchall():
            before = found.get(name, Subject(name, buyer, noticed, ()))
            found[name] = before._replace(parcels=(*before.parcels, ParcelHead(*parcel)))
        return found

    def hooks(self) -> list[tuple[str, str, str, str | None, list[str]]]:
        """(id, kinds, owner's name, owner's merchant, owner's roles) of those that are not stopped."""
        return self.cursor.execute(_HOOKS, [self.cell]).fetchall()

    def keep(self, messages: Sequence[Message], now: int) -> None:
        """Due `now` by the wall clock, each once."""
        if messages:
            rows = [(*message, now, now, 0, False, "") for message in messages]
            sql = insert("message", MESSAGE, "ON CONFLICT DO NOTHING")
            self.cursor.execute(sql, [self.cell, *transposed(rows, len(MESSAGE))])
