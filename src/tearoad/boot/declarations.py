"""Files of item declarations: read, checked, assessed, and given a verdict and a channel."""

from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from tearoad.customs.applied import AppliedLaw
from tearoad.customs.checks.declared import OPTIONAL as MORE
from tearoad.customs.checks.declared import declared
from tearoad.customs.checks.lists import Lists
from tearoad.customs.clearing import decisions, met
from tearoad.customs.frame import text_of
from tearoad.terms.refusal import BadInput
from tearoad.wire.checks import read_lists
from tearoad.wire.goods import expect_table, read_goods, write_table
from tearoad.wire.table import read_typed


@cache
def lists() -> Lists:
    """The dated lists and sentences that ship."""
    return read_lists()


def clear_file(
    path: Path, output: Path, law: AppliedLaw, *, day: date, whole_day: bool, language: str, arrived: Path | None = None
) -> pl.DataFrame:
    """The decisions, which are written to `output`. `day` is the day of clearing; with `whole_day` every declaration is
    of that day, whatever the file says. `arrived` is a file with the numbers (`s10`) of what has arrived."""
    expect_table(output)
    found = clear_table(read_goods(path, day if whole_day else None, MORE), law, day, language)
    if arrived:
        found = met(found, _numbers(arrived))
    write_table(found, output)
    return found


def _numbers(path: Path) -> pl.Series:
    table = read_typed(path)
    if "s10" not in table.columns:
        raise BadInput(f"{path.name}: column s10 is missing; expected the numbers of parcels that arrived")
    return text_of(table["s10"])


def clear_table(table: pl.DataFrame, law: AppliedLaw, day: date, language: str) -> pl.DataFrame:
    """Decisions on what a frame declares, as known on a day."""
    whole = declared(table, law, lists(), day)
    del table  # a tenth of all memory, of a million parcels
    return decisions(whole, language)
