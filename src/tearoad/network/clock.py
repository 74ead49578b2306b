"""Clocks of places: local times as moments, and moments as the clock shows them."""

from typing import NamedTuple

import numpy as np


class Clock(NamedTuple):
    """The clock of a place: from each moment on its seconds east of UTC; the first moment is the beginning of time."""

    moments: tuple[int, ...]
    offsets: tuple[int, ...]


def moments(local: np.ndarray, clock: Clock) -> np.ndarray:
    """Local times, int64[n] as if of UTC, as moments. What the clock shows twice is the first time; what it skips is
    taken by the clock before."""
    offsets = np.array(clock.offsets, dtype=np.int64)
    turns = np.array(clock.moments[1:], dtype=np.int64) + np.maximum(offsets[1:], offsets[:-1])
    return local - offsets[np.searchsorted(turns, local, side="right")]


def local_times(at: np.ndarray, clock: Clock) -> np.ndarray:
    """What the clock shows at moments int64[n], as if of UTC."""
    spot = np.searchsorted(np.array(clock.moments, dtype=np.int64), at, side="right") - 1
    return at + np.array(clock.offsets, dtype=np.int64)[spot]
