"""`forms`: item declarations and the rulings on them, printed."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tearoad.boot.forms import print_file
from tearoad.boot.law import applied_law
from tearoad.boot.whole_file import write_whole
from tearoad.cli.law_options import AsJson, Known, RateFiles, Reform, TariffFile, book_day_of, day_of, today
from tearoad.customs.clearing import LANGUAGES
from tearoad.terms.refusal import BadInput


def add_commands(app: typer.Typer) -> None:
    app.command()(forms)


def forms(
    declarations: Annotated[Path, typer.Argument(help="A file as `tearoad clear` takes it.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The forms, .pdf.")],
    decisions: Annotated[
        Path | None, typer.Option("--decisions", help="Those of `tearoad clear`: each form is followed by its ruling.")
    ] = None,
    parcel: Annotated[
        list[str] | None, typer.Option("--parcel", help="Only the parcel with this id; may be said again.")
    ] = None,
    language: Annotated[
        str, typer.Option("--language", help=f"Of the forms, beside English: {', '.join(LANGUAGES)}.")
    ] = "en",
    on: Annotated[str | None, typer.Option("--on", help="Every declaration is of this day, as for `clear`.")] = None,
    known: Known = None,
    reform: Reform = None,
    rates: RateFiles = None,
    tariff: TariffFile = None,
    as_document: AsJson = False,
) -> None:
    """Print a CN 22- or CN 23-like form of each parcel, and the ruling on it; not certified. Exits 1 where a ruling
    cannot show its reckoning, as law or declaration are not those that were decided on."""
    if language not in LANGUAGES:
        raise BadInput(f"--language {language!r}: expected one of {', '.join(LANGUAGES)}")
    if output.suffix != ".pdf":
        raise BadInput(f"{output}: expected a name that ends in .pdf")
    law = applied_law(day_of(known, "--known"), reform=reform, rates=rates or (), tariff=tariff)
    day = book_day_of(on, "--on") if on else today()
    done = print_file(
        declarations, law, day=day, whole_day=on is not None, language=language, decisions=decisions, only=parcel or ()
    )
    write_whole(output, done.pdf)
    if as_document:
        typer.echo(json.dumps({"forms": done.forms, "rulings": done.rulings, "pages": done.pages,
                               "without_reckoning": done.without_reckoning, "output": str(output)}))  # fmt: skip
    else:
        for name, count in done.forms.items():
            typer.echo(f"{name:18} {count:>10}")
        typer.echo(f"{'rulings':18} {done.rulings:>10}")
        if done.without_reckoning:
            typer.echo(f"{'without reckoning':18} {done.without_reckoning:>10}")
        typer.echo(f"{done.pages} pages: {output}")
    raise typer.Exit(1 if done.without_reckoning else 0)
