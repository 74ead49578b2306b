"""When legs leave: by weekday, hour and headway of their own clock, not on days of rest, within their validity."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from legs import MOSCOW_CLOCK, UTC_CLOCK, book, leg

from tearoad.network.departures import Gap, Window, departures, local_times, longest_gap, moments, plan
from tearoad.network.leg import Clock, Leg
from tearoad.terms.days import DAY, HOUR, day_number
from tearoad.wire.zones import clock_of

MONDAY = day_number(date(2026, 11, 9))
WEEK = Window(MONDAY, 7)


def leaves(one: Leg, window: Window = WEEK, clock: Clock = UTC_CLOCK, **rests: list[int]) -> list[int]:
    """Hours after the window's first midnight."""
    days = {country: np.array(closed, dtype=np.int64).tobytes() for country, closed in rests.items()}
    found = departures(clock, one, days, window)
    return [(int(moment) - window.first_day * DAY) // HOUR for moment in found]


def test_weekdays_and_hours_are_of_the_local_clock() -> None:
    one = leg("one", "a", "b", days=(0, 6), times=(0, 23 * HOUR))
    assert leaves(one) == [0, 23, 144, 167]
    assert leaves(one, clock=MOSCOW_CLOCK) == [-3, 20, 141, 164]


def test_a_day_on_which_a_country_rests_has_no_departure_even_if_it_is_another_day_elsewhere() -> None:
    one = leg("one", "a", "b", times=(HOUR,), rests=("RU", "CN"))
    tuesday = MONDAY + 1
    assert leaves(one, Window(MONDAY, 3), RU=[tuesday], CN=[]) == [1, 49]
    assert leaves(one, Window(MONDAY, 3), MOSCOW_CLOCK, RU=[tuesday], CN=[]) == [-2, 46]
    assert leaves(one, Window(MONDAY, 3), RU=[MONDAY], CN=[tuesday, tuesday + 1]) == []


def test_a_headway_goes_on_from_the_first_midnight_of_its_validity_wherever_the_window_begins() -> None:
    one = leg("one", "a", "b", times=(), headway=10 * HOUR, first_day=MONDAY)
    assert leaves(one, Window(MONDAY, 2)) == [0, 10, 20, 30, 40]
    assert leaves(one, Window(MONDAY + 1, 1)) == [6, 16]
    assert leaves(one, Window(MONDAY - 3, 3)) == []


def test_nothing_leaves_outside_of_its_validity() -> None:
    one = leg("one", "a", "b", times=(12 * HOUR,), first_day=MONDAY + 2, until_day=MONDAY + 4)
    assert leaves(one) == [60, 84]
    assert leaves(one, Window(MONDAY, 2)) == []


def test_the_longest_gap_counts_the_edges_and_only_days_of_validity() -> None:
    every = np.array([MONDAY + 2, MONDAY + 3, MONDAY + 9], dtype=np.int64) * DAY + HOUR
    window, one = Window(MONDAY, 40), leg("one", "a", "b")
    assert longest_gap(every, one, window) == Gap(MONDAY + 10, MONDAY + 40)
    assert longest_gap(every, leg("one", "a", "b", until_day=MONDAY + 11), window) == Gap(MONDAY + 4, MONDAY + 9)
    assert longest_gap(every[:0], one, window) == Gap(MONDAY, MONDAY + 40)
    assert longest_gap(every[:0], leg("one", "a", "b", first_day=MONDAY + 90), window)[0] == MONDAY + 90


def test_a_plan_has_both_ways_by_closing() -> None:
    there = leg("there", "a", "b", both=True, times=(12 * HOUR,), cut_off=3 * HOUR)
    other = leg("other", "b", "c", times=(10 * HOUR,))
    found = plan(book(there, other), Window(MONDAY, 1))
    assert [(one.leg.id, one.start) for one in found.arcs] == [("there", "a"), ("there", "b"), ("other", "b")]
    assert (found.closing - MONDAY * DAY).tolist() == [9 * HOUR, 9 * HOUR, 10 * HOUR]
    assert (found.leaves - MONDAY * DAY).tolist() == [12 * HOUR, 12 * HOUR, 10 * HOUR]
    assert found.arc.tolist() == [0, 1, 2]


ZONES = ("Europe/Moscow", "Asia/Novosibirsk", "Asia/Shanghai", "Europe/Berlin", "Europe/Samara")


@given(st.sampled_from(ZONES), st.integers(day_number(date(2012, 1, 2)) * DAY, day_number(date(2028, 12, 30)) * DAY))
def test_clocks_are_those_of_the_tz_data_base(zone: str, shows: int) -> None:
    local = datetime.fromtimestamp(shows, UTC).replace(tzinfo=None)
    clock = clock_of(zone)
    assert clock is not None
    naive = np.array([shows], dtype=np.int64)
    moment = moments(naive, clock)
    assert moment[0] == int(local.replace(tzinfo=ZoneInfo(zone)).timestamp())
    shown = datetime.fromtimestamp(int(moment[0]), ZoneInfo(zone)).replace(tzinfo=UTC)
    assert local_times(moment, clock)[0] == int(shown.timestamp())


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 3, 29), [1, 24, 48]), (date(2026, 10, 25), [0, 25, 49])],
    ids=["a night without its third hour", "a night that has it twice"],
)
def test_a_turn_of_the_clock_moves_a_departure(day: date, expected: list[int]) -> None:
    """Daily at 02:30 in Berlin, UTC + 1 in winter, UTC + 2 in summer; hours after half past midnight in UTC."""
    berlin = clock_of("Europe/Berlin")
    assert berlin is not None
    one = leg("one", "a", "b", times=(2 * HOUR + HOUR // 2,))
    found = departures(berlin, one, {}, Window(day_number(day), 3))
    first = day_number(day) * DAY + HOUR // 2
    assert ((found - first) // HOUR).tolist() == expected
