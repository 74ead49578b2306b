"""`ledger`: what people read in the books - statements, the trial balance, accounts - and the closing of a period."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from tearoad.boot.books import ALWAYS, OpenBooks, open_books
from tearoad.boot.chart import own_chart
from tearoad.boot.road import data_base
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.days import day_said
from tearoad.cli.ledger_tables import (
    accounts_document,
    balance_document,
    show_accounts,
    show_balance,
    show_statement,
    statement_document,
    trial_balance,
)
from tearoad.cli.progress import bar
from tearoad.operations.statement_view import Period, Statement
from tearoad.terms.days import day_start
from tearoad.terms.refusal import BadInput

LANGUAGES = ("en", "ru", "zh")
FIRST = 20  # entries shown where no file is asked for
NO_ROAD = "there are no books here yet; `tearoad play` or `tearoad up` makes them"

commands = typer.Typer(no_args_is_help=True, help="The books: statements, balances, closing.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Language = Annotated[str, typer.Option("--language", help=f"Of the titles: {', '.join(LANGUAGES)}.")]


def add_commands(app: typer.Typer) -> None:
    app.add_typer(commands, name="ledger")


@commands.command("statement")
def statement(
    account: Annotated[str, typer.Argument(help="As `ledger accounts` has it.")],
    begin: Annotated[str | None, typer.Option("--from", help="The first day, YYYY-MM-DD, UTC.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="The day after the last one, YYYY-MM-DD.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file: .csv or .parquet.")] = None,
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """One account over a period: opening balance, each entry, closing balance."""
    period = _period(begin, end)
    with _books(database_url) as books:
        if output is None:
            found, first = books.statement(account, period, FIRST)
        else:
            found, first = _written(books, output, account, period, quiet=as_document), []
    if as_document:
        typer.echo(json.dumps(statement_document(found, period, first, output), ensure_ascii=False))
    else:
        show_statement(found, period, first, output)


@commands.command("balance")
def balance(
    on: Annotated[str | None, typer.Option("--on", help="As of the end of this day, from the journal.")] = None,
    each: Annotated[bool, typer.Option("--accounts", help="List each account.")] = False,
    language: Language = "en",
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """The trial balance of each currency; exits 1 where debits and credits differ."""
    before = None if on is None else day_start(day_said(on, "--on") + timedelta(days=1))
    if language not in LANGUAGES:
        raise BadInput(f"--language {language!r}: expected one of {', '.join(LANGUAGES)}")
    with _books(database_url) as books:
        found = trial_balance(books.balances(before), own_chart())
    if as_document:
        typer.echo(json.dumps(balance_document(found, on, language, each=each), ensure_ascii=False))
    else:
        show_balance(found, on, language, each=each)
    raise typer.Exit(0 if all(one.balanced for one in found) else 1)


@commands.command("accounts")
def accounts(
    prefix: Annotated[str, typer.Argument(help="What their names begin with.")] = "",
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Accounts with their bounds, balances and what is held."""
    with _books(database_url) as books:
        found = books.accounts(prefix)
    if as_document:
        typer.echo(json.dumps(accounts_document(found), ensure_ascii=False))
    else:
        show_accounts(found)


@commands.command("close")
def close(
    before: Annotated[str, typer.Option("--before", help="The first day that stays open, YYYY-MM-DD, UTC.")],
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Close all days before a day: nothing can be dated there any more. It cannot be undone."""
    at = day_start(day_said(before, "--before"))
    with _books(database_url) as books:
        clock, closed = books.clock_at(), books.closed_before()
        if clock is None:
            raise BadInput(NO_ROAD)
        if not books.close_before(at):
            raise BadInput(
                f"--before {before!r}: the road's clock stands at {_word(clock)}; what is not over stays open"
            )
        now = books.closed_before()
    if as_document:
        typer.echo(json.dumps({"closed_before": _word(now), "was_closed_before": _word(closed)}))
    elif now == closed:
        typer.echo(f"closed already: everything before {_word(now)}")
    else:
        typer.echo(f"closed: everything before {_word(now)}")


def _written(books: OpenBooks, output: Path, account: str, period: Period, *, quiet: bool) -> Statement:
    with ExitStack() as until_written:
        tell = None

        def told(found: Statement, more: int) -> None:
            nonlocal tell
            tell = tell or until_written.enter_context(bar("entries", found.entries, quiet=quiet))
            tell(more)

        return books.write_statement(output, account, period, told)


@contextmanager
def _books(database_url: str | None) -> Iterator[OpenBooks]:
    chosen = settings(os.environ, database_url)
    if not chosen.database_url and not (chosen.home / "password").exists():
        raise BadInput(NO_ROAD)
    with data_base(chosen) as url, open_books(url) as books:
        yield books


def _period(begin: str | None, end: str | None) -> Period:
    period = Period(
        ALWAYS.begin if begin is None else day_start(day_said(begin, "--from")),
        ALWAYS.end if end is None else day_start(day_said(end, "--to")),
    )
    if period.begin >= period.end:
        raise BadInput(f"--from {begin} --to {end}: expected a later day to end before; the last day does not count")
    return period


def _word(at: int | None) -> Any:
    return None if at is None else f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
