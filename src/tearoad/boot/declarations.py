"""Files of item declarations: read, checked, assessed, and given a verdict and a channel."""

from contextlib import nullcontext
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from tearoad.boot.answers import Answering, answered, expect_place
from tearoad.boot.edifact import checked_file
from tearoad.boot.manifests import arrived_numbers
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.checks.book import CHECKS
from tearoad.customs.checks.declared import OPTIONAL as MORE
from tearoad.customs.checks.declared import declared
from tearoad.customs.checks.lists import Lists
from tearoad.customs.clearing import REJECTED, VERDICTS, decisions, met, sentence
from tearoad.customs.selecting import Inspections, risk_items
from tearoad.wire.checks import read_lists
from tearoad.wire.edifact.item_rows import rows_of as rows_of_edifact
from tearoad.wire.goods import expect_table, read_goods, write_table
from tearoad.wire.import_declarations import rows_of
from tearoad.wire.item_rows import frame_of
from tearoad.wire.risk_models import read_model
from tearoad.wire.risk_rules import read_rules
from tearoad.wire.upu.item_rows import read_rows as read_upu
from tearoad.wire.wco.item_rows import read_rows as read_wco


@cache
def lists() -> Lists:
    """The dated lists and sentences that ship."""
    return read_lists()


class Beside(NamedTuple):
    """What a file is cleared with besides: how inspections are chosen; a file with the numbers (`s10`) of what has
    arrived; where rows go from which, with findings, a model can learn; and where answers to senders go."""

    inspections: Inspections | None = None
    arrived: Path | None = None
    risk_rows: Path | None = None
    answering: Answering | None = None


BARE = Beside()


def inspections(
    capacity: int, random_share: float, seed: int, *, rules: Path | None, model: Path | None
) -> Inspections:
    """`BadInput` where a file cannot be read."""
    return Inspections(capacity, random_share, seed, tuple(read_rules(rules)), read_model(model) if model else None)


def clear_file(
    path: Path,
    output: Path,
    law: AppliedLaw,
    *,
    day: date,
    whole_day: bool,
    language: str,
    beside: Beside = BARE,
) -> pl.DataFrame:
    """The decisions, which are written to `output`. `day` is the day of clearing; with `whole_day` every declaration is
    of that day, whatever the file says."""
    for wanted in (output, beside.risk_rows or output):
        expect_table(wanted)
    if beside.answering:
        expect_place(beside.answering)
    whole = declared(read_items(path, day, whole_day=whole_day), law, lists(), day)
    found = decisions(whole, language, beside.inspections)
    looked_at = np.flatnonzero((found["verdict"] != VERDICTS[REJECTED]).to_numpy())
    if beside.arrived:
        found = met(found, arrived_numbers(beside.arrived))
    sentences = {one.code: sentence(lists(), one, language) for one in CHECKS}
    with answered(found, beside.answering, sentences) if beside.answering else nullcontext(found) as told:
        if beside.risk_rows:
            parcel_ids = whole.read.parcel_ids.gather(looked_at)
            rows = rows_of(beside.risk_rows, parcel_ids, risk_items(whole, looked_at))
            write_table(rows, beside.risk_rows)
        write_table(told, output)
    return told


def read_items(path: Path, day: date, *, whole_day: bool) -> pl.DataFrame:
    """By the ending of the name. WCO and CUSDEC say no day of acceptance: it is the day of clearing."""
    ending = path.suffix.lower()
    if ending == ".xml":
        return frame_of(read_wco(path)).with_columns(accepted_on=pl.lit(day))
    if ending == ".edi":
        return frame_of(rows_of_edifact(checked_file(path))).with_columns(accepted_on=pl.lit(day))
    if ending in (".json", ".upu"):
        table = read_upu(path)
        return table.with_columns(accepted_on=pl.lit(day)) if whole_day else table
    return read_goods(path, day if whole_day else None, MORE)
