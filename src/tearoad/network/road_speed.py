"""How fast the road is: today, on each weekday, on the way to each place."""

import numpy as np

from tearoad.kernel.road_clock import expected, speed_of_day
from tearoad.network.pace import Pace, kept_of

WEEK = 7
MEAN_AGE = 1 / np.log(2)  # of what is weighted by halves, in half lives
SLOWEST_WEEKDAY = 0.01
WEEKDAY_PRIOR = 10.0


class RoadSpeed:
    """`weekday` float64[7] has a mean of 1, `level` is a logarithm, `place` float64[groups] factors; group 0 is 1."""

    def __init__(self, groups: int, pace: Pace) -> None:
        self.pace = pace
        self.weekday, self.level, self.place = np.ones(WEEK), 0.0, np.ones(groups)
        self._weekday_was, self._weekday_due = np.zeros(WEEK), np.zeros(WEEK)
        self._place_came, self._place_due = np.zeros(groups), np.zeros(groups)
        self._days = np.array([pace.fast_days, pace.slow_days, pace.long_days])
        self._sums, self._weights = np.zeros(3), np.zeros(3)  # of logarithms of speed: fast, slow, long

    @property
    def usual(self) -> np.ndarray:
        """float64[7]: what is expected of the coming days."""
        return self.weekday * np.exp(self.level)

    def learn(
        self,
        weekday: int,
        group: np.ndarray,
        age: np.ndarray,
        scale: np.ndarray,
        part: np.ndarray,
        came: np.ndarray,
        risk: np.ndarray,
    ) -> float:
        """The speed of a day, from all parcels under way and who of them came."""
        lived, share = part * self.place[group], self.weekday[weekday]
        prior = self.pace.speed_prior * share
        speed = speed_of_day(group, age, scale, lived, float(came.sum()), self.usual[weekday], prior, risk)
        due = expected(group, age, scale, lived, speed, risk)
        self._learn_level(np.log(speed / share), due.sum())
        self._learn_weekday(weekday, speed / np.exp(self.level), due.sum() / share)
        self._learn_place(group, came, due / self.place[group])
        return speed

    def new_unit(self) -> np.ndarray:
        """float64[groups]: what was this much is 1 from now on. Who keeps ages and scales divides them by it; nothing
        else changes, but speeds and scales cannot run away together."""
        level = self._means()[1]
        unit = np.exp(level) * self.place
        self._sums -= self._weights * level
        self.level -= level
        self._place_came = self._place_due.copy()
        self.place = np.ones_like(self.place)
        return unit

    def _learn_level(self, found: float, weight: float) -> None:
        """The mean of some weeks, or of the last days as far as they differ by more than luck; and where it tends."""
        pace, keep = self.pace, kept_of(self._days)
        self._sums, self._weights = self._sums * keep + weight * found, self._weights * keep + weight
        fast, slow, long = self._means()
        luck = pace.noise / max(self._weights[0], 1.0)
        sure = max(0.0, 1 - luck / max((fast - slow) ** 2, 1e-12))
        slope = (slow - long) / (MEAN_AGE * (pace.long_days - pace.slow_days))
        ahead = MEAN_AGE * pace.slow_days * (1 - sure) + pace.ahead_days
        self.level = slow + sure * (fast - slow) + pace.trend * slope * ahead

    def _learn_weekday(self, weekday: int, speed: float, weight: float) -> None:
        keep = kept_of(self.pace.weekday_days)
        self._weekday_was, self._weekday_due = self._weekday_was * keep, self._weekday_due * keep
        self._weekday_was[weekday] += weight * speed
        self._weekday_due[weekday] += weight
        share = (self._weekday_was + WEEKDAY_PRIOR) / (self._weekday_due + WEEKDAY_PRIOR)
        self.weekday = np.maximum(share / share.mean(), SLOWEST_WEEKDAY)

    def _learn_place(self, group: np.ndarray, came: np.ndarray, due: np.ndarray) -> None:
        keep, groups, prior = kept_of(self.pace.place_days), len(self.place), self.pace.place_prior
        self._place_came = self._place_came * keep + np.bincount(group, came, groups)
        self._place_due = self._place_due * keep + np.bincount(group, due, groups)
        self.place = (self._place_came + prior) / (self._place_due + prior)
        self.place[0] = 1.0

    def _means(self) -> np.ndarray:
        return self._sums / np.maximum(self._weights, 1e-9)
