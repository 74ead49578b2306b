"""Timetables against plain loops: when what leaves."""

from dataclasses import replace

import pytest
from crowd import ROAD

from tearoad.kernel.stations import FAR
from tearoad.terms.days import DAY, HOUR, MOSCOW
from tearoad.twin.calendar import timetable
from tearoad.twin.plan import LanePlan

MONDAY = 20_465 * DAY - MOSCOW  # midnight in Moscow
WEEK = MONDAY + 7 * DAY
LANE = replace(ROAD.lanes[0], headway=24 * HOUR)


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
