"""The verdict of a rehearsal in about ten lines: what breaks first and when, what buyers feel, what each cure buys."""

from collections.abc import Iterator
from datetime import UTC, datetime

import polars as pl

from tearoad.terms.days import DAY
from tearoad.twin.results import RehearsalResult

MOST = 10


def verdict(result: RehearsalResult, starts: dict[str, int]) -> tuple[str, ...]:
    """`starts`: the moment at which each scenario begins, seconds since 1970."""
    lines = [line for facts in result.scenarios for line in _of(result, facts.name, starts[facts.name])]
    lines += list(_differences(result))
    lines += list(_history(result))
    return tuple(lines[:MOST])


def _of(result: RehearsalResult, name: str, start: int) -> Iterator[str]:
    found = {row["metric"]: row for row in result.summary.filter(pl.col("scenario") == name).iter_rows(named=True)}
    broken = sorted(
        (row["mean"], metric.partition(":")[2]) for metric, row in found.items() if metric.startswith("breaks_")
    )
    days = found.get("days_to_door_mean")
    if days:
        half, nine = found["days_to_door_p50"]["mean"], found["days_to_door_p90"]["mean"]
        yield f"{name}: {_mean(days)} days to the door, half of all in {half:.0f}, nine of ten in {nine:.0f}"
    if not broken:
        yield f"{name}: nothing breaks"
        return
    after, station = broken[0]
    when = datetime.fromtimestamp(start + after * DAY, UTC)
    others = ", then " + ", ".join(one for _, one in broken[1:3]) if broken[1:] else ""
    tonnes = found[f"tonnes_waiting_peak:{station}"]["mean"]
    yield (
        f"{name}: {station} breaks first, about {when:%Y-%m-%d}{others}; at most {_items(found, station)} items "
        f"({tonnes:.0f} t) wait there, the oldest {found[f'days_oldest_peak:{station}']['mean']:.0f} days"
    )


def _items(found: dict[str, dict[str, float]], station: str) -> str:
    return f"{found[f'items_waiting_peak:{station}']['mean']:,.0f}".replace(",", " ")


def _mean(row: dict[str, float]) -> str:
    if row["low"] is None:
        return f"{row['mean']:.1f}"
    return f"{row['mean']:.1f} (± {row['mean'] - row['low']:.1f})"


def _differences(result: RehearsalResult) -> Iterator[str]:
    first = result.scenarios[0].name
    for row in result.differences.filter(pl.col("metric") == "days_to_door_mean").iter_rows(named=True):
        if row["verdict"] == "cannot tell apart":
            yield f"{first} and {row['against']} cannot be told apart by days to the door"
        else:
            yield f"{first}: {abs(row['mean']):.1f} days {row['verdict']} to the door than {row['against']}"


def _history(result: RehearsalResult) -> Iterator[str]:
    rows = result.published.drop_nulls("mean")
    if len(rows):
        tested = rows.filter(pl.col("used") == "test")
        met = tested.filter((pl.col("low") <= pl.col("published_high")) & (pl.col("high") >= pl.col("published_low")))
        yield f"of {len(tested)} published figures that were not used to fit, {len(met)} lie within reach"
