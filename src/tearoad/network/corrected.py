"""What was promised is held against what came: later promises are longer or shorter by that, of all and of each group.

A step goes against each miss, and a smaller one with each promise that is kept, so that in the long run as many are
kept as a level says, whatever the model is worth (adaptive conformal inference, Gibbs and Candes 2021).
"""

import numpy as np

SLOPE = 2.8  # of the logarithm of the time by the share, where nine of ten have come: a spread of 0.5
FLATTEST = 4.0  # as many times as that, towards the end of a distribution
DELAYS = 4.0  # a correction takes its course in so many times the days after which a promise is judged: it would swing
FEWEST = 500.0  # parcels in whose course a correction is made at the earliest


class Corrected:
    """`shift` float64[groups, levels], of the logarithm of the time; group 0 is of all."""

    def __init__(self, groups: int, levels: np.ndarray, days: float, most: float) -> None:
        self.levels, self.days, self.most = levels, days, most
        self.shift = np.zeros((groups, len(levels)))
        self._flow = np.zeros(groups)  # parcels judged in the last `days`, or longer where judging takes long
        self._waited = 0.0  # days that they all had waited to be judged
        self._slope = SLOPE * np.minimum(0.1 / (1 - levels), FLATTEST)

    def of(self, group: np.ndarray) -> np.ndarray:
        """float64[n, levels]: what parcels of groups are promised more."""
        return self.shift[0] + self.shift[group] * (group > 0)[:, None]

    def learn(
        self, group: np.ndarray, missed: np.ndarray, over: np.ndarray, weight: np.ndarray, old: np.ndarray
    ) -> None:
        """A day's promises: which of bool[n, levels] are `over`, and which of them `missed`. The `weight` of one is the
        chance that its parcel comes at all, and it was bought `old` days ago."""
        groups = len(self._flow)
        miss = (missed - (1 - self.levels)) * over * weight[:, None]
        sums = np.stack([np.bincount(group, column, groups) for column in miss.T], axis=1)
        counts = np.bincount(group, over.mean(axis=1), groups)
        sums[0], counts[0] = miss.sum(axis=0), over.mean(axis=1).sum()
        days = max(self.days, DELAYS * self._waited / max(self._flow[0], 1.0))
        self._flow = self._flow * (1 - 1 / days) + counts
        self._waited = self._waited * (1 - 1 / days) + (over.mean(axis=1) * old).sum()
        step = self._slope / np.maximum(self._flow, FEWEST)[:, None]
        self.shift = np.clip(self.shift + step * sums, -self.most, self.most)
