"""`tearoad campaign bonus`: a bonus for filling wallets before a sale, in an hour of each buyer's own."""

import json
import os
from typing import Annotated

import typer

from tearoad.boot.bonuses import Planned, Wish, open_bonuses
from tearoad.boot.road import data_base
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.days import day_said
from tearoad.cli.notice_commands import AsJson, Name
from tearoad.cli.notice_tables import date_of
from tearoad.terms.money import format_minor


def add_commands(group: typer.Typer) -> None:
    group.command("bonus")(bonus)


def bonus(
    name: Name,
    percent: Annotated[str, typer.Option("--percent", help="Of what a buyer puts in.")],
    most: Annotated[str, typer.Option("--most", help="To one buyer, as 500.00.")],
    budget: Annotated[str, typer.Option("--budget", help="To all of them, as 1000000.00.")],
    first: Annotated[str, typer.Option("--from", help="The first day, YYYY-MM-DD, by the road's clock in Moscow.")],
    last: Annotated[str, typer.Option("--until", help="The last day.")],
    buyers: Annotated[
        int | None, typer.Option("--buyers", help="Expected; as many as the sale's orders if it is not said.")
    ] = None,
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Plan a bonus on top-ups before a sale, so spread that the filling floods no bank."""
    wish = Wish(name, percent, most, budget, day_said(first, "--from"), day_said(last, "--until"), buyers)
    with data_base(settings(os.environ, database_url)) as url, open_bonuses(url) as desk:
        found = desk.plan(wish)
    if as_document:
        typer.echo(json.dumps(_document(found), ensure_ascii=False))
        return
    planned = found.bonus
    amounts = [format_minor(minor, planned.currency) for minor in (planned.most_minor, planned.budget_minor)]
    typer.echo(f"{name}: {percent}% on top-ups, {amounts[0]} to a buyer, {amounts[1]} to all")
    typer.echo(f"from {first} until {last}: {found.buyers:,} buyers are expected, and {found.room:,} have room")
    for one in found.banks:
        typer.echo(f"  {one.bank}: {one.a_minute:.1f} top-ups a minute, {one.at_most} at most, of {one.limit:.0f}")


def _document(found: Planned) -> dict[str, object]:
    planned = found.bonus
    return {
        "sale": planned.sale,
        "from": f"{date_of(planned.first_day)}",
        "until": f"{date_of(planned.first_day + planned.days - 1)}",
        "rate": planned.rate,
        "most_minor": planned.most_minor,
        "budget_minor": planned.budget_minor,
        "currency": planned.currency,
        "buyers": found.buyers,
        "room": found.room,
        "starts_a_minute": [round(one, 3) for one in planned.starts],
        "banks": [one._asdict() for one in found.banks],
    }
