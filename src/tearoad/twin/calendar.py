"""Rosters and timetables as calendar steps: who works when, and when what leaves with how much room."""

import numpy as np

from tearoad.kernel.stations import FAR
from tearoad.network.road import Lane
from tearoad.terms.days import DAY, MOSCOW
from tearoad.twin.plan import ROUND_THE_CLOCK, Curve, Desk, LanePlan, Spans

Steps = tuple[np.ndarray, np.ndarray]  # int64[k] moments, ascending, and int64[k] capacities


def roster(desk: Desk, zero: int, start: int, until: int, running: tuple[int, ...] = ()) -> Steps:
    """Servers who are free for new work from each moment on, `zero` first: none before `start`. Shifts are of the local
    day. `running` are the moments at which servers end what they had begun before the start.
    """
    moments = {zero, start, *(end for end in running if start < end < until)}
    moments |= {moment for moment, _ in desk.servers if start < moment < until}
    moments |= {moment for span in desk.closed for moment in span if start < moment < until}
    if desk.shifts != ROUND_THE_CLOCK:
        midnight = (start + MOSCOW) // DAY * DAY - MOSCOW
        edges = sorted({edge for shift in desk.shifts for edge in (shift.begin, shift.end)})
        moments |= {day + edge for day in range(midnight, until, DAY) for edge in edges if start < day + edge < until}
    ticks = np.array(sorted(moments), dtype=np.int64)
    staffed = np.zeros(len(ticks))
    for shift in desk.shifts:
        second = (ticks + MOSCOW) % DAY
        staffed += np.where((second >= shift.begin) & (second < shift.end), shift.share, 0.0)
    servers = np.rint(level(desk.servers, ticks) * staffed).astype(np.int64)
    servers[inside(desk.closed, ticks) | (ticks < start)] = 0
    servers = np.maximum(servers - sum((ticks < end).astype(np.int64) for end in running), 0)
    new = np.concatenate([[True], servers[1:] != servers[:-1]])
    return ticks[new], servers[new]


def timetable(lane: Lane, plan: LanePlan, start: int, until: int) -> Steps:
    """Departures at whole multiples of the headway since 1970, as on the live road, and the grams each carries."""
    first = -(-start // lane.headway)
    ticks = np.arange(first, until // lane.headway + 1, dtype=np.int64) * lane.headway
    ticks = ticks[~inside(plan.closed, ticks)]
    return ticks, np.full(len(ticks), FAR if plan.capacity_grams is None else plan.capacity_grams, dtype=np.int64)


def level(curve: Curve, at: np.ndarray) -> np.ndarray:
    """float64[n]: the value of the last point of a stepped curve not after each moment; before all, the first."""
    moments, values = np.array([point[0] for point in curve]), np.array([float(point[1]) for point in curve])
    return values[np.maximum(np.searchsorted(moments, at, side="right") - 1, 0)]


def inside(spans: Spans, at: np.ndarray) -> np.ndarray:
    """bool[n]: moments within any of the half-open spans."""
    found = np.zeros(len(at), dtype=bool)
    for begin, end in spans:
        found |= (at >= begin) & (at < end)
    return found
