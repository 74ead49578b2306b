"""Rosters against plain loops over the minutes: who works when; and queues that are cut anywhere are the same."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.kernel.stations import FIFO, SERVE, Stations, Visits
from tearoad.network.clock import Clock
from tearoad.network.desk import (
    BEGINNING,
    ROUND_THE_CLOCK,
    Desk,
    Shift,
    Steps,
    capacity,
    entries,
    inside,
    level,
    opens_at,
    roster,
    served,
)
from tearoad.terms.days import DAY, HOUR, MOSCOW
from tearoad.twin.engine import looped

MONDAY = 20_465 * DAY - MOSCOW  # midnight in Moscow
WEEK = MONDAY + 7 * DAY


def at(steps: Steps, moment: int) -> int:
    """The capacity at a moment, as an engine reads it: that of the last step not after it."""
    ticks, capacities = steps
    return int(capacities[np.searchsorted(ticks, moment, side="right") - 1])


def plain(desk: Desk, moment: int, start: int, running: tuple[int, ...] = ()) -> int:
    """How many are free for new work, from the words of the plan alone."""
    if moment < start or any(begin <= moment < end for begin, end in desk.closed):
        staffed = 0
    else:
        servers = ([count for begin, count in desk.servers if begin <= moment] or [desk.servers[0][1]])[-1]
        hour = (moment + MOSCOW) % DAY
        staffed = round(servers * sum(share for begin, end, share in desk.shifts if begin <= hour < end))
    return max(staffed - sum(moment < end for end in running), 0)


def test_a_day_shift_works_by_day_of_moscow_and_nobody_by_night() -> None:
    steps = roster(Desk(((MONDAY, 4),), 60.0, (Shift(8 * HOUR, 20 * HOUR, 1.0),)), MONDAY, MONDAY, WEEK)
    for day in range(7):
        begin = MONDAY + day * DAY + 8 * HOUR
        assert [at(steps, begin + moment) for moment in (-1, 0, 12 * HOUR - 1, 12 * HOUR)] == [0, 4, 4, 0]
    assert at(steps, MONDAY) == 0
    assert len(steps[0]) == 1 + 2 * 7


def test_the_night_is_thinner_and_midnight_is_no_step() -> None:
    shifts = (Shift(0, 8 * HOUR, 0.25), Shift(8 * HOUR, 20 * HOUR, 1.0), Shift(20 * HOUR, DAY, 0.25))
    ticks, servers = roster(Desk(((MONDAY, 8),), 60.0, shifts), MONDAY, MONDAY, WEEK)
    assert servers.tolist() == [2, *[8, 2] * 7]
    assert set(((ticks[1:] + MOSCOW) % DAY).tolist()) == {8 * HOUR, 20 * HOUR}


def test_shifts_that_overlap_add_up() -> None:
    shifts = (Shift(0, DAY, 0.5), Shift(10 * HOUR, 14 * HOUR, 0.5))
    steps = roster(Desk(((MONDAY, 6),), 60.0, shifts), MONDAY, MONDAY, WEEK)
    assert [at(steps, MONDAY + hour * HOUR) for hour in (9, 10, 13, 14)] == [3, 6, 6, 3]


def test_a_change_of_servers_in_the_middle_of_a_shift_and_a_closure() -> None:
    noon = MONDAY + DAY + 12 * HOUR
    desk = Desk(((MONDAY, 3), (noon, 5)), 60.0, (Shift(8 * HOUR, 20 * HOUR, 1.0),), ((noon + DAY, noon + 2 * DAY),))
    steps = roster(desk, MONDAY, MONDAY, WEEK)
    assert [at(steps, noon + moment) for moment in (-1, 0)] == [3, 5]
    assert [at(steps, noon + DAY + moment) for moment in (-1, 0, 20 * HOUR, DAY - 1, DAY)] == [5, 0, 0, 0, 5]


def test_nobody_works_before_the_start_and_a_closure_over_it_holds() -> None:
    desk = Desk(((MONDAY - 30 * DAY, 4),), 60.0)
    early = MONDAY - 3 * DAY
    ticks, servers = roster(desk, early, MONDAY, WEEK)
    assert (ticks.tolist(), servers.tolist()) == ([early, MONDAY], [0, 4])
    shut = replace(desk, closed=((MONDAY - DAY, MONDAY + HOUR),))
    ticks, servers = roster(shut, early, MONDAY, WEEK)
    assert (ticks.tolist(), servers.tolist()) == ([early, MONDAY + HOUR], [0, 4])


def test_lines_that_run_at_the_start_are_not_free_until_they_end() -> None:
    desk = Desk(((MONDAY, 3),), 60.0)
    running = (MONDAY - 5, MONDAY, MONDAY + 60, MONDAY + 60, MONDAY + 90)
    ticks, servers = roster(desk, MONDAY, MONDAY, WEEK, running)
    assert (ticks.tolist(), servers.tolist()) == ([MONDAY, MONDAY + 60, MONDAY + 90], [0, 2, 3])
    few = replace(desk, servers=((MONDAY, 1),))
    ticks, servers = roster(few, MONDAY, MONDAY, WEEK, running)
    assert (ticks.tolist(), servers.tolist()) == ([MONDAY, MONDAY + 90], [0, 1]), "never less than nobody"


HOURS = st.integers(0, 7 * 24)


@given(
    st.lists(st.tuples(HOURS, st.integers(0, 9)), min_size=1, max_size=4, unique_by=lambda point: point[0]),
    st.lists(st.tuples(st.integers(0, 23), st.integers(1, 12), st.sampled_from([0.25, 0.5, 1.0])), max_size=3),
    st.lists(st.tuples(HOURS, st.integers(1, 40)), max_size=3),
    st.integers(0, 30),
    st.lists(st.integers(-1, 40), max_size=3),
)
def test_a_roster_is_the_plan_at_every_moment(
    points: list[tuple[int, int]],
    shifts: list[tuple[int, int, float]],
    closed: list[tuple[int, int]],
    late: int,
    running: list[int],
) -> None:
    start = MONDAY + late * HOUR
    ends = tuple(start + hours * HOUR for hours in running)
    desk = Desk(
        tuple((MONDAY + hour * HOUR, count) for hour, count in sorted(points)),
        60.0,
        tuple(Shift(begin * HOUR, min(begin + length, 24) * HOUR, share) for begin, length, share in shifts)
        or ROUND_THE_CLOCK,
        tuple((MONDAY + begin * HOUR, MONDAY + (begin + length) * HOUR) for begin, length in closed),
    )
    ticks, capacities = roster(desk, MONDAY, start, WEEK, ends)
    assert ticks[0] == MONDAY
    assert (np.diff(ticks) > 0).all()
    assert (np.diff(capacities) != 0).all()
    assert (ticks < WEEK).all()
    for moment in range(MONDAY, WEEK, HOUR // 2):
        assert at((ticks, capacities), moment) == plain(desk, moment, start, ends), moment - MONDAY


def test_a_curve_is_stepped_and_before_its_first_point_as_at_it() -> None:
    moments = np.array([0, 9, 10, 15, 20, 99])
    assert level(((10, 1.5), (20, 3.0)), moments).tolist() == [1.5, 1.5, 1.5, 1.5, 3.0, 3.0]
    assert inside(((10, 20), (15, 16), (99, 100)), moments).tolist() == [False, False, True, True, False, True]


SPLIT = st.lists(st.integers(0, 9 * 24), min_size=2, max_size=40)


@settings(max_examples=40)
@given(
    SPLIT,
    st.integers(0, 40),
    st.lists(
        st.tuples(st.integers(0, 23), st.integers(1, 12), st.sampled_from([0.3, 0.5, 1.0])), min_size=1, max_size=2
    ),
    st.lists(st.tuples(HOURS, st.integers(1, 60)), max_size=2),
    st.integers(1, 4),
)
def test_a_queue_with_shifts_and_closures_may_be_cut_anywhere(
    hours: list[int], cut: int, shifts: list[tuple[int, int, float]], closed: list[tuple[int, int]], lines: int
) -> None:
    desk = Desk(
        ((BEGINNING, lines),),
        5 * HOUR,
        tuple(
            Shift(begin * HOUR, min(begin + length, 24) * HOUR, max(share, 1 / lines))
            for begin, length, share in shifts
        ),
        tuple((MONDAY + begin * HOUR, MONDAY + (begin + length) * HOUR) for begin, length in closed),
    )
    arrival = MONDAY + np.sort(np.array(hours, dtype=np.int64)) * HOUR
    idle, cut = np.zeros(lines, dtype=np.int64), min(cut, len(arrival))
    whole, free = served(desk, arrival, idle)
    first, between = served(desk, arrival[:cut], idle)
    second, after = served(desk, arrival[cut:], between)
    assert [*first, *second] == whole.tolist()
    assert after.tolist() == free.tolist()
    begun = whole - 5 * HOUR
    assert not inside(desk.closed, begun).any(), "nothing is begun while it is closed"
    assert (begun >= arrival).all()


@settings(max_examples=40)
@given(SPLIT, st.integers(1, 3), st.integers(0, 4), st.integers(0, 40))
def test_who_finds_no_room_waits_at_the_door_and_is_served_no_later(
    hours: list[int], lines: int, more: int, cut: int
) -> None:
    room, service = lines + more, 7 * HOUR
    arrival = np.sort(np.array(hours, dtype=np.int64)) * HOUR
    desk = Desk(((BEGINNING, lines),), service, room=room)
    ends, _ = served(desk, arrival, np.zeros(lines, dtype=np.int64))
    stations = Stations(
        np.array([SERVE], dtype=np.int8), np.array([FIFO], dtype=np.int8), np.array([room]), np.array([0, 1]),
        np.array([0]), np.array([lines]),
    )  # fmt: skip
    number = np.arange(len(arrival) + 1, dtype=np.int64)
    visits = Visits(arrival, number, np.zeros(len(arrival), dtype=np.int32), np.full(len(arrival), service))
    assert looped(stations, visits).tolist() == ends.tolist(), "as the rehearsal's rooms have it"
    plain: list[int] = []
    for row, at in enumerate(arrival.tolist()):
        while sum(enters <= at < end for enters, end in zip(plain, ends[:row].tolist(), strict=True)) >= room:
            at += HOUR
        plain.append(max([at, *plain]))
    cut = min(cut, len(arrival))
    found = entries(arrival[cut:], ends[cut:], ends[:cut], room)
    assert found.tolist() == plain[cut:]


def test_what_a_desk_can_do_in_a_day_and_when_it_opens() -> None:
    desk = Desk(((MONDAY, 4),), HOUR, (Shift(8 * HOUR, 20 * HOUR, 0.5),), ((MONDAY + DAY, MONDAY + 40 * DAY),))
    assert capacity(desk, MONDAY, MONDAY + DAY) == 24
    assert capacity(desk, MONDAY + DAY, MONDAY + 2 * DAY) == 0
    assert opens_at(desk, MONDAY + 9 * HOUR) == MONDAY + 9 * HOUR
    assert opens_at(desk, MONDAY + 21 * HOUR) == MONDAY + 40 * DAY + 8 * HOUR


def test_shifts_are_of_the_local_day_when_the_clock_is_changed() -> None:
    turn = MONDAY + 2 * DAY
    desk = Desk(
        ((MONDAY, 1),),
        HOUR,
        (Shift(8 * HOUR, 20 * HOUR, 1.0),),
        clock=Clock((BEGINNING, turn), (MOSCOW, MOSCOW + HOUR)),
    )
    steps = roster(desk, MONDAY, MONDAY, WEEK)
    for day, shift in ((0, 0), (1, 0), (2, HOUR), (3, HOUR)):
        begin = MONDAY + day * DAY + 8 * HOUR - shift
        assert [at(steps, begin - 1), at(steps, begin)] == [0, 1]
