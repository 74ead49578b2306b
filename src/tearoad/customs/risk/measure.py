"""How good scores are at a capacity: precision and recall of the top, and the area under the curve."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tearoad.kernel.draws import stage_word
from tearoad.kernel.resamples import resampled_hits

SHARES = (0.05, 0.10)
RESAMPLES, SEED = 1_000, 5
BOUNDS = (0.025, 0.975)


class Top(NamedTuple):
    """Of the `taken` rows with the highest scores. None where nothing can be told: no rows, or for recall no fraud."""

    taken: int
    precision: float | None
    recall: float | None


def how_many(share: float, rows: int) -> int:
    """Rows that are a share of all, rounded up."""
    return math.ceil(round(share * rows, 9))  # 0.1 * 30 is a little more than 3


def ranked(scores: np.ndarray) -> np.ndarray:
    """int64[n]: places by falling score; of equal scores the first in the file comes first."""
    return np.argsort(-scores, kind="stable")


def top(scores: np.ndarray, fraud: np.ndarray, share: float) -> Top:
    """scores float64[n], fraud 0 or 1 [n]."""
    count = how_many(share, len(scores))
    if not count:
        return Top(0, None, None)
    hits, all_of_them = int(fraud[ranked(scores)[:count]].sum()), int(fraud.sum())
    return Top(count, hits / count, hits / all_of_them if all_of_them else None)


def intervals(rankings: Sequence[np.ndarray], fraud: np.ndarray) -> list[list[list[float] | None]]:
    """For each ranking, scores float64[n], and each of SHARES the bounds that hold the precision of the top with 95 %
    confidence; None where there are no rows. They are percentiles over draws of n rows with replacement, the same draws
    of places for all, of each of which the same number of top rows is taken."""
    if not len(fraud):
        return [[None] * len(SHARES) for _ in rankings]
    counts = np.array([how_many(share, len(fraud)) for share in SHARES])
    hits = np.stack([fraud[ranked(scores)] for scores in rankings], axis=1).astype(np.uint8)
    words = np.array([stage_word(SEED, again) for again in range(RESAMPLES)])
    low, high = np.quantile(resampled_hits(hits, counts, words) / counts, BOUNDS, axis=0)
    found: list[list[list[float] | None]] = np.stack([low, high], axis=-1).tolist()
    return found


def area(scores: np.ndarray, fraud: np.ndarray) -> float | None:
    """The chance that a row with fraud has a higher score than one without, equal scores by half; None where all are
    alike."""
    bad = fraud == 1
    positive, negative = int(bad.sum()), int((~bad).sum())
    if not positive or not negative:
        return None
    _, at, counts = np.unique(scores, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middle = last - (counts - 1) / 2.0
    return float((middle[at][bad].sum() - positive * (positive + 1) / 2.0) / (positive * negative))
