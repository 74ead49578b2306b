"""Late parcels get another day, once; money waits for it; what is on time is left alone."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from orders_of_tea import PLACED, placed, rows

from tearoad.boot.road import OpenRoad
from tearoad.journey.stages import Carriage
from tearoad.network.promise import LEVEL, promised_day
from tearoad.network.road import Behaviour, Span
from tearoad.operations.advance import advance
from tearoad.operations.office_ports import Closure
from tearoad.operations.platform import Platform
from tearoad.operations.ports import EventRow
from tearoad.operations.renew_promises import OFFICE_CHANGED, renew
from tearoad.operations.told import PROMISE_CHANGED
from tearoad.store.events import PostgresEvents
from tearoad.terms.days import DAY
from tearoad.twin.players import SimulatedRoad

SLOWER = 4


def slow(road: OpenRoad, **behaviour: Any) -> Platform:
    """The lanes take SLOWER times as long as the road's data say, and nothing else goes wrong by itself."""
    names = [name for name in Behaviour.__dataclass_fields__ if name.endswith("_share")]
    shares = dict.fromkeys(names, 0.0) | {"renew_below_share": 0.5, **behaviour}
    own = replace(road.corridor.road, behaviour=replace(road.corridor.road.behaviour, **shares))
    table = replace(road.platform.table, transit=road.platform.table.transit * SLOWER)
    return replace(road.platform, road=own, players=SimulatedRoad(own, table, 1), outlooks={})


def test_a_late_road_is_told_once_and_money_waits(road: OpenRoad, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[EventRow] = []
    monkeypatch.setattr(PostgresEvents, "tell", lambda self, events: heard.extend(events))
    p = slow(road, confirm_share=0.0)
    advance(p, PLACED // DAY * DAY)
    placed(p, 40)
    ((first, last),) = rows(
        road, "SELECT min(promised_on - DATE '1970-01-01'), max(promised_on - DATE '1970-01-01') FROM consignment"
    )
    assert first == last
    advance(p, (first + 60) * DAY)
    told = rows(road, "SELECT consignment_id, count(*) FROM promise GROUP BY 1")
    late = "SELECT consignment_id FROM consignment WHERE delivered_at > (promised_on + 3)::timestamp AT TIME ZONE 'UTC'"
    assert {name for (name,) in rows(road, late)} <= {name for name, _ in told}
    assert len(told) > 30
    assert np.mean([times for _, times in told]) < 2.5
    changed = [one for one in heard if one.kind == PROMISE_CHANGED]
    assert len(changed) == len({one.event_id for one in changed}) == sum(times for _, times in told)
    reasons = {name for (name,) in rows(road, "SELECT DISTINCT reason FROM promise")}
    assert "road" in reasons <= {"merchant", "road", "office", "delivery"}
    gaps = rows(
        road,
        "SELECT promised_on - coalesce(lag(promised_on) OVER w, (SELECT promised_on FROM consignment LIMIT 1)), "
        "row_number() OVER w FROM promise WINDOW w AS (PARTITION BY consignment_id ORDER BY told_at)",
    )
    b = p.road.behaviour
    assert all(days * DAY >= (b.renew_after if number == 1 else b.renew_again_after) for days, number in gaps)
    assert road.check() == []
    advance(p, (first + 200) * DAY)
    ends = rows(
        road,
        "SELECT carriage, extract(epoch FROM settled_at)::bigint, extract(epoch FROM delivered_at)::bigint, "
        "extract(epoch FROM (renewed_on + 1)::timestamp AT TIME ZONE 'UTC')::bigint FROM consignment",
    )
    assert {row[0] for row in ends} == {Carriage.AUTO_CONFIRMED}
    assert all(settled == max(came, day or 0) + b.auto_confirm for _, settled, came, day in ends)
    assert any(day and came < day for _, _, came, day in ends)
    assert road.check() == []


def test_on_time_nobody_is_told_and_an_office_that_changed_tells_those_that_it_concerns(road: OpenRoad) -> None:
    p = slow(road)
    p = replace(p, players=SimulatedRoad(p.road, p.table, 1))
    advance(p, PLACED // DAY * DAY)
    placed(p, 20)
    advance(p, PLACED // DAY * DAY + 4 * DAY)
    assert rows(road, "SELECT count(*) FROM promise") == [(0,)]
    names = [
        name for (name,) in rows(road, "SELECT replace(consignment_id::text, '-', '') FROM consignment ORDER BY 1")
    ]
    with road.store.unit() as unit:
        assert renew(p, unit, names) == 0
        now = unit.roads.clock_at()
        for office in p.road.offices:
            unit.offices.close(Closure(office, now, now + 40 * DAY, "flood", "olga", now))
        assert renew(p, unit, names[:5]) == 5
        assert renew(p, unit, names[:5]) == 0
    told = rows(road, "SELECT reason, level, promised_on - DATE '1970-01-01' FROM promise")
    assert {row[:2] for row in told} == {(OFFICE_CHANGED, round(LEVEL * 1000))}
    assert min(row[2] for row in told) > promised_day(PLACED, 40 * DAY)
    assert rows(road, "SELECT count(*) FROM consignment WHERE renewed_on IS NOT NULL") == [(5,)]
    assert road.check() == []


def test_local_goods_are_held_against_their_day_too(road: OpenRoad) -> None:
    p = slow(road)
    lazy = replace(p.road.behaviour, handling_local=Span(20 * DAY, 30 * DAY))
    p = replace(p, players=SimulatedRoad(replace(p.road, behaviour=lazy), p.table, 1))
    advance(p, PLACED // DAY * DAY)
    placed(p, 10, "moscow")
    advance(p, PLACED // DAY * DAY + 25 * DAY)
    assert rows(road, "SELECT count(DISTINCT consignment_id) FROM promise WHERE reason = 'merchant'") == [(10,)]
