"""Catalogue and stock: one statement per batch, stock locked in the order of its keys."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tearoad.market.limits import Limit
from tearoad.market.words import indexed
from tearoad.operations.ports import ENDLESS, Product, Shelf
from tearoad.store.columns import WRITE, insert, transposed
from tearoad.store.unit_cursor import UnitCursor

PRODUCT = {
    "sku": "text",
    "merchant": "text",
    "origin": "text",
    "title_ru": "text",
    "title_zh": "text",
    "title_en": "text",
    "hs6": "text",
    "classified": "flag",
    "weight_grams": "number",
    "weight_assumed": "flag",
    "price_minor": "amount",
    "currency": "text",
    "length_cm": "number",
    "width_cm": "number",
    "height_cm": "number",
    "model": "text",
}
FOUND_BY = {"search": "words"}
SHELF = {"sku": "text", "on_hand": "amount", "reserved": "amount", "restock_to": "amount", "made_to_order": "flag"}

_MOVE = (
    "UPDATE stock s SET on_hand = s.on_hand - CASE WHEN s.made_to_order THEN 0 ELSE u.shipped END, "
    "reserved = s.reserved + u.reserved "
    "FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) AS u(sku, shipped, reserved) "
    "WHERE s.cell_id = %s AND s.sku = u.sku"
)
# With the limit that may stand on it.
_PRODUCTS = (
    f"SELECT {', '.join(f'p.{name}' for name in PRODUCT)}, l.sku IS NOT NULL, l.most_per_order, l.most_per_buyer, "  # noqa: S608 - own names
    "extract(epoch FROM l.since)::bigint, extract(epoch FROM l.until_at)::bigint "
    "FROM product p LEFT JOIN product_limit l ON l.cell_id = p.cell_id AND l.sku = p.sku "
    "WHERE p.cell_id = %s AND p.sku = ANY (%s)"
)
FILLED_AT_ONCE = 10_000  # rows
_UNFILLED = (
    "SELECT cell_id, sku, title_ru, title_en, title_zh FROM product "
    "WHERE search = '' AND (cell_id, sku) > (%s, %s) ORDER BY 1, 2 LIMIT %s"
)
_FILL = (
    f"UPDATE product p SET search = {WRITE['words'].format('words')} "  # noqa: S608 - own names
    "FROM unnest(%s::smallint[], %s::text[], %s::text[]) AS u(cell_id, sku, words) "
    "WHERE p.cell_id = u.cell_id AND p.sku = u.sku"
)


def fill_search(cursor: Any) -> None:
    """Words for the products that have none, by a cursor of psycopg or of Django; what a migration runs."""
    after: tuple[int, str] = (-1, "")
    while True:
        cursor.execute(_UNFILLED, [*after, FILLED_AT_ONCE])
        rows = cursor.fetchall()
        if not rows:
            return
        cells, skus = [row[0] for row in rows], [row[1] for row in rows]
        cursor.execute(_FILL, [cells, skus, [indexed(*row[2:]) for row in rows]])
        after = cells[-1], skus[-1]


class PostgresMarket:
    """Implements the port `Market` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def products(self, skus: Sequence[str]) -> dict[str, Product]:
        found = self.cursor.execute(_PRODUCTS, [self.cell, list(skus)]).fetchall()
        width = len(PRODUCT)
        goods = [(Product(*row[:width]), Limit(*row[width + 1 :]) if row[width] else None) for row in found]
        return {product.sku: product._replace(limit=limit) for product, limit in goods}

    def admit(self, products: Sequence[Product], shelves: Sequence[Shelf]) -> None:
        again = "ON CONFLICT DO NOTHING"
        goods = [product._replace(model=product.model or product.sku) for product in products]
        found_by = [indexed(product.title_ru, product.title_en, product.title_zh) for product in goods]
        rows = [(s.sku, s.on_hand, 0, s.restock_to, s.made_to_order) for s in shelves]
        columns = [*transposed([product[: len(PRODUCT)] for product in goods], len(PRODUCT)), found_by]
        self.cursor.execute(insert("product", PRODUCT | FOUND_BY, again), [self.cell, *columns])
        self.cursor.execute(insert("stock", SHELF, again), [self.cell, *transposed(rows, len(SHELF))])

    def available(self, skus: Sequence[str]) -> np.ndarray:
        found = self._free(skus, "ORDER BY sku FOR UPDATE")
        return np.array([found[sku] for sku in skus], dtype=np.int64)

    def in_stock(self, skus: Sequence[str]) -> dict[str, int]:
        return self._free(skus)

    def _free(self, skus: Sequence[str], rest: str = "") -> dict[str, int]:
        sql = (
            "SELECT sku, CASE WHEN made_to_order THEN %s::bigint ELSE on_hand - reserved END "  # noqa: S608 - own words
            f"FROM stock WHERE cell_id = %s AND sku = ANY (%s) {rest}"
        )
        return dict(self.cursor.execute(sql, [ENDLESS, self.cell, list(skus)]).fetchall())

    def reserve(self, units: Mapping[str, int]) -> None:
        self._move(units, shipped=0, reserved=1)

    def ship(self, units: Mapping[str, int]) -> None:
        self._move(units, shipped=1, reserved=-1)

    def unreserve(self, units: Mapping[str, int]) -> None:
        self._move(units, shipped=0, reserved=-1)

    def restock(self) -> None:
        sql = (
            "UPDATE stock SET on_hand = reserved + restock_to "
            "WHERE cell_id = %s AND NOT made_to_order AND on_hand < reserved + restock_to"
        )
        self.cursor.execute(sql, [self.cell])

    def _move(self, units: Mapping[str, int], *, shipped: int, reserved: int) -> None:
        if units:
            skus = sorted(units)
            counts = [units[sku] for sku in skus]
            moved = [[sign * count for count in counts] for sign in (shipped, reserved)]
            self.cursor.later(_MOVE, [skus, *moved, self.cell], updates="stock")
