"""`tearoad promise`: dates that are learnt from journeys, and how many of them are kept."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tearoad.boot.promises import by_data, by_road, calibrated_file
from tearoad.boot.road import data_base, open_road
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.figures import figures, show, table_of
from tearoad.cli.promise_road import add_road_commands
from tearoad.terms.refusal import BadInput

commands = typer.Typer(no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    add_road_commands(commands)
    app.add_typer(commands, name="promise")


@commands.callback()
def promise() -> None:
    """Dates that are kept."""


@commands.command()
def calibrate(
    file: Annotated[
        Path, typer.Argument(help="Orders: purchased, handed_over, delivered, promised; CSV, CSV.gz or Parquet.")
    ],
    level: Annotated[float, typer.Option(help="The share of promises to be kept, 0.5 to 0.99.")] = 0.9,
    as_document: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Promise the last third of a file's orders from what was known before each; tell how many promises are kept.

    Exits 1 where rows are flagged."""
    found = calibrated_file(file, level)
    if as_document:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        _tell(found)
    raise typer.Exit(1 if any(found["flagged"].values()) else 0)


@commands.command()
def ask(
    origin: Annotated[str, typer.Option("--from", help="A place that goods come from.")],
    destination: Annotated[str, typer.Option("--to", help="The buyer's town.")],
    weight: Annotated[int, typer.Option(min=1, max=1_000_000, help="Grams.")] = 500,
    at: Annotated[str, typer.Option("--at", help="When it is ordered, 2026-11-11T10:00+03:00; now, if not said.")] = "",
    scenario: Annotated[str, typer.Option("--scenario", help="By a scenario's road: a file, or one that ships.")] = "",
    live: Annotated[bool, typer.Option("--live", help="By the road's data base: its clock, its queues.")] = False,
    database_url: DatabaseUrl = None,
    as_document: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """By which day a parcel comes, at several levels; exits 1 where no lane leads there."""
    if live:
        if at or scenario:
            raise BadInput("--live asks the road as it is now, expected neither --at nor --scenario with it")
        with data_base(settings(os.environ, database_url)) as url, open_road(url) as road:
            found = by_road(road, origin, destination, weight)
    else:
        found = by_data(origin, destination, weight, _moment(at), scenario)
    if as_document:
        typer.echo(json.dumps(found, ensure_ascii=False))
    elif not found["promises"]:
        typer.echo(f"no lane of the road leads from {origin} to {destination}")
    else:
        typer.echo(f"{found['lane']}, ordered {found['ordered_at']}")
        table = table_of("by", "of 100 come by then", "days")
        for row in found["promises"]:
            table.add_row(row["promised_on"], f"{row['level'] * 100:g}", f"{row['days']:.1f}")
        show(table)
    raise typer.Exit(0 if found["promises"] else 1)


def _moment(said: str) -> datetime:
    try:
        moment = datetime.fromisoformat(said) if said else datetime.now(UTC)
        if moment.tzinfo is None or not 1970 < moment.year < 2200:
            raise ValueError
    except ValueError:
        raise BadInput(f"--at {said!r}, expected a moment with its zone, as 2026-11-11T10:00+03:00") from None
    return moment


def _tell(found: dict[str, Any]) -> None:
    flagged = {name: count for name, count in found["flagged"].items() if count}
    apart = [f"{found['under_way']} under way", f"{found['without_promise']} without a promise"]
    wrong = ", ".join(f"{count} {name}" for name, count in flagged.items()) or "none"
    typer.echo(f"{found['rows']} rows: {found['learning']} to learn from, {found['n']} scored, {', '.join(apart)};")
    late = found["handed_over_after_delivered"]
    typer.echo(
        f"flagged: {wrong}" + (f"; scored, though handed over after they were delivered: {late}" if late else "")
    )
    if not found["n"]:
        typer.echo("nothing is scored: nothing was delivered before the last third was bought, or none of it was")
        return
    table = table_of("", "kept", "mean days", "pinball, days")
    loss = found["pinball_days"]
    table.add_row("learnt", *figures(found["kept"], found["mean_days_promised"], loss["ours"]))
    table.add_row("baseline", *figures(found["baseline_kept"], found["baseline_mean_days"], loss["baseline"]))
    table.add_row("baseline, as many kept", *figures(found["baseline_alike_kept"], found["baseline_alike_mean_days"]))
    table.add_row("constant", *figures(found["constant_kept"], found["constant_mean_days"], loss["constant"]))
    if found["shop_n"]:
        table.add_row("shop", *figures(found["shop_kept"], found["shop_mean_days"], loss["shop"]))
        if found["shop_n"] < found["n"]:
            beside = figures(found["kept_beside_shop"], found["mean_days_beside_shop"])
            table.add_row(f"learnt, the {found['shop_n']} of the shop's", *beside)
    show(table)
    table = table_of("level", "kept", "mean days", "baseline kept", "mean days")
    for row in found["levels"]:
        words = figures(row["kept"], row["mean_days"])[:2]
        table.add_row(f"{row['level']:g}", *words, *figures(row["baseline_kept"], row["baseline_mean_days"])[:2])
    show(table)
    table = table_of("month", "destination", "parcels", "kept", "mean days", "shop kept")
    for row in [*found["months"], *found["cells"]]:
        place = row.get("destination", "all")
        words = figures(row["kept"], row["mean_days"])[:2]
        table.add_row(row["month"], place, str(row["n"]), *words, figures(row["shop_kept"])[0])
    show(table)
