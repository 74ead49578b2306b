"""Who waits, as a pairing heap (Fredman, Sedgewick, Sleator, Tarjan 1986) over customers.

A customer waits at one place at most, so all heaps stand in three columns of the customers' table; the least
(KEY, customer) is the root.
"""

import numpy as np

from tearoad.kernel.compiled import borrowing

NOBODY = -1
KEY, CHILD, SIBLING = 0, 1, 2


@borrowing
def joined(of: np.ndarray, one: int, other: int) -> int:
    """The root of two heaps in one, either may be NOBODY; `of` int64[n, ...] is changed."""
    if one == NOBODY:
        return other
    if other == NOBODY:
        return one
    if of[other, KEY] < of[one, KEY] or (of[other, KEY] == of[one, KEY] and other < one):
        one, other = other, one
    of[other, SIBLING] = of[one, CHILD]
    of[one, CHILD] = other
    return one


@borrowing
def without_first(of: np.ndarray, root: int) -> int:
    """The root of what is left when the root is taken away: its children are paired, then joined from the last pair."""
    pairs = NOBODY
    one = of[root, CHILD]
    while one != NOBODY:
        other = of[one, SIBLING]
        following = NOBODY
        of[one, SIBLING] = NOBODY
        if other != NOBODY:
            following = of[other, SIBLING]
            of[other, SIBLING] = NOBODY
        pair = joined(of, one, other)
        of[pair, SIBLING] = pairs
        pairs = pair
        one = following
    whole = NOBODY
    while pairs != NOBODY:
        following = of[pairs, SIBLING]
        of[pairs, SIBLING] = NOBODY
        whole = joined(of, whole, pairs)
        pairs = following
    return whole
