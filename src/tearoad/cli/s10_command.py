"""`tearoad s10`: the numbers of items: checked, given out of ranges, and accounted for."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tearoad.boot.s10 import MOST_BYTES, Checked, checked_bytes, checked_file
from tearoad.cli import s10_ranges

commands = typer.Typer(no_args_is_help=True, help="UPU S10 numbers of items.")
STDIN = "-"


def add_commands(app: typer.Typer) -> None:
    s10_ranges.add_commands(commands)
    app.add_typer(commands, name="s10")


@commands.command()
def check(
    file: Annotated[Path, typer.Argument(help="One number a line; - for standard input.")],
    as_document: Annotated[bool, typer.Option("--json", help="Each line with its verdict, as one JSON list.")] = False,
) -> None:
    """Check layout, check digit, service indicator and issuer of each number; exits 1 where any is not valid."""
    checked = _read(file)
    if as_document:
        for piece in checked.document():
            typer.echo(piece, nl=False)
    else:
        _tell(checked)
    raise typer.Exit(0 if checked.valid == len(checked) else 1)


def _read(file: Path) -> Checked:
    if str(file) != STDIN:
        return checked_file(file)
    return checked_bytes(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input")


def _tell(checked: Checked) -> None:
    for one in checked.found():
        word = "valid" if one.valid else "not valid"
        typer.echo(f"{one.lines:>9}  {word:<9}  {one.reason}{', ' if one.reason else ''}first in line {one.first}")
    typer.echo(f"{len(checked)} lines: {checked.valid} valid, {len(checked) - checked.valid} not valid")
