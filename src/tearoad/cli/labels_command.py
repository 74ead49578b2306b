"""`labels`: labels of items and receptacles, and lists of dispatches, printed in volume."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from tearoad.boot.labels import KINDS, LANGUAGES, UPS, Asked, Judged, Labelled, asked_of, label_file
from tearoad.cli.law_options import AsJson
from tearoad.cli.progress import bar

MOST_TOLD = 100  # faults in words; `--json` has all


def add_commands(app: typer.Typer) -> None:
    app.command()(labels)


def labels(
    file: Annotated[Path, typer.Argument(help="CSV or Parquet, one row a label, or an item of a dispatch.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The labels, .pdf.")],
    kind: Annotated[str, typer.Option("--kind", help=f"One of {', '.join(KINDS)}.")] = "address",
    up: Annotated[int, typer.Option("--up", help=f"Labels a page: {' or '.join(map(str, UPS))}, on A4.")] = 1,
    language: Annotated[
        str, typer.Option("--language", help=f"Of the labels, beside English: {', '.join(LANGUAGES)}.")
    ] = "en",
    as_document: AsJson = False,
) -> None:
    """Print labels with bar codes, or lists of dispatches; layouts are assumed, not certified. Exits 1 where a row is
    refused."""
    asked = asked_of(file, kind, up)
    with bar("labels", asked.rows.height, quiet=as_document) as told:
        done = label_file(asked, output, language, told)
    if as_document:
        typer.echo(json.dumps(_document(file, output, asked, done), ensure_ascii=False))
    else:
        _tell(file, output, asked, done)
    raise typer.Exit(0 if done.printed == len(done.rows) else 1)


def _tell(file: Path, output: Path, asked: Asked, done: Labelled) -> None:
    faults = [(one.row, fault) for one in done.rows for fault in one.faults]
    for row, fault in faults[:MOST_TOLD]:
        typer.echo(f"{file}, row {row}, {fault}")
    if len(faults) > MOST_TOLD:
        typer.echo(f"... and {len(faults) - MOST_TOLD} faults more; --json names all")
    if asked.ignored:
        typer.echo(f"not shown on labels: {', '.join(asked.ignored)}")
    refused = len(done.rows) - done.printed
    where = f"{done.pages} pages: {output}" if done.pages else "nothing is written"
    typer.echo(f"{len(done.rows)} rows: {done.printed} printed, {refused} refused; {where}")


def _document(file: Path, output: Path, asked: Asked, done: Labelled) -> dict[str, Any]:
    return {
        "file": str(file),
        "kind": asked.kind,
        "rows": len(done.rows),
        "printed": done.printed,
        "refused": len(done.rows) - done.printed,
        "pages": done.pages,
        "output": str(output) if done.pages else None,
        "ignored_columns": asked.ignored,
        "verdicts": [_verdict(one) for one in done.rows],
    }


def _verdict(of: Judged) -> dict[str, Any]:
    faults = [{**one._asdict(), "verdict": one.verdict.name, "text": str(one.verdict)} for one in of.faults]
    verdict = "printed" if of.page is not None else "refused"
    return {"row": of.row, "number": of.number, "verdict": verdict, "page": of.page, "faults": faults}
