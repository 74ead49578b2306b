"""Samples drawn again from rows in an order, with replacement: how many hits the first of each sample have."""

import numpy as np

from tearoad.kernel.compiled import njit
from tearoad.kernel.draws import mixed

_mixed = njit(mixed)


@njit
def resampled_hits(hits: np.ndarray, counts: np.ndarray, words: np.ndarray) -> np.ndarray:
    """int64[r, k, s]: for each of `words` uint64[r] (`draws.stage_word`) n places are drawn of n; of the places, taken
    as often as they were drawn and in their order, the first `counts` int64[s], none above n, are looked at, in each of
    k orders: `hits` uint8[n, k] is 1 where an order has a hit."""
    rows, orders = hits.shape
    found = np.zeros((len(words), orders, len(counts)), dtype=np.int64)
    times = np.empty(rows, dtype=np.int32)
    for again in range(len(words)):
        times[:] = 0
        for row in range(rows):
            luck = np.float64(_mixed(np.uint64(row) ^ words[again]) >> np.uint64(11)) * 2.0**-53
            times[np.int64(luck * rows)] += 1
        for share in range(len(counts)):
            place, left = 0, counts[share]
            while left > 0:
                taken = min(times[place], left)
                for order in range(orders):
                    found[again, order, share] += taken * hits[place, order]
                place, left = place + 1, left - taken
    return found
