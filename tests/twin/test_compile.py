"""Borders with queues and rooms that fill up, seen on scenarios: who waits where, and who is held up by whom."""

from dataclasses import replace

import numpy as np

from tearoad.boot.rehearsal import scenario
from tearoad.network.desk import Desk
from tearoad.terms.days import DAY
from tearoad.twin.compile import BORDER, LINES, WAY_ON
from tearoad.twin.demand import drawn
from tearoad.twin.ordering import ordered
from tearoad.twin.plan import OfficePlan
from tearoad.twin.rehearse import Rehearsed, rehearse
from tearoad.twin.scenario import Scenario


def run(one: Scenario) -> Rehearsed:
    n = one.network
    assert one.demand is not None
    wishes = drawn(one.demand, n.table, n.start, n.orders_until, n.scale, seed=3)
    return rehearse(n, ordered(n, wishes, seed=3), seed=3)


def test_a_border_with_a_plan_holds_up_those_who_cross_it_and_nobody_else() -> None:
    calm, jam = run(scenario("singles-day")), run(scenario("border-jam"))
    over = np.array([lane.border == "zabaykalsk" for lane in scenario("singles-day").network.road.lanes])
    crosses = over[calm.travellers.lane]
    both = (calm.travellers.arrived_at >= 0) & (jam.travellers.arrived_at >= 0)
    later = (jam.travellers.arrived_at - calm.travellers.arrived_at)[both]
    assert (later[~crosses[both]] == 0).all()
    assert later[crosses[both]].max() > 5 * DAY
    assert later.min() >= 0
    at_border = jam.offices.column == BORDER
    assert at_border.sum() == (jam.offices.column == WAY_ON).sum() > 0
    assert (jam.begun[at_border] - jam.came[at_border]).max() > 5 * DAY
    assert not (calm.offices.column == BORDER).any()


def test_a_full_room_keeps_the_clerks_from_their_next_item() -> None:
    one = scenario("singles-day")
    start = one.network.start
    lines = Desk(((start, 1),), DAY / 150)
    entry = Desk(((start, 5),), DAY / 2_000)
    wide = replace(one.network, offices={"moscow": OfficePlan(lines, entry, ((0, 1.0),))})
    narrow = replace(wide, offices={"moscow": OfficePlan(replace(lines, room=3), entry, ((0, 1.0),))})
    for network, most in ((wide, 100), (narrow, 3)):
        found = run(replace(one, network=network))
        rows = found.offices.column == LINES
        rows &= np.array([name == "moscow/lines" for name in found.offices.names])[found.visits.station]
        moments = np.sort(found.came[rows])
        inside = np.searchsorted(moments, moments, side="right") - np.searchsorted(
            np.sort(found.ended[rows]), moments, side="right"
        )
        assert inside.max() >= most
        assert inside.max() == 3 or most == 100
