"""Who gets the last unit: whole lines, in their order, from what is there."""

import numpy as np

from tearoad.kernel.compiled import njit


@njit
def reserve(item: np.ndarray, quantity: np.ndarray, available: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which lines are granted, bool[n], and what is left, int64[k].

    `item` int64[n] numbers products, `quantity` int64[n] > 0, `available` int64[k]. A line is granted whole or not at
    all; a refused line takes nothing from those after it.
    """
    left = available.copy()
    granted = np.zeros(len(item), dtype=np.bool_)
    for row in range(len(item)):
        if quantity[row] <= left[item[row]]:
            left[item[row]] -= quantity[row]
            granted[row] = True
    return granted, left
