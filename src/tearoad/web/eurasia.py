"""The map of Eurasia on which the road is drawn: an equal-area cone, so that a country is as large as it is.

`static/land.svg` is land in these units, made by `tools/land.py`. Lines between states are left out: several are
disputed, and none is needed to see where parcels go.
"""

import math

Point = tuple[float, float]

WIDTH, HEIGHT = 800.0, 485.0
SOUTH, NORTH, MIDDLE = 32.0, 58.0, 82.0  # degrees: the parallels where the cone cuts the globe, and its middle meridian
TOP_LATITUDE = 71.8  # at the middle meridian, on the frame's upper edge
SCALE = 610.0  # units of the map a radian, so that the frame reaches from the Baltic to the Sea of Japan

_CONE = (math.sin(math.radians(SOUTH)) + math.sin(math.radians(NORTH))) / 2
_CONSTANT = math.cos(math.radians(SOUTH)) ** 2 + 2 * _CONE * math.sin(math.radians(SOUTH))


def on_map(longitude: float, latitude: float) -> Point:
    """A point of the globe, in degrees, as (x, y) of the map, y downwards; what is elsewhere lies outside its frame."""
    turn = _CONE * math.radians(longitude - MIDDLE)
    radius = _radius(latitude)
    return WIDTH / 2 + SCALE * radius * math.sin(turn), SCALE * (radius * math.cos(turn) - _radius(TOP_LATITUDE))


def _radius(latitude: float) -> float:
    return math.sqrt(_CONSTANT - 2 * _CONE * math.sin(math.radians(latitude))) / _CONE
