"""`play`: a file of orders goes through the whole journey on the live engine, and the report is shown."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tearoad.boot.order_files import order_file
from tearoad.boot.road import OpenRoad, data_base, fresh_data_base, open_road
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.days import day_said
from tearoad.cli.demo_commands import stock_demo_for
from tearoad.cli.play_report import as_json, show
from tearoad.cli.progress import bar
from tearoad.operations.asked import AskedLine, orders_of
from tearoad.operations.play import play as play_orders
from tearoad.operations.report_view import FileReport
from tearoad.terms.refusal import Refusal

ANSWERED_AT_ONCE = 10_000  # orders asked for in one statement
SERVED = ("done", "under way", "return matched")


def add_commands(app: typer.Typer) -> None:
    app.command()(play)


def play(
    orders: Annotated[Path, typer.Argument(help="CSV, CSV.gz or Parquet.")],
    mapping: Annotated[str | None, typer.Option("--map", help="A mapping file, or one that ships.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="The first order falls on this day, YYYY-MM-DD.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="In a new data base of its own; nothing is deleted.")] = False,
    as_document: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Let orders go through the whole journey, from landed price to payout, and report."""
    lines, weight_grams = order_file(orders, mapping, day_said(start, "--from") if start else None)
    asked = orders_of(lines)
    with road_of(database_url, fresh=fresh) as road, bar("orders", len(asked), quiet=as_document) as told:
        began = time.perf_counter()
        stock_demo_for(road, lines)
        refused = play_orders(road.platform, asked, weight_grams, told)
        seconds = time.perf_counter() - began
        report = file_report(road, lines, refused)
        if as_document:
            typer.echo(json.dumps(as_json(report, road.report(), road.name, seconds), ensure_ascii=False))
        else:
            show(report, road.report(), road.name, seconds)
    if Refusal.BEFORE_ROAD_CLOCK in report.verdicts:
        typer.echo(
            "hint: the road clock only moves forward; --from DATE shifts the file's times, --fresh starts anew",
            err=True,
        )
    raise typer.Exit(0 if set(report.verdicts) <= set(SERVED) else 1)


@contextmanager
def road_of(database_url: str | None, *, fresh: bool = False) -> Iterator[OpenRoad]:
    """The road of the settings, or of a new data base beside it."""
    with data_base(settings(os.environ, database_url)) as url:
        if fresh:
            url = fresh_data_base(url, f"tearoad_{datetime.now(UTC):%Y%m%d_%H%M%S}_{os.getpid()}")
        with open_road(url) as road:
            yield road


def file_report(road: OpenRoad, lines: list[AskedLine], refused: dict[tuple[str, int], str]) -> FileReport:
    """A verdict for every data record; `refused` are those that left no trace in the data base."""
    report = FileReport(lines=len(lines))
    found: dict[tuple[str, int], tuple[str, int]] = {}
    ids = sorted({line.order for line in lines})
    for start in range(0, len(ids), ANSWERED_AT_ONCE):
        found |= road.verdicts(ids[start : start + ANSWERED_AT_ONCE])
    for line in lines:
        key = (line.order, line.line)
        value = line.quantity * (line.unit_price_minor or 0)
        verdict = refused.get(key)
        if verdict is None:
            verdict, priced = found[key]
            value = value or priced
        report.verdicts[verdict] = report.verdicts.get(verdict, 0) + 1
        by_verdict = report.value_minor.setdefault(line.currency, {})
        by_verdict[verdict] = by_verdict.get(verdict, 0) + value
    return report
