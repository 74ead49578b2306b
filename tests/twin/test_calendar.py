"""Rosters and timetables against plain loops over the minutes: who works when, and when what leaves."""

from dataclasses import replace

import numpy as np
import pytest
from crowd import ROAD
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.stations import FAR
from tearoad.terms.days import DAY, HOUR, MOSCOW
from tearoad.twin.calendar import Steps, inside, level, roster, timetable
from tearoad.twin.plan import ROUND_THE_CLOCK, Desk, LanePlan, Shift

MONDAY = 20_465 * DAY - MOSCOW  # midnight in Moscow
WEEK = MONDAY + 7 * DAY
LANE = replace(ROAD.lanes[0], headway=24 * HOUR)


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


@pytest.mark.parametrize("headway", [HOUR, 24 * HOUR, 25 * HOUR, 48 * HOUR])
def test_departures_are_whole_multiples_of_the_headway(headway: int) -> None:
    start, until = MONDAY + 1_234, WEEK
    ticks, load = timetable(replace(LANE, headway=headway), LanePlan(), start, until)
    assert ticks.tolist() == [moment for moment in range(0, until + 1, headway) if moment >= start]
    assert set(load.tolist()) <= {FAR}
    on_time, _ = timetable(replace(LANE, headway=headway), LanePlan(), int(ticks[0]), until)
    assert on_time[0] == ticks[0], "who is ready as it leaves goes along"


def test_departures_carry_so_much_and_none_leaves_while_closed() -> None:
    whole, _ = timetable(LANE, LanePlan(), MONDAY, WEEK)
    closed = ((int(whole[1]), int(whole[3])), (int(whole[4]) - 1, int(whole[4]) + 1))
    ticks, load = timetable(LANE, LanePlan(4_000, closed), MONDAY, WEEK)
    assert ticks.tolist() == [whole[0], whole[3], *whole[5:]]
    assert set(load.tolist()) == {4_000}


def test_a_curve_is_stepped_and_before_its_first_point_as_at_it() -> None:
    moments = np.array([0, 9, 10, 15, 20, 99])
    assert level(((10, 1.5), (20, 3.0)), moments).tolist() == [1.5, 1.5, 1.5, 1.5, 3.0, 3.0]
    assert inside(((10, 20), (15, 16), (99, 100)), moments).tolist() == [False, False, True, True, False, True]
