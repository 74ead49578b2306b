"""`tearoad offices`: how the exchange offices stand; one is closed for some time, and opened again before that."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.days import day_begins
from tearoad.terms.days import HOUR, day_word

if TYPE_CHECKING:
    from tearoad.boot.road import OpenRoad
    from tearoad.operations.close_office import Done
    from tearoad.operations.office_view import OfficeNow

commands = typer.Typer(help="Exchange offices: lines, backlog, closures.", invoke_without_command=True)
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
WHO = "the command line"
COLUMNS = {"lines": 7, "a day": 6, "waits": 6, "oldest": 8, "held": 5, "comes": 6, "floor": 7}


def add_commands(app: typer.Typer) -> None:
    app.add_typer(commands, name="offices")


@commands.callback()
def offices(context: typer.Context, as_document: AsJson = False, database_url: DatabaseUrl = None) -> None:
    """How each office stands at the road's clock."""
    if context.invoked_subcommand:
        return
    from tearoad.boot.offices import offices_of_road

    with _road(database_url) as road:
        found = offices_of_road(road)
    if as_document:
        rows = [_document(one) for one in found.offices]
        typer.echo(json.dumps({"at": _moment(found.at), "policy": found.policy.by, "offices": rows}))
        return
    typer.echo(
        f"{'office':<14} {'lines':>7} {'a day':>6} {'waits':>6} {'oldest':>8} {'held':>5} {'comes':>6} {'floor':>7}"
    )
    for one in found.offices:
        typer.echo(_line(one, found.at))
        for closure in one.closures:
            typer.echo(f"  closed {_moment(closure.from_at)} to {_moment(closure.ends_at)}: {closure.reason}")
    typer.echo(f"as of {_moment(found.at)}, by {found.policy.by}")


@commands.command()
def close(
    name: str,
    until: Annotated[str, typer.Option("--until", help="The first day on which it works again, YYYY-MM-DD in Moscow.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, at most 200 characters.")],
    begin: Annotated[
        str | None, typer.Option("--from", help="The first day, YYYY-MM-DD in Moscow; else from the road's clock on.")
    ] = None,
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Nothing is taken in hand meanwhile; who would come then gets another office where that is sooner."""
    from tearoad.operations.close_office import Asked, close_office

    end = day_begins(until, "--until")
    start = None if begin is None else day_begins(begin, "--from")
    with _road(database_url) as road:
        done = close_office(road.platform, Asked(name, start, end, reason, WHO))
    _tell(name, "closed", done, as_document)


@commands.command("open")
def open_again(name: str, as_document: AsJson = False, database_url: DatabaseUrl = None) -> None:
    """It works from the road's clock on; parcels that were given to others stay with those."""
    from tearoad.operations.close_office import open_office

    with _road(database_url) as road:
        done = open_office(road.platform, name, WHO)
    _tell(name, "open", done, as_document)


def _tell(name: str, state: str, done: "Done", as_document: bool) -> None:
    """Exits 1 where it was refused."""
    counts = {"turned": done.turned, "rerouted": done.rerouted, "sent_on": done.sent_on}
    if as_document:
        spans = [{"from": _moment(one.from_at), "until": _moment(one.ends_at)} for one in done.closures]
        document: dict[str, Any] = {"office": name, "refusal": done.refusal or None, "known": done.known}
        typer.echo(json.dumps({**document, "closures": spans, **counts}))
    elif done.refusal:
        typer.echo(f"{name}: {done.refusal}")
    elif done.known:
        typer.echo(f"{name}: {state} so before")
    elif state == "open":
        typer.echo(f"{name}: open; {done.turned} parcels have another turn")
    else:
        spans_said = ", ".join(f"{_moment(one.from_at)} to {_moment(one.ends_at)}" for one in done.closures)
        moved = f"{done.turned} parcels have another turn, {done.rerouted} another lane, {done.sent_on} are sent on"
        typer.echo(f"{name}: {state} ({spans_said}); {moved}")
    raise typer.Exit(1 if done.refusal else 0)


def _line(one: "OfficeNow", at: int) -> str:
    stands = one.standing
    oldest = f"{(at - stands.oldest_at) / HOUR:.1f} h" if stands.oldest_at >= 0 else "-"
    floor = f"{100 * stands.waiting / one.floor:.1f} %" if one.floor else "-"
    return (
        f"{one.id:<14} {f'{one.lines}/{one.most_lines}':>7} {one.capacity:>6} {stands.waiting:>6} {oldest:>8} "
        f"{stands.held:>5} {stands.coming:>6} {floor:>7}"
    )


def _document(one: "OfficeNow") -> dict[str, Any]:
    stands = one.standing
    return {
        "id": one.id,
        "lines": one.lines,
        "most_lines": one.most_lines,
        "opens_at": _moment(one.opens_at),
        "capacity_today": one.capacity,
        "floor_items": one.floor,
        "waiting": stands.waiting,
        "held": stands.held,
        "coming": stands.coming,
        "oldest_at": _moment(stands.oldest_at) if stands.oldest_at >= 0 else None,
        "given_away": one.gone.away,
        "given_here": one.gone.here,
        "closures": [
            {"from": _moment(row.from_at), "until": _moment(row.ends_at), "reason": row.reason, "who": row.who}
            for row in one.closures
        ],
        "days": [
            {"day": day_word(row.day), "came": row.came, "left": row.left, "there": row.there} for row in one.days
        ],
    }


def _moment(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"


@contextmanager
def _road(database_url: str | None) -> Iterator["OpenRoad"]:
    """A road is opened by what takes a second to import."""
    from tearoad.boot.road import data_base, open_road
    from tearoad.boot.settings import settings

    with data_base(settings(os.environ, database_url)) as url, open_road(url) as road:
        yield road
