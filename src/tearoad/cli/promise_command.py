"""`tearoad promise`: dates that are learnt from journeys, and how many of them are kept."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from tearoad.boot.promises import calibrated_file

commands = typer.Typer(no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    app.add_typer(commands, name="promise")


@commands.callback()
def promise() -> None:
    """Dates that are kept."""


@commands.command()
def calibrate(
    file: Annotated[
        Path, typer.Argument(help="Orders: purchased, handed_over, delivered, promised; CSV, CSV.gz or Parquet.")
    ],
    level: Annotated[float, typer.Option(help="The share of promises to be kept, 0.5 to 0.99.")] = 0.9,
    as_document: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Promise the last third of a file's orders from what was known before each; tell how many promises are kept.

    Exits 1 where rows are flagged."""
    found = calibrated_file(file, level)
    if as_document:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        _tell(found)
    raise typer.Exit(1 if any(found["flagged"].values()) else 0)


def _tell(found: dict[str, Any]) -> None:
    flagged = {name: count for name, count in found["flagged"].items() if count}
    apart = [f"{found['under_way']} under way", f"{found['without_promise']} without a promise"]
    wrong = ", ".join(f"{count} {name}" for name, count in flagged.items()) or "none"
    typer.echo(f"{found['rows']} rows: {found['learning']} to learn from, {found['n']} scored, {', '.join(apart)};")
    late = found["handed_over_after_delivered"]
    typer.echo(
        f"flagged: {wrong}" + (f"; scored, though handed over after they were delivered: {late}" if late else "")
    )
    if not found["n"]:
        typer.echo("nothing is scored: nothing was delivered before the last third was bought, or none of it was")
        return
    table = _table("", "kept", "mean days", "pinball, days")
    loss = found["pinball_days"]
    table.add_row("learnt", *_figures(found["kept"], found["mean_days_promised"], loss["ours"]))
    table.add_row("baseline", *_figures(found["baseline_kept"], found["baseline_mean_days"], loss["baseline"]))
    table.add_row("baseline, as many kept", *_figures(found["baseline_alike_kept"], found["baseline_alike_mean_days"]))
    table.add_row("constant", *_figures(found["constant_kept"], found["constant_mean_days"], loss["constant"]))
    if found["shop_n"]:
        table.add_row("shop", *_figures(found["shop_kept"], found["shop_mean_days"], loss["shop"]))
        if found["shop_n"] < found["n"]:
            beside = _figures(found["kept_beside_shop"], found["mean_days_beside_shop"])
            table.add_row(f"learnt, the {found['shop_n']} of the shop's", *beside)
    _show(table)
    table = _table("level", "kept", "mean days", "baseline kept", "mean days")
    for row in found["levels"]:
        words = _figures(row["kept"], row["mean_days"])[:2]
        table.add_row(f"{row['level']:g}", *words, *_figures(row["baseline_kept"], row["baseline_mean_days"])[:2])
    _show(table)
    table = _table("month", "destination", "parcels", "kept", "mean days", "shop kept")
    for row in [*found["months"], *found["cells"]]:
        place = row.get("destination", "all")
        words = _figures(row["kept"], row["mean_days"])[:2]
        table.add_row(row["month"], place, str(row["n"]), *words, _figures(row["shop_kept"])[0])
    _show(table)


def _table(first: str, *columns: str) -> Table:
    table = Table(first, box=box.SIMPLE, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="left" if column == "destination" else "right")
    return table


def _figures(kept: float | None, days: float | None = None, loss: float | None = None) -> tuple[str, str, str]:
    """'-' where there is nothing to reckon from."""
    return (
        "-" if kept is None else f"{kept:.3f}",
        "-" if days is None else f"{days:.2f}",
        "-" if loss is None else f"{loss:.3f}",
    )


def _show(table: Table) -> None:
    Console(highlight=False, markup=False).print(table)
