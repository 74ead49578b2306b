"""The chain to the door, draw by draw, against plain Python that goes by the functions of the players."""

import math
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.kernel.door_moments import (
    AT_OFFICE,
    FAILED,
    HANDED,
    LEFT,
    ORDERED,
    OUT,
    PARTS,
    UNKNOWN,
    WITH_OFFICERS,
    Luck,
    Standing,
    Ways,
    door_moments,
    expected_arrivals,
    luck_of,
    parts_over,
    slopes,
)
from tearoad.kernel.draws import delay
from tearoad.network.calendar import by_cut_off, next_open
from tearoad.terms.days import BEIJING, DAY, HOUR, MOSCOW

FIRST, LEAD, AGAIN = 20_000, 3 * HOUR, DAY
CLOSED = (np.array([FIRST + 3, FIRST + 4, FIRST + 10]), np.array([FIRST + 5, FIRST + 12]))
HANDLING = ((DAY, 3 * DAY), (DAY // 2, DAY), (DAY, 2 * DAY))
TRANSIT = ((5 * DAY, 9 * DAY), (0, 0), (0, 0))
DOOR = ((DAY, 2 * DAY), (2 * DAY, 5 * DAY))
HEADWAY, CUT_OFF, OFFICE, SEAT = (2 * DAY, 6 * HOUR, 6 * HOUR), (-1, -1, 15 * HOUR), (0, -1, -1), (0, 1, 1)
INSPECTION, SHARES = (DAY, 4 * DAY), (0.3, 0.4)
REST = np.zeros((2, 20), dtype=np.int64)
for row, days in enumerate(CLOSED):
    for day in range(19, -1, -1):
        REST[row, day] = 1 + (REST[row, day + 1] if day < 19 else 0) if FIRST + day in days else 0
WAYS = Ways(
    handling=slopes(np.array(HANDLING)),
    transit=slopes(np.array(TRANSIT)),
    headway=np.array(HEADWAY),
    cut_off=np.array(CUT_OFF),
    office=np.array(OFFICE),
    seat=np.array(SEAT),
    door=np.tile(slopes(np.array(DOOR)), (3, 1, 1)),
    inspection=slopes(np.array(INSPECTION)),
    shares=np.array(SHARES),
    rest=REST,
    first=FIRST,
    zone=np.array([BEIJING, MOSCOW]),
    lead=LEAD,
    again=AGAIN,
)
WAIT = np.array([[HOUR * day * day for day in range(31)]], dtype=np.int64)


class Parcel(NamedTuple):
    """One row of `Standing`."""

    at: int
    stage: int
    began: int
    lane: int
    destination: int
    opened: int


def took(u: float, span: tuple[int, int], passed: float = 0.0) -> float:
    """Of the delays that are longer than what has passed, the one of this luck."""
    if passed <= 0:
        return float(delay(np.array([u]), np.array([span[0]]), np.array([span[1]]))[0])
    slope = math.log(span[1] / span[0]) / math.log(9)
    below = 1 / (1 + (passed / span[0]) ** (-1 / slope))
    cut = min(below + (1 - below) * max(u, 0.001), 0.995 if below < 0.995 else 1 - 1e-9)
    return max(span[0] * (cut / (1 - cut)) ** slope, passed)


def rested(at: float, seat: int) -> float:
    return float(next_open(np.array([at]), CLOSED[seat], (BEIJING, MOSCOW)[seat])[0])


def arrival(one: Parcel, u: np.ndarray) -> float:
    """At the office, or where the last mile begins."""
    lane, moment, passed = one.lane, float(one.began), float(one.at - one.began)
    if one.stage == ORDERED:
        if CUT_OFF[lane] >= 0:
            cut = np.array([CUT_OFF[lane]])
            moment = float(by_cut_off(np.array([one.began]), cut, CLOSED[SEAT[lane]], MOSCOW)[0])
        else:
            moment = rested(moment + took(u[0], HANDLING[lane], passed), SEAT[lane])
        moment, passed = math.ceil(max(moment, one.at) / HEADWAY[lane]) * HEADWAY[lane], 0.0
    return moment + took(u[1], TRANSIT[lane], passed) if OFFICE[lane] >= 0 else moment


def at_the_door(one: Parcel, u: np.ndarray, since: int) -> float:
    moment, abroad = float(one.began), OFFICE[one.lane] >= 0
    if one.stage <= HANDED:
        moment = arrival(one, u)
    if abroad and one.stage <= WITH_OFFICERS:
        days = min(max((moment - since) / DAY, 0.0), WAIT.shape[1] - 1.001)
        wait = np.interp(days, np.arange(WAIT.shape[1]), WAIT[0])
        moment = one.at if one.stage == WITH_OFFICERS else max(one.at, moment + wait)
        if one.stage == WITH_OFFICERS or one.opened == 1:
            moment += took(u[2], INSPECTION)
        elif one.opened == UNKNOWN and u[2] < SHARES[0]:
            moment += took(u[2] / SHARES[0], INSPECTION)
    if one.stage == OUT:
        moment = one.at + LEAD
    elif one.stage == FAILED:
        moment = rested(one.at + AGAIN - LEAD, 1) + LEAD
    else:
        begun = one.stage == LEFT or (one.stage == HANDED and not abroad)
        comes = moment + took(u[3], DOOR[one.destination], one.at - one.began if begun else 0.0)
        moment = max(moment, rested(comes, 1) - LEAD, one.at) + LEAD
    for share in (SHARES[1], SHARES[1] ** 2):
        if u[4] < share:
            moment = rested(moment + AGAIN - LEAD, 1) + LEAD
    return moment


PARCELS = st.builds(
    lambda stage, lane, passed, hour, destination, opened: Parcel(
        FIRST * DAY + hour * HOUR, stage, FIRST * DAY + hour * HOUR - passed * HOUR, lane, destination, opened
    ),
    st.sampled_from([ORDERED, HANDED, AT_OFFICE, WITH_OFFICERS, LEFT, OUT, FAILED]),
    st.integers(0, 2), st.integers(-12, 500), st.integers(0, 300), st.integers(0, 1), st.sampled_from([UNKNOWN, 0, 1]),
).map(lambda one: one._replace(began=min(one.began, one.at)) if one.stage != HANDED else one)  # fmt: skip


BEGINNING = PARCELS.map(
    lambda one: one._replace(
        stage=(ORDERED, HANDED, LEFT)[one.stage % 3], at=one.began, lane=0 if one.stage % 3 == 1 else one.lane
    )
)
UNDER_WAY = PARCELS.map(lambda one: one._replace(stage=one.stage % 2, lane=0, began=min(one.began, one.at)))


@settings(max_examples=60)
@given(st.lists(PARCELS, min_size=1, max_size=4), st.integers(0, 2**32))
def test_moments_are_those_of_plain_python(parcels: list[Parcel], seed: int) -> None:
    share = np.random.default_rng(seed).random((20, PARTS))
    rows, since = Standing(*(np.array(column) for column in zip(*parcels, strict=True))), FIRST * DAY
    levels, until = np.array([0.05, 0.5, 0.9, 1.0]), rows.at + 5 * DAY
    found, kept = door_moments(WAYS, rows, luck_of(share), WAIT, since, levels, until)
    for row, one in enumerate(parcels):
        moments = sorted(at_the_door(one, u, since) for u in share)
        assert found[row] == pytest.approx([moments[0], moments[9], moments[17], moments[19]], abs=3), one
        assert kept[row] == pytest.approx(np.mean([moment <= until[row] for moment in moments]), abs=0.051), one


@settings(max_examples=30)
@given(st.lists(UNDER_WAY, min_size=1, max_size=5))
def test_arrivals_are_counted_by_office_and_day(parcels: list[Parcel]) -> None:
    share = np.random.default_rng(7).random((16, PARTS))
    rows = Standing(*(np.array(column) for column in zip(*parcels, strict=True)))
    weight = np.arange(1.0, len(parcels) + 1)
    found = expected_arrivals(WAYS, rows, weight, luck_of(share), FIRST * DAY, 1, 40)
    plain = np.zeros(40)
    for one, many in zip(parcels, weight.tolist(), strict=True):
        for u in share:
            day = int((arrival(one, u) - FIRST * DAY) // DAY)
            if 0 <= day < 40:
                plain[day] += many / len(share)
    assert (
        np.abs(np.cumsum(found[0]) - np.cumsum(plain)).max() <= weight.sum() / len(share) + 1e-9
    )  # seconds are rounded


@settings(max_examples=60)
@given(st.lists(BEGINNING, min_size=1, max_size=4), st.integers(0, 300), st.integers(0, 48))
def test_parts_are_over_when_plain_python_says(parcels: list[Parcel], hours: int, more: int) -> None:
    share = np.random.default_rng(11).random((20, PARTS))
    rows = Standing(*(np.array(column) for column in zip(*parcels, strict=True)))
    since = FIRST * DAY + hours * HOUR
    found = parts_over(WAYS, rows, luck_of(share), since, since + more * HOUR)
    for row, one in enumerate(parcels):
        ends = [part_ends(one, u) for u in share]
        for column, moment in enumerate((since, since + more * HOUR)):
            assert found[row, column] == pytest.approx(np.mean([end < moment for end in ends]), abs=0.051), one
    assert (found[:, 0] <= found[:, 1]).all()


def part_ends(one: Parcel, u: np.ndarray) -> float:
    """Of ORDERED the hand-over, of HANDED the transit, of LEFT the last mile."""
    if one.stage == LEFT:
        return at_the_door(one, u, 0)
    if one.stage == HANDED:
        return arrival(one, u)
    if CUT_OFF[one.lane] >= 0:
        cut = np.array([CUT_OFF[one.lane]])
        return float(by_cut_off(np.array([one.began]), cut, CLOSED[SEAT[one.lane]], MOSCOW)[0])
    return rested(one.began + took(u[0], HANDLING[one.lane]), SEAT[one.lane])


def test_what_took_longer_than_anything_usual_is_still_to_come() -> None:
    one = Parcel(FIRST * DAY, HANDED, (FIRST - 300) * DAY, 0, 0, 0)
    rows = Standing(*(np.array([value]) for value in one))
    none = np.array([0])
    luck = Luck(*luck_of(np.random.default_rng(1).random((64, PARTS))))
    found, kept = door_moments(WAYS, rows, luck, WAIT, 0, np.array([0.5]), none)
    assert found[0, 0] > one.at
    assert kept[0] == 0.0
