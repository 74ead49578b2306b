"""`up`: everything on this machine: data base, demo road, control room, until Ctrl-C."""

import logging
import os
import time
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from tearoad.boot.banks import ADDRESS, SECRET_FILE, account_named
from tearoad.boot.demo_people import is_demo, make_demo_people
from tearoad.boot.desks import desks_of
from tearoad.boot.living import Living
from tearoad.boot.outgoing import mail_of
from tearoad.boot.road import OpenRoad, data_base, open_road
from tearoad.boot.settings import settings
from tearoad.boot.site import HOSTS, public_hosts
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.demo_commands import play_demo
from tearoad.cli.interrupts import listen
from tearoad.cli.processes import free_port, kept_running, running, secret_file
from tearoad.demo.orders import FIRST
from tearoad.demo.stream import Stream
from tearoad.terms.days import day_start
from tearoad.terms.refusal import BadInput, Unavailable
from tearoad.web.live import HOME, URL
from tearoad.web.server import CannotServe, Running, refuse_taken, serve

PAGES = "tearoad.web.live:application"
WEEKS = 8
SIMULATED = "roadpay"
UNTIL = FIRST + timedelta(weeks=WEEKS)


def add_commands(app: typer.Typer) -> None:
    app.command()(up)


def up(
    port: Annotated[int, typer.Option(min=1, max=65_535)] = 8000,
    pace: Annotated[
        float, typer.Option(min=0.01, max=60, help="Days of the road that pass in a minute once the demo was played.")
    ] = 1.0,
    still: Annotated[
        bool, typer.Option("--still", help="The road's clock stands still once the demo was played.")
    ] = False,
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="That answer visitors; one for each processor is good.")
    ] = 1,
    lying_provider: Annotated[
        bool,
        typer.Option("--lying-provider", help="A payment provider that lies as real ones do decides on cards."),
    ] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Start everything, play the demo's first eight weeks, then let the road live until Ctrl-C."""
    listen()
    try:
        refuse_taken("127.0.0.1", port)
        chosen = settings(os.environ, database_url)
        mail_of(os.environ)  # wrong words are told here, not by a child
        account_named(os.environ)
        with (
            data_base(chosen, exclusive=True) as url,
            open_road(url) as road,
            _provider(lying_provider, chosen.home, port) as provider,
            serve(
                PAGES, port=port, environment={URL: url, HOME: str(chosen.home), **provider}, processes=processes
            ) as site,
            _calls(url, provider),
        ):
            demo = is_demo(road, begin=not public_hosts(os.environ.get(HOSTS, "")))
            clock = road.clock_at()
            day = datetime.fromtimestamp(clock, UTC).date()
            if not demo:
                typer.echo(f"this road is no demo: nothing is played, and its clock stands at {day}", err=True)
            elif clock < day_start(UNTIL):
                _play(road, UNTIL, site.url)
                make_demo_people(url)  # now that there are goods the merchant has some
            else:
                typer.echo(f"the road's clock stands at {day}: the demo's first {WEEKS} weeks are behind it", err=True)
            _next_steps(site.url)
            if demo and not still:
                _live(road, url, pace, site)
            while site.process.poll() is None:
                time.sleep(0.2)
        raise BadInput("the web server ended by itself; its last words stand above")
    except CannotServe as error:
        raise BadInput(f"{error}; --port takes another") from None
    except KeyboardInterrupt:
        typer.echo("\nstopped; nothing is left running", err=True)


@contextmanager
def _provider(lies: bool, home: Path, port: int) -> Iterator[dict[str, str]]:
    """What the environment of the others says of the payment provider; one that lies runs meanwhile."""
    if not lies:
        yield {}
        return
    shared, at = secret_file(home), free_port()
    callback = f"http://127.0.0.1:{port}/api/v1/providers/{SIMULATED}/callbacks"
    said = {ADDRESS: f"{SIMULATED}=http://127.0.0.1:{at}", SECRET_FILE: str(shared)}
    with running(["banks", "simulate", "--port", str(at), "--callback", callback], said):
        yield said


@contextmanager
def _calls(url: str, provider: dict[str, str]) -> Iterator[None]:
    """Somebody calls the banks, where there is a provider to call."""
    if not account_named({**os.environ, **provider}):
        yield
        return
    environment = {**provider, "TEAROAD_DATABASE_URL": url}
    with kept_running(["banks", "work"], environment, lambda line: typer.echo(line, err=True)):
        yield


def _play(road: OpenRoad, until: date, address: str) -> None:
    typer.echo(f"playing the demo road's first {WEEKS} weeks; {address} shows it already ...", err=True)
    began = time.perf_counter()
    count = play_demo(road, until)
    typer.echo(f"{count} orders in {time.perf_counter() - began:.1f} s", err=True)


def _live(road: OpenRoad, url: str, pace: float, site: Running) -> None:
    """Whatever befalls the player, the pages stay up."""
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # of a data base that is away `Living` tells, once
    typer.echo(f"the road lives on, {pace:g} days a minute (--pace; --still stops its clock)", err=True)
    try:
        desks = desks_of(url)
        with closing(desks.store):
            Living(
                desks.platform(),
                Stream(road.corridor).between,
                pace,
                lambda: site.process.poll() is None,
                lambda line: typer.echo(line, err=True),
            ).run()
    except (BadInput, Unavailable) as error:
        typer.echo(f"the road stands still, its pages stay: {error}", err=True)
    except Exception as error:  # a bug: whoever mends it needs to know where
        traceback.print_exception(error)
        typer.echo("the road stands still, its pages stay", err=True)


def _next_steps(address: str) -> None:
    typer.echo("Tearoad is up. Look at these next (Ctrl-C stops everything):")
    typer.echo(f"  1. what this is, and a door for each role: {address}")
    typer.echo(f"  2. buy something, and watch it travel:     {address}/shop")
    typer.echo(f"  3. the whole road, alive:                  {address}/control-room")
    typer.echo("  4. whether everything adds up:             ./tea check --no-source")
