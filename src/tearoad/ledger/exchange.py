"""Exchange rates by day, and integer conversion between the currencies of the road."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

SCALE = 10_000  # rates are units per euro with four decimals
NO_RATE = -1


@dataclass(frozen=True)
class Rates:
    """Units of each currency per euro. A row holds from its day for at most `valid_days`, then there is no rate.

    `days` int64[k] ascending, days since 1970; `per_euro[currency]` int64[k] in 1/10,000.
    """

    days: np.ndarray
    per_euro: Mapping[str, np.ndarray]
    valid_days: int = 31

    def on(self, currency: str, day: np.ndarray) -> np.ndarray:
        """Units of `currency` per euro in 1/10,000 on each day, int64[n]; -1 where no row covers the day."""
        if currency == "EUR":
            return np.full(day.shape, SCALE, dtype=np.int64)
        at = np.searchsorted(self.days, day, side="right") - 1
        if currency not in self.per_euro or not len(self.days):
            return np.full(day.shape, NO_RATE, dtype=np.int64)
        row = np.maximum(at, 0)
        known = (at >= 0) & (day - self.days[row] < self.valid_days)
        return np.where(known, self.per_euro[currency][row], NO_RATE)

    def convert(self, minor: np.ndarray, source: str, target: str, day: np.ndarray) -> np.ndarray:
        """Amounts >= 0 in the minor units of `target`, rounded half up; -1 where a rate is missing.

        All currencies of the road have two decimals, so the ratio of rates is the ratio of minor units.
        """
        if source == target:
            return minor.copy()
        top, bottom = self.on(target, day), self.on(source, day)
        known = (top > 0) & (bottom > 0)
        safe = np.where(known, bottom, 1)
        return np.where(known, (2 * minor * np.where(known, top, 0) + safe) // (2 * safe), NO_RATE)
