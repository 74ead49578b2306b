"""How good scores are at a capacity: precision and recall of the top, and the area under the curve."""

import math
from typing import NamedTuple

import numpy as np

from tearoad.kernel.draws import uniform

SHARES = (0.05, 0.10)
RESAMPLES, SEED = 1_000, 5
BOUNDS = (0.025, 0.975)


class Top(NamedTuple):
    """Of the `taken` rows with the highest scores; `interval` holds the precision with 95 % confidence. None where
    nothing can be told: no rows, or for recall no fraud."""

    taken: int
    precision: float | None
    recall: float | None
    interval: list[float] | None


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
        return Top(0, None, None, None)
    in_order = fraud[ranked(scores)].astype(np.float64)
    hits, all_of_them = float(in_order[:count].sum()), float(in_order.sum())
    return Top(count, hits / count, hits / all_of_them if all_of_them else None, _interval(in_order, count))


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


def _interval(in_order: np.ndarray, count: int) -> list[float]:
    """Percentiles over draws of n rows with replacement, of each of which the same number of top rows is taken."""
    rows, found = len(in_order), np.empty(RESAMPLES)
    for again in range(RESAMPLES):
        drawn = (uniform(SEED, np.arange(rows), again) * rows).astype(np.int64)
        times = np.bincount(drawn, minlength=rows)
        upto = np.cumsum(times)
        taken = np.minimum(times, np.maximum(count - (upto - times), 0))
        found[again] = taken @ in_order / count
    return np.quantile(found, BOUNDS).tolist()
