"""Both engines against a SimPy model, visit by visit, on networks made to tie, to close and to run far."""

import numpy as np
import pytest
import simpy_oracle
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tearoad.kernel.draws import uniform
from tearoad.kernel.stations import DELAY, FAR, FIFO, NO_LIMIT, SERVE, Stations, Visits
from tearoad.twin.engine import departures, looped, swept

BEYOND = 2**33
ENGINES = pytest.mark.parametrize("engine", [swept, looped, departures])


def network(
    kinds: list[int], calendars: list[list[tuple[int, int]]], customers: list[tuple[int, list[tuple[int, int]]]]
) -> tuple[Stations, Visits]:
    """`customers` are (arrival, [(station, service), ...])."""
    steps = np.array([step for own in calendars for step in own], dtype=np.int64).reshape(-1, 2)
    visits = [visit for _, route in customers for visit in route]
    stations = Stations(
        kind=np.array(kinds, dtype=np.int8),
        discipline=np.full(len(kinds), FIFO, dtype=np.int8),
        room=np.full(len(kinds), NO_LIMIT, dtype=np.int64),
        step_from=np.cumsum([0, *map(len, calendars)], dtype=np.int64),
        step_tick=steps[:, 0].copy(),
        step_capacity=steps[:, 1].copy(),
    )
    return stations, Visits(
        arrival=np.array([arrival for arrival, _ in customers], dtype=np.int64),
        route_from=np.cumsum([0, *(len(route) for _, route in customers)], dtype=np.int64),
        station=np.array([station for station, _ in visits], dtype=np.int32),
        service=np.array([service for _, service in visits], dtype=np.int64),
    )


@st.composite
def networks(draw: st.DrawFn, last_capacity: int = 1) -> tuple[Stations, Visits]:
    """One to five stations, up to forty customers. Few different ticks, so that many are equal, at three scales."""
    scale = draw(st.sampled_from([1, 1, 7, BEYOND]))
    ticks = st.integers(0, draw(st.sampled_from([2, 12, 60]))).map(lambda tick: tick * scale)
    service = st.integers(0, draw(st.sampled_from([1, 5, 20]))).map(lambda tick: tick * scale)
    kinds = draw(st.lists(st.sampled_from([SERVE, SERVE, SERVE, DELAY]), min_size=1, max_size=5))
    calendars = []
    for kind in kinds:
        if kind == DELAY:
            calendars.append([])
            continue
        later = sorted(draw(st.sets(ticks.filter(bool), max_size=5)))
        capacities = [draw(st.integers(0, 3)) for _ in later] + [draw(st.integers(last_capacity, 3))]
        calendars.append(list(zip([0, *later], capacities, strict=True)))
    route = st.sets(st.integers(0, len(kinds) - 1)).map(sorted)
    customers = draw(st.lists(st.tuples(ticks, route), max_size=draw(st.sampled_from([3, 15, 40]))))
    return network(kinds, calendars, [(at, [(number, draw(service)) for number in way]) for at, way in customers])


CLOSING = network([SERVE], [[(0, 2), (5, 0), (9, 3)]], [(0, [(0, 7)]), (0, [(0, 4)]), (1, [(0, 1)]), (9, [(0, 1)])])
AT_ONCE = network([SERVE, SERVE], [[(0, 1)], [(0, 1)]], [(3, [(0, 0), (1, 2)]), (3, [(1, 1)]), (3, [(0, 0), (1, 1)])])
UNSORTED = network([SERVE], [[(0, 1)]], [(4, [(0, 3)]), (0, [(0, 5)]), (4, [(0, 1)]), (2, [(0, 1)])])


@settings(max_examples=400)
@given(networks())
@example(CLOSING)
@example(AT_ONCE)
@example(UNSORTED)
def test_both_engines_are_the_oracle_visit_by_visit(made: tuple[Stations, Visits]) -> None:
    expected = simpy_oracle.departures(*made)
    assert max(expected, default=0) < FAR
    for engine in (swept, looped, departures):
        assert engine(*made).tolist() == expected, engine.__name__


@settings(max_examples=150)
@given(networks(last_capacity=0))
def test_who_is_never_served_never_leaves(made: tuple[Stations, Visits]) -> None:
    expected = simpy_oracle.departures(*made)
    for engine in (swept, looped, departures):
        assert engine(*made).tolist() == expected, engine.__name__


@ENGINES
def test_by_hand(engine: object) -> None:
    assert callable(engine)
    # The first two start at 0, the third when one of them is through; the last finds the station open again.
    assert engine(*CLOSING).tolist() == [7, 4, 5, 10]
    # No tick passes at the first station: customers 0 and 2 stand at the second at 3, beside 1, in their order.
    assert engine(*AT_ONCE).tolist() == [3, 5, 6, 3, 7]
    assert engine(*UNSORTED).tolist() == [9, 5, 10, 6]


@ENGINES
def test_more_capacity_starts_several_at_once(engine: object) -> None:
    assert callable(engine)
    made = network([SERVE], [[(0, 0), (10, 3)]], [(0, [(0, 5)])] * 5)
    assert engine(*made).tolist() == [15, 15, 15, 20, 20]


@ENGINES
def test_a_fall_takes_no_service_away(engine: object) -> None:
    assert callable(engine)
    made = network([SERVE], [[(0, 3), (1, 1)]], [(0, [(0, 10)]), (0, [(0, 20)]), (0, [(0, 30)]), (2, [(0, 1)])])
    assert engine(*made).tolist() == [10, 20, 30, 31]


@ENGINES
def test_nobody_and_nothing(engine: object) -> None:
    assert callable(engine)
    assert engine(*network([], [], [])).tolist() == []
    assert engine(*network([SERVE, DELAY], [[(0, 0)], []], [])).tolist() == []
    assert engine(*network([SERVE, DELAY], [[(0, 1)], []], [(3, []), (1, [(1, 2)]), (0, [])])).tolist() == [3]


@pytest.mark.parametrize("servers", [1, 3, 300])
@pytest.mark.parametrize("scale", [2**40, 2**54, 2**60])
def test_ticks_may_be_far_and_servers_many(servers: int, scale: int) -> None:
    luck = uniform(3, np.arange(1_000, dtype=np.uint64), 0)
    made = network([SERVE], [[(0, servers)]], [(int(u * scale), [(0, int(u * scale * servers / 1_000))]) for u in luck])
    assert departures(*made).tolist() == simpy_oracle.departures(*made)
