"""`doctor`: what is wrong with this installation, and what cures it."""

import json
import os
from typing import Annotated

import typer

from tearoad.boot.doctor import CHECKS, Finding, examined, patient_of
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl


def add_commands(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(
    as_document: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Look at this installation; exits 1 and says what is wrong, with the cure."""
    with patient_of(settings(os.environ, database_url)) as patient:
        found = examined(patient)
    if as_document:
        wrong = [{"check": one.check, "wrong": one.wrong, "cure": one.cure} for one in found]
        typer.echo(json.dumps({"checks": list(CHECKS), "wrong": wrong}, ensure_ascii=False))
    else:
        _say(found)
    raise typer.Exit(1 if found else 0)


def _say(found: list[Finding]) -> None:
    wrong = {one.check for one in found}
    for name in CHECKS:
        if name not in wrong:
            typer.echo(f"  well   {name}")
    for one in found:
        typer.echo(f"  WRONG  {one.check}: {one.wrong}\n         cure: {one.cure}")
