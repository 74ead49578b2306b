"""`law`: what the book holds, and how it differs from day to day."""

import json
from collections.abc import Collection
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from tearoad.boot.law import lawbook
from tearoad.cli.law_options import AsJson, Known, Reform, book_day_of, day_of, today
from tearoad.cli.law_refund import refund
from tearoad.customs.goods import SUBJECTS
from tearoad.customs.lawbook import Snapshot
from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS, Rule
from tearoad.terms.refusal import BadInput

commands = typer.Typer(no_args_is_help=True, help="The law of parcels: dated rows with their sources.")


def add_commands(app: typer.Typer) -> None:
    commands.command("refund")(refund)
    app.add_typer(commands, name="law")


@commands.command("list")
def list_rules(
    on: Annotated[str | None, typer.Option("--on", help="Only what holds on this day.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Only what holds in this territory.")] = None,
    subject: Annotated[str | None, typer.Option("--subject", help=f"One of {', '.join(SUBJECTS)}.")] = None,
    known: Known = None,
    reform: Reform = None,
    as_document: AsJson = False,
) -> None:
    """Rules, one a line."""
    book = _known(reform, known)
    _expect(to, "--to", book.territories)
    _expect(subject, "--subject", SUBJECTS)
    rules = (book.on(book_day_of(on, "--on")) if on else book).rules
    chosen = [rule for rule in rules if to in (None, *rule.territories) and subject in (None, *rule.subjects)]
    if as_document:
        typer.echo(json.dumps([_document(rule) for rule in chosen], ensure_ascii=False))
        return
    for rule in chosen:
        typer.echo(_line(rule))
    typer.echo(f"{len(chosen)} rules; `law show ID` tells one whole")


@commands.command("show")
def show(
    rule_id: Annotated[str, typer.Argument(help="As `law list` has it.")],
    reform: Reform = None,
    as_document: AsJson = False,
) -> None:
    """Everything that is written down of one rule."""
    found = next((rule for rule in lawbook(reform, today()).rules if rule.id == rule_id), None)
    if found is None:
        raise BadInput(f"there is no rule {rule_id!r}; `law list` has them all")
    said = _document(found)
    if as_document:
        typer.echo(json.dumps(said, ensure_ascii=False))
        return
    for name, value in said.items():
        if value not in (None, "", [], False) or name == "ad_valorem":
            typer.echo(f"{name:24} {', '.join(value) if isinstance(value, list) else value}")


@commands.command("diff")
def diff(
    first: Annotated[str, typer.Argument(help="A day, YYYY-MM-DD.")],
    second: Annotated[str, typer.Argument(help="Another.")],
    to: Annotated[str | None, typer.Option("--to", help="Only in this territory.")] = None,
    known: Known = None,
    reform: Reform = None,
    as_document: AsJson = False,
) -> None:
    """What holds on one day and not on the other."""
    book = _known(reform, known)
    _expect(to, "--to", book.territories)
    before, after = (
        {rule.id: rule for rule in book.on(book_day_of(day, "diff")).rules if to in (None, *rule.territories)}
        for day in (first, second)
    )
    gone, new = (
        [rule for name, rule in one.items() if name not in other] for one, other in ((before, after), (after, before))
    )
    if as_document:
        typer.echo(
            json.dumps({"gone": [_document(r) for r in gone], "new": [_document(r) for r in new]}, ensure_ascii=False)
        )
        return
    for sign, rules in (("-", gone), ("+", new)):
        for rule in rules:
            typer.echo(f"{sign} {_line(rule)}")
    typer.echo(f"{len(gone)} rules end, {len(new)} begin between {first} and {second}")


@commands.command("check")
def check(known: Known = None, reform: Reform = None, as_document: AsJson = False) -> None:
    """Read and prove the book: periods, sources, words; and say where it has no answer."""
    snapshot = _known(reform, known)
    book = lawbook(reform, day_of(known, "--known"))
    holes = [rule for rule in snapshot.rules if rule.hole]
    gaps = _uncovered(snapshot)
    statuses = {status: sum(rule.status == status for rule in snapshot.rules) for status in
                ("in force", "unverified", "proposed", "lapsed")}  # fmt: skip
    if as_document:
        found = {"rules": len(book.rules), "known": len(snapshot.rules), "digest": snapshot.digest,
                 "statuses": statuses, "holes": [rule.id for rule in holes], "without_duty": gaps}  # fmt: skip
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    typer.echo(f"{len(book.rules)} rules, every period tiled and every row sourced; hash {snapshot.digest}")
    typer.echo(", ".join(f"{count} {status}" for status, count in statuses.items()))
    for rule in holes:
        typer.echo(f"declared hole: {_line(rule)}: {rule.hole}")
    for gap in gaps:
        typer.echo(f"no rule of duty: {gap}")


def _known(reform: Path | None, known: str | None) -> Snapshot:
    day = day_of(known, "--known")
    return lawbook(reform, day).known(day)


def _expect(word: str | None, option: str, words: Collection[str]) -> None:
    if word is not None and word not in words:
        raise BadInput(f"{option} {word!r}: expected one of {', '.join(words)}")


def _uncovered(snapshot: Snapshot) -> list[str]:
    """Territory, subject and days on which no rule of duty speaks: there the answer is `cannot_tell`."""
    found = []
    for code in snapshot.territories:
        for subject in SUBJECTS:
            days = BOOK_BEGINS
            own = sorted(
                (rule.begins, rule.until)
                for rule in snapshot.rules
                if rule.kind == "duty" and code in rule.territories and subject in rule.subjects
            )
            for begins, until in [*own, (BOOK_ENDS, BOOK_ENDS)]:
                if begins > days:
                    found.append(f"{code}, {subject}, {days} to {begins}")
                days = max(days, until)
    return found


def _line(rule: Rule) -> str:
    places = " ".join(rule.territories) if len(rule.territories) < 5 else f"{len(rule.territories)} territories"
    return (
        f"{rule.id:32} {rule.kind:6} {rule.begins} - {rule.until} {rule.status:10} {places}; {', '.join(rule.subjects)}"
    )


def _document(rule: Rule) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, tuple):
            return list(value)
        return (
            {name.name: getattr(value, name.name) for name in fields(value)}
            if hasattr(value, "carried_days")
            else value
        )

    return {item.name: plain(getattr(rule, item.name)) for item in fields(rule)}
