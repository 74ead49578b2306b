"""`address`: addresses and names of a file, checked and written for the other side."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from tearoad.boot.addresses import Checked, checked_rows, read_addresses
from tearoad.cli.law_options import AsJson
from tearoad.cli.progress import bar

commands = typer.Typer(no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    app.add_typer(commands, name="address")


@commands.callback()
def address() -> None:
    """Addresses and names: China, Russia, Kazakhstan, Belarus."""


@commands.command()
def check(
    file: Annotated[Path, typer.Argument(help="CSV or Parquet: country, name, phone, postcode, area, city, street.")],
    as_document: AsJson = False,
) -> None:
    """Check each row by the rules of its country, and write it in Latin letters too; exits 1 where one has a fault."""
    table = read_addresses(file)
    good, documents = 0, []
    with bar("addresses", table.height, quiet=as_document) as told:
        for row, found in enumerate(checked_rows(table), 1):
            good += not found.faults
            if as_document:
                documents.append(_document(row, found))
            else:
                _tell(file, row, found)
            told(1)
    bad = table.height - good
    if as_document:
        whole = {"file": str(file), "rows": table.height, "good": good, "bad": bad, "verdicts": documents}
        typer.echo(json.dumps(whole, ensure_ascii=False))
    else:
        typer.echo(f"{table.height} rows: {good} good, {bad} bad")
    raise typer.Exit(1 if bad else 0)


def _tell(file: Path, row: int, found: Checked) -> None:
    for fault in found.faults:
        typer.echo(f"{file}, row {row}, {fault}")
    if not found.faults:
        said = [*found.latin.values(), found.normalised["postcode"], found.normalised["phone"]]
        typer.echo(f"row {row}: {'; '.join(filter(None, said))}")


def _document(row: int, found: Checked) -> dict[str, Any]:
    faults = [{**one._asdict(), "wrong": one.wrong.name, "text": str(one.wrong)} for one in found.faults]
    verdict = "bad" if faults else "good"
    return {"row": row, "verdict": verdict, "faults": faults, "normalised": found.normalised, "latin": found.latin}
