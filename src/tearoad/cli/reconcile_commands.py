"""`tearoad banks`: statements and registers are taken in, days are reconciled and signed off."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from tearoad.boot.reconciling import ReconcilingDesk
from tearoad.boot.road import data_base, open_road
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.days import day_said
from tearoad.cli.progress import bar
from tearoad.cli.reconcile_tables import breaks_document, days_document, show_breaks, show_days
from tearoad.operations.import_bank_files import named
from tearoad.terms.days import day_number, day_word
from tearoad.terms.money import format_minor

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
ProviderName = Annotated[str, typer.Argument(help="A payment provider, such as roadpay.")]
Encoding = Annotated[
    str | None, typer.Option(help="Of the file, where it is not UTF-8 and does not say: cp1251, gb18030, cp866.")
]


def add_commands(group: typer.Typer) -> None:
    for command in (account, statement, register, reconcile, breaks, sign_off):
        group.command(command.__name__.replace("_", "-"))(command)


def account(
    number: Annotated[str, typer.Argument(help="Of our account at a bank.")],
    currency: Annotated[str, typer.Option(help="Of the account.")],
    provider: Annotated[str | None, typer.Option(help="Whose payouts come to it; the only one by itself.")] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Declare an account of ours at a bank: statements of others are refused."""
    with _desk(database_url) as desk:
        new = desk.declare(number, currency, provider)
        whose = desk.provider(provider).name
    typer.echo(f"account {number}, {currency}, {whose}'s payouts: {'declared' if new else 'was declared before'}")


def statement(
    file: Annotated[Path, typer.Argument(help="camt.053, 1CClientBankExchange or CSV; told by its content.")],
    encoding: Encoding = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Take in a bank's statements, whole or not at all; the same one again changes nothing."""
    with _desk(database_url) as desk:
        taken = desk.statements(file, encoding)
    for one, known in taken:
        closing = format_minor(one.closing_minor, one.currency)
        said = "was imported before" if known else f"{len(one.entries)} entries, closing at {closing}"
        typer.echo(f"{named(one)}: {said}")


def register(
    provider: ProviderName,
    file: Annotated[Path, typer.Argument(help="CSV, one row an operation.")],
    encoding: Encoding = None,
    corrects: Annotated[
        bool, typer.Option("--corrects", help="Rows that were otherwise before are corrected.")
    ] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Take in a provider's register, whole or not at all; rows that are known change nothing."""
    with _desk(database_url) as desk:
        found = desk.register(provider, file, encoding, corrects=corrects)
    counts = (("new", found.new), ("now paid out", found.paid_out), ("corrected", found.corrected))
    said = [f"{count} {word}" for word, count in counts if count]
    said += [f"{found.known} imported before"] if found.known else []
    typer.echo(f"register of {provider}: {', '.join(said) or 'no rows'}")


def reconcile(
    provider: ProviderName,
    on: Annotated[
        str | None, typer.Option(help="One day, YYYY-MM-DD; else all that are over and were not yet.")
    ] = None,
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Compare ledger, register and bank; exits 1 where breaks are open."""
    with _desk(database_url) as desk:
        days = desk.days(provider) if on is None else [day_number(day_said(on, "--on"))]
        if not days:
            typer.echo(f"{provider}: every day that is over is signed off", err=as_document)
            return
        with bar("days", len(days), quiet=as_document) as told:
            found = desk.reconcile(provider, days, told)
    if as_document:
        typer.echo(json.dumps(days_document(provider, found), ensure_ascii=False))
    else:
        show_days(provider, found)
    raise typer.Exit(1 if found[-1].breaks else 0)


def breaks(provider: ProviderName, as_document: AsJson = False, database_url: DatabaseUrl = None) -> None:
    """What is open, as the last reconciliation left it; exits 1 where anything is."""
    with _desk(database_url) as desk:
        found, run, today = desk.breaks(provider)
    if as_document:
        last = day_word(run.day) if run else None
        typer.echo(json.dumps({**breaks_document(provider, found, today), "reconciled_to": last}, ensure_ascii=False))
    else:
        show_breaks(provider, found, today)
    raise typer.Exit(1 if found else 0)


def sign_off(
    provider: ProviderName,
    day: Annotated[str, typer.Argument(help="YYYY-MM-DD.")],
    by: Annotated[str, typer.Option(help="Who has looked at it.")],
    database_url: DatabaseUrl = None,
) -> None:
    """Sign a reconciled day off, one after another and each once; its open breaks stay with their owners."""
    with _desk(database_url) as desk:
        signed = desk.sign_off(provider, day_number(day_said(day, "DAY")), by)
    typer.echo(f"{provider} on {day_word(signed.day)}: signed off by {signed.signed_by}")


@contextmanager
def _desk(database_url: str | None) -> Iterator[ReconcilingDesk]:
    with data_base(settings(os.environ, database_url)) as url, open_road(url) as road:
        yield ReconcilingDesk(road)
