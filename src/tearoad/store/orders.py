"""Orders and lines: one statement per batch."""

from collections.abc import Mapping, Sequence

from tearoad.journey.stages import Carriage, Money
from tearoad.operations.ports import LineRow, OrderHead, OrderRow, Purchase
from tearoad.payments.attempt import State
from tearoad.store.columns import insert, transposed
from tearoad.store.unit_cursor import UnitCursor

ORDER = {
    "order_id": "text",
    "buyer": "text",
    "destination": "text",
    "payment": "text",
    "currency": "text",
    "placed_at": "moment",
    "content": "bytea",
}
LINE = {
    "order_id": "text",
    "line": "number",
    "sku": "text",
    "quantity": "number",
    "unit_price_minor": "amount",
    "verdict": "text",
    "consignment_id": "uuid",
    "returned": "number",
}

_ADD_ORDERS, _ADD_LINES = insert("orders", ORDER), insert("order_line", LINE)
GONE_BACK = [int(Money.REFUNDED), int(Money.CHARGED_BACK)]
# What the buyer of consignment `c` paid, whatever came back since: where all did, its amounts stand as they were, and
# `refunded_minor` is the whole; a return of some pieces moves them from one to the other.
PAID_MINOR = (
    f"CASE WHEN c.money IN ({', '.join(map(str, GONE_BACK))}) THEN c.refunded_minor "
    "ELSE c.goods_minor + c.postage_minor + c.duty_minor + c.tax_minor - c.coupon_minor + c.refunded_minor END"
)
PAID_BACK = [int(Carriage.CANCELLED), int(Carriage.RETURNED), int(Carriage.LOST)]  # what was paid has gone back


class PostgresOrders:
    """Implements the port `Orders` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def known(self, order_ids: Sequence[str]) -> dict[str, bytes]:
        sql = "SELECT order_id, content FROM orders WHERE cell_id = %s AND order_id = ANY (%s)"
        return dict(self.cursor.execute(sql, [self.cell, list(order_ids)]).fetchall())

    def add(self, orders: Sequence[OrderRow], lines: Sequence[LineRow]) -> None:
        if orders:
            self.cursor.later(_ADD_ORDERS, [self.cell, *transposed(orders, len(ORDER))])
        if lines:
            rows = [(*line, 0) for line in lines]
            self.cursor.later(_ADD_LINES, [self.cell, *transposed(rows, len(LINE))])

    def heads(self, order_ids: Sequence[str]) -> dict[str, OrderHead]:
        sql = "SELECT order_id, buyer, currency FROM orders WHERE cell_id = %s AND order_id = ANY (%s)"
        found = self.cursor.execute(sql, [self.cell, list(order_ids)]).fetchall()
        return {name: OrderHead(*head) for name, *head in found}

    def stored_lines(self, order_ids: Sequence[str]) -> set[tuple[str, int]]:
        sql = "SELECT order_id, line FROM order_line WHERE cell_id = %s AND order_id = ANY (%s)"
        return {(row[0], row[1]) for row in self.cursor.execute(sql, [self.cell, sorted(set(order_ids))]).fetchall()}

    def purchases(self, buyers: Sequence[str], skus: Sequence[str]) -> list[Purchase]:
        sql = (
            "SELECT l.order_id, l.line, o.buyer, l.sku, extract(epoch FROM o.placed_at)::bigint, l.unit_price_minor, "
            "l.quantity - l.returned, replace(l.consignment_id::text, '-', '') "
            "FROM unnest(%s::text[], %s::text[]) AS u(buyer, sku) "
            "JOIN orders o ON o.cell_id = %s AND o.buyer = u.buyer "
            "JOIN order_line l ON l.cell_id = o.cell_id AND l.order_id = o.order_id AND l.sku = u.sku "
            "JOIN consignment c ON c.cell_id = l.cell_id AND c.consignment_id = l.consignment_id "
            "WHERE l.quantity > l.returned AND (c.money = ANY (%s)) IS FALSE AND (c.carriage = ANY (%s)) IS FALSE "
            "AND NOT EXISTS (SELECT FROM payment p "
            "WHERE p.cell_id = o.cell_id AND p.order_id = o.order_id AND p.state = %s) "
            "ORDER BY o.placed_at DESC, l.order_id, l.line"
        )
        parameters = [list(buyers), list(skus), self.cell, GONE_BACK, PAID_BACK, int(State.WAITING)]
        return [Purchase(*row) for row in self.cursor.execute(sql, parameters).fetchall()]

    def mark_returned(self, units: Mapping[tuple[str, int], int]) -> None:
        if units:
            sql = (
                "UPDATE order_line l SET returned = l.returned + u.units "
                "FROM unnest(%s::text[], %s::integer[], %s::integer[]) AS u(order_id, line, units) "
                "WHERE l.cell_id = %s AND l.order_id = u.order_id AND l.line = u.line"
            )
            columns = transposed([(*key, count) for key, count in units.items()], 3)
            self.cursor.execute(sql, [*columns, self.cell])

    def units_of(self, consignment_ids: Sequence[str]) -> dict[str, int]:
        if not consignment_ids:
            return {}
        sql = (
            "SELECT l.sku, sum(l.quantity)::bigint FROM unnest(%s::uuid[]) AS u(consignment_id) "
            "JOIN consignment c ON c.cell_id = %s AND c.consignment_id = u.consignment_id "
            "JOIN order_line l ON l.cell_id = c.cell_id AND l.order_id = c.order_id "
            "AND l.consignment_id = c.consignment_id AND l.quantity > 0 GROUP BY l.sku"
        )
        return dict(self.cursor.execute(sql, [list(consignment_ids), self.cell]).fetchall())
