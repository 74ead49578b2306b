"""The verdict of a rehearsal in about ten lines: what breaks first and when, what buyers feel, what each cure buys."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import polars as pl

from tearoad.terms.days import DAY, MOSCOW
from tearoad.twin.results import RehearsalResult

MOST = 12
Rows = Mapping[str, Mapping[str, Any]]


def verdict(result: RehearsalResult, starts: Mapping[str, int]) -> tuple[str, ...]:
    """`starts`: the moment at which each scenario begins, seconds since 1970."""
    lines = [_of(result, facts.name, starts[facts.name]) for facts in result.scenarios]
    lines += [*_history(result), *_differences(result)]
    return tuple(lines[:MOST])


def _of(result: RehearsalResult, name: str, start: int) -> str:
    found = {row["metric"]: row for row in result.summary.filter(pl.col("scenario") == name).iter_rows(named=True)}
    parts = []
    if "days_to_door_mean" in found:
        nine = found["days_to_door_p90"]["mean"]
        parts.append(f"{_mean(found['days_to_door_mean'])} days to the door, nine of ten within {nine:.0f}")
    parts.append(_breaks(found, start))
    busiest = max(
        ((row["mean"], metric.partition(":")[2]) for metric, row in found.items() if metric.startswith("utilisation")),
        default=None,
    )
    if busiest:
        parts.append(f"busiest is {busiest[1]}, {busiest[0]:.0%} of its time")
    return f"{name}: {'; '.join(parts)}"


def _breaks(found: Rows, start: int) -> str:
    broken = sorted(
        (row["mean"], metric.partition(":")[2]) for metric, row in found.items() if metric.startswith("breaks_")
    )
    if not broken:
        return "nothing breaks"
    after, station = broken[0]
    day = datetime.fromtimestamp(start + MOSCOW + after * DAY, UTC)
    items = f"{found[f'items_waiting_peak:{station}']['mean']:,.0f}".replace(",", " ")
    tonnes = found[f"tonnes_waiting_peak:{station}"]["mean"]
    weight = f"{tonnes:.0f} t" if tonnes >= 10 else f"{tonnes:.1f} t"
    also = f", then {', '.join(one for _, one in broken[1:4])}" if broken[1:] else ""
    oldest = found[f"days_oldest_peak:{station}"]["mean"]
    waiting = f"up to {items} items ({weight}) wait there, the oldest {oldest:.0f} days"
    return f"{station} breaks first, about {day:%Y-%m-%d}{also}: {waiting}"


def _mean(row: Mapping[str, Any]) -> str:
    if row["low"] is None:
        return f"{row['mean']:.1f}"
    return f"{row['mean']:.1f} (± {row['mean'] - row['low']:.1f})"


def _differences(result: RehearsalResult) -> Iterator[str]:
    first = result.scenarios[0].name
    for row in result.differences.filter(pl.col("metric") == "days_to_door_mean").iter_rows(named=True):
        if row["verdict"] == "cannot tell apart":
            yield f"{first} and {row['against']} cannot be told apart by days to the door"
        else:
            days = f"{abs(row['mean']):.1f} (± {row['mean'] - row['low']:.1f}) days {row['verdict']}"
            yield f"{first}: {days} to the door than {row['against']}"


def _history(result: RehearsalResult) -> Iterator[str]:
    rows = result.published.drop_nulls("mean")
    tested = rows.filter(pl.col("used") == "test")
    if len(tested):
        met = tested.filter((pl.col("low") <= pl.col("published_high")) & (pl.col("high") >= pl.col("published_low")))
        yield f"history: {len(met)} of {len(tested)} published figures that were not used to fit lie within reach"
    foretold = rows.filter((pl.col("used") == "prediction") & pl.col("metric").str.starts_with("tonnes"))
    for row in foretold.iter_rows(named=True):
        station, _, day = row["metric"].partition(":")[2].partition("@")
        between = f"eight of ten between {row['low']:.0f} and {row['high']:.0f}"
        yield f"predicted for {day}: {row['mean']:.0f} t at {station}, {between}"
