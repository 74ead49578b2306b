"""What was lodged live as rows that a model learns from, and what its officers found as a table of findings."""

from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import polars as pl

from tearoad.boot.border import BorderOf
from tearoad.boot.road import OpenRoad
from tearoad.customs.risk.finding import FOUND, NOTHING_FOUND
from tearoad.operations.asked_item import asked_of
from tearoad.store.database import CELL
from tearoad.store.learning import Content, contents, examinations
from tearoad.terms.days import DAY
from tearoad.terms.refusal import BadInput
from tearoad.wire.goods import expect_table, write_table
from tearoad.wire.import_declarations import rows_of

AT_ONCE = 20_000  # declarations in memory as texts
FINDING = {FOUND: 1, NOTHING_FOUND: 0}


class Written(NamedTuple):
    """How many rows and findings, and how many examinations said neither that something was found nor that not."""

    rows: int
    findings: int
    unsaid: int


def write_rows(road: OpenRoad, rows: Path, findings: Path, since: int, until: int) -> Written:
    """Of declarations lodged from a moment to before another. Nobody is named in them. `BadInput` where there are
    none, or a file cannot be written."""
    for path in (rows, findings):
        expect_table(path)
    border, connection = BorderOf(road.platform.law), road.store.connection
    parts = [_rows(rows, border, part) for part in contents(connection, CELL, since, until, AT_ONCE)]
    if not parts:
        raise BadInput("no declaration was lodged in these days, expected at least one that was not rejected")
    examined = examinations(connection, CELL, since, until)
    said = [(one, FINDING[code]) for one in examined for code in one.codes if code in FINDING]
    table = pl.DataFrame(
        {
            "item_id": [one.declaration_id for one, _ in said],
            "inspected_at": [datetime.fromtimestamp(one.at, UTC).isoformat() for one, _ in said],
            "found": [found for _, found in said],
        },
        schema={"item_id": pl.String, "inspected_at": pl.String, "found": pl.Int8},
    )
    whole = pl.concat(parts)
    write_table(whole, rows)
    write_table(table, findings)
    unsaid = sum(not FINDING.keys() & set(one.codes) for one in examined)
    return Written(whole.height, table.height, unsaid)


def _rows(path: Path, border: BorderOf, part: list[Content]) -> pl.DataFrame:
    """As the border saw them when they were lodged."""
    days = [list(of_day) for _, of_day in groupby(part, key=lambda one: one.lodged_at // DAY)]
    tables = [
        rows_of(
            path,
            pl.Series([one.declaration_id for one in of_day], dtype=pl.String),
            border.known([asked_of(one.plain) for one in of_day], of_day[0].lodged_at),
        )
        for of_day in days
    ]
    return pl.concat(tables)
