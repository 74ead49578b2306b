"""Everything but plain queues: the loop, and its sharing of a network with the sweep, against SimPy, visit by visit."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from wide_networks import EVERY_WAY, Customer, Group, Made, Place, made, networks
from wide_oracle import Found, found

from tearoad.kernel.event_loop import FOLLOW
from tearoad.kernel.stations import (
    DELAY,
    DEPART,
    FAR,
    FIFO,
    LIFO,
    NO_LIMIT,
    PRIORITY,
    RANDOM,
    SERVE,
    Stations,
    Visits,
)
from tearoad.twin.engine import Passed, _looped, looped, passed

EVERY_KIND = (SERVE, SERVE, SERVE, DELAY, DEPART)
SPREAD = 2**10  # ticks into which one is cut up, so that nothing falls together


def equal(one: Passed, other: Found | Passed) -> None:
    for name in Passed._fields:
        assert list(getattr(one, name)) == list(getattr(other, name)), name


@settings(max_examples=500)
@given(networks())
def test_rising_routes_alone_and_shared_with_the_sweep(one: Made) -> None:
    expected = found(*one)
    equal(_looped(*one), expected)
    equal(passed(*one), expected)


@settings(max_examples=300)
@given(networks(kinds=[SERVE, DELAY, DEPART], ways=[FIFO]))
def test_timetables_in_the_sweep(one: Made) -> None:
    equal(passed(*one), found(*one))
    equal(_looped(*one), found(*one))


@settings(max_examples=300)
@given(networks(kinds=[SERVE], ways=EVERY_WAY))
def test_servers_by_every_rule(one: Made) -> None:
    equal(passed(*one), found(*one))


@settings(max_examples=400)
@given(networks(back=True))
def test_routes_that_come_back(one: Made) -> None:
    equal(passed(*one), found(*one))


@settings(max_examples=500)
@given(st.booleans().flatmap(lambda back: networks(rooms=True, back=back)))
def test_finite_rooms(one: Made) -> None:
    equal(passed(*one), found(*one))


@settings(max_examples=400)
@given(st.booleans().flatmap(lambda rooms: networks(rooms=rooms, choose=True)))
def test_choices(one: Made) -> None:
    equal(passed(*one), found(*one))


@pytest.mark.full
@settings(max_examples=4_000)
@given(st.tuples(*[st.booleans()] * 3).flatmap(lambda which: networks(EVERY_KIND, EVERY_WAY, *which)))
def test_everything_at_length(one: Made) -> None:
    expected = found(*one)
    equal(_looped(*one), expected)
    equal(passed(*one), expected)
    laws_hold(one, expected)


EVERY_KIND = (SERVE, SERVE, SERVE, DELAY, DEPART)


# Laws that need no oracle to be known, only its count of those inside.


def ready(visits: Visits, departure: np.ndarray) -> np.ndarray:
    """When each visit's customer stood before its station: at its appearance, or when the visit before was over."""
    before = np.concatenate([[FAR], departure])[:-1]
    some = visits.route_from[:-1] < visits.route_from[1:]
    before[visits.route_from[:-1][some]] = visits.arrival[some]
    return before


def of_customers(visits: Visits) -> np.ndarray:
    """The customer of each visit."""
    return np.repeat(np.arange(len(visits.arrival)), np.diff(visits.route_from))


def laws_hold(one: Made, expected: Found) -> None:
    got = passed(*one)
    came = ready(one.visits, got.departure)
    times_rise(one, got, came)
    customer = of_customers(one.visits)
    for number, kind in enumerate(one.stations.kind):
        here = np.flatnonzero(got.station == number)
        if kind == SERVE:
            servers_are_not_too_many_nor_idle(one.stations, number, came[here], got.start[here], got.departure[here])
        if kind == DEPART:
            loads_fit(one.stations, number, got.start[here], one.extras.load[here])
        if kind != DELAY and one.stations.room[number] == NO_LIMIT:
            urgency = one.extras.priority[customer[here]]
            nobody_is_passed_over(
                int(kind), int(one.stations.discipline[number]), came[here], got.start[here], urgency, customer[here]
            )
    little(one, got, came, expected)


def times_rise(one: Made, got: Passed, came: np.ndarray) -> None:
    began, over = got.start < FAR, got.departure < FAR
    assert (got.start >= came).all()
    assert (began >= over).all()
    ends = np.minimum(got.start + one.visits.service, FAR)
    said = one.visits.station >= 0  # how long an open visit takes depends on where
    assert (got.departure >= ends)[said].all()
    over_at_once = np.ones(len(came), dtype=bool)  # unless the next visit has a door, or is nowhere yet
    who = of_customers(one.visits)
    doorless = np.flatnonzero(one.stations.room == NO_LIMIT)
    over_at_once[:-1] = (who[1:] != who[:-1]) | np.isin(got.station[1:], doorless)
    assert (got.departure == ends)[over_at_once & began & said].all()


def capacity_at(stations: Stations, number: int, tick: int) -> int:
    steps = slice(stations.step_from[number], stations.step_from[number + 1])
    at = int(np.searchsorted(stations.step_tick[steps], tick, side="right")) - 1
    return int(stations.step_capacity[steps][at])


def servers_are_not_too_many_nor_idle(
    stations: Stations, number: int, came: np.ndarray, start: np.ndarray, departure: np.ndarray
) -> None:
    steps = stations.step_tick[stations.step_from[number] : stations.step_from[number + 1]]
    for tick in {*start.tolist(), *came.tolist(), *departure.tolist(), *steps.tolist()} - {FAR}:
        busy = int(((start <= tick) & (departure > tick)).sum())
        capacity = capacity_at(stations, number, tick)
        if (start == tick).any():
            assert capacity > 0
            assert busy <= capacity
        if stations.room[number] == NO_LIMIT and ((came <= tick) & (start > tick)).any():
            assert busy >= capacity


def loads_fit(stations: Stations, number: int, start: np.ndarray, load: np.ndarray) -> None:
    steps = slice(stations.step_from[number], stations.step_from[number + 1])
    whole = dict(zip(stations.step_tick[steps].tolist(), stations.step_capacity[steps].tolist(), strict=True))
    for tick in set(start.tolist()) - {FAR}:
        left = load[start == tick]
        assert left.sum() <= whole[tick] or (left > 0).sum() == 1
        assert whole[tick] > 0


def nobody_is_passed_over(
    kind: int, way: int, came: np.ndarray, start: np.ndarray, urgency: np.ndarray, customer: np.ndarray
) -> None:
    """Of two who waited from before a start, the one who started was the next by the rule."""
    if way == RANDOM:
        return
    rank = urgency if way == PRIORITY else np.zeros(len(came), dtype=np.int64)
    since = -came if way == LIFO else came
    for one in np.flatnonzero(start < FAR):
        others = np.flatnonzero((came < start[one]) & (start > start[one]))
        mine = (rank[one], since[one], customer[one])
        assert all(mine < (rank[other], since[other], customer[other]) for other in others), kind


def little(one: Made, got: Passed, came: np.ndarray, expected: Found) -> None:
    """What all spend inside is the area under the count of those inside, at every station and in the whole."""
    if not expected.history:
        return
    tick = np.array([tick for tick, _, _ in expected.history])
    length, until = np.diff(tick), int(tick[-1])
    some = one.visits.route_from[:-1] < one.visits.route_from[1:]
    gone = one.visits.arrival.copy()
    gone[some] = got.departure[one.visits.route_from[1:][some] - 1]
    present = np.array([count for _, _, count in expected.history])
    assert present[-1] == (one.visits.arrival < FAR).sum() - (gone < FAR).sum()
    assert np.minimum(gone, until).sum() - np.minimum(one.visits.arrival, until).sum() == present[:-1] @ length
    for number, kind in enumerate(one.stations.kind):
        if one.stations.room[number] == NO_LIMIT:
            here = got.station == number
            out = (got.start if kind == DEPART else got.departure)[here]
            inside = np.array([counts[number] for _, counts, _ in expected.history])
            assert np.minimum(out, until).sum() - np.minimum(came[here], until).sum() == inside[:-1] @ length


@settings(max_examples=400)
@given(st.tuples(*[st.booleans()] * 3).flatmap(lambda which: networks(EVERY_KIND, EVERY_WAY, *which)))
def test_laws_of_any_network(one: Made) -> None:
    laws_hold(one, found(*one))


@settings(max_examples=100)
@given(networks(rooms=True, choose=True))
def test_the_same_again_is_the_same(one: Made) -> None:
    copies = [[np.copy(column) for column in part] for part in (one.stations, one.visits)]
    equal(passed(*one), passed(*one))
    for part, copy in zip((one.stations, one.visits), copies, strict=True):
        for column, before in zip(part, copy, strict=True):
            assert (column == before).all(), "what was given is changed"


@settings(max_examples=200)
@given(networks(kinds=[SERVE, DELAY], ways=[FIFO], back=True), st.integers(0, 999))
def test_numbers_of_customers_are_names_but_for_ties(one: Made, seed: int) -> None:
    luck = np.random.default_rng(seed)
    stations = one.stations._replace(step_tick=one.stations.step_tick * SPREAD)
    arrival, service = (
        np.where(ticks < FAR, np.minimum(ticks, FAR // SPREAD - 1) * SPREAD + luck.integers(0, SPREAD, len(ticks)), FAR)
        for ticks in (one.visits.arrival, one.visits.service)
    )
    visits = one.visits._replace(arrival=arrival, service=service)
    departure = looped(stations, visits)
    standing = np.stack([visits.station, ready(visits, departure)], axis=1)
    standing = standing[standing[:, 1] < FAR]
    assume(len(np.unique(standing, axis=0)) == len(standing))
    order = luck.permutation(len(arrival))
    rows = np.concatenate([np.arange(*visits.route_from[who : who + 2]) for who in order] or [order])
    turned = Visits(
        arrival=arrival[order],
        route_from=np.cumsum([0, *np.diff(visits.route_from)[order]], dtype=np.int64),
        station=visits.station[rows],
        service=service[rows],
    )
    assert looped(stations, turned).tolist() == departure[rows].tolist()


# By hand.


def times(one: Made) -> list[tuple[int, int]]:
    """(start, departure) of every visit, by the loop, after it was seen that the oracle and the sweep say the same."""
    got = passed(*one)
    equal(got, found(*one))
    equal(_looped(*one), got)
    return list(zip(got.start.tolist(), got.departure.tolist(), strict=True))


NEVER = (FAR, FAR)


@pytest.mark.parametrize(
    ("way", "starts"),
    [(FIFO, [0, 4, 5, 6]), (PRIORITY, [0, 6, 4, 5]), (LIFO, [0, 6, 4, 5])],
    ids=["fifo", "first", "lifo"],
)
def test_who_is_next(way: int, starts: list[int]) -> None:
    customers = [Customer(0, [(0, 4)], 3), Customer(1, [(0, 1)], 7), Customer(2, [(0, 1)]), Customer(2, [(0, 1)])]
    assert [start for start, _ in times(made([Place(SERVE, [(0, 1)], way)], customers))] == starts


def test_a_pile_has_no_order() -> None:
    """Each of the six orders of three who wait is as likely, and stations have luck of their own."""
    count = 3_000
    places = [Place(SERVE, [(0, 0), (1, 1)], RANDOM)] * count
    one = made(places, [Customer(0, [(number, 1)]) for number in range(count) for _ in range(3)], seed=4)
    orders = passed(*one).start.reshape(count, 3)
    assert sorted(map(tuple, np.unique(orders, axis=0).tolist())) == sorted(
        [(1, 2, 3), (1, 3, 2), (2, 1, 3), (2, 3, 1), (3, 1, 2), (3, 2, 1)]
    )
    _, often = np.unique(orders, axis=0, return_counts=True)
    assert ((often - count / 6) ** 2 / (count / 6)).sum() < 20.5  # chi square of five, 99.9 %
    other = passed(one.stations, one.visits, one.extras._replace(seed=5)).start.reshape(count, 3)
    assert (orders != other).any(axis=1).mean() == pytest.approx(5 / 6, abs=0.04)


def test_it_does_not_matter_from_where_a_pile_came() -> None:
    """At tick 3 one comes by the lower station, one by the higher, one appears: in a pile they lie by their numbers."""
    places = [Place(DELAY, []), Place(DELAY, []), Place(SERVE, [(0, 0), (4, 1)], RANDOM)]
    for seed in range(20):
        ways = [Customer(1, [(1, 2), (2, 1)]), Customer(2, [(0, 1), (2, 1)]), Customer(3, [(2, 1)])]
        times(made(places, ways, seed))


def test_blocked_after_service() -> None:
    places = [Place(SERVE, [(0, 1)]), Place(SERVE, [(0, 1)], FIFO, 1)]
    one = made(places, [Customer(0, [(0, 1), (1, 10)]), Customer(0, [(0, 1), (1, 1)]), Customer(0, [(0, 1)])])
    # The second is served from 1 to 2, and keeps the server until there is room at 11.
    assert times(one) == [(0, 1), (1, 11), (1, 11), (11, 12), (11, 12)]


def test_first_at_the_door_first_in() -> None:
    places = [Place(SERVE, [(0, 1)], LIFO, 1)]
    one = made(places, [Customer(0, [(0, 5)]), Customer(2, [(0, 1)]), Customer(1, [(0, 1)]), Customer(2, [(0, 1)])])
    assert times(one) == [(0, 5), (6, 7), (5, 6), (7, 8)]


def test_at_one_tick_completions_stand_at_the_door_before_those_who_appear() -> None:
    places = [Place(SERVE, [(0, 2)]), Place(DELAY, []), Place(SERVE, [(0, 1)], FIFO, 1)]
    ways = [(3, [(2, 1)]), (0, [(1, 3), (2, 1)]), (0, [(0, 3), (2, 1)]), (0, [(2, 9)])]
    starts = {visit: start for visit, (start, _) in enumerate(times(made(places, [Customer(*way) for way in ways])))}
    assert (starts[4], starts[2], starts[0]) == (9, 10, 11)


def test_two_who_wait_for_each_others_room_wait_for_ever() -> None:
    places = [Place(SERVE, [(0, 1)], FIFO, 1), Place(SERVE, [(0, 1)], FIFO, 1)]
    one = made(places, [Customer(0, [(0, 2), (1, 1)]), Customer(0, [(1, 3), (0, 1)]), Customer(1, [(0, 1)])])
    assert times(one) == [(0, FAR), NEVER, (0, FAR), NEVER, NEVER]
    alone = made(places, [Customer(0, [(0, 2), (0, 1)])])
    assert times(alone) == [(0, FAR), NEVER], "nobody makes room for himself"
    wider = [Place(SERVE, [(0, 1)], FIFO, 2)]
    assert times(made(wider, [Customer(0, [(0, 2), (0, 1)])])) == [(0, 2), (2, 3)]


def test_a_room_for_nobody() -> None:
    assert times(made([Place(DELAY, [], FIFO, 0)], [Customer(0, [(0, 0)])])) == [NEVER]


def test_a_delay_with_a_room() -> None:
    places = [Place(DELAY, [], FIFO, 2), Place(DELAY, [])]
    one = made(places, [Customer(0, [(0, 5), (1, 1)]), *[Customer(1, [(0, tick), (1, 3)]) for tick in (0, 7, 0, 2)]])
    assert times(one) == [(0, 5), (5, 6), (1, 1), (1, 4), (1, 8), (8, 11), (5, 5), (5, 8), (5, 7), (7, 10)]


def test_departures_by_load() -> None:
    places = [Place(DEPART, [(5, 10), (9, 10), (13, 0), (14, 10)])]
    ways = [(0, 1, 25), (1, 2, 4), (1, 0, 7), (5, 0, 3), (15, 0, 0)]
    one = made(places, [Customer(arrival, [(0, way, load)]) for arrival, way, load in ways])
    # 25 takes all of the first; 7 does not fit beside 4, and nobody overtakes; the last has missed everything.
    assert times(one) == [(5, 6), (9, 11), (14, 14), (14, 14), NEVER]


def test_what_is_left_of_a_departure_is_not_a_whole_one() -> None:
    """The second comes in through the door when the first has left, and finds less than its load."""
    places = [Place(DEPART, [(5, 10), (9, 10)], FIFO, 1)]
    one = made(places, [Customer(0, [(0, 0, 6)]), Customer(0, [(0, 0, 6)]), Customer(0, [(0, 0, 4)])])
    assert times(one) == [(5, 5), (9, 9), (9, 9)]


def test_from_departure_to_departure_at_one_tick() -> None:
    places = [Place(DEPART, [(5, 1), (6, 1)]), Place(DEPART, [(5, 1), (6, 1)])]
    one = made(places, [Customer(5, [(0, 0), (1, 0)]), Customer(0, [(1, 1)]), Customer(0, [(0, 0), (1, 0)])])
    assert times(one) == [(6, 6), NEVER, (5, 6), (5, 5), (6, 6)]


def test_back_to_a_lower_station_at_one_tick() -> None:
    places = [Place(SERVE, [(0, 1)]), Place(SERVE, [(0, 1)])]
    one = made(places, [Customer(2, [(1, 0), (0, 0), (1, 3), (0, 1)]), Customer(2, [(1, 2)]), Customer(3, [(0, 4)])])
    # Station 1 goes on with those who are there; who is back from station 0 at the same tick finds it at work.
    assert times(one) == [(2, 2), (2, 2), (4, 7), (7, 8), (2, 4), (3, 7)]


def test_the_least_loaded_of_an_owner_by_its_pace() -> None:
    """Stations 0 and 1 are one owner's; 2 is alone and three times as fast as either."""
    places = [Place(SERVE, [(0, 1)])] * 3
    group = Group([(0, 1.0), (2, 3.0)])
    ways = [Customer(tick, [(-1, 100)]) for tick in range(7)]
    got = passed(*made(places, [Customer(0, [(1, 100)]), *ways], 0, [group], [5, 5, 6]))
    assert got.station.tolist() == [1, 2, 2, 2, 0, 2, 2, 2]


def test_reports_are_old_news() -> None:
    places = [Place(SERVE, [(0, 1)])] * 2
    group = Group([(0, 1.0), (1, 1.0)], report_every=10)
    ways = [Customer(tick, [(-1, 7)]) for tick in (0, 3, 9, 10, 12, 20, 41)]
    got = passed(*made(places, ways, 0, [group]))
    # Up to 9 nobody is known of; at 10 two are still at the first; at 20 one and two; at 40 nobody again.
    assert got.station.tolist() == [0, 0, 0, 1, 1, 0, 0]


def test_a_choice_is_made_when_the_visit_before_begins() -> None:
    """What fills up on the way does not count, nor does the chooser, at the station it comes to or has just left."""
    places = [Place(DELAY, []), Place(SERVE, [(0, 1)]), Place(SERVE, [(0, 1)])]
    ways = [
        Customer(0, [(1, 3)]),
        Customer(1, [(0, 8), (-1, 1)]),  # the first is at work, the second is empty
        Customer(5, [(2, 99)]),
        Customer(5, [(0, 1), (-1, 1)]),  # now it is the other way round
        Customer(200, [(1, 1), (-1, 1)]),  # both are empty when it comes to the first
        Customer(300, [(1, 1), (0, 1), (-1, 1)]),  # and when it goes on from there
    ]
    got = passed(*made(places, ways, 0, [Group([(1, 1.0), (2, 1.0)])]))
    assert got.station.tolist() == [1, 0, 2, 2, 0, 1, 1, 1, 1, 0, 1]


def test_followers_stay_with_the_owner() -> None:
    places = [Place(SERVE, [(0, 1)])] * 5
    groups = [Group([(0, 1.0), (1, 1.0)]), Group([(2, 1.0), (4, 1.0), (3, 1.0)], FOLLOW)]
    ways = [Customer(0, [(-1, 5), (-2, 5)])] * 2 + [Customer(1, [(4, 1), (-2, 1)])]
    got = passed(*made(places, ways, 0, groups, [1, 2, 1, 2, 3]))
    assert got.station.tolist() == [0, 2, 1, 3, 4, 4]
    stranger = made(places, [Customer(0, [(4, 1), (-2, 1)])], 0, groups, [1, 2, 1, 2, 9])
    assert passed(*stranger).station.tolist() == [4, 4]


def test_a_visit_takes_longer_at_a_member_that_stretches_it() -> None:
    places = [Place(SERVE, [(0, 1)])] * 3
    groups = [Group([(0, 1.0, 2.0), (1, 1.0, 0.5)]), Group([(2, 1.0, 1.0), (1, 1.0, 3.0)], FOLLOW)]
    ways = [Customer(0, [(-1, 10), (-2, 10)]), Customer(0, [(-1, 5), (-2, 10)])]
    # The second takes two and a half, which is rounded to the even two; then follows its owner to itself.
    assert times(made(places, ways, 0, groups)) == [(0, 20), (20, 30), (0, 2), (2, 32)]


def test_what_never_happens() -> None:
    places = [Place(SERVE, [(0, 1), (4, 0)], PRIORITY), Place(DEPART, [(3, 1)]), Place(DELAY, [])]
    ways = [
        (FAR, [(0, 1), (2, 1)]),
        (0, [(0, 5), (1, 1)]),
        (1, [(0, 1), (2, 0)]),
        (2, [(2, 0), (1, 1)]),
        (2, [(2, FAR - 3)]),
    ]
    one = made(places, [Customer(*way) for way in ways])
    assert times(one) == [NEVER, NEVER, (0, 5), NEVER, NEVER, NEVER, (2, 2), (3, 4), (2, FAR - 1)]


def test_a_service_beyond_the_end_of_time() -> None:
    one = made([Place(SERVE, [(0, 1)], LIFO)], [Customer(5, [(0, FAR - 5)]), Customer(6, [(0, 1)])])
    assert times(one) == [(5, FAR), NEVER]


def test_nobody_and_nothing() -> None:
    assert times(made([], [])) == []
    assert times(made([Place(SERVE, [(0, 1)], RANDOM, 1)], [])) == []
    assert times(made([Place(SERVE, [(0, 1)], RANDOM, 1)], [Customer(3, []), Customer(FAR, [])])) == []
