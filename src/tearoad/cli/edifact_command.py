"""`tearoad edifact`: files of customs and transport messages, message by message."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from tearoad.boot.edifact import checked_file

commands = typer.Typer(no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    app.add_typer(commands, name="edifact")


@commands.callback()
def edifact() -> None:
    """UN/EDIFACT interchanges: CUSCAR, CUSDEC, CUSRES, IFTSTA in subsets."""


@commands.command()
def check(
    file: Annotated[Path, typer.Argument(help="One interchange, from UNA or UNB to UNZ.")],
    as_document: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Check each message against its subset; exits 1 where anything is wrong, 2 for what is no interchange."""
    stream = checked_file(file)
    documents = []
    for message, faults in stream:
        if as_document:
            documents.append(
                {
                    "number": message.number,
                    "type": message.kind,
                    "reference": message.reference,
                    "ok": not faults,
                    "faults": _documents(faults),
                }
            )
            continue
        name = f"message {message.number} {message.kind} {message.reference}"
        if not faults:
            typer.echo(f"{name}: ok")
        for fault in faults:
            typer.echo(f"{name}, {fault}")
    tally = stream.tally
    if as_document:
        counts = {"read": tally.messages, "good": tally.good, "bad": tally.bad, "groups": tally.groups}
        whole = {"file": str(file), **counts, "ok": tally.ok, "faults": _documents(tally.faults), "messages": documents}
        typer.echo(json.dumps(whole, ensure_ascii=False))
    else:
        for fault in tally.faults:
            typer.echo(f"interchange, {fault}")
        typer.echo(
            f"{tally.messages} messages: {tally.good} good, {tally.bad} bad; {len(tally.faults)} faults around them"
        )
    raise typer.Exit(0 if tally.ok else 1)


def _documents(faults: Iterable[Any]) -> list[dict[str, Any]]:
    return [{**fault._asdict(), "verdict": fault.verdict.name, "text": str(fault.verdict)} for fault in faults]
