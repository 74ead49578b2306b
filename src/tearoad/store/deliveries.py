"""Who orders are for, sealed, and the log of those who saw it whole."""

from collections.abc import Sequence

from tearoad.operations.shop_ports import DeliveryRow
from tearoad.store.columns import insert, transposed
from tearoad.store.unit_cursor import UnitCursor

DELIVERY = {
    "order_id": "text",
    "name": "text",
    "phone": "text",
    "address": "text",
    "postcode": "text",
    "identity": "text",
    "language": "text",
}


class PostgresDeliveries:
    """Implements the port `Deliveries` within one transaction; `added` are the orders that got one in it."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell
        self.added: list[str] = []

    def add(self, rows: Sequence[DeliveryRow]) -> None:
        if rows:
            self.added += [row.order_id for row in rows]
            self.cursor.later(insert("delivery", DELIVERY), [self.cell, *transposed(rows, len(DELIVERY))])

    def find(self, order_id: str) -> DeliveryRow | None:
        sql = f"SELECT {', '.join(DELIVERY)} FROM delivery WHERE cell_id = %s AND order_id = %s"  # noqa: S608 - own names
        row = self.cursor.execute(sql, [self.cell, order_id]).fetchone()
        return DeliveryRow(*row) if row else None

    def log_view(self, order_id: str, who: str, why: str, at: int) -> None:
        sql = (
            "INSERT INTO personal_data_view (cell_id, order_id, at, who, why) "
            "VALUES (%s, %s, to_timestamp(%s), %s, %s) ON CONFLICT DO NOTHING"
        )
        self.cursor.execute(sql, [self.cell, order_id, at, who, why])
