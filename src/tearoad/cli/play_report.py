"""The report of a run: tables for people, one document for programs."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from tearoad.operations.report_view import FileReport, RoadReport
from tearoad.terms.money import format_minor

BLOCKS = " ▁▂▃▄▅▆▇█"
CHART_COLUMNS = 40


def as_json(report: FileReport, road: RoadReport, name: str, seconds: float) -> dict[str, Any]:
    """`verdicts` adds up to `lines`; money in = the sum of out + held, per currency, in minor units."""
    return {
        "lines": report.lines,
        "verdicts": report.verdicts,
        "value_minor": report.value_minor,
        "data_base": name,
        "consignments": road.consignments,
        "stages": road.stages,
        "money": {
            flow.currency: {"in": flow.money_in_minor, "out": flow.out_minor, "held": flow.held_minor}
            for flow in road.flows
        },
        "days_order_to_door": {
            lane or "all": {"parcels": d.parcels, "p50": round(d.p50, 2), "p90": round(d.p90, 2)}
            for lane, d in road.days.items()
        },
        "duty_minor": road.duty_minor,
        "tax_minor": road.tax_minor,
        "tax_note": "value added tax on parcels is not counted: its status is unverified",
        "backlog": road.backlog,
        "unclassified_products": road.unclassified,
        "seconds": round(seconds, 3),
        "journeys_per_second": round(road.consignments / seconds, 1) if seconds else None,
    }


def show(report: FileReport, road: RoadReport, name: str, seconds: float) -> None:
    """Tables and the backlog chart on stdout."""
    console = Console(highlight=False)
    lines = _table(f"{report.lines} lines", "verdict", "lines", "value")
    for verdict, count in sorted(report.verdicts.items(), key=lambda item: -item[1]):
        values = [format_minor(by[verdict], code) for code, by in report.value_minor.items() if verdict in by]
        lines.add_row(verdict, str(count), ", ".join(values))
    console.print(lines)
    money = _table("money", "currency", "in", "out", "held", "")
    for flow in road.flows:
        out = sum(flow.out_minor.values())
        shown = [format_minor(amount, flow.currency) for amount in (flow.money_in_minor, out, flow.held_minor)]
        money.add_row(flow.currency, *shown, "adds up" if flow.adds_up else "DOES NOT ADD UP")
        for account, amount in flow.out_minor.items():
            money.add_row("", "", f"{account.replace('_', ' ')} {format_minor(amount, flow.currency)}", "", "")
    console.print(money)
    days = _table("days from order to door", "lane", "parcels", "half", "nine in ten")
    for lane, row in road.days.items():
        days.add_row(lane or "all", str(row.parcels), f"{row.p50:.1f}", f"{row.p90:.1f}")
    console.print(days)
    for office, by_day in road.backlog.items():
        console.print(f"backlog {office:<14} {spark(by_day)}  most {max(by_day.values())}, from {min(by_day)}")
    duty = ", ".join(format_minor(amount, code) for code, amount in road.duty_minor.items()) or "none"
    console.print(f"duty collected: {duty}; value added tax on parcels is not counted (unverified)")
    if road.unclassified:
        console.print(f"{road.unclassified} products were admitted as unclassified")
    per_second = f", {road.consignments / seconds:.0f} a second" if seconds > 1 else ""
    console.print(f"{road.consignments} journeys in data base {name}; {seconds:.1f} s{per_second}")


def spark(by_day: Mapping[str, int]) -> str:
    """Backlog over time in at most CHART_COLUMNS blocks, each the most of its days."""
    values = list(by_day.values())
    per_block = -(-len(values) // CHART_COLUMNS)
    most = [max(values[start : start + per_block]) for start in range(0, len(values), per_block)]
    top = max(*most, 1)
    return "".join(BLOCKS[-(-value * (len(BLOCKS) - 1) // top)] for value in most)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
    for at, column in enumerate(columns):
        table.add_column(column, justify="left" if at == 0 else "right")
    return table
