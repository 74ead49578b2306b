"""`tearoad campaign`: banks are told of a sale; on its day as many orders a minute are let in as were measured, and
the others wait with a number."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated

import typer

from tearoad.boot.desks import desks_of
from tearoad.boot.road import data_base, open_road
from tearoad.boot.settings import settings
from tearoad.boot.waiting_room import MOST_A_MINUTE, WaitingRoom
from tearoad.cli import bonus_command, limit_command, notice_commands, shadow_command
from tearoad.cli.database_option import DatabaseUrl
from tearoad.payments.admission import serving

commands = typer.Typer(no_args_is_help=True, help="A sale: notice to the banks, and its waiting room.")
notice_commands.add_commands(commands)
shadow_command.add_commands(commands)
limit_command.add_commands(commands)
bonus_command.add_commands(commands)
AMinute = Annotated[
    int, typer.Option("--a-minute", min=1, max=MOST_A_MINUTE, help="Orders, as `bench checkout` found.")
]


def add_commands(app: typer.Typer) -> None:
    app.add_typer(commands, name="campaign")


@commands.command("open")
def begin(name: str, a_minute: AMinute, database_url: DatabaseUrl = None) -> None:
    """From now on who orders takes a number first."""
    with _room(database_url) as room:
        room.open(name, a_minute)
    typer.echo(f"{name} is open: {a_minute} orders a minute are let in")


@commands.command("rate")
def rate(a_minute: AMinute, database_url: DatabaseUrl = None) -> None:
    """Let in more or fewer from now on; numbers that were taken stay in their order."""
    with _room(database_url) as room:
        room.change(a_minute)
    typer.echo(f"{a_minute} orders a minute are let in")


@commands.command("close")
def end(database_url: DatabaseUrl = None) -> None:
    """Everybody enters again."""
    with _room(database_url) as room:
        typer.echo(f"{room.end()} is closed")


@commands.command("show")
def show(database_url: DatabaseUrl = None) -> None:
    """How many wait."""
    with _room(database_url) as room:
        found = room.campaign()
        if found is None:
            typer.echo("no campaign is open")
        else:
            served = serving(found, room.clock())
            waiting = max(found.next_number - 1 - served, 0)
            typer.echo(f"{found.name}: {found.a_minute} a minute; number {served} is served, {waiting} wait")


@contextmanager
def _room(database_url: str | None) -> Iterator[WaitingRoom]:
    with data_base(settings(os.environ, database_url)) as url, open_road(url) as road:
        desks = desks_of(road.url)
        with closing(desks.store), closing(desks.waiting_room()) as room:
            yield room
