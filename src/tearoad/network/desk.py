"""Who works when: servers from each moment on, shifts of the local day, closures; and when a queue is done with whom.

Moments are seconds since 1970.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tearoad.kernel.stations import FIFO
from tearoad.kernel.sweep import serve
from tearoad.network.clock import Clock, local_times, moments
from tearoad.terms.days import DAY, MOSCOW

Spans = tuple[tuple[int, int], ...]  # half-open [from, until)
Curve = tuple[tuple[int, float], ...]  # (from this moment on, value), ascending
Steps = tuple[np.ndarray, np.ndarray]  # int64[k] moments, ascending, and int64[k] capacities
BEGINNING = -(2**62)
MOSCOW_CLOCK = Clock((BEGINNING,), (MOSCOW,))
AHEAD = 32 * DAY  # so far a calendar is laid out at first; twice as far where that was not enough


class Shift(NamedTuple):
    """Seconds of the local day, half-open, in which this share of an office's lines is staffed."""

    begin: int
    end: int
    share: float


ROUND_THE_CLOCK = (Shift(0, DAY, 1.0),)


@dataclass(frozen=True)
class Desk:
    """One kind of work at a place: `servers` from each moment on, each one item in `service` seconds. `room`: how many
    items fit in, waiting and served; who finds none stays where it is, and there in the way. Shifts are of `clock`."""

    servers: Curve
    service: float
    shifts: tuple[Shift, ...] = ROUND_THE_CLOCK
    closed: Spans = ()
    discipline: int = FIFO
    room: int | None = None
    clock: Clock = MOSCOW_CLOCK


def roster(desk: Desk, zero: int, start: int, until: int, running: tuple[int, ...] = ()) -> Steps:
    """Servers who are free for new work from each moment on, `zero` first: none before `start`. `running` are the
    moments at which servers end what they had begun before the start.
    """
    closed = tuple(span for span in desk.closed if zero < span[1] and span[0] < until)
    steps = {zero, start, *(end for end in running if start < end < until)}
    steps |= {moment for moment, _ in desk.servers if start < moment < until}
    steps |= {moment for span in closed for moment in span if start < moment < until}
    if desk.shifts != ROUND_THE_CLOCK:
        edges = np.array(sorted({edge for shift in desk.shifts for edge in (shift.begin, shift.end)}))
        first, last = local_times(np.array([start, until]), desk.clock) // DAY
        days = np.arange(first, last + 1, dtype=np.int64)
        shown = moments((days[:, None] * DAY + edges).ravel(), desk.clock)
        steps |= set(shown[(start < shown) & (shown < until)].tolist())
    ticks = np.array(sorted(steps), dtype=np.int64)
    second = local_times(ticks, desk.clock) % DAY
    staffed = np.zeros(len(ticks))
    for shift in desk.shifts:
        staffed += np.where((second >= shift.begin) & (second < shift.end), shift.share, 0.0)
    servers = np.rint(level(desk.servers, ticks) * staffed).astype(np.int64)
    servers[inside(closed, ticks) | (ticks < start)] = 0
    servers = np.maximum(servers - sum((ticks < end).astype(np.int64) for end in running), 0)
    new = np.concatenate([[True], servers[1:] != servers[:-1]])
    return ticks[new], servers[new]


def served(desk: Desk, arrival: np.ndarray, busy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """When each of `arrival` int64[n], ascending, is done, and when each line is free after the last, ascending.

    First come, first served, nobody is in the way. `busy` int64[b] is when each line is free, as many as there ever are
    (`Office.most_lines`); in the past for those at rest.
    """
    ends = np.empty(len(arrival), dtype=np.int64)
    if not len(arrival):
        return ends, busy
    service = np.full(len(arrival), round(desk.service), dtype=np.int64)
    zero, ahead = int(arrival[0]), AHEAD
    while True:
        until = int(arrival[-1]) + ahead
        free, fits = serve(arrival, service, *roster(desk, zero, zero, until), busy, ends)
        assert fits, "seconds are far from where the queue's arithmetic ends"
        if int(ends[-1]) <= until:
            return ends, free
        ahead *= 2


def entries(arrival: np.ndarray, ends: np.ndarray, leaving: np.ndarray, room: int | None) -> np.ndarray:
    """When each finds room, int64[n]: at its arrival, or when of those before it all but so many have left.

    `ends` int64[n] is when each leaves, `leaving` int64[k] the same of those who were there before. Where there is room
    for as many as are served at once, who waits at the door is served no later than one who waits inside.
    """
    if room is None:
        return arrival.copy()
    before = np.sort(np.concatenate([leaving, ends]))
    place = np.arange(len(leaving), len(leaving) + len(ends)) - room
    return np.where(place >= 0, np.maximum(arrival, before[np.maximum(place, 0)]), arrival)


def worked(desk: Desk, edges: np.ndarray) -> np.ndarray:
    """Seconds that all lines together can work from each of `edges` int64[n], ascending, to the next; int64[n - 1]."""
    ticks, servers = roster(desk, int(edges[0]), int(edges[0]), int(edges[-1]))
    before = np.concatenate([[0], np.cumsum(servers[:-1] * np.diff(ticks))])
    at = np.searchsorted(ticks, edges, side="right") - 1
    return np.diff(before[at] + (edges - ticks[at]) * servers[at])


def capacity(desk: Desk, begin: int, until: int) -> int:
    """Items that are done within a time, if there are enough."""
    return int(worked(desk, np.array([begin, until]))[0] // desk.service)


def of_that_day(desk: Desk, at: int) -> int:
    """Items that can be done on the day of a moment."""
    return capacity(desk, at // DAY * DAY, (at // DAY + 1) * DAY)


def opens_at(desk: Desk, at: int) -> int:
    """The moment itself where somebody works then, else the first after it at which somebody does."""
    ahead = AHEAD
    while True:
        ticks, servers = roster(desk, at, at, at + ahead)
        if servers.any():
            return int(ticks[servers > 0][0])
        ahead *= 2


def level(curve: Curve, at: np.ndarray) -> np.ndarray:
    """float64[n]: the value of the last point of a stepped curve not after each moment; before all, the first."""
    points, values = np.array([point[0] for point in curve]), np.array([float(point[1]) for point in curve])
    return values[np.maximum(np.searchsorted(points, at, side="right") - 1, 0)]


def inside(spans: Spans, at: np.ndarray) -> np.ndarray:
    """bool[n]: moments within any of the half-open spans."""
    found = np.zeros(len(at), dtype=bool)
    for begin, end in spans:
        found |= (at >= begin) & (at < end)
    return found
