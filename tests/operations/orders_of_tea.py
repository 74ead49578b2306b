"""Orders of one tin of tea each, placed at one moment, and a look at what became of them."""

from typing import Any

from tearoad.boot.road import OpenRoad
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS, AskedLine, orders_of
from tearoad.operations.place_orders import place_orders
from tearoad.operations.platform import Platform
from tearoad.terms.days import DAY

PLACED = 20_500 * DAY + 9 * 3_600


def placed(p: Platform, count: int, origin: str = "yiwu", at_the_door: int = 0) -> None:
    """To Kazan; so many of them are paid at the door, the others from a wallet."""
    lines = [
        AskedLine(
            row=at, order=f"o{at}", line=1, buyer="anna", sku="tin", quantity=1, placed_at=PLACED, destination="kazan",
            payment="cod" if at < at_the_door else "wallet", currency="RUB", unit_price_minor=90_000, title="Tea",
            weight_grams=300, merchant="Tea House", hs6="090210", origin=origin, goods=True,
        )
        for at in range(count)
    ]  # fmt: skip
    assert place_orders(p, orders_of(lines), ASSUMED_WEIGHT_GRAMS) == {}


def rows(road: OpenRoad, sql: str, *asked: int) -> list[tuple[Any, ...]]:
    with road.store.connection.cursor() as cursor:
        return cursor.execute(sql, asked or None).fetchall()
