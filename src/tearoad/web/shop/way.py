"""The picture of a parcel's way: land, the road behind it and before it, places with their days. No script draws it."""

from dataclasses import dataclass

from tearoad.api.provider import desks
from tearoad.operations.buyer_view import ParcelWay, Stop
from tearoad.terms.days import DAY
from tearoad.web.curves import bend_of, curve, cut, on_curve
from tearoad.web.eurasia import Point, on_map
from tearoad.web.figures import day_of, moment_at
from tearoad.web.map_names import Letters, Name, Sheet
from tearoad.web.words import word, word_of

WIDTH, HEIGHT, MARGIN = 480.0, 270.0, 56.0
LEAST = 70.0  # units of the map of Eurasia that the picture shows at least: a way within a town is not a map of it
LETTERS = Letters(8.4, 15.0, 16.0)  # the widest of its layouts


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the picture, with its name and day where there is room."""

    kind: str
    x: str
    y: str
    passed: bool
    name: Name | None
    day: str
    day_y: str


@dataclass(frozen=True, slots=True)
class Row:
    """A place in the list; `state` is passed, here or ahead."""

    name: str
    kind: str
    mode: str
    state: str
    state_label: str
    when: str


@dataclass(frozen=True, slots=True)
class Way:
    """In units of the picture; `crop` is what it shows of the map of Eurasia, as SVG's view box."""

    width: int
    height: int
    crop: str
    done: str
    ahead: str
    spots: list[Spot]
    rows: list[Row]
    x: str
    y: str


def way_of(way: ParcelWay, promised_on: int, language: str) -> Way:
    """Of at least one place of the road; `promised_on` counts days from 1970."""
    places = desks().corridor.road.places
    whole = [on_map(places[stop.place].longitude, places[stop.place].latitude) for stop in way.stops]
    crop, points = _cropped(whole)
    here = _here(way, points)
    sheet = Sheet(WIDTH, HEIGHT, LETTERS, [])
    sheet.around(*here, 7)
    for point in points:
        sheet.around(*point, 4)
    days = [_day(stop, at == len(points) - 1, promised_on, language) for at, stop in enumerate(way.stops)]
    named = [
        sheet.put([places[stop.place].names[language], *([days[at]] if days[at] else [])], *points[at], 8)
        if stop.kind != "town"
        else None
        for at, stop in enumerate(way.stops)
    ]
    spots = [
        Spot(
            stop.kind, f"{points[at][0]:.1f}", f"{points[at][1]:.1f}", stop.passed, name, days[at],
            f"{float(name.y) + LETTERS.line:.1f}" if name else "",
        )
        for at, (stop, name) in enumerate(zip(way.stops, named, strict=True))
    ]  # fmt: skip
    return Way(
        int(WIDTH),
        int(HEIGHT),
        crop,
        *_lines(way, points),
        spots,
        _rows(way, promised_on, language),
        f"{here[0]:.1f}",
        f"{here[1]:.1f}",
    )


def _rows(way: ParcelWay, promised_on: int, language: str) -> list[Row]:
    """Towns of which nobody said anything are left out; where it is between two places, a row says so."""
    places, rows = desks().corridor.road.places, []
    for at, stop in enumerate(way.stops):
        if stop.kind != "town" or stop.at is not None:
            mode = word_of("mode", stop.mode, language) if stop.mode else ""
            when = _when(stop, at == len(way.stops) - 1, promised_on, language)
            name, kind = places[stop.place].names[language], word_of("stop", stop.kind, language)
            rows.append(Row(name, kind, mode, *_state(way, at, language), when))
        if at == way.leg and 0 < way.share < 1:
            mode = word_of("mode", way.stops[at + 1].mode, language)
            rows.append(Row(word("way.between", language), mode, "", "here", "", ""))
    return rows


def _cropped(whole: list[Point]) -> tuple[str, list[Point]]:
    """The part of the map around these points, and they on the picture."""
    xs, ys = [x for x, _ in whole], [y for _, y in whole]
    scale = min(
        (WIDTH - 2 * MARGIN) / max(max(xs) - min(xs), 1.0), (HEIGHT - 2 * MARGIN) / max(max(ys) - min(ys), 1.0),
        WIDTH / LEAST,
    )  # fmt: skip
    left = (max(xs) + min(xs) - WIDTH / scale) / 2
    top = (max(ys) + min(ys) - HEIGHT / scale) / 2
    crop = f"{left:.1f} {top:.1f} {WIDTH / scale:.1f} {HEIGHT / scale:.1f}"
    return crop, [((x - left) * scale, (y - top) * scale) for x, y in whole]


def _here(way: ParcelWay, points: list[Point]) -> Point:
    if len(points) == 1:
        return points[0]
    start, end = points[way.leg], points[way.leg + 1]
    return on_curve(start, end, bend_of(way.stops[way.leg + 1].mode), way.share)


def _lines(way: ParcelWay, points: list[Point]) -> tuple[str, str]:
    """The road behind the parcel and that before it, as SVG's paths."""
    done, ahead = f"M{points[0][0]:.1f} {points[0][1]:.1f}", ""
    for at in range(len(points) - 1):
        start, end, bend = points[at], points[at + 1], bend_of(way.stops[at + 1].mode)
        if at < way.leg:
            done += curve(start, end, bend)
        elif at == way.leg:
            before, after = cut(start, end, bend, way.share)
            done, ahead = done + before, after
        else:
            ahead += curve(start, end, bend)
    return done, ahead


def _day(stop: Stop, last: bool, promised_on: int, language: str) -> str:
    """In short: a day, with a sign before it where it is but usual."""
    if stop.at is not None:
        return day_of(stop.at // DAY, language)
    if last:
        return f"≤ {day_of(promised_on, language)}"
    return f"≈ {day_of(stop.about // DAY, language)}" if stop.about is not None else ""


def _when(stop: Stop, last: bool, promised_on: int, language: str) -> str:
    if stop.at is not None:
        return moment_at(stop.at, language)
    if last:
        return f"{word('my_orders.promised', language)}: {day_of(promised_on, language)}"
    return f"≈ {day_of(stop.about // DAY, language)}" if stop.about is not None else ""


def _state(way: ParcelWay, at: int, language: str) -> tuple[str, str]:
    """Where the parcel is: behind a place, at it, or before it."""
    if (at == way.leg + 1 and way.share >= 1) or (at == way.leg and way.share <= 0):
        state = "here"
    else:
        state = "passed" if way.stops[at].passed else "ahead"
    return state, word_of("way", state, language)
