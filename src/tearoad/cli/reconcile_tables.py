"""How reconciled days and breaks are shown: a table for people, one document for programs."""

from collections.abc import Sequence
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from tearoad.operations.reconcile_day import Day
from tearoad.operations.reconcile_ports import OpenBreak, Run
from tearoad.terms.days import day_word
from tearoad.terms.money import format_minor

WIDTH, MOST_SHOWN, LONGEST_KEY = 120, 40, 40
SUMS = {"in_transit": "not paid out yet", "on_the_way": "on the way to the bank", "breaks": "breaks", "fees": "fees"}


def show_days(provider: str, found: Sequence[Day]) -> None:
    """One line a day; then the last one's sums and breaks."""
    for one in found:
        again = "" if one.changed else ", as it was found before"
        typed = f"{one.run.operations} operations, {one.run.payouts} payouts, {one.run.entries} entries agree"
        typer.echo(f"{provider} on {day_word(one.run.day)}: {typed}; {_breaks(one)}{again}")
    for name, title in SUMS.items():
        sums = found[-1].run.sums[name]
        shown = ", ".join(format_minor(minor, currency) for currency, minor in sums.items()) or "nothing"
        typer.echo(f"  {title}: {shown}")
    show_breaks(provider, found[-1].breaks, found[-1].run.day)
    typer.echo("it adds up")


def show_breaks(provider: str, breaks: Sequence[OpenBreak], today: int) -> None:
    """Ages are days until today."""
    if not breaks:
        typer.echo(f"{provider}: no break is open")
        return
    more = f", the first {MOST_SHOWN}" if len(breaks) > MOST_SHOWN else ""
    table = Table(title=f"open breaks of {provider}: {len(breaks)}{more}", title_justify="left", box=None)
    for column in ("type", "key"):
        table.add_column(column)
    for column in ("amount", "age"):
        table.add_column(column, justify="right")
    table.add_column("owner")
    for one in breaks[:MOST_SHOWN]:
        found = one.found
        amount = format_minor(found.amount_minor, found.currency)
        table.add_row(found.type, found.key[:LONGEST_KEY], amount, str(today - found.day), found.owner)
    found_console = Console(highlight=False, markup=False)
    wide = found_console if found_console.width >= WIDTH else Console(highlight=False, markup=False, width=WIDTH)
    wide.print(table)


def days_document(provider: str, found: Sequence[Day]) -> dict[str, Any]:
    """The last day with its breaks, and every day's counts."""
    last = found[-1]
    return {
        "provider": provider,
        "adds_up": True,
        "days": [{**run_document(one.run), "begun": one.begun, "ended": one.ended} for one in found],
        **breaks_document(provider, last.breaks, last.run.day),
    }


def run_document(run: Run) -> dict[str, Any]:
    """Counts and sums of a day, in minor units."""
    return {**run._asdict(), "day": day_word(run.day)}


def breaks_document(provider: str, breaks: Sequence[OpenBreak], today: int) -> dict[str, Any]:
    """All that are open."""
    return {
        "provider": provider,
        "breaks": [
            {
                **one.found._asdict(),
                "day": day_word(one.found.day),
                "age": today - one.found.day,
                "opened_on": day_word(one.opened_on),
                "note": one.note,
            }
            for one in breaks
        ],
    }


def _breaks(one: Day) -> str:
    count = len(one.breaks)
    return f"{count} break{'' if count == 1 else 's'} open ({one.begun} new, {one.ended} gone)"
