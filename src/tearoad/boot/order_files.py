"""Orders as the doors hand them in: files in many layouts, or tables made by the demo."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from tearoad.operations.asked import AskedLine
from tearoad.wire.orders.lines import lines_of, read_orders
from tearoad.wire.orders.mapping import NATIVE, read_mapping


class OrderFile(NamedTuple):
    """Every line of a file, and what goods weigh where neither it nor the catalogue says."""

    lines: list[AskedLine]
    weight_grams: int


def order_file(path: Path, mapping: str | None, first_day: date | None) -> OrderFile:
    """`mapping` is the name of one that ships, or a file; None: the native layout. `BadInput` on the first bad cell."""
    adapted = read_mapping(mapping) if mapping else NATIVE
    return OrderFile(read_orders(path, adapted, first_day), adapted.weight_grams)


def lines_of_table(table: pl.DataFrame, name: str) -> list[AskedLine]:
    """Lines of a table in the native layout; `name` is that of the file in complaints."""
    return lines_of(table, name)
