"""`quote`: what one parcel of one kind of goods owes at the border, and why."""

import json
from typing import Annotated, Any

import typer

from tearoad.boot.law import applied_law
from tearoad.cli.law_options import (
    AsJson,
    Known,
    RateFiles,
    Reform,
    TariffFile,
    book_day_of,
    day_of,
    grams_of,
    minor_of,
    today,
)
from tearoad.customs.goods import SUBJECTS
from tearoad.customs.phrases import LANGUAGES
from tearoad.customs.quote import Quote, quotes
from tearoad.terms.money import format_minor
from tearoad.terms.refusal import BadInput

GOOD = ("ok", "ok_with_doubt")


def add_commands(app: typer.Typer) -> None:
    app.command()(quote)


def quote(
    origin: Annotated[str, typer.Option("--from", help="Where the goods come from: a country or territory.")],
    destination: Annotated[str, typer.Option("--to", help="The customs territory to which they go.")],
    value: Annotated[str, typer.Option("--value", help="Of all the goods, in major units.")],
    currency: Annotated[str, typer.Option("--currency", help="Of value and postage.")],
    weight: Annotated[str, typer.Option("--weight", help="Of all the goods, such as 5kg or 350g.")],
    hs: Annotated[str, typer.Option("--hs", help="6 to 10 digits.")] = "",
    quantity: Annotated[str, typer.Option("--quantity", help="Pieces.")] = "1",
    postage: Annotated[str, typer.Option("--postage", help="In major units.")] = "0",
    on: Annotated[
        str | None,
        typer.Option(
            "--on", help="When the declaration is accepted: a day there, or a moment with its zone; today, if not said."
        ),
    ] = None,
    latest: Annotated[
        str | None, typer.Option("--latest", help="The last day on which it may be; warns of a change.")
    ] = None,
    subject: Annotated[str, typer.Option("--subject", help=f"One of {', '.join(SUBJECTS)}; default by the day.")] = "",
    registered: Annotated[
        bool, typer.Option("--registered", help="The seller collects tax at the sale (IOSS and kin).")
    ] = False,
    consignee: Annotated[str, typer.Option("--consignee", help="Who receives it; unnamed, if not said.")] = "",
    language: Annotated[str, typer.Option("--lang", help="Of the reasons: en, ru or zh.")] = "en",
    known: Known = None,
    reform: Reform = None,
    rates: RateFiles = None,
    tariff: TariffFile = None,
    as_document: AsJson = False,
) -> None:
    """What customs asks for goods: every charge, the total, and the reasons with their sources."""
    if language not in LANGUAGES:
        raise BadInput(f"--lang {language!r}: expected one of {', '.join(LANGUAGES)}")
    line = {
        "parcel_id": "the parcel",
        "hs": hs,
        "quantity": quantity,
        "value_minor": minor_of(value, currency, "--value"),
        "postage_minor": minor_of(postage, currency, "--postage"),
        "currency": currency,
        "weight_grams": grams_of(weight),
        "origin": origin,
        "destination": destination,
        "subject": subject,
        "accepted_on": on or str(today()),
        "seller_registered": registered,
        "consignee_id": consignee,
    }
    law = applied_law(day_of(known, "--known"), reform=reform, rates=rates or (), tariff=tariff)
    last = {"the parcel": book_day_of(latest, "--latest")} if latest else None
    found = quotes([line], law, language, last)[0]
    if found.parcel["verdict"] == "bad_input":
        raise BadInput(found.reasons[0].removeprefix("line 1, "))
    if as_document:
        typer.echo(json.dumps(document(found), ensure_ascii=False))
    else:
        _show(found)
    raise typer.Exit(0 if found.parcel["verdict"] in GOOD else 1)


def document(found: Quote) -> dict[str, Any]:
    """A quote as one JSON document."""
    return {"charges": found.charges, **found.parcel, "reasons": found.reasons, "warnings": found.warnings}


def _show(found: Quote) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("charge", "base", "rate", "by law", "to pay", "rule", "status"):
        amount = name in ("base", "rate", "by law", "to pay")
        table.add_column(name, justify="right" if amount else "left", no_wrap=name == "rule", overflow="fold")
    for row in found.charges:
        table.add_row(
            row["kind"],
            format_minor(row["base_minor"], row["law_currency"]),
            f"{row['rate'] / 100:g} %" if row["rate"] else "",
            _money(row["law_amount_minor"], row["law_currency"]),
            _money(row["amount_minor"], row["currency"]),
            row["rule"],
            row["status"] if row["counted"] else f"{row['status']}, not counted",
        )
    console = Console()
    if found.charges:
        console.print(table)
    total = found.parcel["total_minor"]
    verdict = found.parcel["verdict"].replace("_", " ")
    console.print(
        f"total {_money(total, found.parcel['currency'])}; {verdict}" if total is not None else f"no total; {verdict}"
    )
    for sentence in [*found.warnings, *found.reasons]:
        console.print(f"- {sentence}", highlight=False, markup=False)


def _money(minor: int | None, currency: str) -> str:
    return "unknown" if minor is None else format_minor(minor, currency)
