"""Quantiles of everything that came before, day by day."""

import numpy as np

from tearoad.kernel.compiled import njit


@njit
def quantiles_so_far(
    value: np.ndarray, known: np.ndarray, asked: np.ndarray, level: np.ndarray, most: int
) -> np.ndarray:
    """int64[days, levels]: for each day of `asked`, ascending, the least number within which so large a share is of
    those `value` int64[n] that are `known` before that day; -1 where none is. `known` int64[n] and `level` ascend. What
    is above `most` counts as `most`."""
    found = np.full((len(asked), len(level)), -1, dtype=np.int64)
    counts = np.zeros(most + 1, dtype=np.int64)
    total = 0
    for day in range(len(asked)):
        while total < len(value) and known[total] < asked[day]:
            counts[min(max(value[total], 0), most)] += 1
            total += 1
        if total:
            passed, at = 0, -1
            for one in range(len(level)):
                while passed < level[one] * total:
                    at += 1
                    passed += counts[at]
                found[day, one] = max(at, 0)
    return found
