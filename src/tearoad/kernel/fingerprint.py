"""Fingerprints of rows: SplitMix64's finalizer (Steele, Lea, Flood 2014), folded over the columns one by one."""

import numpy as np

from tearoad.kernel.compiled import njit

STEP, FIRST, SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@njit
def fold(found: np.ndarray, column: np.ndarray) -> None:
    """Take one more column, int64[n], into the fingerprints `found`, uint64[n]."""
    for row in range(len(found)):
        word = (found[row] ^ np.uint64(column[row])) + STEP
        word = (word ^ (word >> np.uint64(30))) * FIRST
        word = (word ^ (word >> np.uint64(27))) * SECOND
        found[row] = word ^ (word >> np.uint64(31))
