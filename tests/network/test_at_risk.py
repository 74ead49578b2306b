"""When parcels come from where they are, which promises that endangers, and who takes too long to say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.boot.road import own_corridor
from tearoad.kernel.door_moments import AT_OFFICE, HANDED, LEFT, ORDERED, OUT, UNKNOWN, WITH_OFFICERS, Standing
from tearoad.network.at_risk import Risk, comes, overdue, risks
from tearoad.network.choose import lane_table
from tearoad.network.outlook import unknown
from tearoad.network.promise import TOLD, at_door
from tearoad.network.ways import ways_of
from tearoad.terms.days import DAY, HOUR

ROAD = own_corridor().road
TABLE = lane_table(ROAD)
OUTLOOK = unknown(ROAD, ways_of(ROAD, TABLE))
NOW = 20_600 * DAY  # in May: nobody rests for long
RAIL, LOCAL = TABLE.lane_number["rail-yiwu-moscow"], TABLE.lane_number["local-moscow"]
KAZAN = TABLE.destination_number["kazan"]


def standing(*rows: tuple[int, int, int]) -> Standing:
    """Of stage, lane and seconds that it has lasted."""
    stage, lane, since = np.array(rows, dtype=np.int64).T
    every = np.ones_like(lane)
    return Standing(every * NOW, stage, NOW - since, lane, every * KAZAN, every * UNKNOWN)


@given(st.lists(st.tuples(st.integers(-5, 20), st.integers(-3, 20), st.integers(0, 15)), min_size=1))
def test_risks_go_by_the_end_of_the_day(rows: list[tuple[int, int, int]]) -> None:
    day, half, more = np.array(rows).T
    moments = np.stack([half, half + more], axis=1) * DAY
    found = risks(NOW // DAY + day, NOW, NOW + moments).tolist()
    for risk, promised, usual, slow in zip(found, day, half, half + more, strict=True):
        if promised < 0:
            assert risk == Risk.LATE
        elif usual > promised:
            assert risk == Risk.AT_RISK
        else:
            assert risk == (Risk.TIGHT if slow > promised else Risk.FINE)


def test_a_promised_day_lasts_to_its_end() -> None:
    calm = np.zeros((3, 2), dtype=np.int64)
    assert risks(np.array([9, 10, 11]), 10 * DAY, calm).tolist() == [Risk.LATE, Risk.FINE, Risk.FINE]
    tight = calm + np.array([0, 11 * DAY])
    assert risks(np.array([9, 10, 11]), 11 * DAY - 1, tight).tolist() == [Risk.LATE, Risk.TIGHT, Risk.FINE]


def test_what_is_farther_comes_sooner_and_by_the_outlook_of_promises() -> None:
    rows = standing((ORDERED, RAIL, 0), (HANDED, RAIL, 0), (AT_OFFICE, RAIL, 0), (LEFT, RAIL, 0), (OUT, RAIL, 0))
    found = comes(OUTLOOK, rows)
    assert (np.diff(found, axis=0) < 0).all()
    assert (found[:, 0] <= found[:, 1]).all()
    assert found == pytest.approx(at_door(OUTLOOK, rows, TOLD)[0], abs=DAY)  # of more points
    jam = OUTLOOK._replace(day=NOW // DAY, wait=OUTLOOK.wait + 6 * DAY)
    assert ((comes(jam, rows) - found > 4 * DAY).all(axis=1) == [True, True, True, False, False]).all()


def test_who_takes_longer_than_nine_of_ten_is_overdue() -> None:
    lane, b, last = ROAD.lanes[RAIL], ROAD.behaviour, ROAD.last_miles["moscow", "kazan"]
    for stage, row, nine in (
        (ORDERED, RAIL, b.handling.p90),
        (HANDED, RAIL, lane.transit_p90),
        (LEFT, RAIL, last.p90),
        (HANDED, LOCAL, last.p90),
    ):
        rows = standing((stage, row, nine // 2), (stage, row, nine + 3 * DAY), (stage, row, -HOUR))
        assert overdue(OUTLOOK, rows, NOW).tolist() == [False, True, False], (stage, row)
    waits = standing((AT_OFFICE, RAIL, 90 * DAY), (WITH_OFFICERS, RAIL, 0), (OUT, RAIL, 0))
    assert not overdue(OUTLOOK, waits, NOW).any()


def test_nobody_is_judged_where_nobody_is() -> None:
    nobody = Standing(*(np.zeros(0, dtype=np.int64),) * len(Standing._fields))
    assert comes(OUTLOOK, nobody).shape == (0, 2)
    assert overdue(OUTLOOK, nobody, NOW).shape == (0,)
