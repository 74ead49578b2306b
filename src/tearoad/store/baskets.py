"""Baskets of machines: one row each."""

import json
from collections.abc import Sequence

from psycopg import Cursor

from tearoad.operations.shop_ports import BasketRow, Wanted

# A basket may go with the power, an order never: nobody waits until a basket is on the disk.
_KEEP = """
INSERT INTO basket (cell_id, buyer, destination, currency, lines)
SELECT %s, u.buyer, u.destination, u.currency, u.lines::jsonb
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS u(buyer, destination, currency, lines),
     set_config('synchronous_commit', 'off', true)
ON CONFLICT (cell_id, buyer) DO UPDATE
SET destination = excluded.destination, currency = excluded.currency, lines = excluded.lines
"""
_FIND = "SELECT buyer, destination, currency, lines FROM basket WHERE cell_id = %s AND buyer = %s"


class PostgresBaskets:
    """Implements the port `Baskets` within one transaction."""

    def __init__(self, cursor: Cursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def keep(self, rows: Sequence[BasketRow]) -> None:
        last = {row.buyer: row for row in rows}
        if last:
            kept = [last[name] for name in sorted(last)]
            texts = [json.dumps(row.lines, ensure_ascii=False) for row in kept]
            columns = [[row[at] for row in kept] for at in range(3)]
            self.cursor.execute(_KEEP, [self.cell, *columns, texts])

    def find(self, buyer: str) -> BasketRow | None:
        row = self.cursor.execute(_FIND, [self.cell, buyer]).fetchone()
        return BasketRow(row[0], row[1], row[2], tuple(Wanted(*line) for line in row[3])) if row else None
