"""Conversion of amounts between currencies by tables of the rates of every day."""

from typing import NamedTuple

import numpy as np

from tearoad.kernel.compiled import njit
from tearoad.kernel.exact import rounded

UNKNOWN = -1


class Exchange(NamedTuple):
    """int64[policies, currencies, days]: `units` of a currency are `base_units` of the bank's own, both in minor units;
    0 where there is no rate. The first day is `first_day`, since 1970."""

    first_day: int
    units: np.ndarray
    base_units: np.ndarray


@njit
def convert(minor: int, source: int, target: int, policy: int, day: int, exchange: Exchange) -> int:
    """Through the bank's own currency and rounded there, as its customs do; UNKNOWN where a rate is missing."""
    if source == target or minor == 0:
        return minor
    at = day - exchange.first_day
    if at < 0 or at >= exchange.units.shape[2]:
        return UNKNOWN
    sold, bought = exchange.units[policy, source, at], exchange.units[policy, target, at]
    if sold == 0 or bought == 0:
        return UNKNOWN
    own = rounded(minor, exchange.base_units[policy, source, at], sold)
    return rounded(own, bought, exchange.base_units[policy, target, at])
