"""`assess`: every charge on every parcel of a file."""

import json
import time
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from tearoad.boot.goods_files import assess_file
from tearoad.boot.law import applied_law
from tearoad.cli.law_options import AsJson, Known, RateFiles, Reform, TariffFile, day_of
from tearoad.terms.money import format_minor

GOOD = ("ok", "ok_with_doubt")


def add_commands(app: typer.Typer) -> None:
    app.command()(assess)


def assess(
    goods: Annotated[Path, typer.Argument(help="CSV, CSV.gz or Parquet; docs/guides/law.md has the columns.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Charges; the parcels' verdicts go beside it.")],
    on: Annotated[str | None, typer.Option("--on", help="Every declaration is accepted on this day.")] = None,
    used: Annotated[
        Path | None,
        typer.Option("--used", help="What persons have used of their allowances: read where it is there, and written."),
    ] = None,
    known: Known = None,
    reform: Reform = None,
    rates: RateFiles = None,
    tariff: TariffFile = None,
    as_document: AsJson = False,
) -> None:
    """Duty, tax and fees on a file of goods: one row a charge, one row a parcel with its verdict."""
    began = time.perf_counter()
    law = applied_law(day_of(known, "--known"), reform=reform, rates=rates or (), tariff=tariff)
    done = assess_file(goods, output, law, day=day_of(on, "--on") if on else None, used=used)
    seconds = time.perf_counter() - began
    verdicts = dict(done.parcels["verdict"].value_counts().sort("verdict").iter_rows())
    totals = (
        done.parcels.filter(pl.col("total_minor") > 0)
        .group_by("currency")
        .agg(pl.col("total_minor").sum())
        .sort("currency")
    )
    if as_document:
        found = {
            "lines": done.lines, "parcels": done.parcels.height, "charges": done.charges.height, "verdicts": verdicts,
            "totals": dict(totals.iter_rows()), "law_hash": law.snapshot.digest,
            "output": str(output), "parcels_output": str(done.parcels_path), "seconds": round(seconds, 3),
        }  # fmt: skip
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        typer.echo(
            f"{done.lines} lines, {done.parcels.height} parcels, {done.charges.height} charges in {seconds:.1f} s"
        )
        for verdict, count in verdicts.items():
            typer.echo(f"{verdict:18} {count:>10}")
        for currency, total in totals.iter_rows():
            typer.echo(f"to pay {format_minor(total, currency)}")
        typer.echo(f"charges: {output}; verdicts: {done.parcels_path}")
    raise typer.Exit(0 if set(verdicts) <= set(GOOD) else 1)
