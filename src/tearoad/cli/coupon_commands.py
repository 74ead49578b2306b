"""`tearoad coupon`: coupons are made with the money that pays for them, and looked at."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from tearoad.boot.road import OpenRoad, data_base, open_road
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.days import day_begins
from tearoad.market.coupon import PLATFORM, Coupon, code_of
from tearoad.operations.make_coupon import find_coupon, make_coupon
from tearoad.terms.money import EXPONENTS, format_minor, parse_minor
from tearoad.terms.refusal import BadInput

commands = typer.Typer(no_args_is_help=True, help="Coupons, and the budgets behind them.")
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


def add_commands(app: typer.Typer) -> None:
    app.add_typer(commands, name="coupon")


@commands.command("make")
def make(
    code: str,
    funder: Annotated[str, typer.Option("--funder", help="A merchant, for their own goods, or 'platform'.")],
    budget: Annotated[str, typer.Option("--budget", help="Set aside, 100000.00; once for each key.")],
    percent: Annotated[str | None, typer.Option("--percent", help="Of the goods, up to two decimals.")] = None,
    fixed: Annotated[str | None, typer.Option("--fixed", help="An amount off the goods, 500.00.")] = None,
    least: Annotated[str, typer.Option("--least", help="The least that the goods must cost.")] = "0",
    uses: Annotated[int, typer.Option("--uses", help="Orders of one buyer.")] = 1,
    begin: Annotated[str | None, typer.Option("--from", help="The first day, YYYY-MM-DD, in Moscow; else now.")] = None,
    end: Annotated[str | None, typer.Option("--until", help="The first day without it, YYYY-MM-DD.")] = None,
    currency: Annotated[str, typer.Option("--currency")] = "RUB",
    key: Annotated[str, typer.Option("--key", help="Another key brings the budget once more.")] = "",
    database_url: DatabaseUrl = None,
) -> None:
    """Make a coupon with its budget; its terms never change. The same again changes nothing."""
    asked = Coupon(
        code_of(code),
        funder,
        0 if percent is None else _rate(percent),
        0 if fixed is None else _minor(fixed, currency, "--fixed"),
        currency,
        _minor(least, currency, "--least"),
        uses,
        0,
        None if end is None else day_begins(end, "--until"),
    )
    since = None if begin is None else day_begins(begin, "--from")
    money = _minor(budget, currency, "--budget")
    with _road(database_url) as road:
        made = make_coupon(road.store, asked, since, money, key)
    brought = format_minor(money, currency)
    typer.echo(
        f"coupon {made.coupon.code} is {'made' if made.new else 'known already'}, "
        f"{brought} {'set aside by' if made.deposited else 'was not added again for'} {made.coupon.funder}"
    )


@commands.command("show")
def show(code: str, as_document: AsJson = False, database_url: DatabaseUrl = None) -> None:
    """Its terms, how often it stands in orders, and what its funder has left."""
    with _road(database_url) as road:
        coupon, state = find_coupon(road.store, code_of(code))
    if as_document:
        typer.echo(json.dumps({**coupon._asdict(), **state._asdict()}, ensure_ascii=False))
        return
    off = f"{coupon.rate / 100:g} %" if coupon.rate else format_minor(coupon.fixed_minor, coupon.currency)
    until = f", before {_moment(coupon.until)}" if coupon.until is not None else ""
    typer.echo(f"{coupon.code}: {off} off goods from {format_minor(coupon.least_minor, coupon.currency)}")
    typer.echo(f"from {_moment(coupon.since)}{until}; {coupon.per_buyer} orders of one buyer")
    typer.echo(f"in {state.uses} orders, {format_minor(state.used_minor, coupon.currency)} off in all")
    whose = "the platform" if coupon.funder == PLATFORM else coupon.funder
    typer.echo(f"{whose} has {format_minor(state.left_minor, coupon.currency)} left for coupons")


def _rate(percent: str) -> int:
    try:
        rate = Decimal(percent.strip()) * 100
        if rate.is_finite() and rate == rate.to_integral_value() and 0 < rate <= 10_000:
            return int(rate)
    except InvalidOperation:
        pass
    raise BadInput(f"--percent {percent[:60]!r}: expected 0.01 to 100, with at most two decimals")


def _minor(text: str, currency: str, option: str) -> int:
    if currency not in EXPONENTS:
        raise BadInput(f"--currency {currency[:60]!r}: expected one of {', '.join(EXPONENTS)}")
    try:
        return parse_minor(text, currency)
    except ValueError as error:
        raise BadInput(f"{option}: {error}") from None


def _moment(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"


@contextmanager
def _road(database_url: str | None) -> Iterator[OpenRoad]:
    with data_base(settings(os.environ, database_url)) as url, open_road(url) as road:
        yield road
