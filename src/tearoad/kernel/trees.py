"""Sums over binary trees, and which features they are owed to.

Nodes are columns: `feature` int32 (-1 is a leaf), `threshold` float64, `left` int32 (the right child stands beside it),
`value` float64, of a node the mean of its leaves. What is not above the threshold goes left; NaN is not asked.
"""

import numpy as np

from tearoad.kernel.compiled import njit


@njit
def tree_sums(
    rows: np.ndarray,
    roots: np.ndarray,
    feature: np.ndarray,
    threshold: np.ndarray,
    left: np.ndarray,
    value: np.ndarray,
) -> np.ndarray:
    """float64[n]: for rows float32[n, f] the sum of the leaves they come to."""
    sums = np.zeros(len(rows), dtype=np.float64)
    for row in range(len(rows)):
        for root in roots:
            node = root
            while feature[node] >= 0:
                node = left[node] + (rows[row, feature[node]] > threshold[node])
            sums[row] += value[node]
    return sums


@njit
def tree_parts(
    rows: np.ndarray,
    roots: np.ndarray,
    feature: np.ndarray,
    threshold: np.ndarray,
    left: np.ndarray,
    value: np.ndarray,
    group: np.ndarray,
    groups: int,
) -> np.ndarray:
    """float64[n, groups]: each step from a node to its child changes the mean; the change is owed to the group
    (int64[f]) of the feature that was asked. The parts and the means of the roots are the sum of the leaves."""
    parts = np.zeros((len(rows), groups), dtype=np.float64)
    for row in range(len(rows)):
        for root in roots:
            node = root
            while feature[node] >= 0:
                asked = feature[node]
                child = left[node] + (rows[row, asked] > threshold[node])
                parts[row, group[asked]] += value[child] - value[node]
                node = child
    return parts
