"""Pictures of a rehearsal as SVG that speaks no language: dates, numbers and names of stations; words stand beside it.

Colours are names of the page's own (`var(--s0)` is the first scenario's), so that the page can be light or dark.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import altair as alt
import vl_convert

COLOURS: Final = 6  # --s0 to --s5 in the style sheet; a seventh scenario begins again, told apart by its dashes
DASHES: Final = ((1, 0), (6, 3), (2, 2), (8, 2, 2, 2), (10, 4), (4, 4))
WIDE, TALL = 316, 150  # of the panel of a picture: three stand side by side on a desk, one on a phone
ACROSS, LABELS = 236, 150  # of a picture by station: its panel, and at most its labels
BAR = 11  # the height of one scenario's bar
DAY_MS = 86_400_000
NUMBERS: Final = {"decimal": ".", "thousands": "\u00a0", "grouping": [3], "currency": ["", ""]}
NOISE: Final = re.compile(
    r' (?:aria-hidden|aria-roledescription|role|pointer-events|class|font-family)="[^"]*"| opacity="1"'
)
EMPTY: Final = re.compile(r'<path d="(?:M0,0h0v0h0Z)?"(?: display="none")?/>')
DECIMALS: Final = re.compile(r"(\d\.\d)\d+")

Row = Mapping[str, object]


class Picture(NamedTuple):
    """The inside of an SVG element and its size; safe to put into a page as it is."""

    width: int
    height: int
    inside: str


class Axis(NamedTuple):
    """The horizontal axis of pictures over time: dates as milliseconds since 1970, or plain days from the start."""

    dated: bool
    first: float
    last: float


def colour(place: int) -> str:
    """Of the scenario at this place among those reported."""
    return f"var(--s{place % COLOURS})"


def dashes(place: int) -> tuple[int, ...]:
    """The same for those who do not see the colours."""
    return DASHES[place % len(DASHES)]


def lines(rows: Sequence[Row], axis: Axis, scenarios: int) -> Picture:
    """One line a scenario over time from rows of scenario (its place), at, value, and low and high of its band."""
    upright = alt.Scale(domain=[0, _most(rows, "value", "high")], nice=True)
    base = _over_time(axis).encode(_paint(scenarios))
    line = base.mark_line(strokeWidth=1.6, strokeJoin="round").encode(
        alt.Y("value:Q", axis=_numbers(rows, "value", "high"), scale=upright),
        alt.StrokeDash("scenario:O", legend=None, scale=_per_scenario([list(dashes(n)) for n in range(scenarios)])),
        order="at:Q",
    )
    if all(row["low"] is None or row["high"] is None for row in rows):
        return _drawn(line.properties(width=WIDE, height=TALL), rows)
    band = base.mark_area(opacity=0.22).encode(alt.Y("low:Q", scale=upright), alt.Y2("high:Q"))
    return _drawn(alt.layer(band, line).properties(width=WIDE, height=TALL), rows)


def fan(rows: Sequence[Row], axis: Axis, place: int, most: float) -> Picture:
    """Quantiles of one scenario by week, from rows of at, q10, q25, q50, q75 and q90, up to `most` for all alike."""
    base = _over_time(axis)
    upright = alt.Scale(domain=[0, most], nice=True)

    def between(low: str, high: str, opacity: float) -> alt.Chart:
        shape = base.mark_area(color=colour(place), opacity=opacity)
        return shape.encode(alt.Y(f"{low}:Q", axis=_numbers(rows, "q90"), scale=upright), alt.Y2(f"{high}:Q"))

    middle = base.mark_line(color=colour(place), strokeWidth=1.8).encode(alt.Y("q50:Q", scale=upright))
    layers = alt.layer(between("q10", "q90", 0.22), between("q25", "q75", 0.34), middle)
    return _drawn(layers.properties(width=WIDE, height=TALL), rows)


def bars(rows: Sequence[Row], stations: Sequence[str], scenarios: int) -> Picture:
    """Shares from 0 to 1 as bars with whiskers, from rows of scenario, station, value, low and high."""
    across = alt.X(
        "value:Q", axis=alt.Axis(title=None, format="%", values=[0, 0.25, 0.5, 0.75, 1]), scale=alt.Scale(domain=[0, 1])
    )
    base = _by_station(stations, scenarios)
    bar = base.mark_bar(height=BAR - 2).encode(across)
    whisker = base.mark_rule(strokeWidth=1).encode(alt.X("low:Q"), alt.X2("high:Q"), color=alt.value("var(--ink)"))
    return _drawn(alt.layer(bar, whisker).properties(width=ACROSS, height=alt.Step(BAR)), rows)


def dots(rows: Sequence[Row], stations: Sequence[str], scenarios: int) -> Picture:
    """Days from the start as dots with whiskers, from rows of scenario, station, value, low and high."""
    base = _by_station(stations, scenarios)
    scale = alt.Scale(domain=[0, _most(rows, "value", "high")], nice=True)
    across = alt.X("value:Q", axis=alt.Axis(title=None, tickCount=5), scale=scale)
    dot = base.mark_point(filled=True, size=55, opacity=1).encode(across)
    whisker = base.mark_rule(strokeWidth=2).encode(alt.X("low:Q", scale=scale), alt.X2("high:Q"))
    return _drawn(alt.layer(whisker, dot).properties(width=ACROSS, height=alt.Step(BAR + 1)), rows)


def _over_time(axis: Axis) -> alt.Chart:
    chart = alt.Chart(alt.NamedData("rows"))
    if not axis.dated:
        days = alt.Axis(title=None, tickCount=5, grid=False)
        return chart.encode(alt.X("at:Q", axis=days, scale=alt.Scale(domain=[axis.first, axis.last])))
    long = axis.last - axis.first > 100 * DAY_MS
    ticks = alt.Axis(title=None, format="%Y-%m" if long else "%m-%d", tickCount=5, grid=False, labelOverlap="greedy")
    scale = alt.Scale(type="utc", domain=[_moment(axis.first), _moment(axis.last)])
    return chart.encode(alt.X("at:T", axis=ticks, scale=scale))


def _by_station(stations: Sequence[str], scenarios: int) -> alt.Chart:
    """Stations from above to below as given, and within each the scenarios in their order."""
    # Room for the labels in whatever font the reader has: it is wider than the one they are measured in here.
    room = min(LABELS, 8 + 7 * max(map(len, stations)))
    label = alt.Axis(title=None, labelLimit=LABELS, minExtent=room, ticks=False, domain=False, grid=False)
    return alt.Chart(alt.NamedData("rows")).encode(
        alt.Y("station:N", sort=list(stations), axis=label, scale=alt.Scale(paddingInner=0.3)),
        alt.YOffset("scenario:O", sort=list(range(scenarios))),
        _paint(scenarios),
    )


def _paint(scenarios: int) -> alt.Color:
    return alt.Color("scenario:O", legend=None, scale=_per_scenario([colour(place) for place in range(scenarios)]))


def _per_scenario(shown: list[Any]) -> alt.Scale:
    return alt.Scale(domain=list(range(len(shown))), range=shown)


def _numbers(rows: Sequence[Row], *columns: str) -> alt.Axis:
    """Plain numbers as long as they are short: 120k and 1.2M beyond."""
    if _most(rows, *columns) < 10_000:
        return alt.Axis(title=None, format=",.3~f", tickCount=5)
    return alt.Axis(title=None, labelExpr="datum.value ? format(datum.value, '~s') : '0'", tickCount=5)


def _most(rows: Sequence[Row], *columns: str) -> float:
    return max((float(str(row[name])) for row in rows for name in columns if row[name] is not None), default=0.0)


def _moment(milliseconds: float) -> alt.DateTime:
    at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return alt.DateTime(year=at.year, month=at.month, date=at.day, hours=at.hour, minutes=at.minute, utc=True)


def _drawn(chart: alt.Chart | alt.LayerChart | alt.FacetChart, rows: Sequence[Row]) -> Picture:
    """The rows join the finished specification: Altair would copy and check each of them many times."""
    dressed = (
        chart.configure(aria=False, background="transparent", padding=4)
        .configure_axis(
            labelColor="var(--soft)", labelFontSize=11, gridColor="var(--rule)", domainColor="var(--rule)",
            tickColor="var(--rule)", tickSize=4,
        )
        .configure_view(stroke=None)
    )  # fmt: skip
    version = alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]
    whole = {**dressed.to_dict(), "datasets": {"rows": [dict(row) for row in rows]}}
    svg = vl_convert.vegalite_to_svg(whole, vl_version=version, allowed_base_urls=[], format_locale=NUMBERS)
    return _tidied(svg)


def _tidied(svg: str) -> Picture:
    """Without what a page does not need: name spaces, classes, empty shapes, and digits below a tenth of a pixel."""
    opening, _, rest = svg.partition(">")
    width, height = (round(float(found)) for found in re.findall(r' (?:width|height)="([\d.]+)"', opening))
    inside = EMPTY.sub("", NOISE.sub("", rest.removesuffix("</svg>")))
    return Picture(width, height, re.sub(r' (?:d|transform|x2|y2)="[^"]*"', _rounded, inside))


def _rounded(attribute: re.Match[str]) -> str:
    return DECIMALS.sub(r"\1", attribute[0])
