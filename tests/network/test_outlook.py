"""Queues are looked ahead."""

from dataclasses import replace

import numpy as np

from tearoad.boot.road import own_corridor
from tearoad.kernel.door_moments import HANDED
from tearoad.network.choose import lane_table
from tearoad.network.desk import of_that_day
from tearoad.network.outlook import AHEAD, ORDERS_DAYS, Under, foreseen, unknown
from tearoad.network.ways import office_names, ways_of
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
    assert found.tolist() == unknown(ROAD, WAYS).wait.tolist()


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
    assert found[AHEAD] == found[0]
    many = NO_ORDERS.copy()
    many[lane] = 3 * ORDERS_DAYS * capacity
    grows = foreseen(ROAD, WAYS, MORNING, IDLE, NOBODY, many, DESKS)[MOSCOW]
    assert (np.diff(grows[20:30]) > DAY).all()  # three times what it can do: two days more each day
    festival = replace(ROAD, festivals={})
    before = foreseen(festival, WAYS, 20_400, IDLE, NOBODY, many * 3 // 10, DESKS)[MOSCOW]  # 8 November 2025
    assert foreseen(ROAD, WAYS, 20_400, IDLE, NOBODY, many * 3 // 10, DESKS)[MOSCOW].max() > before.max() + DAY
