"""What a road learns is kept each morning, is the same when read again, and holds every parcel that was on its way."""

from dataclasses import replace

import numpy as np
import pytest
from orders_of_tea import PLACED, placed, rows

from tearoad.boot.road import OpenRoad
from tearoad.network.lately import HAND_OVER, LAST_MILE, TRANSIT, WHOLE, groups_of
from tearoad.network.road import Span
from tearoad.network.ways import office_names
from tearoad.operations.advance import advance
from tearoad.operations.outlooks import lanes_of, make_outlook, outlook_at
from tearoad.operations.platform import Platform
from tearoad.terms.days import DAY
from tearoad.twin.players import SimulatedRoad

SLOWER = 2


def slow(road: OpenRoad) -> Platform:
    """Carriers take SLOWER times as long as the road's data say."""
    table = replace(road.platform.table, transit=road.platform.table.transit * SLOWER)
    return replace(road.platform, players=SimulatedRoad(road.platform.road, table, 1), outlooks={})


def test_what_is_learnt_is_kept_and_read_again(road: OpenRoad) -> None:
    p = slow(road)
    advance(p, PLACED // DAY * DAY)
    placed(p, 300, at_the_door=60)
    morning = PLACED // DAY + 40
    advance(p, morning * DAY)
    with road.store.unit() as unit:
        made = outlook_at(p, unit.promises, morning * DAY)
        p.outlooks.clear()
        again = outlook_at(p, unit.promises, morning * DAY)
        assert again.day == made.day == morning
        for kept, read in zip(
            (made.wait, *made.lately, *made.ways), (again.wait, *again.lately, *again.ways), strict=True
        ):
            assert np.array_equal(kept, read)
        twice = make_outlook(p, unit, morning)
        assert np.array_equal(twice.lately.times, made.lately.times)  # a morning is not learnt from twice
        assert np.array_equal(twice.lately.sure, made.lately.sure)
    ((lane, count),) = rows(road, "SELECT lane, count(*) FROM consignment GROUP BY 1")
    groups = groups_of(p.road)
    times, known = made.lately.times / WHOLE, made.lately.sure[:, 0]
    assert count == 300
    assert times[groups.index((TRANSIT, lane)), 0] > 1.4
    assert times[groups.index((HAND_OVER, "CN")), 0] < 1.3
    assert known[groups.index((TRANSIT, lane))] > known[groups.index((HAND_OVER, "RU"))] == 0
    kept = rows(road, "SELECT count(*) FROM promise_lately WHERE day = %s", morning)
    assert kept == [(len(groups),)]


def test_a_group_that_is_new_on_the_road_is_as_its_data_say(road: OpenRoad) -> None:
    p = slow(road)
    advance(p, PLACED // DAY * DAY)
    placed(p, 50, at_the_door=10)
    morning = PLACED // DAY + 20
    advance(p, morning * DAY)
    with road.store.unit() as unit:
        groups = [*groups_of(p.road), (TRANSIT, "rail-moon-moscow")]
        found = unit.promises.outlook(office_names(p.road), groups, morning)
    assert found is not None
    assert found.lately.times[-1].tolist() == [WHOLE, WHOLE]
    assert found.lately.sure[-1].tolist() == [0, 0, 0]


def test_every_parcel_on_its_way_passes(road: OpenRoad) -> None:
    p = slow(road)
    advance(p, PLACED // DAY * DAY)
    placed(p, 200, at_the_door=40)
    for days in (1, 15, 30, 45):
        morning = PLACED // DAY + days
        advance(p, morning * DAY)
        since = (morning - 1) * DAY
        with road.store.unit() as unit:
            found = unit.promises.passing(lanes_of(p), since)
        ((open_now, came),) = rows(
            road,
            "SELECT count(*) FILTER (WHERE delivered_at IS NULL AND carriage = ANY (ARRAY[0, 2, 3, 4, 5, 6, 7])), "
            "count(*) FILTER (WHERE delivered_at >= to_timestamp(%s)) FROM consignment",
            since,
        )
        assert len(found.lane) == open_now + came
        if days == 1:
            assert int(found.at_door.sum()) == 40
        assert int((found.delivered >= since).sum()) == came
        assert ((found.placed >= 0) & (found.handed[found.arrived >= 0] >= 0).all()).all()
        assert {list(p.table.destination_number)[number] for number in found.destination} <= {"kazan"}
    ((paid_at_door,),) = rows(road, "SELECT count(*) FILTER (WHERE cash_on_delivery) FROM consignment")
    assert paid_at_door == 40


def test_what_waits_to_be_fetched_has_come(road: OpenRoad) -> None:
    """All go to lockers, where half wait for days: the last mile is not longer for that."""
    lazy = replace(
        road.platform.road.behaviour, locker_share=1.0, collect=Span(6 * DAY, 20 * DAY), storage_point=DAY * 25
    )
    own = replace(road.platform.road, behaviour=lazy)
    p = replace(road.platform, road=own, players=SimulatedRoad(own, road.platform.table, 1), outlooks={})
    advance(p, PLACED // DAY * DAY)
    placed(p, 300, at_the_door=60)
    morning = PLACED // DAY + 32
    advance(p, morning * DAY)
    ((waits, fetched),) = rows(
        road, "SELECT count(*) FILTER (WHERE carriage = 13), count(delivered_at) FROM consignment"
    )
    assert waits > 30
    assert fetched > 30
    with road.store.unit() as unit:
        found = outlook_at(p, unit.promises, morning * DAY).lately
        passing = unit.promises.passing(lanes_of(p), 0)
    groups = groups_of(p.road)
    assert found.sure[groups.index((LAST_MILE, "moscow")), 0] > 50 * WHOLE
    assert found.times[groups.index((LAST_MILE, "moscow")), 0] / WHOLE == pytest.approx(1.0, abs=0.2)
    assert int((passing.delivered >= 0).sum()) >= waits + fetched
