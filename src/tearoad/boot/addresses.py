"""Addresses of a file judged row by row, and written for the other side."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from tearoad.post.address import COLUMNS, Checked, checked
from tearoad.terms.refusal import BadInput
from tearoad.wire.letters import own_letters
from tearoad.wire.table import read_table

__all__ = ["Checked", "checked_rows", "read_addresses"]

MOST_ROWS = 1_000_000  # of one file: assumed
NEEDED = ("country", "name", "city", "street")


def read_addresses(file: Path) -> pl.DataFrame:
    """The columns of an address, '' where nothing is said; `BadInput` where the file is none."""
    table = read_table(file, "utf-8")
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        raise BadInput(f"{file}: columns {', '.join(missing)} are missing; expected {', '.join(COLUMNS)}")
    if not 0 < table.height <= MOST_ROWS:
        raise BadInput(f"{file}: {table.height} rows, expected 1 to {MOST_ROWS}")
    cells = [pl.col(name) if name in table.columns else pl.lit(None, pl.String).alias(name) for name in COLUMNS]
    return table.select(cells).with_columns(pl.all().fill_null(""))


def checked_rows(table: pl.DataFrame) -> Iterator[Checked]:
    """One for each row, in their order."""
    letters = own_letters()
    for row in table.iter_rows(named=True):
        yield checked(row, letters)
