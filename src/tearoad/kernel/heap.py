"""A heap of numbers, the least key first: `heap` int64[room, 2] holds keys and items, the caller how many there are."""

import numpy as np

from tearoad.kernel.compiled import njit


@njit
def pushed(heap: np.ndarray, size: int, key: int, item: int) -> int:
    """Lays an item in, for which there is room; says how many there are now."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if heap[above, 0] <= key:
            break
        heap[at, 0], heap[at, 1] = heap[above, 0], heap[above, 1]
        at = above
    heap[at, 0], heap[at, 1] = key, item
    return size + 1


@njit
def popped(heap: np.ndarray, size: int) -> int:
    """Drops the first, which the caller has read at row 0; says how many are left."""
    size -= 1
    key, item = heap[size, 0], heap[size, 1]
    at = 0
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and heap[below + 1, 0] < heap[below, 0]:
            below += 1
        if heap[below, 0] >= key:
            break
        heap[at, 0], heap[at, 1] = heap[below, 0], heap[below, 1]
        at = below
    heap[at, 0], heap[at, 1] = key, item
    return size
