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


@njit
def reserve_whole(
    order: np.ndarray, item: np.ndarray, quantity: np.ndarray, available: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Which lines are there for their order, bool[n], and what is left, int64[k].

    As `reserve`, but lines of one `order`, int64[n] and neighbours, stand or fall together: an order of which a line is
    refused takes nothing. Its lines that could have been granted are true all the same: the others are the reason.
    """
    left = available.copy()
    granted = np.zeros(len(item), dtype=np.bool_)
    start = 0
    while start < len(item):
        end = start
        while end < len(item) and order[end] == order[start]:
            end += 1
        for row in range(start, end):
            if quantity[row] <= left[item[row]]:
                left[item[row]] -= quantity[row]
                granted[row] = True
        if not granted[start:end].all():
            for row in range(start, end):
                if granted[row]:
                    left[item[row]] += quantity[row]
        start = end
    return granted, left
