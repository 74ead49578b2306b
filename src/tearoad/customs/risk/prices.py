"""The price per kg of goods among those of their own heading."""

from typing import NamedTuple

import numpy as np

from tearoad.kernel.ranks import rank_within

FEWEST = 20  # assumed; of a heading with fewer declarations no rank is told
MIDDLE = 0.5


class Prices(NamedTuple):
    """Ascending `headings` int64[m]; prices of heading i are `values`[starts[i]:starts[i + 1]], ascending float32."""

    headings: np.ndarray
    starts: np.ndarray
    values: np.ndarray

    def rank(self, heading: np.ndarray, per_kg: np.ndarray) -> np.ndarray:
        """float32[n]: the share of the heading's prices below, equal ones by half; MIDDLE where few are known."""
        at = self.places(heading)
        ranks = rank_within(self.starts, self.values, at, per_kg.astype(np.float32))
        return np.where(at >= 0, ranks, np.float32(MIDDLE))

    def places(self, heading: np.ndarray) -> np.ndarray:
        """int64[n]: where each heading stands; -1 where too few of its prices are known."""
        if not len(self.headings):
            return np.full(len(heading), -1)
        at = np.minimum(np.searchsorted(self.headings, heading), len(self.headings) - 1)
        return np.where(self.headings[at] == heading, at, -1)


def learn_prices(heading: np.ndarray, per_kg: np.ndarray) -> Prices:
    """From all declarations, inspected or not: heading int64[n], per_kg float64[n]."""
    order = np.lexsort((per_kg, heading))
    known, at, count = np.unique(heading, return_inverse=True, return_counts=True)
    kept = count >= FEWEST
    values = per_kg[order][kept[at[order]]].astype(np.float32)
    return Prices(known[kept], np.concatenate([[0], np.cumsum(count[kept])]).astype(np.int64), values)
