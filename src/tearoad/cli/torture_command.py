"""`torture`: the ledger under faults, on servers of its own; what was acknowledged, lost, doubled or broken."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from types import FrameType
from typing import Annotated, Any

import typer

from tearoad.boot.settings import settings
from tearoad.boot.torture_ground import torture_ground
from tearoad.cli.interrupts import interrupt, listen
from tearoad.terms.refusal import BadInput
from tearoad.torture.campaign import FAULTS, MUTANTS_NAME, NAMES, SECONDS, Line, Report, torture, words_of
from tearoad.torture.field import Field

HOUR = 3_600.0
MOST_WORDS = 10  # lines of what is broken
TITLES = {
    "rounds": "rounds",
    "hits": "hits",
    "hits_committed_unheard": "unheard",
    "acknowledged": "acked",
    "unanswered": "open",
    "unanswered_but_committed": "found",
    "lost": "lost",
    "doubled": "doubled",
}


class Size(StrEnum):
    """How long each fault has."""

    SMALL = "small"
    FULL = "full"


def add_commands(app: typer.Typer) -> None:
    app.command("torture")(torture_ledger)


def torture_ledger(
    hours: Annotated[float | None, typer.Option(help="For so long, with what takes rights or a compiler too.")] = None,
    size: Annotated[Size, typer.Option(help="Without --hours: one to two minutes, or four.")] = Size.SMALL,
    only: Annotated[list[str] | None, typer.Option(help="This fault; may be repeated. --list names them.")] = None,
    seed: Annotated[int, typer.Option(help="The luck of the campaign.")] = 1,
    as_document: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="The faults, and no campaign.")] = False,
) -> None:
    """Break servers, processes, lines and disks under the ledger, and count; the road's own data are not touched."""
    if listed:
        _list()
        return
    chosen = only or []
    for name in chosen:
        if name not in NAMES:
            raise BadInput(f"--only {name}: there is no such fault; --list names them")
    if hours is not None and not 0 < hours < 10_000:
        raise BadInput(f"--hours {hours}: expected more than 0")
    count = len(chosen) or sum(not fault.long for fault in FAULTS)
    seconds = hours * HOUR if hours is not None else SECONDS[size] * count
    report, began, stopped = Report(seed), time.monotonic(), False
    interrupts = Interrupts()
    listen(interrupts.come)
    home = settings(os.environ).home / f"torture-{os.getpid()}"
    try:
        with torture_ground(home) as ground, Field(ground, long=hours is not None) as field, _progress() as told:
            torture(field, report, seconds, chosen, interrupts.heard_before(told))
    except KeyboardInterrupt:
        stopped = True
    found = _document(report, time.monotonic() - began, stopped)
    if as_document:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        _show(report, found)
    raise typer.Exit(0 if report.good else 1)


class Interrupts:
    """Ctrl-C ends what is being done. What a handler raises may be lost, in a finalizer say (Python's documents of
    `signal` tell of it), so one that came is heard again before what is done next."""

    def __init__(self) -> None:
        self.came = False

    def come(self, number: int, frame: FrameType | None) -> None:
        """A handler of signals."""
        self.came = True
        interrupt(number, frame)

    def heard_before(self, told: Callable[[str], None]) -> Callable[[str], None]:
        """`told`, unless one has come."""

        def tell(name: str) -> None:
            if self.came:
                raise KeyboardInterrupt
            told(name)

        return tell


def _list() -> None:
    for fault in FAULTS:
        about = (sys.modules[fault.run.__module__].__doc__ or "").split("\n\n")[0].replace("\n", " ")
        reason = fault.skipped()
        more = f" (skipped here: {reason})" if reason else " (with --hours or --only)" if fault.long else ""
        typer.echo(f"{fault.name}: {about}{more}")
    typer.echo(f"{MUTANTS_NAME}: Ledgers with a fault built in, each of which the campaign must catch.")


def _document(report: Report, seconds: float, stopped: bool) -> dict[str, Any]:
    total = report.total
    return {
        "seed": report.seed,
        "seconds": round(seconds, 1),
        "stopped": stopped,
        "good": report.good,
        "acknowledged": total.acknowledged,
        "lost": total.lost,
        "doubled": total.doubled,
        "broken": total.broken,
        "mutants": {
            "caught": len(report.mutants) - len(report.missed),
            "of": len(report.mutants),
            "missed": report.missed,
            "given_away_by": {name: words_of(one) for name, one in report.mutants.items()},
        },
        "faults": [_row(line) for line in report.lines],
    }


def _row(line: Line) -> dict[str, Any]:
    found = line.found
    return {
        "fault": line.name,
        "rounds": line.rounds,
        "hits": found.hits,
        "hits_committed_unheard": found.hits_unheard,
        "acknowledged": found.acknowledged,
        "unanswered": found.unanswered,
        "unanswered_but_committed": found.unanswered_but_committed,
        "lost": found.lost,
        "doubled": found.doubled,
        "broken": found.broken,
        "refused_to_start": found.refused,
        "told_what_is_spoilt": found.loud,
        "skipped": line.skipped,
    }


def _show(report: Report, found: dict[str, Any]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=0)
    table.add_column("fault", no_wrap=True)
    for title in (*TITLES.values(), "broken"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in found["faults"]:
        if not row["rounds"]:
            continue
        table.add_row(row["fault"], *(f"{row[key]:,}" for key in TITLES), str(len(row["broken"])))
    Console(highlight=False).print(table)
    typer.echo("hits: faults that struck; unheard: those of them after a commit whose caller had not heard of it")
    typer.echo(
        "acked: rows whose verdict was told; open: rows of whom nobody was told; found: those of them in the books"
    )
    for row in found["faults"]:
        if row["skipped"]:
            typer.echo(f"{row['fault']}: skipped, {row['skipped']}")
        if row["refused_to_start"] or row["told_what_is_spoilt"]:
            typer.echo(
                f"{row['fault']}: {row['refused_to_start']} times the server refused to start, "
                f"{row['told_what_is_spoilt']} times it named what was spoilt"
            )
    if report.mutants:
        typer.echo(f"mutants: {found['mutants']['caught']} of {found['mutants']['of']} caught")
    for name in report.missed:
        typer.echo(f"torture: not caught: {name}", err=True)
    for words in found["broken"][:MOST_WORDS]:
        typer.echo(f"torture: broken: {words}", err=True)
    typer.echo(
        f"{found['acknowledged']:,} acknowledged, {found['lost']} lost, {found['doubled']} doubled, "
        f"{len(found['broken'])} broken; seed {report.seed}, {found['seconds']:.0f} s"
        f"{', stopped early' if found['stopped'] else ''}"
    )


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """The name of what is being done, and only to a terminal."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console

    with Console(stderr=True).status("making a server") as status:
        yield lambda name: status.update(name)
