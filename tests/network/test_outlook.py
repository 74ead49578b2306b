"""Queues are looked ahead, and promises follow a road that drifts away from its data."""

from dataclasses import replace

import numpy as np
import pytest

from tearoad.boot.road import own_corridor
from tearoad.kernel.door_moments import HANDED, ORDERED, UNKNOWN, Standing, door_moments
from tearoad.network.choose import lane_table
from tearoad.network.desk import of_that_day
from tearoad.network.outlook import (
    AHEAD,
    LEARNT_DAYS,
    LONGER,
    ORDERS_DAYS,
    SHORTER,
    WHOLE,
    Outlook,
    Under,
    foreseen,
    stretched,
    unknown,
)
from tearoad.network.promise import LEVEL, door_after, promised_day
from tearoad.network.ways import MANY, luck, office_names, ways_of
from tearoad.terms.days import DAY

ROAD = own_corridor().road
TABLE = lane_table(ROAD)
WAYS = ways_of(ROAD, TABLE)
MORNING = 20_600  # in May: nobody rests for long
NOBODY = Under(*(np.zeros(0, dtype=np.int64),) * 4)
IDLE = np.zeros(len(ROAD.offices), dtype=np.int64)
NO_ORDERS = np.zeros(len(ROAD.lanes), dtype=np.int64)
MOSCOW = office_names(ROAD).index("moscow")
DESKS = [ROAD.offices[name].desk() for name in office_names(ROAD)]


def test_where_nobody_comes_the_wait_is_one_service() -> None:
    found = foreseen(ROAD, WAYS, MORNING, IDLE, NOBODY, NO_ORDERS, DESKS)
    assert found.tolist() == unknown(ROAD).wait.tolist()


def test_a_pile_is_worked_off_day_by_day() -> None:
    """Three lines that are busy for ten days: whoever comes on the fourth morning waits for the other seven."""
    busy = np.where(np.arange(len(IDLE)) == MOSCOW, 30 * DAY, 0)
    service = ROAD.offices["moscow"].service
    found = foreseen(ROAD, WAYS, MORNING, busy, NOBODY, NO_ORDERS, DESKS)[MOSCOW]
    assert found[:11].tolist() == [service + (10 - day) * DAY for day in range(11)]
    assert (found[11:] == service).all()


def test_who_comes_while_it_is_closed_waits_until_it_opens_and_has_done_what_waited() -> None:
    """Closed for a week from the third morning on; work for one day waits for all its lines."""
    moscow = ROAD.offices["moscow"]
    closure = ((MORNING + 2) * DAY, (MORNING + 9) * DAY)
    desks = [ROAD.offices[name].desk((closure,) if name == "moscow" else ()) for name in office_names(ROAD)]
    busy = np.where(np.arange(len(IDLE)) == MOSCOW, 3 * DAY * moscow.lines, 0)
    found = foreseen(ROAD, WAYS, MORNING, busy, NOBODY, NO_ORDERS, desks)[MOSCOW]
    assert (found[:12] - moscow.service).tolist() == [days * DAY for days in (10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0)]


def test_what_is_on_its_way_and_what_will_be_ordered_makes_a_queue() -> None:
    lane = TABLE.lane_number["air-yiwu-moscow"]
    handed = Under(np.array([HANDED]), np.array([MORNING * DAY]), np.array([lane]), np.array([5_000]))
    found = foreseen(ROAD, WAYS, MORNING, IDLE, handed, NO_ORDERS, DESKS)[MOSCOW]
    capacity = of_that_day(ROAD.offices["moscow"].desk(), MORNING * DAY)
    assert found[2] < DAY < found[10]
    assert found.max() < 5_000 / capacity * DAY
    assert found[60] == found[0]
    many = NO_ORDERS.copy()
    many[lane] = 3 * ORDERS_DAYS * capacity
    grows = foreseen(ROAD, WAYS, MORNING, IDLE, NOBODY, many, DESKS)[MOSCOW]
    assert (np.diff(grows[20:30]) > DAY).all()  # three times what it can do: two days more each day
    festival = replace(ROAD, festivals={})
    before = foreseen(festival, WAYS, 20_400, IDLE, NOBODY, many * 3 // 10, DESKS)[MOSCOW]  # 8 November 2025
    assert foreseen(ROAD, WAYS, 20_400, IDLE, NOBODY, many * 3 // 10, DESKS)[MOSCOW].max() > before.max() + DAY


def test_a_stretch_is_learnt_where_many_are_known_and_it_is_no_luck() -> None:
    late = np.array([1.5, 1.5, 1.02, 0.95, 0.6, 9.0, 1.5])
    known = np.array([0, 10, 5_000, 5_000, 50_000, 50_000, 50_000])
    found = stretched(late, known) / WHOLE
    assert found[:4].tolist() == [1, 1, 1, 1]
    assert found[4] == pytest.approx(0.6, abs=0.01)
    assert found[5] == pytest.approx(4.0, abs=0.1)
    assert found[6] == pytest.approx(1.5, abs=0.01)
    assert SHORTER < 1 < LONGER


def test_promises_are_kept_on_a_road_that_is_slower_than_its_data() -> None:
    """From the second month on the lanes take 1.4 times as long as the data say. Whoever buys when that is known is
    told so; before, promises are broken, and without learning they would be for ever."""
    drifted = ways_of(ROAD, replace(TABLE, transit=TABLE.transit * 7 // 5))
    lanes = np.flatnonzero(WAYS.office == MOSCOW)
    towns = np.full(len(lanes), TABLE.destination_number["kazan"])
    rng, begin = np.random.default_rng(5), 60
    rows: list[tuple[int, int, int, int]] = []  # ordered, took, promised, by the chain alone
    kept: dict[int, list[tuple[bool, bool]]] = {}
    outlook = unknown(ROAD)
    for day in range(160):
        morning = MORNING + day
        if day % 7 == 0:
            over = [one for one in rows if morning - LEARNT_DAYS <= one[2] < morning]
            late = [min(took, morning * DAY - at) / ((by + 1) * DAY - at) * shown for at, took, by, shown in over]
            quantile = np.sort(late)[int(np.ceil(LEVEL * len(late))) - 1] if late else 1.0
            stretch = np.full(len(IDLE) + 1, WHOLE)
            stretch[MOSCOW] = stretched(np.array([min(quantile, 9.0)]), np.array([len(late)]))[0]
            outlook = Outlook(0, outlook.wait, stretch, stretch)
        at = np.full(len(lanes), morning * DAY + 9 * 3_600)
        by = promised_day(at, door_after(WAYS, outlook, at, lanes, towns, (LEVEL,))[:, 0])
        plain = promised_day(at, door_after(WAYS, unknown(ROAD), at, lanes, towns, (LEVEL,))[:, 0])
        truth = drifted if day >= begin else WAYS
        levels = (rng.permutation(MANY)[:12] + 0.5) / MANY
        came = door_moments(
            truth, Standing(at, np.full_like(at, ORDERED), at, lanes, towns, np.full_like(at, UNKNOWN)), luck(MANY),
            unknown(ROAD).wait, 0, np.ones(len(at)), levels, at,
        )[0]  # fmt: skip
        shown = outlook.stretch[MOSCOW] / WHOLE
        for row in range(len(lanes)):
            rows += [(int(at[row]), int(one - at[row]), int(by[row]), shown) for one in came[row]]
            kept.setdefault(day, []).extend((one // DAY <= by[row], one // DAY <= plain[row]) for one in came[row])
    share = {day: np.mean(told, axis=0) for day, told in kept.items()}
    settled = np.mean([share[day] for day in range(115, 160)], axis=0)
    assert np.mean([share[day][0] for day in range(begin - 20)]) == pytest.approx(0.91, abs=0.025)
    assert settled[0] == pytest.approx(0.9, abs=0.03)
    assert settled[1] < 0.8
    assert AHEAD > 28
