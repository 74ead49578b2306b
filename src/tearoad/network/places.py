"""How far places are from each other, as the crow flies."""

from collections.abc import Sequence

import numpy as np

from tearoad.network.road import Place
from tearoad.terms.days import HOUR

EARTH_KM = 6_371.0  # mean radius
FASTEST_KM_AN_HOUR = 1_000  # assumed: no parcel is faster from scan to scan


def distances(places: Sequence[Place]) -> np.ndarray:
    """float64[n, n] in km along great circles (haversine)."""
    latitude = np.radians([place.latitude for place in places])
    longitude = np.radians([place.longitude for place in places])
    north = np.sin((latitude[:, None] - latitude[None, :]) / 2) ** 2
    east = np.sin((longitude[:, None] - longitude[None, :]) / 2) ** 2
    share = north + np.cos(latitude)[:, None] * np.cos(latitude)[None, :] * east
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(share, 0, 1)))


def apart(places: Sequence[Place]) -> np.ndarray:
    """int64[n, n]: seconds within which nothing gets from one to the other."""
    return (distances(places) * HOUR / FASTEST_KM_AN_HOUR).astype(np.int64)
