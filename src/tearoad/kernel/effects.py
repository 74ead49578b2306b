"""What each of several groupings adds to a number: means of what others leave, drawn to nothing where rows are few."""

import numpy as np

from tearoad.kernel.compiled import njit

SWEEPS = 4


@njit
def fitted(
    codes: np.ndarray, value: np.ndarray, weight: np.ndarray, first: np.ndarray, prior: np.ndarray, cut: float
) -> np.ndarray:
    """float64[effects + 1]: the effect of each code, and the mean of all at the end.

    `codes` int64[n, g] number the effects of all groupings in one row, those of grouping j from `first[j]` to
    `first[j + 1]`; `prior[j]` is for how many rows nothing counts. What is more than `cut` from its place counts as if
    it were no farther.
    """
    rows, groupings = codes.shape
    effect = np.zeros(first[-1] + 1)
    total = weight.sum()
    if total <= 0.0:
        return effect
    mean = (value * weight).sum() / total
    left = value - mean  # what no effect explains yet
    for _ in range(SWEEPS):
        for grouping in range(groupings):
            start, stop = first[grouping], first[grouping + 1]
            sums, counts = np.zeros(stop - start), np.zeros(stop - start)
            for row in range(rows):
                own = codes[row, grouping] - start
                rest = min(max(left[row], -cut), cut)
                sums[own] += weight[row] * (rest + effect[start + own])
                counts[own] += weight[row]
            moved = sums / (counts + prior[grouping]) - effect[start:stop]
            effect[start:stop] += moved
            for row in range(rows):
                left[row] -= moved[codes[row, grouping] - start]
        shift = 0.0
        for row in range(rows):
            shift += weight[row] * min(max(left[row], -cut), cut)
        mean += shift / total
        left -= shift / total
    effect[-1] = mean
    return effect
