"""Days on which a country rests move what people do to the next day that is open."""

from functools import lru_cache

import numpy as np

from tearoad.terms.days import DAY


def next_open(at: np.ndarray, closed: np.ndarray, zone: int) -> np.ndarray:
    """Each moment, or the same hour of the first open day after it.

    `at` int64[n] seconds since 1970; `closed` int64[k] days since 1970, ascending; `zone` seconds east of UTC.
    """
    if not len(closed):
        return at
    run_end = _ends_of_runs(closed.tobytes())
    day = (at + zone) // DAY
    spot = np.minimum(np.searchsorted(closed, day), len(closed) - 1)
    resting = closed[spot] == day
    return np.where(resting, at + (run_end[spot] - day) * DAY, at)


def by_cut_off(at: np.ndarray, cut_off: np.ndarray, closed: np.ndarray, zone: int) -> np.ndarray:
    """When a stock hands over what is ordered at each moment: at its `cut_off` (int64[n] seconds after midnight) of the
    same day if it is open and that has not passed, else of the next open day."""
    begins = (at + zone) // DAY * DAY - zone
    return next_open(begins + cut_off + np.where(at - begins >= cut_off, DAY, 0), closed, zone)


@lru_cache(maxsize=64)  # as many as a road and its scenarios have calendars
def _ends_of_runs(days: bytes) -> np.ndarray:
    """For each closed day, given as the bytes of an int64 array, the first open day after its run."""
    closed = np.frombuffer(days, dtype=np.int64)
    ends = closed + 1
    for row in range(len(closed) - 2, -1, -1):
        if closed[row + 1] == closed[row] + 1:
            ends[row] = ends[row + 1]
    return ends
