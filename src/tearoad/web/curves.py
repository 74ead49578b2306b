"""Lanes as curves of a picture: each mode leaves the straight line by its own share, so that they are told apart."""

import math
from collections.abc import Sequence
from itertools import pairwise

from tearoad.web.eurasia import Point

# How far a leg of each mode leaves the straight line, as a share of its length; ships from the south keep to the sea.
BENDS = {"road": -0.05, "rail": 0.07, "air": -0.13, "sea": -0.2}
OTHER_BEND = -0.04


def bend_of(mode: str) -> float:
    """Of a leg of a mode."""
    return BENDS.get(mode, OTHER_BEND)


def whole(start: Point, end: Point, mode: str) -> str:
    """A leg alone as SVG's path."""
    return f"M{start[0]:.1f} {start[1]:.1f}{curve(start, end, bend_of(mode))}"


def curve(start: Point, end: Point, bend: float) -> str:
    """SVG's words for a leg that goes on from its start."""
    x, y = _handle(start, end, bend)
    return f"Q{x:.1f} {y:.1f} {end[0]:.1f} {end[1]:.1f}"


def along(points: Sequence[Point], modes: Sequence[str], progress: float) -> tuple[str, Point]:
    """The point at a share of the way, and by which mode one is there; legs by their straight length, `modes` one a
    leg."""
    legs = list(pairwise(points))
    left = progress * sum(math.dist(*leg) for leg in legs)
    for (start, end), mode in zip(legs, modes, strict=True):
        length = math.dist(start, end)
        if left <= length and length:
            return mode, on_curve(start, end, bend_of(mode), left / length)
        left -= length
    return modes[-1], points[-1]


def on_curve(start: Point, end: Point, bend: float, share: float) -> Point:
    """The point at a share of one leg."""
    handle = _handle(start, end, bend)
    before, middle, after = (1 - share) ** 2, 2 * share * (1 - share), share**2
    return (
        before * start[0] + middle * handle[0] + after * end[0],
        before * start[1] + middle * handle[1] + after * end[1],
    )


def cut(start: Point, end: Point, bend: float, share: float) -> tuple[str, str]:
    """SVG's words for both parts of a leg, before and after a share of it; the second begins where the first ends."""
    handle, (x, y) = _handle(start, end, bend), on_curve(start, end, bend, share)
    first = _between(start, handle, share)
    second = _between(handle, end, share)
    return (
        f"Q{first[0]:.1f} {first[1]:.1f} {x:.1f} {y:.1f}",
        f"M{x:.1f} {y:.1f}Q{second[0]:.1f} {second[1]:.1f} {end[0]:.1f} {end[1]:.1f}",
    )


def _between(one: Point, two: Point, share: float) -> Point:
    return one[0] + share * (two[0] - one[0]), one[1] + share * (two[1] - one[1])


def _handle(start: Point, end: Point, bend: float) -> Point:
    """The control point of a leg's curve."""
    wide, high = end[0] - start[0], end[1] - start[1]
    return (start[0] + end[0]) / 2 + 2 * bend * high, (start[1] + end[1]) / 2 - 2 * bend * wide
