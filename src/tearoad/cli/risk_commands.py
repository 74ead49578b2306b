"""`tearoad risk`: models are trained, measured, compared and asked for their reasons."""

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from tearoad.boot.live_inspections import begin_live, capacities, end_live, live_of
from tearoad.boot.risk import Asked, RiskDesk
from tearoad.boot.risk_rows import write_rows
from tearoad.boot.road import data_base, open_road
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.days import day_begins
from tearoad.cli.risk_options import RandomShare, Rules, Seed, expect_capacity
from tearoad.cli.risk_tables import show_comparison, show_figures, show_items, show_live, show_selection, show_training
from tearoad.customs.risk.finding import FOUND, NOTHING_FOUND
from tearoad.customs.risk.phrases import LANGUAGES
from tearoad.terms.refusal import BadInput

commands = typer.Typer(no_args_is_help=True, help="Which declarations to look at.")
MOST_SHOWN = 10_000
FROM_TRAINING = "A model file; else that of --train."
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Declared = Annotated[Path, typer.Argument(help="Import declarations: CSV, CSV.gz or Parquet.")]
Training = Annotated[
    Path | None, typer.Option("--train", help="Declarations to learn from; else the train part beside the repository.")
]


def add_commands(app: typer.Typer) -> None:
    for command in (evaluate, train, compare, explain, select, live, rows):
        commands.command(command.__name__)(command)
    app.add_typer(commands, name="risk")


def evaluate(file: Declared, training: Training = None, as_document: AsJson = False) -> None:
    """Measure the model, the lookup, the slice of unseen pairs, and a model with few labels."""
    found = _desk().evaluate(file, training)
    if as_document:
        _document(found)
    else:
        show_figures(found)


def train(
    file: Declared,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="A model file; else in TEAROAD_HOME.")] = None,
    findings: Annotated[
        Path | None, typer.Option("--findings", help="What officers found: item_id, inspected_at, found.")
    ] = None,
    as_document: AsJson = False,
) -> None:
    """Train a model on the rows of a file that have a finding, and measure it in time order within them."""
    model, path = _desk().train(file, out, findings)
    if as_document:
        _document({**model.about, "file": str(path)})
        return
    show_training(model.about, path)


def compare(
    champion: Annotated[Path, typer.Argument(help="A model file.")],
    challenger: Annotated[Path, typer.Argument(help="Another.")],
    file: Declared,
    as_document: AsJson = False,
) -> None:
    """Measure two models side by side on the same inspected rows."""
    found = _desk().compare(champion, challenger, file)
    if as_document:
        _document(found)
    else:
        show_comparison(found)


def explain(
    file: Declared,
    model: Annotated[Path | None, typer.Option(help=FROM_TRAINING)] = None,
    training: Training = None,
    count: Annotated[int, typer.Option("--top", help="How many items, those with the highest scores.")] = 5,
    language: Annotated[str, typer.Option(help=f"One of {', '.join(LANGUAGES)}.")] = "en",
    as_document: AsJson = False,
) -> None:
    """Tell the items with the highest scores, and why they have them."""
    if language not in LANGUAGES:
        raise BadInput(f"--language {language[:20]!r}, expected one of {', '.join(LANGUAGES)}")
    if not 1 <= count <= MOST_SHOWN:
        raise BadInput(f"--top {count}, expected a whole number from 1 to {MOST_SHOWN}")
    found = _desk().explain(file, training, model, count, language)
    if as_document:
        _document(found)
    else:
        show_items(found)


def select(
    file: Declared,
    capacity: Annotated[int, typer.Option(help="Inspections of each office on each day.")],
    model: Annotated[Path | None, typer.Option(help=FROM_TRAINING)] = None,
    training: Training = None,
    rules: Rules = None,
    random_share: RandomShare = 0.1,
    seed: Seed = 1,
    as_document: AsJson = False,
) -> None:
    """Choose what to inspect at a capacity: by rules, by the model, by lot; exits 1 where rules exceed the capacity."""
    expect_capacity(capacity, random_share)
    found = _desk().select(file, training, model, Asked(capacity, random_share, seed, rules))
    if as_document:
        _document(found)
    else:
        show_selection(found)
    raise typer.Exit(1 if any(one["overflow"] for one in found) else 0)


def live(
    model: Annotated[
        Path | None, typer.Option(help="A model file; without one all inspections are drawn by lot.")
    ] = None,
    random_share: RandomShare = 0.1,
    on: Annotated[bool, typer.Option("--on", help="From the next start of the site on.")] = False,
    off: Annotated[bool, typer.Option("--off", help="Only what checks ask for is looked at.")] = False,
    as_document: AsJson = False,
) -> None:
    """Choose inspections of what is lodged live, at each office's capacity, or stop it; without options, how it is."""
    home = settings(os.environ).home
    if on and off:
        raise BadInput("--on and --off, expected one of them")
    if model and not on:
        raise BadInput("--model: expected with --on")
    if on:
        expect_capacity(0, random_share)
        begin_live(home, model, random_share)
    elif off:
        end_live(home)
    found = live_of(home)
    if as_document:
        about = (
            {"model": found.model.version if found.model else None, "random_share": found.random_share} if found else {}
        )
        _document({"on": found is not None, **about, "inspections_a_day": capacities()})
    else:
        show_live(found, capacities())


def rows(
    out: Annotated[Path, typer.Option("-o", "--out", help="Where the rows go: .csv or .parquet.")],
    findings: Annotated[Path, typer.Option("--findings", help="Where what officers found goes: .csv or .parquet.")],
    first: Annotated[str, typer.Option("--from", help="Lodged from this day on, YYYY-MM-DD.")] = "1970-01-02",
    until: Annotated[str, typer.Option("--until", help="And before this one.")] = "9999-01-01",
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Write what was lodged live, and what officers found, as `train` learns from it; nobody is named there."""
    since, before = day_begins(first, "--from"), day_begins(until, "--until")
    with data_base(settings(os.environ, database_url)) as url, open_road(url) as road:
        found = write_rows(road, out, findings, since, before)
    if as_document:
        _document(found._asdict())
    else:
        typer.echo(f"{found.rows} declarations in {out}, {found.findings} findings in {findings}")
        typer.echo(
            f"{found.unsaid} examinations said neither {FOUND} nor {NOTHING_FOUND}: nothing is learned from them"
        )


def _desk() -> RiskDesk:
    return RiskDesk(settings(os.environ).home)


def _document(found: Any) -> None:
    typer.echo(json.dumps(found, ensure_ascii=False))
