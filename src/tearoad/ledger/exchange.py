"""Exchange rates by day, integer conversion between currencies, and rates that are locked for a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tearoad.terms.days import DAY, MOSCOW
from tearoad.terms.money import EXPONENTS

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


class Lock(NamedTuple):
    """A rate that stands for a time: `top` units of `target` for `bottom` units of `source`, both as of one euro in
    1/10,000. `margin` is what the platform keeps of what is exchanged, in 1/10,000. It stands from `locked_at` until
    before `valid_until`, seconds since 1970."""

    source: str
    target: str
    top: int
    bottom: int
    margin: int
    locked_at: int
    valid_until: int


class Exchanged(NamedTuple):
    """`position` and `margin` are what was paid, in the source's minor units; `owed` is in the target's."""

    position: int
    margin: int
    owed: int


def locked(rates: Rates, source: str, target: str, at: int, margin: int, seconds: int) -> Lock | None:
    """The rate of the road's day of `at`, locked for `seconds`; None where that day has no rate."""
    day = np.array([(at + MOSCOW) // DAY], dtype=np.int64)
    top, bottom = int(rates.on(target, day)[0]), int(rates.on(source, day)[0])
    return Lock(source, target, top, bottom, margin, at, at + seconds) if top > 0 and bottom > 0 else None


def renewed(lock: Lock, rates: Rates, at: int, seconds: int) -> Lock:
    """The same lock while it is valid, after that one at the rate of the day of `at`, with the same margin. Where the
    day has no rate the old one stands: what is owed has to be known."""
    if at < lock.valid_until:
        return lock
    return locked(rates, lock.source, lock.target, at, lock.margin, seconds) or lock


def exchange(minor: int, lock: Lock) -> Exchanged:
    """What `minor` >= 0 units of the source come to: position + margin = minor, each rounded half up once.

    All three never fall when `minor` grows, so what is left after a part was given back is exchanged anew, and the
    differences are what moves: however it is cut, the parts add up to the whole.
    """
    margin = _ratio(minor, lock.margin, SCALE)
    return Exchanged(minor - margin, margin, worth(minor - margin, lock))


def worth(minor: int, lock: Lock) -> int:
    """`minor` >= 0 units of the source in units of the target, without a margin, rounded half up."""
    return _ratio(minor, lock.top * 10 ** EXPONENTS[lock.target], lock.bottom * 10 ** EXPONENTS[lock.source])


def _ratio(amount: int, top: int, bottom: int) -> int:
    return (2 * amount * top + bottom) // (2 * bottom)
