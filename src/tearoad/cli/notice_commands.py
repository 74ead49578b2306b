"""The advance notice of a sale to the banks: planned, forecast, told by letters, and what the banks answer."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from tearoad.boot.bank_notice import BankNotice, open_bank_notice
from tearoad.boot.road import data_base
from tearoad.boot.settings import settings
from tearoad.cli.bank_letters import letter_name, letter_writer
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.days import day_said
from tearoad.cli.notice_tables import (
    capacity_document,
    date_of,
    letter_document,
    outlook_document,
    sale_document,
    show_outlook,
)
from tearoad.cli.pictures import expect_picture
from tearoad.payments.notice import DAYS_BEFORE, effective
from tearoad.terms.refusal import BadInput

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Name = Annotated[str, typer.Argument(help="The sale's.")]


def add_commands(group: typer.Typer) -> None:
    for name, command in (
        ("plan", plan),
        ("forecast", forecast),
        ("letters", letters),
        ("declare", declare),
        ("bank-key", bank_key),
        ("test-result", take_result),
    ):
        group.command(name)(command)


def plan(
    name: Name,
    day: Annotated[str, typer.Option("--day", help="YYYY-MM-DD, in Moscow.")],
    orders: Annotated[int, typer.Option("--orders", help="Expected on that day.")],
    opens: Annotated[str, typer.Option("--opens", help="HH:MM, in Moscow.")] = "00:00",
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Plan a sale, or expect more or fewer orders of one that is planned."""
    with _notice(database_url) as notice:
        sale = notice.plan(name, day_said(day, "--day"), orders, _seconds(opens))
    first = date_of(sale.day - DAYS_BEFORE[0])
    _tell(sale_document(sale), f"{name} is planned; the first letters to the banks are due on {first}", as_document)


def forecast(
    name: Name,
    picture: Annotated[Path | None, typer.Option("--picture", help="A file: .svg or .png.")] = None,
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """What each bank must take in the sale's busiest minute, and what it lacks."""
    expect_picture(picture)
    with _notice(database_url) as notice:
        seen = notice.outlook(name)
    if picture:
        from tearoad.cli.notice_pictures import write_picture  # its library takes half a second to load

        write_picture(picture, seen)
    if as_document:
        typer.echo(json.dumps(outlook_document(seen), ensure_ascii=False))
    else:
        show_outlook(seen)


def letters(
    name: Name,
    to: Annotated[Path, typer.Option("--to", help="A folder.")],
    on: Annotated[str | None, typer.Option("--on", help="As of this day, YYYY-MM-DD; today if it is not said.")] = None,
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Write the letters to the banks that are due and were not written yet, in Russian, Chinese and English."""
    day = None if on is None else day_said(on, "--on")
    with _notice(database_url) as notice:
        found = notice.letters(name, day, letter_writer(to))
    lines = [str(to / letter_name(one)) for one in found] or ["no letter is due that was not written"]
    _tell([letter_document(one) for one in found], "\n".join(lines), as_document)


def declare(
    name: Annotated[str, typer.Argument(help="The sale's, or `standing` for any.")],
    bank: str,
    a_minute: Annotated[int, typer.Option("--a-minute", help="Payments that the bank takes.")],
    by: Annotated[str, typer.Option("--by", help="Who said so.")],
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Keep what a bank says that it can take; its last word counts."""
    with _notice(database_url) as notice:
        found = notice.declare(name, bank, a_minute, by)
    _tell(capacity_document(found), f"{bank} takes {effective(found)} payments a minute ({name})", as_document)


def bank_key(bank: str, file: Path, database_url: DatabaseUrl = None) -> None:
    """Keep the public key (Ed25519, PEM) that a bank signs with; its former one counts no more."""
    with _notice(database_url) as notice:
        key = notice.add_key(bank, file)
    typer.echo(f"{bank} signs with {key}")


def take_result(
    file: Annotated[Path, typer.Argument(help="The document, JSON.")],
    signature: Annotated[Path, typer.Argument(help="Its Ed25519 signature in base64.")],
    sale: Annotated[str | None, typer.Option("--sale", help="Refuse a result for another.")] = None,
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Keep the result of a bank's test, as the bank signed it."""
    with _notice(database_url) as notice:
        result, new = notice.take_result(file, signature, sale)
    said = {"sale": result.sale, "bank": result.bank, "channel": result.method, "a_minute": result.a_minute, "new": new}
    kept = "kept" if new else "known already"
    _tell(said, f"{result.bank} reached {result.a_minute} payments a minute for {result.sale}: {kept}", as_document)


def _tell(document: Any, line: str, as_document: bool) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False) if as_document else line)


def _seconds(opens: str) -> int:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", opens):
        raise BadInput(f"--opens {opens!r}: expected an hour and minute, HH:MM")
    return int(opens[:2]) * 3_600 + int(opens[3:]) * 60


@contextmanager
def _notice(database_url: str | None) -> Iterator[BankNotice]:
    with data_base(settings(os.environ, database_url)) as url, open_bank_notice(url) as notice:
        yield notice
