"""`road fit`: how long lanes and legs took by the post's scans, beside what was assumed of them."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from tearoad.boot.road import data_base, open_road
from tearoad.boot.road_fit import Fitted, fitted_road, write_change
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.days import day_begins
from tearoad.cli.road_tables import show_table
from tearoad.network.fitted import Fit
from tearoad.terms.days import DAY, MOSCOW, day_word


def fit(
    since: Annotated[str, typer.Option("--since", help="The first day on which parcels left, YYYY-MM-DD.")] = "",
    until: Annotated[str, typer.Option("--until", help="As known when this day begins; now, if not said.")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A change of the road, .toml.")] = None,
    as_document: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """How long lanes and legs take from departure to arrival, as the post scanned them; what is under way counts. -o
    writes a change for `road diff`."""
    start, end = day_begins(since, "--since") if since else 0, day_begins(until, "--until") if until else None
    with data_base(settings(os.environ, database_url)) as url, open_road(url) as road:
        found = fitted_road(road, start, end)
    days = day_word((found.since + MOSCOW) // DAY), day_word((found.until + MOSCOW) // DAY)
    if output:
        write_change(output, found.change(days))
    if as_document:
        typer.echo(json.dumps(_document(found, days)))
    else:
        _show(found, days)


def _document(found: Fitted, days: tuple[str, str]) -> dict[str, Any]:
    return {
        "since": days[0],
        "until": days[1],
        "departures": found.departures,
        "lanes": [_row(one) for one in found.lanes],
        "legs": [_row(one) for one in found.legs],
    }


def _row(one: Fit) -> dict[str, Any]:
    half, nine = one.between or ((None, None), (None, None))
    return {
        "id": one.id,
        "status": "fitted" if one.fitted else "assumed",
        "reason": one.reason or None,
        "left": one.left,
        "came": one.came,
        "assumed_days": _days(one.assumed),
        "fitted_days": _days(one.fitted) if one.fitted else None,
        "p50_between_days": _days(half),
        "p90_between_days": _days(nine),
        "differs": one.differs,
    }


def _days(seconds: Iterable[int | None]) -> list[float | None]:
    return [None if value is None else round(value / DAY, 3) for value in seconds]


def _show(found: Fitted, days: tuple[str, str]) -> None:
    typer.echo(f"{found.departures} departures, {days[0]} until {days[1]}")
    for title, fits in (("lane", found.lanes), ("leg", found.legs)):
        rows = [_cells(one) for one in fits if one.fitted]
        if rows:
            show_table((title, ">came", ">of", ">p50, days", ">p90", ""), rows)
        typer.echo(f"{len(rows)} of {len(fits)} {title}s fitted, the others stay as they are assumed")
    if any(one.differs for one in (*found.lanes, *found.legs)):
        typer.echo("* what was assumed is beyond the bounds of what was scanned, 95 in 100")


def _cells(one: Fit) -> list[str]:
    assert one.fitted, "the caller has looked"
    pairs = zip(one.assumed, one.fitted, strict=True)
    turns = [f"{was / DAY:.2f} -> {found / DAY:.2f}" for was, found in pairs]
    return [one.id, str(one.came), str(one.left), *turns, "*" if one.differs else ""]
