"""`rehearse`: scenarios on a simulated clock, side by side; tables, a report, and the verdict in ten lines."""

import json
import os
import time
from pathlib import Path
from typing import Annotated

import typer

from tearoad.boot.memory import free_bytes
from tearoad.boot.rehearsal import Question, events_of, of_file, of_live, replication, scenario, shipped, size
from tearoad.boot.road import data_base, open_road
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.demo_commands import demo_stock
from tearoad.cli.progress import bar
from tearoad.cli.rehearsal_files import Folder, manifest_of
from tearoad.terms.refusal import BadInput
from tearoad.twin.replicate import MOST, Replication, replications
from tearoad.twin.results import RehearsalResult
from tearoad.twin.side_by_side import judged

LONG_SECONDS = 10.0  # what takes longer says so before it begins


def add_commands(app: typer.Typer) -> None:
    app.command()(rehearse)


def rehearse(
    name: Annotated[str, typer.Argument(help="A scenario that ships (see --list), or a .toml file.")] = "",
    against: Annotated[list[str] | None, typer.Option(help="Another, by the same luck; as often as wanted.")] = None,
    reps: Annotated[str, typer.Option(help="How many replications, or auto.")] = "auto",
    target: Annotated[str, typer.Option(help="auto: half-width of days to the door, of their mean.")] = "2%",
    workers: Annotated[int, typer.Option(min=1, max=1024)] = os.cpu_count() or 1,
    seed: Annotated[int, typer.Option(min=0, max=2**31)] = 1,
    from_live: Annotated[
        bool, typer.Option("--from-live", help="Begin with who is under way on the live road.")
    ] = False,
    orders: Annotated[Path | None, typer.Option(help="Orders of a file in the place of the scenario's.")] = None,
    mapping: Annotated[str | None, typer.Option("--map", help="A mapping file for them, or one that ships.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A folder for tables and report.html.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="The scenarios that ship.")] = False,
    with_events: Annotated[
        bool, typer.Option("--events", help="Replication 1 whole: events.parquet, every visit; declarations.parquet.")
    ] = False,
    language: Annotated[str, typer.Option(help="en, ru or zh: how the report opens.")] = "en",
    as_document: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Rehearse a scenario: which office or lane breaks first, when, and what each cure buys."""
    if listed:
        _list(as_document=as_document)
        return
    if not name or output is None:
        raise BadInput("rehearse: expected a scenario and -o FOLDER; --list shows the scenarios that ship")
    if language not in ("en", "ru", "zh"):
        raise BadInput(f"--language {language!r}: expected en, ru or zh")
    if from_live and orders:
        raise BadInput("--from-live and --orders: expected one of them")
    names = tuple(dict.fromkeys([name, *(against or [])]))
    read = [scenario(one).name for one in names]  # every file, before anything is begun
    if len(set(read)) < len(read):
        raise BadInput(f"--against: two scenarios of one name among {', '.join(read)}")
    question = _question(names, seed, orders, mapping, database_url, from_live=from_live)
    count = _count(reps)
    _refuse_what_is_too_large(question, workers, count)
    result = _rehearsed(question, count, _share(target), workers, Folder(output, question), quiet=as_document)
    from tearoad.cli.rehearsal_report import report_html  # its pictures' library takes half a second to load

    if with_events:
        visits, facts = events_of(question, 1)
        visits.write_parquet(output / "events.parquet")
        facts.write_parquet(output / "declarations.parquet")
    (output / "report.html").write_text(report_html(result, language), encoding="utf-8")
    _tell(result, output, as_document=as_document)


def _question(
    names: tuple[str, ...], seed: int, orders: Path | None, mapping: str | None, url: str | None, *, from_live: bool
) -> Question:
    if orders:
        return Question(names, seed, of_file(orders, mapping, names[0], *demo_stock(), seed))
    if from_live:
        with data_base(settings(os.environ, url)) as found, open_road(found) as road:
            return Question(names, seed, of_live(road, names[0]))
    return Question(names, seed)


def _rehearsed(
    question: Question, count: int | None, target: float, workers: int, folder: Folder, *, quiet: bool
) -> RehearsalResult:
    began = time.perf_counter()
    done: list[Replication] = []
    with bar("replications", count or MOST, quiet=quiet) as told:

        def run(number: int) -> Replication:
            return folder.kept(number) or folder.keep(replication(question, number))

        try:
            done.extend(replications(run, count, target, workers, told))
        except KeyboardInterrupt:
            typer.echo(f"tearoad: stopped; {len(done)} replications stay in {folder.path}", err=True)
            raise typer.Exit(130) from None
    scenarios = [scenario(one) for one in question.names]
    seconds = time.perf_counter() - began
    try:
        manifest = manifest_of(question, scenarios, done, seconds, workers)
        result = judged(scenarios, done, manifest, question.begun)
    except ValueError as error:
        raise BadInput(str(error)) from None
    folder.write(result)
    return result


def _count(reps: str) -> int | None:
    if reps == "auto":
        return None
    if reps.isascii() and reps.isdigit() and 1 <= int(reps) <= 100_000:
        return int(reps)
    raise BadInput(f"--reps {reps!r}: expected auto or a number from 1 to 100000")


def _share(target: str) -> float:
    try:
        share = float(target.removesuffix("%")) / (100 if target.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0.0001 <= share <= 1:
        raise BadInput(f"--target {target!r}: expected a share such as 2% or 0.02")
    return share


def _refuse_what_is_too_large(question: Question, workers: int, count: int | None) -> None:
    travellers, needed, seconds = size(question)
    free = free_bytes()
    at_once = needed * min(workers, count or workers)
    items = f"{travellers:,}".replace(",", " ")
    what = f"{items} items a replication, about {at_once / 1e9:.1f} GB at once and {seconds:.0f} s each"
    if at_once > free:
        raise BadInput(f"{what}; {free / 1e9:.1f} GB are free: raise the scenario's scale, or take fewer --workers")
    if seconds > LONG_SECONDS:
        typer.echo(f"rehearse: {what}", err=True)


def _tell(result: RehearsalResult, output: Path, *, as_document: bool) -> None:
    if as_document:
        document = {
            "scenarios": [one.name for one in result.scenarios],
            "replications": result.scenarios[0].replications,
            "verdict": list(result.verdict),
            "summary": result.summary.to_dicts(),
            "differences": result.differences.to_dicts(),
            "published": result.published.to_dicts(),
            "manifest": dict(result.manifest),
            "output": str(output),
        }
        typer.echo(json.dumps(document, ensure_ascii=False, default=str))
        return
    for line in result.verdict:
        typer.echo(line)
    typer.echo(f"{result.scenarios[0].replications} replications; tables and report.html in {output}")


def _list(*, as_document: bool) -> None:
    known = [{"name": one.name, "title": one.title["en"], "about": one.about["en"]} for one in shipped()]
    if as_document:
        typer.echo(json.dumps(known, ensure_ascii=False))
        return
    for one in known:
        typer.echo(f"{one['name']}: {one['title']}. {one['about']}")
