"""`tearoad promise report`, `lately`, `drift`: what the road's own promises were worth, and what they go by."""

import json
import os
from typing import Annotated, Any

import typer

from tearoad.boot.promises import lately, road_report
from tearoad.boot.road import SEED, data_base, drop_data_base, fresh_data_base, open_road
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.cli.figures import figures, show, table_of
from tearoad.cli.progress import bar
from tearoad.demo.drift import DRIFTS, play_drifting
from tearoad.demo.orders import COUNT
from tearoad.terms.refusal import BadInput


def add_road_commands(commands: typer.Typer) -> None:
    commands.command()(report)
    commands.command("lately")(learnt)
    commands.command()(drift)


def report(
    database_url: DatabaseUrl = None,
    as_document: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """How many of the road's own promises were kept, beside plain rules on the same parcels."""
    with data_base(settings(os.environ, database_url)) as url, open_road(url) as road:
        found = road_report(road)
    if as_document:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    _tell_road(found)


def learnt(
    database_url: DatabaseUrl = None,
    as_document: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """How long parts of the way take of late, times what the road's data say: promises go by this."""
    with data_base(settings(os.environ, database_url)) as url, open_road(url) as road:
        found = lately(road)
    if as_document:
        typer.echo(json.dumps(found, ensure_ascii=False))
    elif not found["parts"]:
        typer.echo("nothing is learnt yet: promises go by the road's data")
    else:
        typer.echo(f"learnt by the morning of {found['day']}, times the road's data:")
        table = table_of("part", "name", "as long", "give or take", "as uneven")
        for row in found["parts"]:
            cells = (f"{row[name]:.2f}" for name in ("stretch", "doubt", "spread"))
            table.add_row(row["part"], row["name"] or "local", *cells)
        show(table)


def drift(
    as_: Annotated[str, typer.Option("--as", help=f"How the road leaves its data: {', '.join(DRIFTS)}.")] = "slower",
    orders: Annotated[int, typer.Option(min=100, max=1_000_000)] = COUNT,
    database_url: DatabaseUrl = None,
    as_document: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Play the demo's orders on a road that leaves its data month by month; report how many promises were kept.

    In a data base of its own, which is gone afterwards; 100,000 orders take some three minutes."""
    if as_ not in DRIFTS:
        raise BadInput(f"--as {as_!r}, expected one of {', '.join(DRIFTS)}")
    with data_base(settings(os.environ, database_url)) as url:
        name = f"tearoad_drift_{os.getpid()}"
        try:
            with open_road(fresh_data_base(url, name)) as road, bar("orders", orders, quiet=as_document) as told:
                stock_demo(road, orders)
                play_drifting(road.platform, demo_orders(road.corridor, orders), as_, SEED, told)
                found = {"as": as_, "orders": orders, **road_report(road)}
        finally:
            drop_data_base(url, name)
    if as_document:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        _tell_road(found)


def _tell_road(found: dict[str, Any]) -> None:
    words = figures(found["kept"], found["mean_days_promised"], found["pinball_days"])
    typer.echo(f"{found['n']} parcels came, {found['late']} are under way past their day")
    typer.echo(f"{words[0]} came by their day, {words[1]} days promised in the mean, pinball {words[2]}")
    typer.echo(f"{found['renewed']} were told a later day: {figures(found['renewed_kept'])[0]} came by that")
    typer.echo(f"the later two thirds, {found['scored']} parcels:")
    table = table_of("rule", "kept", "mean days", "pinball, days")
    for row in found["rules"]:
        table.add_row(row["rule"].replace("_", " "), *figures(row["kept"], row["mean_days"], row["pinball_days"]))
    show(table)
    cells = [row["kept"] for row in found["cells"]]
    if cells:
        typer.echo(
            f"{len(cells)} months and offices of 1,000 parcels or more: {min(cells):.3f} to {max(cells):.3f} kept"
        )
    table = table_of("month", "office", "parcels", "kept", "mean days")
    for row in found["cells"]:
        table.add_row(row["month"], row["office"], str(row["n"]), *figures(row["kept"], row["mean_days"])[:2])
    show(table)
