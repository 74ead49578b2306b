"""The small picture of the whole road on the start page: lanes, places with names, dots for a sample of parcels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tearoad.operations.control_room_view import ControlRoom, Place
from tearoad.web import eurasia
from tearoad.web.curves import along, whole
from tearoad.web.eurasia import Point, on_map
from tearoad.web.map_names import Letters, Name, Sheet

WIDTH, HEIGHT = 480.0, 291.0
SCALE = WIDTH / eurasia.WIDTH
MOST_DOTS = 120  # more of them hide the lanes
LETTERS = Letters(7.4, 12.5, 14.0)  # the widest of its layouts
NAMED_FIRST = {"office": 0, "origin": 1, "border": 2, "city": 3}


@dataclass(frozen=True, slots=True)
class Picture:
    """On the map of Eurasia, `scale` as large. As texts in units of the view box: legs of lanes (mode, path), spots
    (kind, x, y), names, dots (mode, x, y)."""

    width: int
    height: int
    scale: str
    lanes: list[tuple[str, str]]
    spots: list[tuple[str, str, str]]
    names: list[Name]
    dots: list[tuple[str, str, str]]


def road_picture(room: ControlRoom, language: str) -> Picture:
    """Of a road whose lanes go from place to place of Eurasia; `language` is ru, zh or en."""
    points = [_on_picture(place.longitude, place.latitude) for place in room.places]
    ways = {lane.id: (lane.modes, [_on_picture(*point) for point in lane.points]) for lane in room.lanes}
    legs = (zip(modes, pairwise(stops), strict=True) for modes, stops in ways.values())
    lanes = sorted({(mode, whole(*ends, mode)) for way in legs for mode, ends in way})
    every = max(1, math.ceil(len(room.parcels) / MOST_DOTS))
    dots = []
    for parcel in room.parcels[::every]:
        if parcel.lane in ways:
            modes, stops = ways[parcel.lane]
            mode, (x, y) = along(stops, modes, parcel.progress)
            dots.append((mode, f"{x:.1f}", f"{y:.1f}"))
    spots = [(str(place.kind), f"{x:.1f}", f"{y:.1f}") for place, (x, y) in zip(room.places, points, strict=True)]
    return Picture(int(WIDTH), int(HEIGHT), f"{SCALE:.3f}", lanes, spots, _names(room.places, points, language), dots)


def _on_picture(longitude: float, latitude: float) -> Point:
    x, y = on_map(longitude, latitude)
    return x * SCALE, y * SCALE


def _names(places: Sequence[Place], points: Sequence[Point], language: str) -> list[Name]:
    """Of as many places as have room, the more important first. The name of an office may lie on a town's point, but
    that of a town on nothing."""
    spots = sorted(zip(places, points, strict=True), key=lambda spot: NAMED_FIRST.get(spot[0].kind, 9))
    towns = [spot for spot in spots if spot[0].kind == "city"]
    sheet, names = Sheet(WIDTH, HEIGHT, LETTERS, []), []
    for some in (spots[: len(spots) - len(towns)], towns):
        for _, (x, y) in some:
            sheet.around(x, y, 3)
        names += [sheet.put([place.names[language]], x, y, 7) for place, (x, y) in some]
    return [name for name in names if name]
