"""The picture of a parcel's way: places on a flat map, the line between them, a dot where it is. No script draws it."""

import math
from dataclasses import dataclass
from itertools import pairwise

from tearoad.api.provider import desks
from tearoad.web.flat_map import fitted

WIDTH, HEIGHT, MARGIN = 360.0, 170.0, 34.0


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the picture. Its name stands `dy` from the dot, above and below by turns, and has its `end` there
    where there is no room to the right."""

    x: str
    y: str
    name: str
    dy: str
    end: bool
    passed: bool


@dataclass(frozen=True, slots=True)
class Way:
    """In units of the picture's view box, as texts with a point."""

    stops: list[Stop]
    points: str
    x: str
    y: str


def way_of(places: tuple[str, ...], progress: float, language: str) -> Way:
    """Of at least one place of the road; `progress` from 0 at the first to 1 at the last."""
    known = [desks().corridor.road.places[name] for name in places]
    flat = fitted([(one.longitude, one.latitude) for one in known], WIDTH, HEIGHT, MARGIN)
    at, passed = _along(flat, progress)
    stops = [
        Stop(
            f"{x:.1f}",
            f"{y:.1f}",
            one.names[language],
            "19" if number % 2 else "-10",
            x > WIDTH * 0.7,
            number <= passed,
        )
        for number, ((x, y), one) in enumerate(zip(flat, known, strict=True))
    ]
    return Way(stops, " ".join(f"{x:.1f},{y:.1f}" for x, y in flat), f"{at[0]:.1f}", f"{at[1]:.1f}")


def _along(points: list[tuple[float, float]], progress: float) -> tuple[tuple[float, float], int]:
    """The point at a share of the whole length, and the number of the last place before it."""
    legs = [math.dist(one, two) for one, two in pairwise(points)]
    left = progress * sum(legs)
    for number, leg in enumerate(legs):
        if left < leg:
            (x, y), (to_x, to_y) = points[number], points[number + 1]
            share = left / leg
            return (x + share * (to_x - x), y + share * (to_y - y)), number
        left -= leg
    return points[-1], len(points) - 1
