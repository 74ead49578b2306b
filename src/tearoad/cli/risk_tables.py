"""How figures of risk are shown: lines for people, and a short table."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from tearoad.boot.live_inspections import Live

DECIDERS = {"by_rule": "rules", "by_model": "the model", "by_random": "lot"}
SLICES = {
    "": "all rows", "precedent": "the same goods were inspected in training", "no_precedent": "they were not",
}  # fmt: skip


def show_figures(found: dict[str, Any]) -> None:
    """Four lines, then what lies behind the first."""
    typer.echo(f"model {found['model_version']}, {found['rows']} rows: {_at(found, '')}; AUC {_share(found['auc'])}")
    typer.echo(f"lookup by heading and origin: {_at(found, 'lookup_')}")
    typer.echo(f"unseen pairs of heading and origin, {found['unseen_rows']} rows: {_at(found, 'unseen_')}")
    few = found["partial_label_inspected"] or "too few"
    typer.echo(f"model with labels of {few} of {found['training_rows']} training rows: {_at(found, 'partial_label_')}")
    table = Table(box=None)
    table.add_column("slice")
    for column in ("rows", "fraud", "precision at 5 %", "95 %", "at 10 %", "95 %", "recall at 5 %", "at 10 %"):
        table.add_column(column, justify="right")
    for name, words in SLICES.items():
        own = f"{name}_" if name else ""
        figures = [_share(found[f"{own}precision_at_5"]), _interval(found[f"{own}interval_at_5"])]
        figures += [_share(found[f"{own}precision_at_10"]), _interval(found[f"{own}interval_at_10"])]
        figures += [_share(found[f"{own}recall_at_{at}"]) for at in (5, 10)]
        table.add_row(words, str(found[f"{own}rows"]), str(found[f"{own}frauds"]), *figures)
    _print(table)
    _show_time_order(found)


def show_training(about: Mapping[str, Any], path: Path) -> None:
    """What a model was made from, and its figures in time order."""
    stray = ""
    if "findings" in about:  # those of officers
        stray = f" ({about['findings_without_row']} of {about['findings']} findings are of no row)"
    typer.echo(
        f"model {about['version']}: {about['inspected']} rows with a finding{stray}, fraud"
        f" in {about['frauds']}, {about['first_day']} to {about['last_day']}; written to {path}"
    )
    _show_time_order(about)


def _show_time_order(found: Mapping[str, Any]) -> None:
    for one in found["in_time_order"]:
        days = f"learned until {one['learned_until']}, measured until {one['measured_until']}"
        typer.echo(f"in training, {days}: {_at(one, '')}")


def show_comparison(found: dict[str, Any]) -> None:
    """One line a model, and what both choose."""
    for name in ("champion", "challenger"):
        own = found[name]
        typer.echo(f"{name} {own['model_version']}: {_at(own, '')}; AUC {_share(own['auc'])}")
    typer.echo(f"of {found['rows']} inspected rows both choose {100 * found['overlap_at_5']:.1f} % alike at 5 %, "
               f"{100 * found['overlap_at_10']:.1f} % at 10 %")  # fmt: skip


def show_items(found: Sequence[dict[str, Any]]) -> None:
    """An item a line, its reasons below it."""
    for item in found:
        typer.echo(f"{item['id']} of {item['day']}: {item['score']:.3f}")
        for reason in item["reasons"]:
            typer.echo(f"  {reason['code']:9} {reason['part']:+.2f}  {reason['words']}")


def show_selection(found: Sequence[dict[str, Any]]) -> None:
    """One line an office and day, then the sums."""
    for one in found:
        over = f", {one['overflow']} more than the capacity" if one["overflow"] else ""
        typer.echo(f"office {one['office']} on {one['day']}: {one['inspections']} of {one['items']} inspected, "
                   f"{_deciders([one])}{over}")  # fmt: skip
    inspected, items = (sum(one[name] for one in found) for name in ("inspections", "items"))
    typer.echo(f"{inspected} of {items} inspected, {_deciders(found)}")


def _deciders(found: Sequence[dict[str, Any]]) -> str:
    return ", ".join(f"{sum(one[name] for one in found)} by {word}" for name, word in DECIDERS.items())


def _at(found: dict[str, Any], own: str) -> str:
    told = (f"{_share(found[f'{own}precision_at_{at}'])} at {at} %" for at in (5, 10))
    return f"precision {', '.join(told)}"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def _interval(bounds: Sequence[float] | None) -> str:
    return "-" if bounds is None else f"{bounds[0]:.3f} - {bounds[1]:.3f}"


def _print(table: Table) -> None:
    console = Console(highlight=False, markup=False)
    (console if console.width >= 120 else Console(highlight=False, markup=False, width=120)).print(table)


def show_live(found: Live | None, capacities: Mapping[str, int]) -> None:
    """How inspections are chosen of what is lodged live."""
    if found is None:
        typer.echo("what is lodged live is looked at where checks ask for it; --on also chooses at a capacity")
        return
    places = ", ".join(f"{office} {most}" for office, most in sorted(capacities.items()))
    how = f"by model {found.model.version}, {found.random_share:.0%} by lot" if found.model else "all by lot"
    typer.echo(f"inspections a day: {places}; beyond checks and rules {how}; from the next start of the site on")
