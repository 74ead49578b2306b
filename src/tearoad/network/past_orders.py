"""Orders as a shop tells of them, and what of it cannot be so."""

from typing import NamedTuple

import numpy as np

from tearoad.network.learnt_promise import LONGEST_DAYS, OPEN, Journeys
from tearoad.terms.days import DAY

FIRST, LAST = 946_684_800, 4_102_444_800  # 2000-01-01 and 2100-01-01, assumed: other years are slips
FLAGS = (
    "no purchase",
    "year out of range",
    "purchased after the file",
    "delivered before purchased",
    f"delivered after {LONGEST_DAYS} days",
)
GOOD = -1
NEVER = np.iinfo(np.int64).min


class Told(NamedTuple):
    """int64[n] each, by `purchased`: seconds since 1970, NEVER where the file says nothing; numbers of places. `flag`
    is the place in FLAGS of what is wrong with a row, GOOD where nothing is. `places` are the words of destinations."""

    purchased: np.ndarray
    handed: np.ndarray
    delivered: np.ndarray
    promised: np.ndarray
    origin: np.ndarray
    destination: np.ndarray
    flag: np.ndarray
    places: tuple[str, ...]

    def usable(self) -> "Told":
        """Those whose purchase can be so. What else is wrong with a row shows only later; until then it is under way
        like any other."""
        its = _in_range(self.purchased) & (self.purchased <= _end(self.purchased))
        one, two, three, four, five, six, seven = (column[its] for column in self[:7])
        return Told(one, two, three, four, five, six, seven, self.places)

    @property
    def handed_over_late(self) -> int:
        """Good rows that were handed over after they were delivered. Nothing is learnt from that moment, so they are
        scored like any other."""
        both = (self.flag == GOOD) & (self.handed != NEVER) & (self.delivered != NEVER)
        return int((both & (self.handed > _latest(self.delivered))).sum())

    def journeys(self) -> Journeys:
        """What is learnt from. A delivery that cannot be so has not been, as far as anybody can tell."""
        came = (self.delivered // DAY >= self.purchased // DAY) & (self.delivered < LAST)
        return Journeys(self.purchased, np.where(came, self.delivered // DAY, OPEN), self.origin, self.destination)


def in_order(
    purchased: np.ndarray,
    handed: np.ndarray,
    delivered: np.ndarray,
    promised: np.ndarray,
    origin: np.ndarray,
    destination: np.ndarray,
    places: tuple[str, ...],
) -> Told:
    """Rows by purchase, each with the first of FLAGS that is true of it."""
    out = np.zeros(len(purchased), dtype=bool)
    for column in (purchased, handed, delivered, promised):
        out |= (column != NEVER) & ~_in_range(column)
    came = delivered != NEVER
    latest = _latest(delivered)
    wrong = (
        purchased == NEVER,
        out,
        purchased > _end(purchased),
        came & (latest < purchased),
        came & (delivered // DAY - purchased // DAY > LONGEST_DAYS),
    )
    flag = np.select(wrong, range(len(wrong)), default=GOOD)
    return Told(purchased, handed, delivered, promised, origin, destination, flag, places)


def _latest(delivered: np.ndarray) -> np.ndarray:
    """A day alone, or midnight: it may have been later on that day."""
    return np.where(delivered % DAY == 0, delivered + DAY - 1, delivered)


def _in_range(moment: np.ndarray) -> np.ndarray:
    return (moment >= FIRST) & (moment < LAST)


def _end(purchased: np.ndarray) -> int:
    """The latest purchase that can be so: not so long after 999 of 1,000 others, assumed."""
    good = np.sort(purchased[_in_range(purchased)])
    return int(good[(len(good) - 1) * 999 // 1000]) + LONGEST_DAYS * DAY if len(good) else LAST
