"""Exchange offices, live: shifts, closures and floors, as rehearsed; traffic moves by itself and nothing is lost."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from tearoad.boot.offices import offices_of_road
from tearoad.boot.road import SEED, OpenRoad
from tearoad.cli.demo_commands import demo_orders, demo_stock, stock_demo
from tearoad.journey.consignments import Consignments
from tearoad.journey.moving import NEVER, Due
from tearoad.network.desk import Shift
from tearoad.network.road import Policy
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS, AskedOrder
from tearoad.operations.close_dispatch import close_dispatch
from tearoad.operations.close_office import Asked, Done, close_office, open_office
from tearoad.operations.dispatch_ports import Sorting
from tearoad.operations.office_view import OfficeNow
from tearoad.operations.platform import Platform
from tearoad.operations.play import play
from tearoad.operations.rehearsal import RoadBorder, as_it_stands, intake
from tearoad.operations.sort_parcels import sort_parcels
from tearoad.terms.days import DAY, HOUR, day_start
from tearoad.twin.network import Network
from tearoad.twin.rehearse import rehearse
from tearoad.twin.single import run

COUNT = 3_000
STOP = day_start(date(2025, 11, 22))
WEEK = 7 * DAY
SERVICE = DAY // 6
DAY_SHIFT = (Shift(8 * HOUR, 20 * HOUR, 1.0), Shift(20 * HOUR, 24 * HOUR, 0.5))
SAME = ("carriage", "border", "money", "arrived_at", "left_office_at", "delivered_at", "settled_at", "due")


def played(road: OpenRoad, platform: Platform, until: int | None = STOP, before: int = STOP) -> Platform:
    stock_demo(road, COUNT)
    orders = [order for order in demo_orders(road.corridor, COUNT) if order.placed_at < before]
    play(platform, orders, ASSUMED_WEIGHT_GRAMS, lambda more: None, until=until)
    return platform


def on_the_road(road: OpenRoad, **changes: Any) -> Platform:
    """The same road with other offices, or another policy; no promise is renewed, as none is in a rehearsal."""
    mine = {name: changes.pop(name) for name in ("policies", "transfers") if name in changes}
    offices = {name: replace(office, **changes) for name, office in road.corridor.road.offices.items()}
    behaviour = replace(road.corridor.road.behaviour, renew_below_share=0.0)
    return replace(road.platform, road=replace(road.corridor.road, offices=offices, behaviour=behaviour, **mine))


def go_on(platform: Platform, orders: list[AskedOrder], until: int) -> None:
    play(
        platform, [order for order in orders if order.placed_at < until], ASSUMED_WEIGHT_GRAMS, lambda more: None, until
    )


def everything(road: OpenRoad) -> Consignments:
    ids = [row[0].hex for row in road.store.connection.execute("SELECT consignment_id FROM consignment").fetchall()]
    with road.store.unit() as unit:
        return unit.journeys.some(ids)


def asked(office: str, begin: int | None, end: int, reason: str = "embargo") -> Asked:
    return Asked(office, begin, end, reason, "operator")


def test_shifts_days_of_rest_and_closures_are_the_same_live_and_rehearsed(
    road: OpenRoad, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tearoad.operations.lodge_declaration.assign", lambda *_: None)  # lanes are the scenario's
    rests = ((STOP - 10 * DAY, STOP - 9 * DAY),)
    platform = on_the_road(road, lines=2, service=SERVICE, shifts=DAY_SHIFT, closed=rests)
    stock_demo(road, COUNT)
    orders = [order for order in demo_orders(road.corridor, COUNT) if order.placed_at < STOP]
    first, closed = orders[0].placed_at // DAY * DAY, (STOP - 20 * DAY, STOP - 13 * DAY)
    play(platform, [], ASSUMED_WEIGHT_GRAMS, lambda more: None, until=first)
    for name in platform.road.offices:
        assert close_office(platform, asked(name, *closed)).refusal == ""
    play(platform, orders, ASSUMED_WEIGHT_GRAMS, lambda more: None)
    live = everything(road)
    assert road.check() == []

    travellers, _ = intake(platform, orders, *demo_stock(COUNT), SEED, ASSUMED_WEIGHT_GRAMS)
    network = Network(
        platform.road, RoadBorder(platform), first, orders[-1].placed_at, STOP + 400 * DAY,
        closures=dict.fromkeys(platform.road.offices, (closed,)),
    )  # fmt: skip
    rehearsed = rehearse(network, travellers, SEED).travellers
    assert (rehearsed.keys == live.keys).all()
    for name in SAME:
        assert np.array_equal(getattr(rehearsed, name), getattr(live, name)), name
    waited = (live.left_office_at - live.arrived_at)[live.left_office_at != NEVER]
    assert waited.max() > 6 * DAY, "a week's closure and short days are felt"
    starts = (live.left_office_at - SERVICE)[(live.left_office_at != NEVER) & ~live.inspect & live.abroad]
    assert not ((starts >= closed[0]) & (starts < closed[1])).any()


def test_an_office_closed_for_a_week_sends_its_traffic_elsewhere_and_gets_it_back(road: OpenRoad) -> None:
    platform = played(road, on_the_road(road, lines=1, service=SERVICE))
    before = counts(road)
    done = close_office(platform, asked("moscow", None, STOP + WEEK))
    assert (done.refusal, done.known) == ("", False)
    assert min(done.turned, done.rerouted, done.sent_on) > 0
    assert sum(counts(road).values()) == sum(before.values())
    assert counts(road)["moscow"] < before["moscow"]
    shown = {one.id: one for one in offices_of_road(road).offices}
    assert {name: one.standing.coming + one.standing.waiting for name, one in shown.items()} == counts(road)
    assert shown["moscow"].gone.away == done.rerouted + done.sent_on == sum(one.gone.here for one in shown.values())
    assert (shown["moscow"].lines, shown["moscow"].opens_at) == (0, STOP + WEEK)
    days_add_up(road, shown["moscow"])
    assert close_office(platform, asked("moscow", STOP, STOP + WEEK, "again")) == Done("", done.closures, known=True)
    assert road.check() == []

    whole = [order for order in demo_orders(road.corridor, COUNT) if order.placed_at < STOP + 20 * DAY]
    go_on(platform, whole, STOP + 3 * DAY)
    assert begun(road, "moscow", STOP, STOP + 3 * DAY) == 0
    assert open_office(platform, "moscow", "operator").turned > 0
    assert open_office(platform, "moscow", "operator").refusal == "it is not closed"
    go_on(platform, whole, STOP + 9 * DAY)
    assert begun(road, "moscow", STOP + 3 * DAY, STOP + 9 * DAY) > 0
    play(platform, whole, ASSUMED_WEIGHT_GRAMS, lambda more: None)
    assert road.check() == []
    live = everything(road)
    assert (live.due == Due.NOTHING).all(), "no parcel is left on the road"
    rows = road.store.connection.execute("SELECT reason, office_before, count(*) FROM office_assignment GROUP BY 1, 2")
    found = rows.fetchall()
    assert {(reason, office) for reason, office, _ in found} == {("office closed", "moscow")}
    assert sum(count for *_, count in found) >= done.rerouted + done.sent_on
    later = live.take(live.placed_at > STOP + 10 * DAY)
    assert (later.office == "moscow").any(), "traffic has come back"


def test_who_takes_another_lane_is_taken_out_of_an_open_receptacle_and_stays_in_a_closed_dispatch(
    road: OpenRoad,
) -> None:
    platform = played(road, on_the_road(road, lines=1, service=SERVICE))
    asked_for = """
        SELECT lane, origin, array_agg(s10 ORDER BY s10) FROM consignment
        WHERE office = 'moscow' AND carriage = 3 GROUP BY 1, 2 HAVING count(*) > 1 ORDER BY 1
    """
    found = road.store.connection.execute(asked_for).fetchall()
    assert len(found) > 1
    for _, origin, numbers in found:
        assert set(sort_parcels(platform.mail_ways, platform.store, numbers, origin)) == {Sorting.SORTED}
    closed = close_dispatch(platform.mail_ways, platform.store, found[0][0], "before the flood", "olga")
    assert closed.items == len(found[0][2])
    close_office(platform, asked("moscow", None, STOP + 6 * WEEK))
    lying = "SELECT count(*) FROM receptacle_item WHERE why = 'takes another lane'"
    (taken_out,) = road.store.connection.execute(lying).fetchone() or (0,)
    assert taken_out > 0
    now = {s10: lane for lane, _, numbers in road.store.connection.execute(asked_for).fetchall() for s10 in numbers}
    assert all(now[s10] == found[0][0] for s10 in found[0][2])
    assert road.check() == []
    play(platform, [], ASSUMED_WEIGHT_GRAMS, lambda more: None)
    assert road.check() == []


def test_a_rehearsal_from_a_road_with_a_closed_office_ends_as_the_live_road_does(road: OpenRoad) -> None:
    platform = played(road, on_the_road(road, lines=1, service=SERVICE))
    close_office(platform, asked("moscow", None, STOP + 30 * DAY))
    with road.store.unit() as unit:
        begun_ = as_it_stands(unit, platform)
    assert set(begun_.closures) == {"moscow"}
    c = begun_.travellers
    network = Network(
        platform.road, RoadBorder(platform), STOP, STOP + 1, STOP + 400 * DAY,
        running=begun_.running, closures=begun_.closures,
    )  # fmt: skip
    under_way = c.due != Due.READY  # those get their lanes when they are handed over
    assert under_way.sum() > 100
    rehearsed = run(network, None, seed=SEED, start=c.take(under_way)).travellers
    sql = "UPDATE consignment SET due = 0, due_at = NULL WHERE due = %s"
    road.store.connection.execute(sql, [int(Due.READY)])
    play(platform, [], ASSUMED_WEIGHT_GRAMS, lambda more: None)
    live = everything(road)
    live = live.take(np.isin(live.keys, c.keys[under_way]))
    assert (rehearsed.keys == live.keys).all()
    for name in SAME:
        assert np.array_equal(getattr(rehearsed, name), getattr(live, name)), name


@pytest.mark.parametrize(("transfers", "service"), [({}, SERVICE), (None, 2 * DAY)])
def test_a_full_office_keeps_parcels_before_it_or_sends_them_on(
    road: OpenRoad, transfers: dict[tuple[str, str], int] | None, service: int
) -> None:
    more = {} if transfers is None else {"transfers": transfers}
    whole = on_the_road(road, lines=1, service=SERVICE, **more)
    offices = {**whole.road.offices, "moscow": replace(whole.road.offices["moscow"], floor=2, service=service)}
    played(road, replace(whole, road=replace(whole.road, offices=offices)), until=None, before=STOP - 22 * DAY)
    assert road.check() == []
    live = everything(road)
    assert (live.due == Due.NOTHING).all(), "no parcel is left on the road"
    here = (live.office == "moscow") & (live.arrived_at != NEVER) & ~live.inspect
    come, gone = live.arrived_at[here], live.left_office_at[here]
    assert max(((come <= at) & (gone > at)).sum() for at in come.tolist()) == 2
    sql = "SELECT reason, bool_and(office_before = office_after) FROM office_assignment GROUP BY reason"
    found = dict(road.store.connection.execute(sql).fetchall())
    assert found == {"office full, waits before it": True} | ({} if transfers == {} else {"office full": False})


def test_policies_by_region_and_then_by_backlog_give_parcels_to_other_offices(road: OpenRoad) -> None:
    regions = dict.fromkeys({destination for _, destination in road.corridor.road.last_miles}, "yekaterinburg")
    policies = (Policy(0, "region", regions), Policy(STOP - 34 * DAY, "backlog", {}))
    played(road, on_the_road(road, policies=policies), until=STOP - 22 * DAY, before=STOP - 22 * DAY)
    sql = (
        "SELECT policy, reason, array_agg(DISTINCT office_after), min(at), max(at) FROM office_assignment GROUP BY 1, 2"
    )
    found = {row[0]: row[1:] for row in road.store.connection.execute(sql).fetchall()}
    assert found["region"][:2] == ("by destination region", ["yekaterinburg"])
    assert found["backlog"][0] == "by backlog"
    assert len(found["backlog"][1]) > 1
    assert found["region"][3] < found["backlog"][2], "each has its time"
    assert road.check() == []
    sql = """
        SELECT count(*) FROM office_assignment a JOIN consignment c USING (cell_id, consignment_id)
        WHERE (a.office_after, a.lane_after) IS DISTINCT FROM (c.office, c.lane)
    """
    assert road.store.connection.execute(sql).fetchone() == (0,)


def test_a_closure_that_cannot_be_is_refused_by_name(road: OpenRoad) -> None:
    wishes = {
        asked("atlantis", None, STOP): "no such office",
        asked("moscow", STOP + 9, STOP + 9): "it ends before it begins",
        asked("moscow", -5, STOP): "it begins before the road's clock",
        asked("moscow", STOP, STOP + DAY, " "): "a reason is needed, at most 200 characters",
        asked("moscow", STOP, STOP + 400 * DAY): "longer than a year",
    }
    assert {wish: close_office(road.platform, wish).refusal for wish in wishes} == wishes
    assert open_office(road.platform, "atlantis", "operator").refusal == "no such office"


def counts(road: OpenRoad) -> dict[str, int]:
    with road.store.unit() as unit:
        return dict(unit.offices.loads())


def days_add_up(road: OpenRoad, office: OfficeNow) -> None:
    """Against a plain count over all parcels."""
    live = everything(road)
    mine = live.take(live.office == office.id)
    for one in office.days:
        end = (one.day + 1) * DAY
        came, left = mine.arrived_at != NEVER, mine.left_office_at != NEVER
        assert one.came == (mine.arrived_at // DAY == one.day).sum()
        assert one.left == (left & (mine.left_office_at // DAY == one.day)).sum()
        assert one.there == (came & (mine.arrived_at < end) & ~(left & (mine.left_office_at < end))).sum()


def begun(road: OpenRoad, office: str, begin: int, until: int) -> int:
    """How many parcels an office let go or gave to the officers that were begun within a time."""
    live = everything(road)
    leaves = live.left_office_at - SERVICE
    rows = (live.office == office) & ~live.inspect & (live.left_office_at != NEVER)
    return int((rows & (leaves >= begin) & (leaves < until)).sum())
