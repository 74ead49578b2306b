"""Luck by counting: a draw depends on (seed, key, stage) alone, never on the order or size of a batch.

The mixer is the finalizer of SplitMix64 (Steele, Lea, Flood 2014), applied once per word.
"""

import math
from typing import Any

import numpy as np

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
LEAST, MOST = 0.001, 0.995  # where the tail of a delay is cut
FARTHEST = 2.0**53  # what would be longer is as long as this
_NINE = math.log(9.0)  # log odds of the 90 % quantile


def uniform(seed: int, keys: np.ndarray, stage: int) -> np.ndarray:
    """float64[n] in [0, 1) for keys uint64[n]."""
    with np.errstate(over="ignore"):
        found = mixed(keys.astype(np.uint64) ^ stage_word(seed, stage))
    return (found >> np.uint64(11)).astype(np.float64) * 2.0**-53


def stage_word(seed: int, stage: int) -> np.uint64:
    """What keys are mixed with."""
    with np.errstate(over="ignore"):
        word = mixed(np.uint64(seed % 2**64) + _STEP)
        return np.uint64(mixed(word ^ (np.uint64(stage) * _STEP)))


def delay(u: np.ndarray, p50: np.ndarray, p90: np.ndarray) -> np.ndarray:
    """int64[n] seconds: log-logistic with the given median and 90 % quantile, tail cut at MOST. p50 > 0, p90 >= p50."""
    cut = np.clip(u, LEAST, MOST)
    slope = np.log(p90 / p50) / _NINE
    return np.rint(np.minimum(p50 * np.exp(slope * np.log(cut / (1.0 - cut))), FARTHEST)).astype(np.int64)


def mixed(word: Any) -> Any:
    """For words uint64, one or many."""
    word = (word ^ (word >> np.uint64(30))) * _FIRST
    word = (word ^ (word >> np.uint64(27))) * _SECOND
    return word ^ (word >> np.uint64(31))
