"""Parts of the way are learnt from what was on them: as long, and as uneven, as they are of late."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.boot.road import own_corridor
from tearoad.kernel.door_moments import HANDED, LEFT, ORDERED, UNKNOWN, Standing, Ways, door_moments, parts_over
from tearoad.network.choose import lane_table
from tearoad.network.lately import (
    HAND_OVER,
    LAST_MILE,
    LONGEST,
    TRANSIT,
    WHOLE,
    Lately,
    Passing,
    as_data_say,
    groups_of,
    learnt,
    seen_of,
    ways_lately,
)
from tearoad.network.outlook import unknown
from tearoad.network.promise import LEVEL, door_after, promised_day
from tearoad.network.ways import MANY, luck, ways_of
from tearoad.terms.days import DAY, HOUR

ROAD = own_corridor().road
TABLE = lane_table(ROAD)
WAYS = ways_of(ROAD, TABLE)
GROUPS = groups_of(ROAD)
MORNING = 20_600  # in May: nobody rests for long
NEVER = -1
LANES = np.array([row for row, lane in enumerate(ROAD.lanes) if lane.mode in ("air", "rail") or lane.office is None])


def test_groups_are_parts_of_the_road() -> None:
    assert [name for part, name in GROUPS if part == TRANSIT] == [lane.id for lane in ROAD.lanes]
    assert [name for part, name in GROUPS if part == LAST_MILE] == [*sorted(ROAD.offices), ""]
    assert ways_lately(WAYS, as_data_say(ROAD)).transit.tolist() == WAYS.transit.tolist()
    slow = as_data_say(ROAD)
    slow.times[GROUPS.index((LAST_MILE, ""))] = 2 * WHOLE, WHOLE
    slow.times[GROUPS.index((TRANSIT, "rail-yiwu-moscow"))] = WHOLE, 3 * WHOLE
    slow.times[GROUPS.index((HAND_OVER, "CN"))] = WHOLE // 2, WHOLE
    found, rail = ways_lately(WAYS, slow), TABLE.lane_number["rail-yiwu-moscow"]
    local = WAYS.office < 0
    assert (found.door[local] == WAYS.door[local] * [2, 1]).all()
    assert (found.door[~local] == WAYS.door[~local]).all()
    assert found.transit[rail].tolist() == (WAYS.transit[rail] * [1, 3]).tolist()
    assert (found.handling == WAYS.handling * np.where(local, 1.0, 0.5)[:, None] ** [1, 0]).all()


MOMENTS = st.lists(st.integers(1, 40 * 24), min_size=5, max_size=5).map(sorted)
ROWS = st.lists(
    st.tuples(st.sampled_from(LANES.tolist()), st.booleans(), MOMENTS, st.integers(0, 5)), min_size=0, max_size=12
)


@settings(max_examples=60)
@given(ROWS, st.integers(1, 40))
def test_everything_that_was_on_a_part_is_seen_once(rows: list[tuple[int, bool, list[int], int]], day: int) -> None:
    """Of each parcel so many moments are known as its number says."""
    since, until = (MORNING + day - 1) * DAY, (MORNING + day) * DAY
    table = []
    for lane, paid_at_door, hours, known in rows:
        moments = [MORNING * DAY + hour * HOUR if number < known else NEVER for number, hour in enumerate(hours)]
        if WAYS.office[lane] < 0:
            moments[2:4] = NEVER, NEVER
        table.append((lane, 3, int(paid_at_door), *moments))
    found = seen_of(WAYS, passing(table), since, until)
    expected = dict.fromkeys((HAND_OVER, TRANSIT, LAST_MILE), (0, 0))
    for lane, _, paid_at_door, placed, handed, arrived, left, came in table:
        abroad, departs = WAYS.office[lane] >= 0, -(-handed // WAYS.headway[lane]) * WAYS.headway[lane]
        spans = {HAND_OVER: (placed, handed)}
        if abroad and handed >= 0:
            spans[TRANSIT] = departs, arrived
        if not paid_at_door and (left if abroad else handed) >= 0:
            spans[LAST_MILE] = left if abroad else departs, came
        for part, (began, ended) in spans.items():
            if 0 <= began // (2 * HOUR) * 2 * HOUR + HOUR * (began != departs) < until and not 0 <= ended < since:
                there, ends = expected[part]
                expected[part] = there + 1, ends + (0 <= ended < until)
    for part, counts in expected.items():
        its = found.part == part
        assert (int(found.there[its].sum()), int(found.came[its].sum())) == counts
    assert (found.came <= found.there).all()
    assert (found.destination[found.part != LAST_MILE] == 0).all()
    assert LONGEST > 60 * DAY


def passing(table: list[tuple[int, ...]]) -> Passing:
    return Passing(*np.array(table, dtype=np.int64).reshape(-1, len(Passing._fields)).T)


def drifted(hand: float, transit: float, mile: float, spread: float = 1.0) -> Ways:
    return WAYS._replace(
        handling=WAYS.handling * [hand, 1.0],
        transit=WAYS.transit * [transit, spread],
        door=WAYS.door * [mile, spread],
    )


def ended(truth: Ways, stage: int, began: np.ndarray, lane: np.ndarray, town: np.ndarray, u: np.ndarray) -> np.ndarray:
    """When each one's part of the way ends, found among the moments of the kernel by halving."""
    rows = Standing(began, np.full_like(began, stage), began, lane, town, np.full_like(began, UNKNOWN))
    one = luck(128)
    found = np.empty_like(began)
    for row in range(len(began)):
        mine = Standing(*(column[row : row + 1] for column in rows))
        low, high = int(began[row]), int(began[row]) + 120 * DAY
        while high - low > 600:
            middle = (low + high) // 2
            over = parts_over(truth, mine, one, middle, middle)[0, 0]
            low, high = (middle, high) if over <= u[row] else (low, middle)
        found[row] = high
    return found


@cache
def history(hand: float, transit: float, mile: float, spread: float, days: int) -> Passing:
    """Parcels of some lanes to Kazan, one every few hours on each lane."""
    truth, rng = drifted(hand, transit, mile, spread), np.random.default_rng(3)
    lanes = np.repeat(LANES, days * 3)
    town = np.full_like(lanes, TABLE.destination_number["kazan"])
    placed = MORNING * DAY + rng.integers(0, days * DAY, len(lanes))
    handed = ended(truth, ORDERED, placed, lanes, town, rng.random(len(lanes)))
    departs = -(-handed // WAYS.headway[lanes]) * WAYS.headway[lanes]
    abroad = WAYS.office[lanes] >= 0
    arrived = np.where(abroad, ended(truth, HANDED, departs, lanes, town, rng.random(len(lanes))), NEVER)
    left = np.where(abroad, arrived + HOUR, NEVER)
    came = ended(truth, LEFT, np.where(abroad, left, departs), lanes, town, rng.random(len(lanes)))
    return Passing(lanes, town, np.zeros_like(lanes), placed, handed, arrived, left, came)


def known_by(rows: Passing, until: int) -> Passing:
    """Of what was ordered by then, what had happened."""
    its = rows.placed < until
    moments = [np.where(column[its] < until, column[its], NEVER) for column in rows[3:]]
    return Passing(rows.lane[its], rows.destination[its], rows.at_door[its], *moments)


def lived(rows: Passing, days: int, before: Lately) -> Lately:
    for day in range(MORNING + 1, MORNING + days + 1):
        since, until = (day - 1) * DAY, day * DAY
        before = learnt(WAYS, before, seen_of(WAYS, known_by(rows, until), since, until), since, until)
    return before


def of_part(found: Lately, part: int) -> np.ndarray:
    """Times as long, times as uneven: of the groups of which anything was seen."""
    its = [number for number, (own, _) in enumerate(GROUPS) if own == part and found.sure[number, 0] > WHOLE]
    return found.times[its] / WHOLE


@pytest.mark.parametrize("spread", [pytest.param(1.0, marks=pytest.mark.full), 1.5])
def test_each_part_is_learnt_as_it_is(spread: float) -> None:
    days = 45
    found = lived(history(1.5, 1.3, 1.2, spread, days), days, as_data_say(ROAD))
    for part, times in ((HAND_OVER, 1.5), (TRANSIT, 1.3), (LAST_MILE, 1.2)):
        median, uneven = np.median(of_part(found, part), axis=0)
        assert median == pytest.approx(times, rel=0.07), part
        assert uneven == pytest.approx(1.0 if part == HAND_OVER else spread, rel=0.15), part


def test_a_road_that_is_as_its_data_say_stays_so() -> None:
    days = 45
    found = lived(history(1.0, 1.0, 1.0, 1.0, days), days, as_data_say(ROAD))
    for part in (HAND_OVER, TRANSIT, LAST_MILE):
        assert np.median(of_part(found, part), axis=0) == pytest.approx(1.0, abs=0.08), part


def test_what_has_not_come_speaks_before_anything_comes_late() -> None:
    """Nothing more arrives: after a few days the road is known to be slower, though no arrival says so."""
    rows, days = history(1.0, 1.0, 1.0, 1.0, 45), 30
    before = lived(rows, days, as_data_say(ROAD))
    stop = (MORNING + days) * DAY
    stopped = rows._replace(arrived=np.where(rows.arrived >= stop, NEVER, rows.arrived))
    for day in range(MORNING + days + 1, MORNING + days + 5):
        since, until = (day - 1) * DAY, day * DAY
        slower = learnt(WAYS, before, seen_of(WAYS, known_by(stopped, until), since, until), since, until)
        assert np.median(of_part(slower, TRANSIT), axis=0)[0] > np.median(of_part(before, TRANSIT), axis=0)[0]
        before = slower
    assert np.median(of_part(before, TRANSIT), axis=0)[0] > 1.1


def test_a_lane_of_which_little_is_seen_goes_with_the_others() -> None:
    days = 45
    rows = history(1.5, 1.3, 1.2, 1.0, days)
    rare = TABLE.lane_number["air-yiwu-moscow"]
    few = np.flatnonzero((rows.lane != rare) | (np.arange(len(rows.lane)) % 40 == 0))
    found = lived(Passing(*(column[few] for column in rows)), days, as_data_say(ROAD))
    assert found.times[GROUPS.index((TRANSIT, "air-yiwu-moscow")), 0] / WHOLE == pytest.approx(1.3, abs=0.15)


def test_what_is_lost_is_not_waited_for() -> None:
    """One of fifty never arrives; the others are as fast as before."""
    days = 45
    rows = history(1.0, 1.0, 1.0, 1.0, days)
    lost = np.arange(len(rows.lane)) % 50 == 0
    found = lived(rows._replace(arrived=np.where(lost, NEVER, rows.arrived)), days, as_data_say(ROAD))
    assert np.median(of_part(found, TRANSIT), axis=0) == pytest.approx(1.0, abs=0.1)


def test_nothing_seen_changes_nothing_but_fades() -> None:
    nothing = passing([])
    before = as_data_say(ROAD)._replace(sure=np.full((len(GROUPS), 3), 8 * WHOLE))
    since, until = MORNING * DAY, (MORNING + 7) * DAY
    found = learnt(WAYS, before, seen_of(WAYS, nothing, since, until), since, until)
    assert (found.times == WHOLE).all()
    assert (found.sure == 4 * WHOLE).all()  # a week is the half life


def test_promises_are_kept_on_a_road_that_is_slower_than_its_data() -> None:
    """Lanes take 1.4 times as long as the data say. Whoever buys when that is known is promised a day that is kept;
    without it three of four are."""
    days = 45
    slow = lived(history(1.0, 1.4, 1.0, 1.0, days), days, as_data_say(ROAD))
    lanes = LANES[WAYS.office[LANES] >= 0]
    towns = np.full(len(lanes), TABLE.destination_number["kazan"])
    at = np.full(len(lanes), (MORNING + days) * DAY + 9 * HOUR)
    standing = Standing(at, np.full_like(at, ORDERED), at, lanes, towns, np.full_like(at, UNKNOWN))
    by_data, levels = unknown(ROAD, WAYS), np.arange(0.005, 1, 0.01)
    came = door_moments(drifted(1.0, 1.4, 1.0), standing, luck(MANY), by_data.wait, 0, levels, at)[0]
    for outlook, least, most in ((by_data, 0.5, 0.8), (by_data._replace(ways=ways_lately(WAYS, slow)), 0.87, 0.95)):
        by = promised_day(at, door_after(outlook, at, lanes, towns, (LEVEL,))[:, 0])
        assert least < np.mean(came // DAY <= by[:, None]) < most
