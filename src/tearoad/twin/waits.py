"""How long customers waited at each station, from when their visits ended."""

from typing import NamedTuple

import numpy as np

from tearoad.kernel.stations import SERVE, Stations, Visits


class Waits(NamedTuple):
    """Of one station, in ticks; `most` is the largest number who waited at once, after the starts of a tick."""

    visits: int
    mean: float
    longest: int
    most: int


def waits(stations: Stations, visits: Visits, departure: np.ndarray) -> list[Waits]:
    """One per station. `departure` int64[v]: the tick at which each visit ends; all do. At a delay nobody waits."""
    came = arrivals(visits, departure)
    order = np.argsort(visits.station, kind="stable")
    edge = np.searchsorted(visits.station[order], np.arange(len(stations.kind) + 1))
    found = []
    for number, kind in enumerate(stations.kind.tolist()):
        own = order[edge[number] : edge[number + 1]]
        if kind != SERVE or not len(own):
            found.append(Waits(len(own), 0.0, 0, 0))
            continue
        start = departure[own] - visits.service[own]
        wait = start - came[own]
        found.append(Waits(len(own), float(wait.mean()), int(wait.max()), _most(came[own], start)))
    return found


def arrivals(visits: Visits, departure: np.ndarray) -> np.ndarray:
    """int64[v]: the tick at which each visit's customer comes to its station."""
    came = np.empty_like(departure)
    came[1:] = departure[:-1]
    some = visits.route_from[1:] > visits.route_from[:-1]
    came[visits.route_from[:-1][some]] = visits.arrival[some]
    return came


def _most(came: np.ndarray, start: np.ndarray) -> int:
    come = np.sort(came)
    gone = np.searchsorted(np.sort(start), come, side="right")
    here = np.arange(1, len(come) + 1) - gone
    last = np.append(come[1:] > come[:-1], True)  # of several who come at one tick, the last sees them all
    return int(here[last].max(initial=0))
