"""The small picture of the whole road on the start page: lanes, places with names, dots for a sample of parcels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tearoad.operations.control_room_view import ControlRoom, Place
from tearoad.web.flat_map import Point, fitted

WIDTH, HEIGHT, MARGIN = 480.0, 270.0, 26.0
MOST_DOTS = 120  # more of them hide the lanes
# How far a lane of each mode leaves the straight line, as a share of its leg: lanes side by side are told apart.
BENDS = {"road": 0.0, "rail": 0.05, "air": -0.13, "sea": 0.16}
OTHER_BEND = -0.04
LETTER, WIDE_LETTER, LINE = (
    7.4,
    12.5,
    14.0,
)  # sizes of a name's letters in the picture's units, the widest of its layouts
FIRST_WIDE = "\u2e80"  # letters from here on are as wide as high
NAMED_FIRST = {"office": 0, "origin": 1, "border": 2, "city": 3}

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Name:
    """A place's name beside its point; `anchor` is SVG's."""

    text: str
    x: str
    y: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Picture:
    """As texts in units of the view box: lanes (mode, path), spots (kind, x, y), names, dots (mode, x, y)."""

    width: int
    height: int
    lanes: list[tuple[str, str]]
    spots: list[tuple[str, str, str]]
    names: list[Name]
    dots: list[tuple[str, str, str]]


def road_picture(room: ControlRoom, language: str) -> Picture:
    """Of a road with one place at least, whose lanes go from place to place; `language` is ru, zh or en."""
    degrees = [(place.longitude, place.latitude) for place in room.places]
    points = fitted(degrees, WIDTH, HEIGHT, MARGIN)
    flat = dict(zip(degrees, points, strict=True))
    ways = {
        lane.id: (lane.mode, [flat[longitude, latitude] for longitude, latitude in lane.points]) for lane in room.lanes
    }
    lanes = sorted({(mode, _path(stops, BENDS.get(mode, OTHER_BEND))) for mode, stops in ways.values()})
    every = max(1, math.ceil(len(room.parcels) / MOST_DOTS))
    dots = []
    for parcel in room.parcels[::every]:
        if parcel.lane in ways:
            mode, stops = ways[parcel.lane]
            x, y = _along(stops, BENDS.get(mode, OTHER_BEND), parcel.progress)
            dots.append((mode, f"{x:.1f}", f"{y:.1f}"))
    spots = [(str(place.kind), f"{x:.1f}", f"{y:.1f}") for place, (x, y) in zip(room.places, points, strict=True)]
    return Picture(int(WIDTH), int(HEIGHT), lanes, spots, _names(room.places, points, language), dots)


def _path(points: Sequence[Point], bend: float) -> str:
    legs = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for start, end in pairwise(points):
        x, y = _handle(start, end, bend)
        legs.append(f"Q{x:.1f} {y:.1f} {end[0]:.1f} {end[1]:.1f}")
    return "".join(legs)


def _handle(start: Point, end: Point, bend: float) -> Point:
    """The control point of a leg's curve."""
    wide, high = end[0] - start[0], end[1] - start[1]
    return (start[0] + end[0]) / 2 + 2 * bend * high, (start[1] + end[1]) / 2 - 2 * bend * wide


def _along(points: Sequence[Point], bend: float, progress: float) -> Point:
    """The point at a share of the way, legs by their straight length."""
    legs = list(pairwise(points))
    left = progress * sum(math.dist(*leg) for leg in legs)
    for start, end in legs:
        length = math.dist(start, end)
        if left <= length and length:
            share, handle = left / length, _handle(start, end, bend)
            before, middle, after = (1 - share) ** 2, 2 * share * (1 - share), share**2
            return (
                before * start[0] + middle * handle[0] + after * end[0],
                before * start[1] + middle * handle[1] + after * end[1],
            )
        left -= length
    return points[-1]


def _names(places: Sequence[Place], points: Sequence[Point], language: str) -> list[Name]:
    """Of as many places as have room, the more important first. The name of an office may lie on a town's point, but
    that of a town on nothing."""
    spots = sorted(zip(places, points, strict=True), key=lambda spot: NAMED_FIRST.get(spot[0].kind, 9))
    towns = [spot for spot in spots if spot[0].kind == "city"]
    names: list[Name] = []
    taken: list[Box] = []
    for some in (spots[: len(spots) - len(towns)], towns):
        taken += [(x - 3, y - 3, x + 3, y + 3) for _, (x, y) in some]
        for place, (x, y) in some:
            found = _room_for(place.names[language], x, y, taken)
            if found:
                names.append(found[0])
                taken.append(found[1])
    return names


def _room_for(text: str, x: float, y: float, taken: Sequence[Box]) -> tuple[Name, Box] | None:
    """The name beside its point, above, below or askew, and what it takes; None where all of that is taken."""
    wide = sum(WIDE_LETTER if letter > FIRST_WIDE else LETTER for letter in text)
    beside = [("start", 7, 4), ("end", -7, 4), ("middle", 0, -8), ("middle", 0, 17)]
    askew = [("start", 3, -7), ("end", -3, -7), ("start", 3, 16), ("end", -3, 16)]
    for anchor, right, down in beside + askew:
        at, base = x + right, y + down
        left = at - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        box = (left, base - LINE + 3, left + wide, base + 3)
        if box[0] >= 2 and box[2] <= WIDTH - 2 and not any(_overlap(box, other) for other in taken):
            return Name(text, f"{at:.1f}", f"{base:.1f}", anchor), box
    return None


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
