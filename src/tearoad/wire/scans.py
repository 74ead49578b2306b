"""Files of scans: CSV, CSV.gz or Parquet with number, event, place and at (ISO 8601, UTC where no zone is given), and
reason where there is one. A cell that cannot be read makes no error of the file: each row gets its own fate."""

from pathlib import Path

import numpy as np
import polars as pl

from tearoad.operations.scan_ports import Scans
from tearoad.terms.refusal import BadInput
from tearoad.wire.table import read_table

NEEDED = ("number", "event", "place", "at")
FORMS = ("%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M")
NO_MOMENT = -1


def read_scans(path: Path) -> Scans:
    """All rows; `BadInput` where a column is missing."""
    table = read_table(path, "utf-8")
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        raise BadInput(f"{path.name}: columns {', '.join(missing)} are missing; expected {', '.join(NEEDED)}, reason")
    if "reason" not in table.columns:
        table = table.with_columns(reason=pl.lit(""))
    words = table.select(pl.col("number", "event", "place", "reason").fill_null("").str.strip_chars())
    moment = pl.col("at").str.strip_chars().str.replace(" ", "T").str.replace("Z$", "+0000")
    read = [moment.str.to_datetime(form, strict=False).dt.epoch("s") for form in FORMS]
    at = table.select(pl.coalesce(read).fill_null(NO_MOMENT))["at"].to_numpy().astype(np.int64)
    number, event, place, reason = (words[name].to_list() for name in words.columns)
    return Scans(number, event, place, at, reason)
