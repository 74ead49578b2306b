"""Conversion of amounts between currencies by tables of the rates of every day."""

from typing import NamedTuple

import numpy as np

from tearoad.kernel.compiled import inlined
from tearoad.kernel.exact import rounded

UNKNOWN = -1


class Exchange(NamedTuple):
    """`rates` int64[policies, days, currencies, 2]: so many units of a currency are so many of the bank's own, both in
    minor units; 0 where there is no rate. The first day is `first_day`, since 1970. What one amount needs lies close
    together."""

    first_day: int
    rates: np.ndarray


@inlined
def rate_of(source: int, target: int, policy: int, at: int, rates: np.ndarray) -> tuple[int, int, int, int]:
    """What `exchanged` needs for one pair of currencies; `at` is a day of `rates`, counted from its first."""
    if source == target:
        return 1, 1, 1, 1
    return (
        rates[policy, at, source, 0],
        rates[policy, at, source, 1],
        rates[policy, at, target, 0],
        rates[policy, at, target, 1],
    )


@inlined
def exchanged(minor: int, rate: tuple[int, int, int, int]) -> int:
    """Through the bank's own currency and rounded there, as its customs do; UNKNOWN where a rate is missing."""
    sold, worth, bought, price = rate
    if minor == 0:
        return 0
    if sold == 0 or bought == 0:
        return UNKNOWN
    own = minor if sold == worth else rounded(minor, worth, sold)
    return own if bought == price else rounded(own, bought, price)
