"""How the forecast of a sale is shown: a table for people, one document for programs."""

from datetime import date, timedelta
from typing import Any

from rich.console import Console
from rich.table import Table

from tearoad.boot.bank_notice import EPOCH, MEASURED_DAYS, Letter, Outlook
from tearoad.cli.bank_letters import clock_time, letter_name
from tearoad.payments.forecast import Sale, Source
from tearoad.payments.notice import Capacity, Need, effective

WIDTH = 116


def date_of(day: int) -> date:
    """Of days since 1970."""
    return EPOCH + timedelta(days=day)


def sale_document(sale: Sale) -> dict[str, Any]:
    """Its day and opening by Moscow."""
    opens = clock_time(sale.opens // 60)
    return {"sale": sale.name, "day": str(date_of(sale.day)), "opens": opens, "orders": sale.orders}


def outlook_document(seen: Outlook) -> dict[str, Any]:
    """Everything, with the payments of each minute of the day; null for what nobody knows."""
    shares = seen.forecast.shares
    minutes = seen.forecast.payments.tolist()
    return {
        **sale_document(seen.sale),
        "card_share": shares.card,
        "card_share_from": str(shares.card_from),
        "bank_shares_from": str(shares.banks_from),
        "channels": [
            {"bank": need.bank, "channel": need.method, "share": shares.banks[need.bank], **_need(need), "minutes": row}
            for need, row in zip(seen.needs, minutes, strict=True)
        ],
        "total": _need(seen.total),
    }


def capacity_document(found: Capacity) -> dict[str, Any]:
    """`a_minute` is what counts."""
    return {**found._asdict(), "a_minute": effective(found)}


def letter_document(one: Letter) -> dict[str, Any]:
    """A letter by its file."""
    return {"bank": one.need.bank, "channel": one.need.method, "days_before": one.days_before, "file": letter_name(one)}


def show_outlook(seen: Outlook) -> None:
    """One bank a line, and all of them."""
    sale, shares = seen.sale, seen.forecast.shares
    console = Console(highlight=False)
    if console.width < WIDTH:
        console = Console(highlight=False, width=WIDTH)
    title = f"{sale.name}: {sale.orders:,} orders on {date_of(sale.day)} from {clock_time(sale.opens // 60)} in Moscow"
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
    table.add_column("bank")
    table.add_column("channel")
    for column in ("peak at", "payments", "declared", "tested", "missing", "minutes over", "longest queue"):
        table.add_column(column, justify="right")
    for need in seen.needs:
        table.add_row(need.bank, need.method, *_shown(need))
    table.add_row("all", "", *_shown(seen.total))
    console.print(table)
    console.print(f"{shares.card:.0%} of orders are paid by card ({_source(shares.card_from)})")
    console.print(f"shares of the banks: {_source(shares.banks_from)}")


def _source(source: Source) -> str:
    if source is Source.MEASURED:
        return f"measured, of the last {MEASURED_DAYS} days"
    return f"{source}, for the last {MEASURED_DAYS} days have too few"


def _need(need: Need) -> dict[str, Any]:
    return {
        "payments": need.payments,
        "peak_minute": clock_time(need.peak_minute),
        "peak": need.peak,
        **need.capacity._asdict(),
        "a_minute": need.a_minute,
        "missing": need.missing,
        "minutes_over": need.minutes_over,
        "queue_minutes": need.queue_minutes,
    }


def _shown(need: Need) -> list[str]:
    said = need.capacity
    standing = said.declared is None and said.standing is not None
    declared = f"{said.standing:,} standing" if standing else _figure(said.declared)
    figures = [declared, _figure(said.tested)] if need.bank else [_figure(need.a_minute), ""]
    figures += [_figure(need.missing), _figure(need.minutes_over)]
    queue = "?" if need.queue_minutes is None else f"{need.queue_minutes:,} min"
    return [clock_time(need.peak_minute), f"{need.peak:,}", *figures, queue]


def _figure(value: int | None) -> str:
    return "?" if value is None else f"{value:,}"
