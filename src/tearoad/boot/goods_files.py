"""Assess a file of goods: read, assess, write charges and verdicts, and what persons have used."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from tearoad.customs.answer import charges_frame, parcels_frame
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.assess import Used, assess
from tearoad.customs.frame import read
from tearoad.terms.refusal import BadInput
from tearoad.wire.goods import expect_table, read_goods, write_table
from tearoad.wire.table import read_typed

USED = {
    "consignee_id": pl.String,
    "book": pl.String,
    "period": pl.Int64,
    "value_minor": pl.Int64,
    "weight_grams": pl.Int64,
}
KEY = ("consignee_id", "book", "period")
LARGEST_USED = 2**60


class Assessed(NamedTuple):
    """What was written: `lines` is the count of rows read."""

    lines: int
    charges: pl.DataFrame
    parcels: pl.DataFrame
    parcels_path: Path


def assess_file(path: Path, output: Path, law: AppliedLaw, *, day: date | None, used: Path | None) -> Assessed:
    """Charges go to `output`, verdicts beside it as NAME.parcels.SUFFIX. `day` goes before the file's own days."""
    for wanted in (output, used or output):
        expect_table(wanted)
    goods = read_goods(path, day)
    whole = read(goods, law.snapshot.territories)
    found, after = assess(whole.goods, law, _read_used(used) if used and used.exists() else {})
    charges, parcels = charges_frame(whole, law, found), parcels_frame(whole, law, found)
    beside = output.with_name(f"{output.stem}.parcels{output.suffix}")
    write_table(charges, output)
    write_table(parcels, beside)
    if used:
        _write_used(after, used)
    return Assessed(goods.height, charges, parcels, beside)


def _read_used(path: Path) -> Used:
    table = read_typed(path)
    try:
        rows = table.select(pl.col(name).cast(kind) for name, kind in USED.items())
        bounded = rows.filter(pl.all_horizontal(pl.col("value_minor", "weight_grams").is_between(0, LARGEST_USED)))
        if bounded.height < rows.height or bounded.drop_nulls().unique(KEY).height < rows.height:
            raise ValueError
    except (pl.exceptions.PolarsError, ValueError):
        raise BadInput(f"{path}: expected the columns {', '.join(USED)}, as an earlier run wrote them") from None
    return {(who, book, period): (value, grams) for who, book, period, value, grams in rows.iter_rows()}


def _write_used(used: Used, path: Path) -> None:
    rows = sorted((*key, *value) for key, value in used.items())
    write_table(pl.DataFrame(rows, schema=USED, orient="row"), path)
