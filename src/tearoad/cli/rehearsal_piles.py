"""What the report draws of a rehearsal over time: stations hour by hour, and days to the door week by week."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import polars as pl

from tearoad.cli.rehearsal_pictures import DAY_MS, Axis, Picture, fan, lines
from tearoad.cli.rehearsal_tables import Cell, Table, column, heads
from tearoad.cli.rehearsal_words import Scale, Words, plain, said
from tearoad.twin.results import RehearsalResult

MOST_POINTS = 1_500  # of one line; a longer one is drawn by the most of each day
APART_MS = 31 * DAY_MS  # scenarios that start further apart than this are laid over each other by days from their start
PANES: Final = {"queue": "items", "tonnes": "t", "oldest_days": "days"}
LONGEST_TABLE = 60  # rows that still help a reader


class Pane(NamedTuple):
    """A picture with its title and, for each scenario, the most that its line reaches."""

    title: Words
    picture: Picture
    most: tuple[tuple[int, Words], ...] = ()
    table: Table | None = None
    name: str = ""
    swatch: int | None = None


class Pile(NamedTuple):
    """A station with its panes side by side, and the numbers behind them."""

    station: str
    panes: tuple[Pane, ...]
    table: Table | None = None


class Piles(NamedTuple):
    """Offices and lanes where anybody ever waited, the fullest first; desks apart; how the points are to be read."""

    stations: tuple[Pile, ...]
    desks: tuple[Pile, ...]
    notes: tuple[Words, ...]


def piles(result: RehearsalResult) -> Piles | None:
    """Nothing where nobody waited anywhere."""
    if result.hours.is_empty():
        return None
    places = {one.name: place for place, one in enumerate(result.scenarios)}
    ours = result.hours.filter(pl.col("scenario").is_in(list(places)))
    fullest = ours.group_by("station").agg(pl.col("queue").max()).filter(pl.col("queue") > 0)
    stations: list[str] = fullest.sort(["queue", "station"], descending=[True, False])["station"].to_list()
    if not stations:
        return None
    waited = ours.filter(pl.col("station").is_in(stations))
    points, daily = _points(waited)
    dated, axis = _axis(points)
    rows = _rows(points, axis, places)
    count = len(places)
    offices = [_pile(rows[name], name, tuple(PANES), axis, count) for name in stations if "/" not in name]
    tables = _tables(waited, result) if dated else {}
    notes = [said("how.daily" if daily else "how.hourly")]
    if not dated:
        notes.append(said("how.elapsed"))
    desks = [_pile(rows[name], name, ("queue",), axis, count) for name in sorted(stations) if "/" in name]
    return Piles(tuple(one._replace(table=tables.get(one.station)) for one in offices), tuple(desks), tuple(notes))


def fans(result: RehearsalResult) -> tuple[Pane, ...]:
    """One pane a scenario, all on the same scale."""
    if result.days.is_empty():
        return ()
    top = result.days["q90"].max()
    most = float(top) if isinstance(top, int | float) else 0.0
    at = pl.col("week").cast(pl.Datetime("ms")).dt.epoch("ms").alias("at")
    panes = []
    for place, one in enumerate(result.scenarios):
        weeks = result.days.filter(scenario=one.name).sort("week")
        if weeks.is_empty():
            continue
        rows = weeks.select(at, *(f"q{q}" for q in (10, 25, 50, 75, 90))).to_dicts()
        axis = Axis(dated=True, first=rows[0]["at"], last=rows[-1]["at"])
        picture = fan(rows, axis, place, most)
        panes.append(Pane(plain(""), picture, table=_weeks(weeks), name=one.name, swatch=place))
    return tuple(panes)


def _points(hours: pl.DataFrame) -> tuple[pl.DataFrame, bool]:
    """Every hour, or where there are more than fit into a line the most of every day."""
    longest = hours.group_by("scenario", "station").len()["len"].max()
    if not isinstance(longest, int) or longest <= MOST_POINTS:
        return hours, False
    values = [name for name in ("queue", "queue_low", "queue_high", "tonnes", "oldest_days") if name in hours.columns]
    day = pl.col("hour").dt.truncate("1d")
    return hours.group_by("scenario", "station", day).agg(pl.col(values).max()), True


def _axis(points: pl.DataFrame) -> tuple[bool, Axis]:
    at = pl.col("hour").dt.epoch("ms")
    spans = points.group_by("scenario").agg(at.min().alias("first"), at.max().alias("last")).rows()
    firsts, lasts = [row[1] for row in spans], [row[2] for row in spans]
    dated = max(firsts) - min(firsts) <= APART_MS
    if dated:
        return True, Axis(dated=True, first=min(firsts), last=max(lasts))
    return False, Axis(dated=False, first=0, last=max(row[2] - row[1] for row in spans) / DAY_MS)


def _rows(points: pl.DataFrame, axis: Axis, places: Mapping[str, int]) -> dict[str, pl.DataFrame]:
    at = pl.col("hour").dt.epoch("ms")
    if not axis.dated:
        at = ((at - at.min().over("scenario")) / DAY_MS).round(3)
    numbered = points.with_columns(
        pl.col("scenario").replace_strict(places, return_dtype=pl.Int64), at.alias("at")
    ).sort("scenario", "at")
    return {str(key[0]): own for key, own in numbered.partition_by("station", as_dict=True).items()}


def _pile(rows: pl.DataFrame, station: str, panes: Sequence[str], axis: Axis, scenarios: int) -> Pile:
    return Pile(station, tuple(_pane(rows, name, axis, scenarios) for name in panes))


def _pane(rows: pl.DataFrame, name: str, axis: Axis, scenarios: int) -> Pane:
    banded = name == "queue" and "queue_low" in rows.columns
    low, high = (pl.col(f"queue_{end}") if banded else pl.lit(None, pl.Float64) for end in ("low", "high"))
    drawn = rows.select("scenario", "at", pl.col(name).alias("value"), low.alias("low"), high.alias("high"))
    drawn = drawn.with_columns(pl.col("value", "low", "high").cast(pl.Float64).round(2))
    peaks = drawn.group_by("scenario").agg(pl.col("value").max()).sort("scenario").rows()
    scale = Scale(PANES[name], [value for _, value in peaks])
    most = tuple((place, scale.figure(value)) for place, value in peaks)
    return Pane(said(f"pane.{name}"), lines(drawn.to_dicts(), axis, scenarios), most, name=_station_of(rows))


def _station_of(rows: pl.DataFrame) -> str:
    return str(rows["station"][0])


def _tables(hours: pl.DataFrame, result: RehearsalResult) -> dict[str, Table]:
    """Of every office and lane the most of each month, or of each week where there are few."""
    days = hours["hour"].dt.epoch("d").unique().len()
    every = "1mo" if days > 100 else "1w"
    own = hours.filter(~pl.col("station").str.contains("/", literal=True)).with_columns(
        pl.col("hour").dt.truncate(every)
    )
    most = own.group_by("station", "hour", "scenario").agg(pl.col(list(PANES)).max())
    return {str(key[0]): _months(rows, result) for key, rows in most.partition_by("station", as_dict=True).items()}


def _months(rows: pl.DataFrame, result: RehearsalResult) -> Table:
    found: dict[Any, dict[str, Mapping[str, Any]]] = {}
    for row in rows.sort("hour").iter_rows(named=True):
        found.setdefault(row["hour"], {})[row["scenario"]] = row
    scales = {name: Scale(unit, rows[name].to_list()) for name, unit in PANES.items()}
    head = [column("month", "text")]
    for name in PANES:
        head += [cell._replace(under=said(f"pane.{name}")) for cell in heads(result)]
    body = []
    for hour, own in found.items():
        cells = [Cell(plain(f"{hour:%Y-%m-%d}"), look="text")]
        for name in PANES:
            values = (own.get(one.name, {}).get(name) for one in result.scenarios)
            cells += [Cell(scales[name].figure(value)) for value in values]
        body.append(tuple(cells))
    return Table(tuple(head), tuple(body))


def _weeks(weeks: pl.DataFrame) -> Table | None:
    if len(weeks) > LONGEST_TABLE:
        return None
    names = ("q10", "q25", "q50", "q75", "q90")
    scale = Scale("days", [value for name in names for value in weeks[name].to_list()])
    count = Scale("items", weeks["n"].to_list())
    head = (column("week", "text"), column("items"), *(Cell(plain(f"{name[1:]} %")) for name in names))
    return Table(
        head,
        tuple(
            (Cell(plain(f"{row['week']:%Y-%m-%d}"), look="text"), Cell(count.figure(row["n"])),
             *(Cell(scale.figure(row[name])) for name in names))
            for row in weeks.iter_rows(named=True)
        ),
    )  # fmt: skip
