"""Stations and the visits to them as arrays: what both engines of the rehearsal read.

A tick is any small unit of time (the road's is 0.1 ms). A visit waits, is served, and ends; the next visit of the same
customer begins at that tick. At one tick completions, arrivals and calendar steps come first, then as many starts as
fit, lower stations before higher; waiting customers stand in the order of (tick of arrival, number of the customer).
"""

from typing import NamedTuple

import numpy as np

SERVE, DELAY, DEPART = 0, 1, 2  # kinds: servers with a queue | no queue | leaves by timetable, so many at a time
FIFO, PRIORITY, LIFO, RANDOM = 0, 1, 2, 3  # which of those who wait is next; the last two are piles
NO_LIMIT = -1
FAR = 2**62  # the tick of what never happens; every other tick is less
MOST_PRIORITY = 7  # priorities are 0 (first) to this


class Stations(NamedTuple):
    """s stations with k calendar steps between them."""

    kind: np.ndarray  # int8[s]
    discipline: np.ndarray  # int8[s]
    room: np.ndarray  # int64[s] customers who fit in, waiting and served; NO_LIMIT
    step_from: np.ndarray  # int64[s + 1] offsets of each station's steps
    step_tick: np.ndarray  # int64[k] ascending within a station; SERVE begins at 0
    step_capacity: np.ndarray  # int64[k] servers from that tick on; DEPART: the load that leaves at that tick


class Visits(NamedTuple):
    """n customers and their v visits, those of one customer in a row."""

    arrival: np.ndarray  # int64[n] tick at which each customer appears
    route_from: np.ndarray  # int64[n + 1]
    station: np.ndarray  # int32[v]
    service: np.ndarray  # int64[v] ticks; of DEPART the way after the departure
