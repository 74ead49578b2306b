"""`clear`: what customs' system says of a file of item declarations."""

import json
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from tearoad.boot.answers import Answering
from tearoad.boot.declarations import Beside, clear_file, inspections, lists
from tearoad.boot.law import applied_law
from tearoad.cli.clear_wco import judge
from tearoad.cli.law_options import AsJson, Known, RateFiles, Reform, TariffFile, book_day_of, day_of, today
from tearoad.cli.risk_options import RandomShare, Rules, Seed, expect_capacity
from tearoad.customs.checks.book import CHECKS
from tearoad.customs.clearing import LANGUAGES, reasons_in, sentence
from tearoad.customs.selecting import Inspections
from tearoad.terms.refusal import BadInput


def add_commands(app: typer.Typer) -> None:
    app.command()(clear)


def clear(
    declarations: Annotated[
        Path | None,
        typer.Argument(help="A table, or WCO .xml, CUSDEC .edi, UPU .json or .upu; docs/guides/clearance.md."),
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Decisions, .csv or .parquet.")] = None,
    arrived: Annotated[
        Path | None,
        typer.Option("--arrived", help="What has arrived: a table with s10, CUSCAR .edi, PREDES-like .json or .upu."),
    ] = None,
    capacity: Annotated[
        int | None, typer.Option("--capacity", help="Choose so many inspections of each office and day.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", help="By this model of `risk train`; else the capacity is drawn by lot.")
    ] = None,
    rules: Rules = None,
    random_share: RandomShare = 0.1,
    seed: Seed = 1,
    risk_rows: Annotated[
        Path | None, typer.Option("--risk-rows", help="Write rows from which, with findings, `risk train` learns.")
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            "--answers",
            help="Answers to senders: NAME.json (CUSRSP-like), NAME.upu (its text), NAME.edi (CUSRES), a folder (WCO).",
        ),
    ] = None,
    wco: Annotated[
        Path | None,
        typer.Option("--wco", metavar="DIR|FILE", help="Instead: judge *.xml of WCO declarations and notifications."),
    ] = None,
    list_checks: Annotated[bool, typer.Option("--checks", help="Only list the checks, with their sources.")] = False,
    on: Annotated[str | None, typer.Option("--on", help="Every declaration is of this day, and cleared on it.")] = None,
    language: Annotated[str, typer.Option("--language", help=f"Of the reasons: {', '.join(LANGUAGES)}.")] = "en",
    known: Known = None,
    reform: Reform = None,
    rates: RateFiles = None,
    tariff: TariffFile = None,
    as_document: AsJson = False,
) -> None:
    """Check and assess item declarations: each parcel is rejected with every reason, selected, or released."""
    if language not in LANGUAGES:
        raise BadInput(f"--language {language!r}: expected one of {', '.join(LANGUAGES)}")
    if list_checks:
        _list(language, as_document=as_document)
        return
    if wco:
        if declarations or output:
            raise BadInput("--wco judges messages by schemas alone: expected no file of declarations, no --output")
        raise typer.Exit(0 if judge(wco, as_document=as_document) else 1)
    if declarations is None or output is None:
        raise BadInput("expected a file of declarations, and --output for the decisions")
    began = time.perf_counter()
    law = applied_law(day_of(known, "--known"), reform=reform, rates=rates or (), tariff=tariff)
    day = book_day_of(on, "--on") if on else today()
    beside = Beside(
        _chosen(capacity, random_share, seed, rules, model),
        arrived,
        risk_rows,
        Answering(answers, datetime.now(UTC)) if answers else None,
    )
    found = clear_file(declarations, output, law, day=day, whole_day=on is not None, language=language, beside=beside)
    _tell(found, output, law.snapshot.digest, time.perf_counter() - began, as_document=as_document)
    raise typer.Exit(0 if set(found["verdict"]) <= {"released"} else 1)


def _chosen(
    capacity: int | None, random_share: float, seed: int, rules: Path | None, model: Path | None
) -> Inspections | None:
    if capacity is None:
        if model or rules:
            raise BadInput("--model and --rules choose inspections: expected --capacity too")
        return None
    expect_capacity(capacity, random_share)
    return inspections(capacity, random_share, seed, rules=rules, model=model)


def _list(language: str, *, as_document: bool) -> None:
    rows = [
        {"code": one.code, "name": one.name, "then": one.then.name.lower(),
         "sentence": sentence(lists(), one, language), "source": one.source, "status": one.status}
        for one in CHECKS
    ]  # fmt: skip
    if as_document:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['code']} {row['then']:7} {row['sentence']} [{row['source']}; {row['status']}]")
    typer.echo(f"{len(rows)} checks")


def _tell(found: pl.DataFrame, output: Path, law_hash: str, seconds: float, *, as_document: bool) -> None:
    strange = found["verdict"] == "undeclared"
    found = found.filter(~strange)
    verdicts, channels = _counted(found["verdict"]), _counted(found["channel"].replace("", None).drop_nulls())
    deciders = _counted(found["decided_by"].replace("", None).drop_nulls())
    arrivals = _counted(found["arrival"]) | {"undeclared": strange.sum()} if "arrival" in found.columns else {}
    reasons = _reasons(found["reasons"])
    answered = pl.col("answered") if "answered" in found.columns else pl.lit(value=True)
    unanswered = found.filter(~answered).height
    if as_document:
        typer.echo(
            json.dumps(
                {"parcels": found.height, "verdicts": verdicts, "channels": channels, "decided_by": deciders,
                 "arrivals": arrivals, "reasons": reasons, "unanswered": unanswered,
                 "law_hash": law_hash, "output": str(output), "seconds": round(seconds, 3)}
            )
        )  # fmt: skip
        return
    typer.echo(f"{found.height} parcels in {seconds:.1f} s")
    for name, count in {**verdicts, **channels, **arrivals}.items():
        typer.echo(f"{name:18} {count:>10}")
    for code, count in list(reasons.items())[:10]:
        typer.echo(f"  {code:16} {count:>10}")
    if unanswered:
        typer.echo(f"without an answer, as no such message can name them: {unanswered} parcels")
    typer.echo(f"decisions: {output}")


def _reasons(column: pl.Series) -> dict[str, int]:
    """How many parcels fail each check, the most first."""
    counts: Counter[str] = Counter()
    for said, parcels in column.drop_nulls().value_counts().iter_rows():
        for one in reasons_in(said):
            counts[one.code] += parcels
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _counted(column: pl.Series) -> dict[str, int]:
    return dict(column.value_counts().sort(column.name).iter_rows())
