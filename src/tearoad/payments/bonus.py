"""A bonus for filling wallets before a sale, so spread over days and hours that the filling itself floods no bank.

In 2013 a week of advance top-ups began for everybody at ten o'clock, and a bank came near its end with some 200,000 of
them a minute. Here each buyer has an hour of their own, the same whenever it is asked for: hours begin in every minute
of the day, and so few in one that each bank stays under a share of what it takes even if all come as theirs begins.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from tearoad.payments.bank import Channel
from tearoad.terms.days import DAY, HOUR, MOSCOW

SHARE = 0.5  # of what a bank takes, for top-ups; the rest is for orders: assumed
SLOT_SECONDS = HOUR  # assumed
FIRST_HOUR, LAST_HOUR = 8, 21  # in which hours of buyers begin, by Moscow: assumed
DEVIATIONS = 5.0  # of how many come, above what is expected: chance alone passes that once in some millions of minutes
WHOLE = 10_000  # of which a rate is a part: 2 % are 200
HOURS, MINUTES = 24, 60
ROUNDING = 1e-12


class Slot(NamedTuple):
    """In which one buyer's bonus counts: from `begins` until before `ends`, seconds since 1970."""

    begins: int
    ends: int


class Bonus(NamedTuple):
    """Of a sale, on `days` days from `first_day` on, since 1970 by Moscow: `rate` of WHOLE of a top-up, to one buyer no
    more than `most_minor` and to all no more than `budget_minor`. `starts` are buyers whose hour is expected to begin
    in each minute of the 24 hours of such a day."""

    sale: str
    first_day: int
    days: int
    rate: int
    most_minor: int
    budget_minor: int
    currency: str
    starts: tuple[float, ...]


class Expected(NamedTuple):
    """Top-ups a minute of one bank, in the busiest minute: as expected, at most, and what it may have."""

    bank: str
    a_minute: float
    at_most: int
    limit: float


def key_of(sale: str, buyer: str) -> int:
    """64 bits by which a buyer's hour is drawn."""
    return int.from_bytes(blake2b(f"{sale}\0{buyer}".encode(), digest_size=8, person=b"slot").digest(), "big")


def slot_of(bonus: Bonus, buyer: str) -> Slot:
    """The one of this buyer."""
    begins = int(begin(bonus, np.array([key_of(bonus.sale, buyer)], dtype=np.uint64))[0])
    return Slot(begins, begins + SLOT_SECONDS)


def begin(bonus: Bonus, keys: np.ndarray) -> np.ndarray:
    """When the hours of buyers with these keys (uint64[n]) begin: int64[n], seconds since 1970, at whole minutes."""
    drawn = (keys >> np.uint64(11)).astype(np.float64) * 2.0**-53 * bonus.days
    day = np.floor(drawn)
    edges = np.concatenate(([0.0], np.cumsum(bonus.starts)))
    within = (drawn - day) * edges[-1]
    open_hours = np.flatnonzero(np.diff(edges))
    hour = np.clip(np.searchsorted(edges, within, side="right") - 1, open_hours[0], open_hours[-1])
    part = (within - edges[hour]) / (edges[hour + 1] - edges[hour])
    minute = np.clip(np.floor(part * MINUTES), 0, MINUTES - 1)
    seconds = (bonus.first_day + day) * DAY + hour * HOUR + minute * 60 - MOSCOW
    found: np.ndarray = seconds.astype(np.int64)
    return found


def promised(bonus: Bonus, buyer: str, amount_minor: int, at: int) -> int:
    """What a top-up of this amount brings on top if it is made `at`, while it lasts."""
    slot = slot_of(bonus, buyer)
    return min(amount_minor * bonus.rate // WHOLE, bonus.most_minor) if slot.begins <= at < slot.ends else 0


def granted(promised_minor: int, most_minor: int, had_minor: int, left_minor: int) -> int:
    """Of what was promised to a buyer who `had` some already, with so much of the budget `left`: all of what they may
    still have, or nothing."""
    minor = min(promised_minor, max(most_minor - had_minor, 0))
    return minor if minor <= left_minor else 0


def open_hours(channels: Iterable[Channel]) -> np.ndarray:
    """bool[24]: those in which buyers' hours may begin, as people are awake and every bank is open to the end."""
    known = list(channels)
    found = np.zeros(HOURS, dtype=bool)
    for hour in range(FIRST_HOUR, LAST_HOUR + 1):
        begins = range(hour * HOUR - MOSCOW, hour * HOUR - MOSCOW + HOUR + SLOT_SECONDS, 60)
        found[hour] = all(one.is_open(at) for one in known for at in begins)
    return found


def most_a_minute(shares: Mapping[str, float], a_minute: Mapping[str, int]) -> float:
    """Of how many buyers the hours may begin in one minute, so that every bank keeps to its SHARE also by chance.

    Which bank a buyer takes is not known when their hour is drawn: the one with least for its part decides.
    """
    return min(mean_under(SHARE * a_minute[bank]) / part for bank, part in shares.items() if part > 0)


def mean_under(limit: float) -> float:
    """The mean from which chance does not lead above the limit: it and DEVIATIONS of it are the limit."""
    return ((math.sqrt(DEVIATIONS**2 + 4 * limit) - DEVIATIONS) / 2) ** 2


def room(most: float, hours: np.ndarray) -> int:
    """How many buyers one day has hours for; `hours` as of `open_hours`."""
    return int(most * MINUTES * np.count_nonzero(hours))


def starts(buyers: int, days: int, habits: Sequence[float], hours: np.ndarray, most: float) -> tuple[float, ...] | None:
    """Of buyers in all, how many hours begin in each minute of the day's 24: as the weights of `habits` are, as far as
    that stays under the most. None where there is not room for all of them."""
    wanted = buyers / (days * MINUTES)
    weights = np.where(hours, np.maximum(np.asarray(habits, dtype=float), 0.0), 0.0)
    weights[hours] += weights.max(initial=1.0) / HOURS  # an hour that is open has some, however quiet it is else
    if wanted > most * np.count_nonzero(hours) * (1 + ROUNDING):
        return None
    found, full = np.zeros(HOURS), np.zeros(HOURS, dtype=bool)
    for _ in range(HOURS):  # each time those that have too many are full, and the others take the rest
        free = hours & ~full
        if not free.any():
            break
        found[free] = weights[free] / weights[free].sum() * max(wanted - most * np.count_nonzero(full), 0.0)
        over = free & (found > most)
        if not over.any():
            break
        full |= over
        found[full] = most
    return tuple(np.minimum(found, most).tolist())


def expected(bonus: Bonus, shares: Mapping[str, float], a_minute: Mapping[str, int]) -> list[Expected]:
    """One a bank, in the order of the shares."""
    means = [(bank, max(bonus.starts) * part) for bank, part in shares.items()]
    return [
        Expected(bank, mean, math.floor(mean + DEVIATIONS * math.sqrt(mean) + 1e-9), SHARE * a_minute[bank])
        for bank, mean in means
    ]
