"""How long parcels like one take, in the road's time: a product of what origin, destination, pair, weekday and hour are
worth, each drawn to nothing where it was seen seldom."""

import numpy as np

from tearoad.kernel.effects import fitted
from tearoad.network.pace import Pace
from tearoad.terms.days import DAY

THURSDAY = 3  # 1970-01-01, Monday being 0
HOUR_SLOTS = 8
YEAR = 365
SHORTEST = 0.05  # of what is learnt from, in days of the road's time
LEAST_SCALE, MOST_SCALE = 0.1, 400.0


def weekday_of(day: np.ndarray) -> np.ndarray:
    """0 Monday to 6 Sunday."""
    return (day + THURSDAY) % 7


class JourneyScale:
    """Places are numbers from 0; one that was not there when this was made, or is -1, is all those that are unknown."""

    def __init__(self, origin: np.ndarray, destination: np.ndarray, moment: np.ndarray, pace: Pace) -> None:
        self.pace, self.fitted = pace, False
        self.origins, self.places = int(origin.max(initial=-1)) + 1, int(destination.max(initial=-1)) + 1
        self.pairs = np.unique(self._pair(*self._places(origin, destination)))
        sizes = [self.origins + 1, self.places + 1, len(self.pairs) + 1, 7, 7 * (self.places + 1), HOUR_SLOTS]
        self.first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.effect = np.zeros(self.first[-1] + 1)
        self.codes = self.coded(origin, destination, moment)

    def coded(self, origin: np.ndarray, destination: np.ndarray, moment: np.ndarray) -> np.ndarray:
        """int32[n, 6]: the number of each effect."""
        start, end = self._places(origin, destination)
        pair = self._pair(start, end)
        at = np.searchsorted(self.pairs, pair).clip(max=max(len(self.pairs) - 1, 0))
        known = self.pairs[at] == pair if len(self.pairs) else np.zeros(len(pair), dtype=bool)
        weekday, slot = weekday_of(moment // DAY), moment % DAY * HOUR_SLOTS // DAY
        columns = [start, end, np.where(known, at, len(self.pairs)), weekday, end * 7 + weekday, slot]
        return (np.stack(columns, axis=1) + self.first[:-1]).astype(np.int32)

    def of(self, codes: np.ndarray) -> np.ndarray:
        """float64[n]: days of the road's time."""
        return np.exp(self.effect[codes].sum(axis=1) + self.effect[-1]).clip(LEAST_SCALE, MOST_SCALE)

    def fit(self, took: np.ndarray, old: np.ndarray, known: np.ndarray, under_way: np.ndarray) -> None:
        """From the rows `known`: `took` float64[n] of the road's time, `old` days since they were bought. Of those that
        are under way the mean stays as it is: ages are measured by it."""
        rows = known[old[known] < YEAR]
        if not len(rows):
            return
        before = self._mean(under_way)
        weight = 0.5 ** (old[rows] / self.pace.effect_days)
        value = np.log(np.maximum(took[rows], SHORTEST))
        self.effect = fitted(
            self.codes[rows], value, weight, self.first, np.array(self.pace.effect_priors), self.pace.effect_cut
        )
        if self.fitted and len(under_way):
            self.effect[-1] += before - self._mean(under_way)
        self.fitted = True

    def new_unit(self, unit: float) -> None:
        """Scales are in a unit that is so many of the old one."""
        self.effect[-1] -= np.log(unit)

    def _mean(self, rows: np.ndarray) -> float:
        return float(self.effect[self.codes[rows]].sum(axis=1).mean() + self.effect[-1]) if len(rows) else 0.0

    def _places(self, origin: np.ndarray, destination: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        start = np.where((origin >= 0) & (origin < self.origins), origin, self.origins)
        return start, np.where((destination >= 0) & (destination < self.places), destination, self.places)

    def _pair(self, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        return start * (self.places + 1) + end
