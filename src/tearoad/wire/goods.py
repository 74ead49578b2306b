"""Files of goods that are to be assessed, and of what they owe: CSV, CSV.gz (read only) or Parquet."""

import os
import tempfile
from collections.abc import Collection
from datetime import date
from pathlib import Path

import polars as pl

from tearoad.customs.frame import OPTIONAL, REQUIRED
from tearoad.terms.refusal import BadInput
from tearoad.wire.table import read_typed


def read_goods(path: Path, day: date | None = None, more: Collection[str] = ()) -> pl.DataFrame:
    """The columns that the law asks about; `BadInput` where one that it needs is missing. Cells are not judged yet.

    `day` stands for the day of acceptance of every row; `more` are columns that are wanted besides.
    """
    table = read_typed(path)
    if day:
        table = table.with_columns(pl.lit(day).alias("accepted_on"))
    missing = sorted(set(REQUIRED) - set(table.columns))
    if missing:
        raise BadInput(f"{path.name}: columns {', '.join(missing)} are missing; expected {', '.join(REQUIRED)}")
    return table.select(name for name in table.columns if name in (*REQUIRED, *OPTIONAL, "line", *more))


def expect_table(path: Path) -> None:
    """`BadInput` where a name is none of a table that is written here."""
    if path.suffix not in (".csv", ".parquet"):
        raise BadInput(f"{path}: expected a name that ends in .parquet or .csv")


def write_table(table: pl.DataFrame, path: Path) -> None:
    """CSV or Parquet by the name's ending; whole or not at all. `BadInput` where it cannot be written."""
    expect_table(path)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    try:
        with os.fdopen(handle, "wb") as file:
            if path.suffix == ".csv":
                table.write_csv(file)
            else:
                table.write_parquet(file, compression="lz4")
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise BadInput(f"{path}: {error.strerror or error}") from None
