"""Stations and visits in, moments out: the quick sweep where it holds, the event loop for everything else."""

from typing import NamedTuple

import numpy as np

from tearoad.kernel import event_loop as e
from tearoad.kernel.draws import uniform
from tearoad.kernel.order import sorted_with
from tearoad.kernel.stations import DELAY, FAR, FIFO, MOST_PRIORITY, NO_LIMIT, RANDOM, Stations, Visits
from tearoad.kernel.sweep import sweep
from tearoad.kernel.waiting import NOBODY

PILE_LUCK = 1_000  # stages of draws from here on belong to the piles, one per station
_NONE = np.empty(0, dtype=np.int64)


class Choices(NamedTuple):
    """Groups of stations of which one is taken, g groups with m members; see `kernel.event_loop.Options`."""

    group_from: np.ndarray  # int64[g + 1]
    member: np.ndarray  # int64[m] stations
    pace: np.ndarray  # float64[m] what each clears in a unit of time
    report_every: np.ndarray  # int64[g] ticks; 0: known at once; event_loop.FOLLOW
    owner: np.ndarray  # int64[s] of each station; empty: each its own
    stretch: np.ndarray = _NONE  # float64[m] how many times as long a visit takes there; empty: as it says


NO_CHOICE = Choices(np.zeros(1, dtype=np.int64), _NONE, np.empty(0), _NONE, _NONE)


class Extras(NamedTuple):
    """What plain networks do without. `load` int64[v]: what a visit takes of a departure; `seed`: luck of the piles."""

    priority: np.ndarray = _NONE  # int8[n], 0 first
    load: np.ndarray = _NONE
    seed: int = 0
    choices: Choices = NO_CHOICE


PLAIN = Extras()


class Passed(NamedTuple):
    """Per visit int64[v]: when it started (a DEPART: when it left) and ended, FAR for never; and at which station:
    an open visit that was never chosen keeps its code."""

    start: np.ndarray
    departure: np.ndarray
    station: np.ndarray


def departures(stations: Stations, visits: Visits) -> np.ndarray:
    """int64[v]: the tick at which each visit ends."""
    if _plain(stations, PLAIN):
        return swept(stations, visits)
    return passed(stations, visits).departure


def passed(stations: Stations, visits: Visits, extras: Extras = PLAIN) -> Passed:
    """Every visit of every customer. The stations between the first and the last that need the loop go through it."""
    special = stations.discipline != FIFO
    if _plain(stations, extras):
        return _swept(stations, visits, extras)
    if not _plain(stations._replace(discipline=np.zeros_like(special)), extras) or not rising(visits):
        return _looped(stations, visits, extras)
    first, last = int(special.argmax()), len(special) - int(special[::-1].argmax())
    found = Passed(np.empty_like(visits.service), np.empty_like(visits.service), visits.station)
    arrival = visits.arrival
    for low, high, engine in ((0, first, _swept), (first, last, _looped), (last, len(special), _swept)):
        rows = np.flatnonzero((visits.station >= low) & (visits.station < high))
        part = _part(visits, rows, arrival)
        inside = engine(stations, part, extras._replace(load=extras.load[rows] if len(extras.load) else _NONE))
        found.start[rows], found.departure[rows] = inside.start, inside.departure
        some = part.route_from[1:] > part.route_from[:-1]
        arrival = arrival.copy()
        arrival[some] = inside.departure[part.route_from[1:][some] - 1]
    return found


def _plain(stations: Stations, extras: Extras) -> bool:
    """True where the sweep holds for every station, if routes rise and ticks are not too large: it tells itself."""
    return bool(
        (stations.discipline == FIFO).all() and (stations.room == NO_LIMIT).all() and not len(extras.choices.member)
    )


def rising(visits: Visits) -> bool:
    """True where no customer comes back to a station, nor to a lower one; choices are not asked."""
    if len(visits.station) < 2:
        return True
    up = visits.station[1:] > visits.station[:-1]
    borders = visits.route_from[1:-1]
    up[borders[(borders > 0) & (borders < len(visits.station))] - 1] = True
    return bool(up.all())


def swept(stations: Stations, visits: Visits) -> np.ndarray:
    """`departures` by the sweep; all FIFO, no finite rooms, rising routes."""
    return _departures(stations, visits, PLAIN)


def looped(stations: Stations, visits: Visits) -> np.ndarray:
    """`departures` by the event loop."""
    return _looped(stations, visits, PLAIN).departure


def _part(visits: Visits, rows: np.ndarray, arrival: np.ndarray) -> Visits:
    """The visits of `rows` alone, of customers who appear at `arrival`."""
    route_from = np.searchsorted(rows, visits.route_from)
    return Visits(arrival, route_from.astype(np.int64), visits.station[rows], visits.service[rows])


def _swept(stations: Stations, visits: Visits, extras: Extras) -> Passed:
    departure = _departures(stations, visits, extras)
    return Passed(np.where(departure < FAR, departure - visits.service, FAR), departure, visits.station)


def _departures(stations: Stations, visits: Visits, extras: Extras) -> np.ndarray:
    departure = np.empty(len(visits.service), dtype=np.int64)
    fits = sweep(
        stations.kind,
        stations.step_from,
        stations.step_tick,
        stations.step_capacity,
        visits.arrival,
        visits.route_from,
        visits.station,
        visits.service,
        extras.load,
        departure,
    )
    return departure if fits else _looped(stations, visits, extras).departure


def _looped(stations: Stations, visits: Visits, extras: Extras) -> Passed:
    at, luck = _stations_table(stations, visits, extras)
    of = np.full((len(visits.arrival), 8), NOBODY, dtype=np.int64)
    of[:, e.URGENCY] = extras.priority if len(extras.priority) else 0
    assert of[:, e.URGENCY].min(initial=0) >= 0, "priorities count from 0"
    assert of[:, e.URGENCY].max(initial=0) <= MOST_PRIORITY, "priorities end at 7"
    of[:, e.FIRST_VISIT], of[:, e.END_VISIT] = visits.route_from[:-1], visits.route_from[1:]
    trip = np.full((len(visits.service), 5), FAR, dtype=np.int64)
    trip[:, e.STATION], trip[:, e.SERVICE] = visits.station, visits.service
    trip[:, e.LOAD] = extras.load if len(extras.load) else 1
    heap = np.zeros((len(visits.arrival) + 1, 2), dtype=np.int64)
    appear = np.flatnonzero((visits.route_from[1:] > visits.route_from[:-1]) & (visits.arrival < FAR))
    arrival, who = sorted_with(visits.arrival[appear], appear)
    order = np.argsort(stations.step_tick, kind="stable")
    owner = np.repeat(np.arange(len(stations.kind)), np.diff(stations.step_from))
    groups = len(extras.choices.report_every)
    more = e.Options(
        luck=luck,
        pile=np.zeros(len(luck), dtype=np.int64),
        group_from=extras.choices.group_from,
        member=extras.choices.member,
        pace=extras.choices.pace,
        stretch=extras.choices.stretch if len(extras.choices.stretch) else np.ones(len(extras.choices.member)),
        report_every=extras.choices.report_every,
        reported=np.zeros(groups, dtype=np.int64),
        known=np.zeros((groups, len(stations.kind)), dtype=np.int64),
        owner=extras.choices.owner if len(extras.choices.owner) else np.arange(len(stations.kind)),
    )
    steps = stations.step_tick[order], stations.step_capacity[order], owner[order]
    e.loop(at, of, trip, heap, arrival, who, *steps, more)
    return Passed(trip[:, e.START].copy(), trip[:, e.DEPARTURE].copy(), trip[:, e.STATION].astype(np.int32))


def _stations_table(stations: Stations, visits: Visits, extras: Extras) -> tuple[np.ndarray, np.ndarray]:
    """How the stations stand when nothing has happened, int64[s, 13], and the luck of the piles, float64[p]."""
    asked = np.bincount(visits.station[visits.station >= 0], minlength=len(stations.kind))
    asked[extras.choices.member] += int((visits.station < 0).sum())
    piles = np.where((stations.discipline == RANDOM) & (stations.kind != DELAY), asked, 0)
    luck = [uniform(extras.seed, np.arange(n, dtype=np.uint64), PILE_LUCK + s) for s, n in enumerate(piles.tolist())]
    at = np.zeros((len(stations.kind), 13), dtype=np.int64)
    at[:, e.KIND], at[:, e.DISCIPLINE], at[:, e.ROOM] = stations.kind, stations.discipline, stations.room
    at[:, e.PILE_FROM] = np.cumsum(piles) - piles
    at[:, [e.ROOT, e.DOOR, e.DOOR_END]] = NOBODY
    return at, np.concatenate([*luck, np.empty(0)])
