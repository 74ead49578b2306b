"""A flat map of the road without a script: places as points of a picture, degrees as long as they are at its middle."""

import math
from collections.abc import Sequence

MIDDLE_LATITUDE = 52.0  # where a degree of longitude is as long on the picture as it is on the road
MOST_SCALE = 40.0  # units of the picture a degree, so that two near places do not fill it

Point = tuple[float, float]


def fitted(degrees: Sequence[Point], width: float, height: float, margin: float) -> list[Point]:
    """Points (longitude, latitude) as (x, y) of a picture, y downwards, as large as it allows and in its middle."""
    flat = [(longitude * math.cos(math.radians(MIDDLE_LATITUDE)), -latitude) for longitude, latitude in degrees]
    xs, ys = [x for x, _ in flat], [y for _, y in flat]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = min((width - 2 * margin) / max(wide, 1e-9), (height - 2 * margin) / max(high, 1e-9), MOST_SCALE)
    left, top = (width - scale * wide) / 2, (height - scale * high) / 2
    return [(left + scale * (x - min(xs)), top + scale * (y - min(ys))) for x, y in flat]
