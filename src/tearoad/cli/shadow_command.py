"""`tearoad campaign shadow`: the busiest minutes of a sale, on this server, before anybody comes."""

import json
import os
from typing import Annotated, Any

import typer

from tearoad.boot.road import data_base
from tearoad.boot.settings import settings
from tearoad.cli.bank_letters import clock_time
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.shadow import run_shadow


def add_commands(app: typer.Typer) -> None:
    app.command()(shadow)


def shadow(
    name: str,
    minutes: Annotated[int, typer.Option(min=1, max=120, help="The busiest, in a row.")] = 2,
    times: Annotated[float, typer.Option(min=0.0001, max=100, help="Times the forecast.")] = 1.0,
    processes: Annotated[int, typer.Option(min=1, max=64, help="That answer, as at the sale.")] = 2,
    as_document: Annotated[bool, typer.Option("--json")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Orders with their payments as the forecast has them, in a data base of their own that is gone afterwards."""
    with data_base(settings(os.environ, database_url)) as url:
        found = run_shadow(url, name, minutes, times, processes)
    if as_document:
        typer.echo(json.dumps(found))
    else:
        for line in in_words(found):
            typer.echo(line)
    if found["wrong"] or found["others"]:
        raise typer.Exit(1)


def in_words(found: dict[str, Any]) -> list[str]:
    """What a terminal shows."""
    sale = (
        f"{found['sale']} from {clock_time(found['first_minute'])}, {found['minutes']} min, {found['times']:g} times: "
        f"{found['orders']} orders by card"
    )
    return [
        sale,
        f"from arrival to answer: p50 {found['p50_ms']} ms, p99 {found['p99_ms']} ms",
        f"others: {found['others'] or 'none'}",
        *(
            f"  {bank:<12} asked {one['asked']}, declared {one['declared']}, paid {one['paid']}, told {one['told']}"
            for bank, one in found["banks"].items()
        ),
        "everything was cancelled, and " + ("came to nothing" if not found["left"] else "; ".join(found["left"])),
        "check: " + ("; ".join(found["wrong"]) or "every rule holds"),
    ]
