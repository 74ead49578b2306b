"""When a leg departs: its weekdays and hours by the clock of the place, without the days on which countries rest."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tearoad.network.clock import Clock
from tearoad.network.clock import local_times as local_times
from tearoad.network.clock import moments as moments
from tearoad.network.leg import Arc, Leg, LegBook
from tearoad.terms.days import DAY

MOST_DEPARTURES = 2_000_000
MOST_CELLS = 100_000_000  # departures times places: 4 bytes each, once for each pace


class Window(NamedTuple):
    """The local days for which a timetable is laid out: the first, since 1970, and how many."""

    first_day: int
    days: int

    @property
    def until_day(self) -> int:
        return self.first_day + self.days


class TooLarge(Exception):
    """More departures than are searched here; the message says how many there may be."""


class Gap(NamedTuple):
    """Days without any departure, from one until another, since 1970."""

    from_day: int
    until_day: int


class Plan(NamedTuple):
    """All that leaves within a window, by closing: `leaves` and `closing` int64[n], the arc of each int32[n]."""

    arcs: tuple[Arc, ...]
    leaves: np.ndarray
    closing: np.ndarray
    arc: np.ndarray


def plan(book: LegBook, window: Window) -> Plan:
    """Every departure of every leg, both ways where it goes both ways; `TooLarge` before they take too much memory."""
    arcs, rests = book.arcs(), {country: days.tobytes() for country, days in book.closed.items()}
    each, count = [], 0
    for one in arcs:
        each.append(departures(book.stops[one.start].clock, one.leg, rests, window))
        count += len(each[-1])
        if count > MOST_DEPARTURES or count * len(book.stops) > MOST_CELLS:
            told = f"at most {MOST_DEPARTURES}, and {MOST_CELLS} times places"
            raise TooLarge(f"{count} departures or more at {len(book.stops)} places, expected {told}")
    arc = np.repeat(np.arange(len(arcs), dtype=np.int32), list(map(len, each)))
    leaves = np.concatenate([*each, np.empty(0, dtype=np.int64)])
    closing = leaves - np.array([one.leg.cut_off for one in arcs], dtype=np.int64)[arc]
    rows = np.argsort(closing, kind="stable")
    return Plan(arcs, leaves[rows], closing[rows], arc[rows])


def departures(clock: Clock, leg: Leg, rests: Mapping[str, bytes], window: Window) -> np.ndarray:
    """Moments int64[n], ascending; `rests` are the days of each country as the bytes of int64."""
    running = _Running(leg.days, leg.times, leg.headway, leg.first_day, leg.until_day)
    return _departures(running, clock, tuple(rests[country] for country in leg.rests), window)


def longest_gap(leaves: np.ndarray, leg: Leg, window: Window) -> Gap:
    """The longest time within window and validity in which nothing leaves, in whole days."""
    begin, end = max(window.first_day, leg.first_day), min(window.until_day, leg.until_day)
    if end <= begin:
        return Gap(begin, begin)
    days = np.empty(len(leaves) + 2, dtype=np.int64)
    days[0], days[1:-1], days[-1] = begin - 1, leaves // DAY, end
    wide = days[1:] - days[:-1]
    widest = int(wide.argmax())
    return Gap(int(days[widest]) + 1, int(days[widest + 1]))


class _Running(NamedTuple):
    days: tuple[int, ...]
    times: tuple[int, ...]
    headway: int
    first_day: int
    until_day: int


@lru_cache(maxsize=20_000)  # a changed road has most legs of the one before, at both paces
def _departures(running: _Running, clock: Clock, rests: tuple[bytes, ...], window: Window) -> np.ndarray:
    first, until = max(window.first_day, running.first_day), min(window.until_day, running.until_day)
    if until <= first:
        return np.empty(0, dtype=np.int64)
    if running.headway:
        anchor, begin, end = moments(np.array([running.first_day, first, until], dtype=np.int64) * DAY, clock).tolist()
        number = np.arange(-(-(begin - anchor) // running.headway), -(-(end - anchor) // running.headway))
        found = anchor + number * running.headway
    else:
        days = np.arange(first, until, dtype=np.int64)
        days = days[np.isin((days + 3) % 7, running.days)]  # 1 January 1970 was a Thursday
        found = moments((days[:, None] * DAY + np.array(running.times, dtype=np.int64)).ravel(), clock)
    day = local_times(found, clock) // DAY
    for closed in rests:
        open_day = ~np.isin(day, np.frombuffer(closed, dtype=np.int64))
        found, day = found[open_day], day[open_day]
    found = np.unique(found)
    found.setflags(write=False)
    return found
