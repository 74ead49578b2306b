"""Arrivals are those of the best of all journeys there are, and a journey is one that can be made."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from timetables import PLACES, ROWS, TRANSFERS, Row, Searched, journeys, searched

from tearoad.kernel.timetable_search import NEVER, NO_ROW, earliest, way

MOMENTS = range(-1, 30)


def asked(found: Searched, origin: int, destination: int, moments: range) -> tuple[np.ndarray, np.ndarray]:
    own, count = found.rows, len(moments)
    arrival, row = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int32)
    ends = np.full(count, origin), np.full(count, destination)
    members = own.member_from, own.member, own.member_closing
    earliest(own.later, *members, found.base, found.best, *ends, np.array(moments), arrival, row)
    return arrival, row


def told(found: Searched, destination: int, row: int) -> list[Row]:
    own, rows = found.rows, np.empty(PLACES, dtype=np.int32)
    count = way(own.end, own.later, own.onward, found.best, row, destination, rows)
    columns = own.start, own.end, own.closing, own.arrival, own.arc
    return [Row(*(int(column[at]) for column in columns)) for at in rows[:count]]


@given(ROWS, TRANSFERS, st.integers(0, PLACES - 1), st.integers(0, PLACES - 1))
def test_arrivals_are_those_of_the_best_journey(
    rows: list[Row], transfer: list[int], origin: int, destination: int
) -> None:
    found = searched(rows, transfer)
    arrival, row = asked(found, origin, destination, MOMENTS)
    for at, ready in enumerate(MOMENTS):
        ends = [one[-1].arrival if one else ready for one in journeys(rows, transfer, origin, destination, ready)]
        assert arrival[at] == min(ends, default=NEVER)
        assert (row[at] == NO_ROW) == (not ends or origin == destination)


@given(ROWS, TRANSFERS, st.integers(0, PLACES - 1), st.integers(0, PLACES - 1))
def test_a_journey_can_be_made_and_visits_no_place_twice(
    rows: list[Row], transfer: list[int], origin: int, destination: int
) -> None:
    found = searched(rows, transfer)
    arrival, first = asked(found, origin, destination, MOMENTS)
    for at, ready in enumerate(MOMENTS):
        legs = told(found, destination, int(first[at]))
        if not legs:
            assert origin == destination or arrival[at] == NEVER
            continue
        assert set(legs) <= set(rows)
        assert (legs[0].start, legs[-1].end, legs[-1].arrival) == (origin, destination, arrival[at])
        assert legs[0].closing >= ready
        for one, other in pairwise(legs):
            assert one.end == other.start
            assert other.closing >= one.arrival + transfer[one.end]
        visited = [origin, *(leg.end for leg in legs)]
        assert len(set(visited)) == len(visited)


def test_of_equal_arrivals_the_last_to_leave_is_taken() -> None:
    """Goods that could travel in a circle and come back in time wait instead."""
    circle = [Row(0, 1, 0, 2, 0), Row(1, 0, 3, 5, 1), Row(0, 2, 9, 12, 2)]
    found = searched(circle, [0] * PLACES)
    arrival, row = asked(found, 0, 2, range(1))
    assert arrival.tolist() == [12]
    assert told(found, 2, int(row[0])) == [circle[2]]


def test_a_timetable_without_any_service_answers_never() -> None:
    found = searched([], [0] * PLACES)
    arrival, row = asked(found, 0, 1, range(3))
    assert arrival.tolist() == [NEVER] * 3
    assert row.tolist() == [NO_ROW] * 3
    assert asked(found, 2, 2, range(3))[0].tolist() == [0, 1, 2]


def test_goods_are_taken_up_to_the_closing_second_and_after_a_transfer() -> None:
    rows = [Row(0, 1, 10, 20, 0), Row(1, 2, 24, 30, 1), Row(1, 2, 25, 40, 1)]
    found = searched(rows, [0, 5, 0, 0])
    assert asked(found, 0, 2, range(10, 12))[0].tolist() == [40, NEVER]
    assert asked(found, 1, 2, range(24, 27))[0].tolist() == [30, 40, NEVER]
