"""The demo's orders without an end: the 100,000 of its file, and after those more of their kind, span after span."""

from datetime import UTC, datetime, timedelta

import polars as pl

from tearoad.boot.order_files import lines_of_table
from tearoad.boot.road import SEED, Corridor
from tearoad.demo.catalogue import products
from tearoad.demo.orders import COUNT, FIRST, LAST, orders
from tearoad.operations.asked import AskedOrder, orders_of
from tearoad.terms.days import DAY, day_start

SPAN_DAYS = (LAST - FIRST).days + 1


class Stream:
    """Answers what is ordered in a stretch of the road's time; it keeps the table of one span."""

    def __init__(self, corridor: Corridor, count: int = COUNT) -> None:
        self.corridor, self.count = corridor, count
        self._number, self._table = -1, pl.DataFrame()

    def between(self, start: int, end: int) -> list[AskedOrder]:
        """Orders placed in [start, end), seconds since 1970, by time; the same for the same stretch."""
        found = []
        for number in range(_span_of(start), _span_of(end - 1) + 1):
            moments = self._span(number)["placed_at"]
            found.append(self._table.filter((moments >= _moment(start)) & (moments < _moment(end))))
        return [order for table in found if table.height for order in orders_of(lines_of_table(table, "demo"))]

    def _span(self, number: int) -> pl.DataFrame:
        if number != self._number:
            self._number, self._table = number, span(self.corridor, self.count, number)
        return self._table


def span(corridor: Corridor, count: int = COUNT, number: int = 0, seed: int = SEED) -> pl.DataFrame:
    """`count` orders of one span, one row a line; the first span, 0, is the demo's file.

    Files of different counts or seeds have no number in common, nor have spans; those that `up` plays begin with D.
    """
    begin = "D" if (count, seed) == (COUNT, SEED) else f"D{count}-{seed}-"
    later = timedelta(days=number * SPAN_DAYS)
    return orders(
        products(seed),
        corridor.banks,
        corridor.habits,
        corridor.road.festivals,
        seed + number,
        count,
        FIRST + later,
        LAST + later,
        f"{begin}{number}-" if number else begin,
    )


def _span_of(moment: int) -> int:
    return max(0, (moment - day_start(FIRST)) // DAY // SPAN_DAYS)


def _moment(at: int) -> str:
    """As the table writes it."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
