"""`tearoad scans`: files of what the post scanned."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from tearoad.boot.road import data_base, open_road
from tearoad.boot.scanning import file_of_scans, record_all, write_fates
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.progress import bar
from tearoad.operations.scan_ports import FATES, TAKEN, Fate


def add_commands(app: typer.Typer) -> None:
    app.command()(scans)


def scans(
    file: Annotated[Path, typer.Argument(help="CSV, CSV.gz or Parquet with number, event, place, at and reason.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Fates of the rows, .csv or .parquet.")] = None,
    who: Annotated[str, typer.Option("--who", help="Who tells them, for the list of exceptions.")] = "file",
    as_document: Annotated[bool, typer.Option("--json")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Record scans of the post: parcels move, and each row has its fate. The same file again changes nothing."""
    told = file_of_scans(file, output)
    with (
        data_base(settings(os.environ, database_url)) as url,
        open_road(url) as road,
        bar("scans", len(told), quiet=as_document) as progress,
    ):
        fate = record_all(road, told, who, progress)
    if output:
        write_fates(output, told, fate)
    counted = Counter(fate.tolist())
    counts = {one.value: counted[at] for at, one in enumerate(FATES)}
    if as_document:
        typer.echo(json.dumps({"file": str(file), "rows": len(told), "counts": counts}, ensure_ascii=False))
    else:
        typer.echo("\n".join(f"{count:>9} {name}" for name, count in counts.items() if count) or "no rows")
    raise typer.Exit(1 if sum(counts[one] for one in Fate if one not in TAKEN and one is not Fate.DUPLICATE) else 0)
