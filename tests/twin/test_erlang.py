"""The engine against queueing theory: Erlang's formula, Little's law, and that nobody is idle, lost or overtaken.

Fixed seeds: what is asserted is within intervals of 99.9 %, and these are narrow enough to see a bias of 5 % (of 10 %
in the one case that says so).
"""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from test_engine import network, networks

from tearoad.kernel.draws import uniform
from tearoad.kernel.stations import SERVE, Stations, Visits
from tearoad.twin.engine import departures
from tearoad.twin.waits import arrivals, waits

SERVICE = 1_000_000  # ticks on average: rounding to whole ticks is far below what is looked for
RUNS, WARM = 32, 0.1
STUDENT_T = 3.633  # 99.95 %, RUNS - 1 degrees of freedom
SEED = 1917


def erlang_c(servers: int, load: float) -> float:
    """Probability that a customer waits in M/M/c; `load` is arrivals times mean service, below `servers`."""
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))


def test_the_formula_itself() -> None:
    assert erlang_c(1, 0.7) == pytest.approx(0.7)
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)
    served = [5.0**k / math.factorial(k) for k in range(7)]
    waiting = 5.0**7 / math.factorial(7) / (1 - 5 / 7)
    assert erlang_c(7, 5.0) == pytest.approx(waiting / (sum(served) + waiting))


def markovian(customers: int, servers: int, use: float, run: int) -> tuple[Stations, Visits]:
    """One M/M/c station; draws of their own for each run."""
    keys = np.arange(customers, dtype=np.uint64) + np.uint64(run * customers)
    between, service = (-np.log1p(-uniform(SEED, keys, stage)) * SERVICE for stage in (0, 1))
    stations, _ = network([SERVE], [[(0, servers)]], [])
    return stations, Visits(
        arrival=np.cumsum(between / (servers * use)).astype(np.int64),
        route_from=np.arange(customers + 1, dtype=np.int64),
        station=np.zeros(customers, dtype=np.int32),
        service=np.rint(service).astype(np.int64),
    )


def waited(customers: int, servers: int, use: float, run: int) -> np.ndarray:
    """Ticks, of those who came after the start had been forgotten."""
    stations, visits = markovian(customers, servers, use, run)
    wait = departures(stations, visits) - visits.service - visits.arrival
    return wait[int(WARM * customers) :]


@pytest.mark.parametrize(
    ("servers", "use", "customers", "bias"),
    [
        (1, 0.7, 200_000, 0.05),
        (1, 0.9, 600_000, 0.05),
        (5, 0.7, 200_000, 0.05),
        (5, 0.9, 600_000, 0.05),
        (50, 0.8, 1_200_000, 0.05),
        (50, 0.9, 1_000_000, 0.05),
        (240, 0.9, 1_500_000, 0.1),  # few wait, and in long spells
        (240, 0.95, 2_000_000, 0.05),
    ],
)
def test_waits_are_erlangs(servers: int, use: float, customers: int, bias: float) -> None:
    chance = erlang_c(servers, servers * use)
    mean = chance * SERVICE / (servers * (1 - use))
    runs = [waited(customers, servers, use, run) for run in range(RUNS)]
    for found, expected in (([(own > 0).mean() for own in runs], chance), ([own.mean() for own in runs], mean)):
        spread = np.std(found, ddof=1) / math.sqrt(RUNS)
        half, off = STUDENT_T * spread, np.mean(found) - expected
        assert abs(off) < half
        assert half + abs(off) < bias * expected, "such a bias would not be seen"


@pytest.mark.parametrize(("servers", "use"), [(1, 0.8), (12, 0.9)])
def test_littles_law(servers: int, use: float) -> None:
    """Numbers counted over a window are arrivals in it times their mean stay, but for those at its edges."""
    stations, visits = markovian(400_000, servers, use, 0)
    departure = departures(stations, visits)
    opens, closes = int(visits.arrival[40_000]), int(visits.arrival[-1])
    inside = (np.clip(departure, opens, closes) - np.clip(visits.arrival, opens, closes)).sum() / (closes - opens)
    came = (visits.arrival >= opens) & (visits.arrival < closes)
    stay = (departure - visits.arrival)[came].mean()
    assert inside == pytest.approx(came.sum() / (closes - opens) * stay, rel=0.002)


def capacity_at(stations: Stations, number: int, tick: np.ndarray) -> np.ndarray:
    own = slice(stations.step_from[number], stations.step_from[number + 1])
    return stations.step_capacity[own][np.searchsorted(stations.step_tick[own], tick, side="right") - 1]


def busy_at(start: np.ndarray, end: np.ndarray, tick: np.ndarray) -> np.ndarray:
    """Visits started at or before and not yet ended at each tick, after all that happens at it."""
    return np.searchsorted(np.sort(start), tick, side="right") - np.searchsorted(np.sort(end), tick, side="right")


@settings(max_examples=200)
@given(networks())
def test_nobody_is_idle_lost_or_overtaken(made: tuple[Stations, Visits]) -> None:
    stations, visits = made
    departure = departures(stations, visits)
    came = arrivals(visits, departure)
    start = departure - visits.service
    assert (start >= came).all()
    for number in np.flatnonzero(stations.kind == SERVE):
        own = np.flatnonzero(visits.station == number)
        customer = np.searchsorted(visits.route_from, own, side="right") - 1
        line = own[np.lexsort((customer, came[own]))]
        assert (np.diff(start[line]) >= 0).all(), "overtaken"
        begins = np.unique(start[own])
        assert (busy_at(start[own], departure[own], begins) <= capacity_at(stations, number, begins)).all(), "too many"
        waiting = own[start[own] > came[own]]
        changes = np.concatenate([stations.step_tick, departure[own], came[waiting]])
        for visit in waiting:
            within = changes[(changes >= came[visit]) & (changes < start[visit])]
            full = busy_at(start[own], departure[own], within) >= capacity_at(stations, number, within)
            assert full.all(), "someone waits beside an idle server"


@settings(max_examples=100)
@given(networks())
def test_the_report_of_waits_counts_what_happened(made: tuple[Stations, Visits]) -> None:
    stations, visits = made
    departure = departures(stations, visits)
    came, start = arrivals(visits, departure), departure - visits.service
    for number, found in enumerate(waits(stations, visits, departure)):
        own = visits.station == number
        assert found.visits == own.sum()
        if stations.kind[number] == SERVE and own.any():
            wait = (start - came)[own]
            assert (found.mean, found.longest) == (wait.mean(), wait.max())
            line = [((came[own] <= tick) & (start[own] > tick)).sum() for tick in came[own]]
            assert found.most == max(line)
        else:
            assert (found.mean, found.longest, found.most) == (0, 0, 0)
