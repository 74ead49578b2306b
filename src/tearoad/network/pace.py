"""How fast a learnt promise forgets, and from how many parcels it believes.

All figures are assumed. They were chosen on made-up worlds (`demo/journeys`) of seeds 1 and 2, and judged on others.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

Days = TypeVar("Days", float, np.ndarray)


@dataclass(frozen=True)
class Pace:
    """Days are those in which the weight of what was seen halves; priors are numbers of parcels."""

    table_days: float = 45.0
    table_prior: float = 150.0
    weekday_days: float = 60.0
    fast_days: float = 3.0
    slow_days: float = 10.0
    long_days: float = 30.0
    trend: float = 0.5  # how much of a slope is believed to go on
    ahead_days: float = 8.0  # for so long
    noise: float = 1.5  # the variance of a day's speed, times that of independent parcels
    speed_prior: float = 5.0
    place_days: float = 12.0
    place_prior: float = 30.0
    effect_days: float = 120.0
    effect_priors: tuple[float, ...] = (10.0, 5.0, 15.0, 20.0, 30.0, 10.0)
    effect_cut: float = 1.2
    on_road_days: float = 30.0
    by_calendar_days: float = 60.0
    most_by_calendar: float = 0.2  # of the logarithm of the time
    most_on_road: float = 0.6
    least: int = 20  # parcels that came, before which only their plain quantile is known


def kept_of(half: Days) -> Days:
    """The share of a weight that is left after a day."""
    return 0.5 ** (1 / half)
