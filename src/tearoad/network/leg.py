"""Legs of the road as frozen values: who carries goods from one place to the next, when, how long and for how much."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from tearoad.network.clock import Clock as Clock
from tearoad.network.road import Place, Span

NO_END = 10**7  # a day since 1970 that no calendar reaches
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True)
class Stop:
    """What the timetable knows of a place: its clock, and the seconds from arrival until goods can go on."""

    place: str
    clock: Clock
    transfer: int


@dataclass(frozen=True)
class Leg:
    """From a place to the next, both ways where `both`; times in seconds, days since 1970.

    It leaves on the weekdays `days` (Monday = 0) at `times` of the local day, or, where `headway` is not 0, whenever so
    much time has passed since the first local midnight of its validity; never on a day on which a country of `rests`
    rests. Goods are to be there `cut_off` before. It takes `running`, `gauge` for other bogies or another train where
    the track changes its width, and what delays it: `delay`. `border` is where it crosses, '' where it does not.
    """

    id: str
    mode: str
    start: str
    end: str
    both: bool
    km: int
    border: str
    running: int
    gauge: int
    delay: Span
    days: tuple[int, ...]
    times: tuple[int, ...]
    headway: int
    cut_off: int
    rests: tuple[str, ...]
    items: int
    grams: int
    cm3: int
    base_minor: int
    per_kg_minor: int
    kg_per_m3: int
    first_day: int
    until_day: int
    status: str
    source: str

    def price_minor(self, weight_grams: int, volume_cm3: int) -> int:
        """Of one consignment; the kernel reckons the same for many."""
        grams = max(weight_grams, (volume_cm3 * self.kg_per_m3 + 500) // 1000)
        return self.base_minor + (self.per_kg_minor * grams + 500) // 1000


class Arc(NamedTuple):
    """A leg in one of its directions."""

    leg: Leg
    start: str
    end: str


@dataclass(frozen=True)
class LegBook:
    """All that the timetable is made of. `closed` are the days on which a country rests, ascending."""

    currency: str
    places: Mapping[str, Place]
    stops: Mapping[str, Stop]
    legs: Mapping[str, Leg]
    closed: Mapping[str, np.ndarray]

    def arcs(self) -> tuple[Arc, ...]:
        """Every leg, and where it goes both ways the way back after it."""
        found = []
        for leg in self.legs.values():
            found.append(Arc(leg, leg.start, leg.end))
            if leg.both:
                found.append(Arc(leg, leg.end, leg.start))
        return tuple(found)


def fitting(book: LegBook, grams: int, cm3: int) -> LegBook:
    """The legs that take goods of this weight and volume."""
    legs = {name: leg for name, leg in book.legs.items() if grams <= leg.grams and cm3 <= leg.cm3}
    return book if len(legs) == len(book.legs) else replace(book, legs=legs)
