"""`tearoad campaign limit`: how many pieces of a product one buyer may order."""

import os
from typing import Annotated

import typer

from tearoad.boot.road import data_base, open_road
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.days import day_begins
from tearoad.operations.set_limit import set_limit
from tearoad.terms.refusal import BadInput


def add_commands(group: typer.Typer) -> None:
    group.command("limit")(limit)


def limit(
    sku: str,
    per_buyer: Annotated[int | None, typer.Option("--per-buyer", help="Pieces of one buyer, in all orders.")] = None,
    per_order: Annotated[int | None, typer.Option("--per-order", help="Pieces in one order.")] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="The first day without it, YYYY-MM-DD, by the road's clock in Moscow.")
    ] = None,
    lift: Annotated[bool, typer.Option("--lift", help="From now on there is none.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """From now on one buyer may order so many pieces of a product; pieces of cancelled orders do not count."""
    if lift == (per_buyer is not None or per_order is not None) or (lift and until):
        raise BadInput("expected --per-buyer or --per-order, or both, or --lift alone")
    end = None if until is None else day_begins(until, "--until")
    with data_base(settings(os.environ, database_url)) as url, open_road(url) as road:
        found = set_limit(road.store, sku, per_order, per_buyer, end)
    if found is None:
        typer.echo(f"{sku}: no limit")
        return
    said = [
        f"{most} {whose}"
        for most, whose in ((found.most_per_buyer, "a buyer"), (found.most_per_order, "an order"))
        if most is not None
    ]
    typer.echo(f"{sku}: at most {', '.join(said)}" + (f", before {until}" if until else ""))
