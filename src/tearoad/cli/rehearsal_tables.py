"""The tables of the report of a rehearsal: which figures stand beside which, with their intervals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import polars as pl

from tearoad.cli.rehearsal_words import (
    NOTHING,
    Scale,
    Words,
    family_of,
    joined,
    metric_words,
    percent,
    place_in_order,
    place_of,
    plain,
    said,
)
from tearoad.twin.results import RehearsalResult

LENGTH, EDGE = 120.0, 6.0  # of the small picture in a row, in its own units
DETAILED: Final = ("tonnes_waiting", "items_done_a_day", "utilisation")  # of dates and desks: not main metrics
Row = Mapping[str, Any]


class Mark(NamedTuple):
    """A dot with its whisker, beside a stroke at zero and perhaps upon a band; positions along a row's picture."""

    dot: float
    zero: float
    whisker: tuple[float, float] | None = None
    band: tuple[float, float] | None = None


class Cell(NamedTuple):
    """`under` stands small below the words; `swatch` is the place of the scenario whose colour is shown; `look` is one
    of number, text, source, badge, picture and grey."""

    words: Words
    under: Words | None = None
    look: str = "number"
    swatch: int | None = None
    mark: Mark | None = None


class Table(NamedTuple):
    """The first cell of a row is its title."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def is_money(metric: str) -> bool:
    """Amounts have a section of their own."""
    return metric.startswith("amount_")


def is_main(metric: str) -> bool:
    """Of the whole road, a class of goods, or an office or lane; not of a day or a desk."""
    return not (is_money(metric) or "@" in metric or "/" in metric or family_of(metric) in (*DETAILED, "breaks_after"))


def column(key: str, look: str = "number") -> Cell:
    return Cell(said(f"column.{key}"), look=look)


def heads(result: RehearsalResult) -> tuple[Cell, ...]:
    """A column for each scenario, in its colour."""
    return tuple(Cell(plain(one.name), swatch=place) for place, one in enumerate(result.scenarios))


def summary_table(result: RehearsalResult, wanted: Callable[[str], bool]) -> Table | None:
    """A row for each metric and a column for each scenario; a metric that is nothing everywhere is left out."""
    found = _by_metric(result.summary)
    rows = []
    size = _sizes(result, result.scenarios[0].name)
    for metric in sorted(filter(wanted, found), key=lambda metric: place_in_order(metric, size)):
        own = found[metric]
        values = [row[name] for row in own.values() for name in ("mean", "low", "high")]
        if not any(values) and place_of(metric):
            continue
        scale = Scale(next(iter(own.values()))["unit"], values)
        cells = (_measured(own.get(one.name), scale, one.replications) for one in result.scenarios)
        rows.append((Cell(metric_words(metric), scale.unit, "text"), *cells))
    head = (column("metric", "text"), *heads(result))
    return Table(head, tuple(rows)) if rows else None


def stations_table(result: RehearsalResult, name: str, stations: Sequence[str], absent: Words) -> Table:
    """One family of metrics: a row for each station in this order, a column for each scenario."""
    found = _by_metric(result.summary.filter(pl.col("metric").str.starts_with(f"{name}:")))
    values = [row["mean"] for own in found.values() for row in own.values()]
    unit = next((row["unit"] for own in found.values() for row in own.values()), "")
    scale = Scale(unit, values)
    rows = []
    for station in stations:
        own = found.get(f"{name}:{station}", {})
        cells = (_measured(own.get(one.name), scale, one.replications, absent) for one in result.scenarios)
        rows.append((Cell(plain(station), look="text"), *cells))
    title = Cell(said("column.station"), scale.unit, "text")
    return Table((title, *heads(result)), tuple(rows))


def differences_tables(result: RehearsalResult) -> list[tuple[Words, Table | None, Table | None]]:
    """For each pair of scenarios its title, the differences of main metrics and of money, and all others."""
    if result.differences.is_empty():
        return []
    tables: list[tuple[Words, Table | None, Table | None]] = []
    order = [one.name for one in result.scenarios]
    pairs = result.differences.select("scenario", "against").unique(maintain_order=True).rows()
    for scenario, against in sorted(pairs, key=lambda pair: [order.index(name) for name in pair if name in order]):
        own = result.differences.filter(scenario=scenario, against=against)
        base = _sizes(result, against)
        rows = sorted(own.iter_rows(named=True), key=lambda row: place_in_order(row["metric"], base))
        main: list[tuple[Cell, ...]] = []
        others: list[tuple[Cell, ...]] = []
        for row in rows:
            if not any(row[name] for name in ("mean", "low", "high")):
                continue  # nothing in both, or exactly the same
            leads = is_main(row["metric"]) or is_money(row["metric"]) or row["metric"].startswith("breaks_after")
            (main if leads and "@" not in row["metric"] else others).append(_difference(row, base.get(row["metric"])))
        tables.append((plain(f"{scenario} − {against}"), _differences(main), _differences(others)))
    return tables


def published_tables(result: RehearsalResult) -> list[tuple[Words, Table]]:
    """For each scenario with published figures, these beside its own."""
    head = (
        column("metric", "text"), column("published"), column("rehearsed"),
        column("picture", "drawn"), column("verdict", "text"), column("used", "text"), column("source", "text"),
    )  # fmt: skip
    tables = []
    for name in result.published["scenario"].unique(maintain_order=True) if len(result.published) else ():
        own = result.published.filter(scenario=name).iter_rows(named=True)
        tables.append((plain(name), Table(head, tuple(_published(row) for row in own))))
    return tables


def _by_metric(summary: pl.DataFrame) -> dict[str, dict[str, Row]]:
    found: dict[str, dict[str, Row]] = {}
    for row in summary.iter_rows(named=True) if len(summary) else ():
        found.setdefault(row["metric"], {})[row["scenario"]] = row
    return found


def _sizes(result: RehearsalResult, scenario: str) -> dict[str, float]:
    if result.summary.is_empty():
        return {}
    own = result.summary.filter(scenario=scenario).drop_nulls("mean")
    return dict(zip(own["metric"].to_list(), own["mean"].to_list(), strict=True))


def _measured(row: Row | None, scale: Scale, replications: int, absent: Words | None = None) -> Cell:
    if row is None:
        return Cell(absent or NOTHING, look="number grey")
    under = scale.interval(row["low"], row["high"])
    if row["n"] < replications:  # some replications know nothing of it
        times = {code: f"{row['n']} {word} {replications}" for code, word in said("said.of").items()}
        under = joined(under, times, by=" · ") if under else times
    return Cell(scale.figure(row["mean"]), under)


def _differences(rows: Sequence[tuple[Cell, ...]]) -> Table | None:
    head = (
        column("metric", "text"), column("difference"), column("percent"),
        column("picture", "drawn"), column("verdict", "text"),
    )  # fmt: skip
    return Table(head, tuple(rows)) if rows else None


def _difference(row: Row, base: float | None) -> tuple[Cell, ...]:
    scale = Scale(row["unit"], (row["mean"], row["low"], row["high"]))
    change = percent(row["mean"] / abs(base)) if base and row["mean"] is not None else NOTHING
    verdict = row["verdict"]
    grey = verdict not in ("more", "less")
    most = max(_known(abs(row[name]) for name in ("mean", "low", "high") if row[name] is not None), default=0.0)
    unit = scale.unit if row["unit"] != "share" else said("unit.points")
    return (
        Cell(metric_words(row["metric"]), unit, "text"),
        Cell(
            scale.figure(row["mean"], signed=True),
            scale.interval(row["low"], row["high"], signed=True),
            "number grey" if grey else "number",
        ),
        Cell(change, look="number grey" if grey else "number"),
        Cell(plain(""), look="drawn grey" if grey else "drawn", mark=_mark(row, -most, most)),
        Cell(said(f"said.{verdict}"), look="text grey" if grey else "text"),
    )


def _published(row: Row) -> tuple[Cell, ...]:
    known = row["published_low"] is not None  # else nobody published it: the rehearsal predicts
    ends = (row["published_low"], row["published_high"]) if known else ()
    values = [row[name] for name in ("mean", "low", "high") if row[name] is not None]
    scale = Scale(row["unit"], (*ends, *values))
    figures = [scale.figure(end) for end in dict.fromkeys(ends)]
    said_there = joined(*figures, by=" – ") if len(figures) == 2 else (figures or [NOTHING])[0]
    most = max(_known((*ends, *values)), default=0.0) * 1.05
    mark = _mark(row, min(0.0, *_known((*ends, *values))), most, ends or None)
    return (
        Cell(metric_words(row["metric"]), scale.unit, "text"),
        Cell(said_there),
        Cell(scale.figure(row["mean"]), scale.interval(row["low"], row["high"])),
        Cell(plain(""), look="drawn", mark=mark),
        Cell(*(_held_against(row, ends) if known else (NOTHING, None)), look="text"),
        Cell(said(f"said.{row['used']}"), look=f"badge {row['used']}"),
        Cell(plain(row["source"]), look="source"),
    )


def _held_against(row: Row, ends: Sequence[float]) -> tuple[Words, Words | None]:
    """Within the published range, touching it with its interval, or so many per cent apart from its nearer end."""
    mean, low, high = row["mean"], row["low"], row["high"]
    if mean is None:
        return NOTHING, None
    if ends[0] <= mean <= ends[1]:
        return said("said.within"), None
    nearer = ends[0] if mean < ends[0] else ends[1]
    off = percent(mean / nearer - 1) if nearer else None
    touches = low is not None and high is not None and low <= ends[1] and high >= ends[0]
    return said("said.overlaps" if touches else "said.apart"), off


def _mark(row: Row, least: float, most: float, band: Sequence[float] | None = None) -> Mark | None:
    if most <= least or row["mean"] is None:
        return None

    def at(value: float) -> float:
        return round(EDGE + (value - least) / (most - least) * (LENGTH - 2 * EDGE), 1)

    ends = (row["low"], row["high"])
    whisker = (at(ends[0]), at(ends[1])) if None not in ends else None
    return Mark(at(row["mean"]), at(0.0), whisker, (at(band[0]), at(band[1])) if band else None)


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]
