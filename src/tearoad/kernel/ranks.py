"""The rank of values among those of their group."""

import numpy as np

from tearoad.kernel.compiled import njit


@njit
def rank_within(starts: np.ndarray, values: np.ndarray, group: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """float32[n]: the share of `values`[starts[g]:starts[g + 1]] (ascending, not empty) below `asked`, equal ones by
    half; 0 where group is -1."""
    ranks = np.zeros(len(asked), dtype=np.float32)
    for row in range(len(asked)):
        if group[row] >= 0:
            own = values[starts[group[row]] : starts[group[row] + 1]]
            below = np.searchsorted(own, asked[row])
            upto = np.searchsorted(own, asked[row], side="right")
            ranks[row] = (below + upto) / (2.0 * len(own))
    return ranks
