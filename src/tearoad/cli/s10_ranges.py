"""`tearoad s10 ranges`, `reopen`, `give`, `void`, `audit`: which numbers may be given, and where are those that were.

What opens a road takes a second to import, so it is imported when a command runs.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tearoad.boot.s10 import checked_file
from tearoad.cli.database_option import DatabaseUrl

if TYPE_CHECKING:
    from tearoad.boot.road import OpenRoad
    from tearoad.boot.s10_ranges import RangeState

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


def add_commands(group: typer.Typer) -> None:
    for command in (ranges, reopen, give, void, audit):
        group.command()(command)


def ranges(
    file: Annotated[Path | None, typer.Argument(help="CSV: service,issuer,first,last,valid_from.")] = None,
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Lay the ranges of a file, all or none, and show what ranges there are."""
    from tearoad.boot import s10_ranges as boot

    wanted = boot.read_ranges(file) if file else []
    with _road(database_url) as road:
        if wanted:
            boot.lay(road, wanted)
        found = boot.listed(road)
    if as_document:
        typer.echo(json.dumps([_document(one) for one in found]))
        return
    for one in found:
        left = one.range.last - one.next_serial + 1
        stands = f"{left} left, next {one.next_serial:08d}" if left else "used up"
        last = f", turn {one.turn}, last given on {one.issued_on}" if one.issued_on else ""
        typer.echo(f"{one.range} from {one.range.begins}: {stands}{last}")
    typer.echo(f"{len(found)} ranges")


def reopen(
    service: str,
    issuer: str,
    first: Annotated[int, typer.Argument(min=0, max=99_999_999, help="The first serial of the range.")],
    database_url: DatabaseUrl = None,
) -> None:
    """Begin a range anew, 24 months after its last number or later."""
    from tearoad.boot import s10_ranges as boot

    with _road(database_url) as road:
        found = boot.reopen(road, service, issuer, first)
    typer.echo(f"{found.range}: turn {found.turn}, from {found.range.begins}")


def give(
    service: str,
    issuer: str,
    count: int,
    to: Annotated[str, typer.Option("--to", help="Whose hands they go to.")],
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Give numbers out of the ranges, one a line, to be put on labels elsewhere."""
    from tearoad.boot import s10_ranges as boot

    with _road(database_url) as road:
        found = boot.give(road, service, issuer, count, to)
    numbers = found.view("S13")[:, 0].astype(str).tolist()
    typer.echo(json.dumps(numbers) if as_document else "\n".join(numbers))


def void(
    file: Annotated[Path, typer.Argument(help="One number a line.")],
    why: Annotated[str, typer.Option("--why", help="Kept with the numbers.")],
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Note that numbers which were given will stand on nothing; exits 1 where any is refused."""
    from tearoad.boot import s10_ranges as boot

    numbers = [line.number for line in checked_file(file)]
    with _road(database_url) as road:
        found = boot.void(road, numbers, why)
    refused = [one for one in found if one.refusal]
    if as_document:
        typer.echo(
            json.dumps([{"number": one.number, "void": not one.refusal, "refusal": one.refusal} for one in found])
        )
    else:
        for one in refused:
            typer.echo(f"{one.number[:40]}: {one.refusal}")
        typer.echo(f"{len(found) - len(refused)} void, {len(refused)} refused")
    raise typer.Exit(1 if refused else 0)


def audit(as_document: AsJson = False, database_url: DatabaseUrl = None) -> None:
    """Account for every number that was given; exits 1 where one is missing, twice, or out of its order."""
    from tearoad.boot import s10_ranges as boot

    with _road(database_url) as road:
        found = boot.audit(road)
    if as_document:
        broken = [{"rule": rule, "rows": count, "first": rows} for rule, count, rows in found.broken]
        typer.echo(json.dumps({"numbers": [one._asdict() for one in found.counts], "broken": broken}))
    else:
        for one in found.counts:
            held = f"{one.on_parcels} on parcels, {one.in_hands} in others' hands, {one.void} void"
            typer.echo(f"{one.service} of {one.issuer}: {one.given} given, {held}")
        for rule, count, rows in found.broken:
            typer.echo(f"broken: {rule}: {count} rows, {'; '.join(rows)}")
        if not found.broken:
            typer.echo("every number is accounted for")
    raise typer.Exit(1 if found.broken else 0)


def _document(one: "RangeState") -> dict[str, object]:
    return {
        "service": one.range.service,
        "issuer": one.range.issuer,
        "first": one.range.first,
        "last": one.range.last,
        "valid_from": str(one.range.begins),
        "next": one.next_serial,
        "left": one.range.last - one.next_serial + 1,
        "turn": one.turn,
        "last_given": str(one.issued_on) if one.issued_on else None,
    }


@contextmanager
def _road(database_url: str | None) -> Iterator["OpenRoad"]:
    from tearoad.boot.road import data_base, open_road
    from tearoad.boot.settings import settings

    with data_base(settings(os.environ, database_url)) as url, open_road(url) as road:
        yield road
