"""Items into receptacles, one after another: the next one is opened where an item does not fit any more."""

import numpy as np

from tearoad.kernel.compiled import njit


@njit
def next_fit(
    group: np.ndarray, weight: np.ndarray, used: np.ndarray, count: np.ndarray, limit: int, most: int
) -> np.ndarray:
    """int64[n]: into which receptacle of its group each item goes, 0 for the one that is open now, then 1, 2 ...

    `group` int64[n] are numbers of groups, `weight` int64[n]; `used` and `count` int64[groups] are what the open ones
    hold, and hold in the end. At most `most` items go into one, and at most `limit` of weight, but that one item alone
    may weigh more.
    """
    number = np.zeros(len(used), dtype=np.int64)
    found = np.empty(len(group), dtype=np.int64)
    for row in range(len(group)):
        own = group[row]
        if count[own] >= most or (count[own] > 0 and used[own] + weight[row] > limit):
            number[own] += 1
            used[own] = 0
            count[own] = 0
        used[own] += weight[row]
        count[own] += 1
        found[row] = number[own]
    return found
