"""One path: what is played live and what is rehearsed end alike, consignment by consignment."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tearoad.boot.road import SEED, OpenRoad
from tearoad.cli.demo_commands import demo_orders, demo_stock, stock_demo
from tearoad.journey.consignments import Consignments
from tearoad.journey.moving import Due
from tearoad.operations.admit_products import admit_products
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.operations.platform import Platform
from tearoad.operations.play import play
from tearoad.operations.rehearsal import RoadBorder, as_it_stands, intake
from tearoad.operations.remembered import Remembered
from tearoad.terms.days import DAY, day_start
from tearoad.twin.network import Network
from tearoad.twin.rehearse import rehearse
from tearoad.twin.single import run
from tearoad.twin.travellers import NO_OFFICE

COUNT = 10_000
FEW = 3_000
SERVICE = DAY // 3  # of an item, where offices are slow
SAME = (
    "money", "border", "carriage", "inspect", "attempts", "goods_minor", "postage_minor", "duty_minor",
    "assessed_minor", "refunded_minor", "placed_at", "dispatched_at", "arrived_at", "left_office_at", "delivered_at",
    "settled_at", "due",
)  # fmt: skip


def unrenewed(platform: Platform) -> Platform:
    """Where nobody is told another day: a rehearsal promises nothing, so no protection waits in it."""
    behaviour = replace(platform.road.behaviour, renew_below_share=0.0)
    return replace(platform, road=replace(platform.road, behaviour=behaviour))


@pytest.mark.full
def test_ten_thousand_orders_played_and_rehearsed_are_equal(road: OpenRoad) -> None:
    stock_demo(road, COUNT)
    orders = demo_orders(road.corridor, COUNT)
    play(unrenewed(road.platform), orders, ASSUMED_WEIGHT_GRAMS, lambda more: None)
    live = everything(road)

    travellers, verdicts = intake(road.platform, orders, *demo_stock(COUNT), SEED, ASSUMED_WEIGHT_GRAMS)
    first, last = orders[0].placed_at, orders[-1].placed_at
    network = Network(road.corridor.road, RoadBorder(road.platform), first, last, last + 400 * DAY)
    rehearsed = rehearse(network, travellers, SEED).travellers

    assert verdicts["accepted"] > COUNT
    assert len(rehearsed) == len(live) > COUNT
    assert (rehearsed.keys == live.keys).all()
    for name in SAME:
        assert np.array_equal(getattr(rehearsed, name), getattr(live, name)), name


def test_a_rehearsal_from_the_live_road_ends_as_the_live_road_does(road: OpenRoad) -> None:
    stop = day_start(date(2025, 11, 22))
    platform = slow(unrenewed(road.platform))
    stock_demo(road, FEW)
    orders = [order for order in demo_orders(road.corridor, FEW) if order.placed_at < stop]
    play(platform, orders, ASSUMED_WEIGHT_GRAMS, lambda more: None, until=stop)
    with road.store.unit() as unit:
        begun = as_it_stands(unit, platform)
        under_way = unit.journeys.due(2**31 - 1)
    here = under_way.due == Due.LEAVE
    served = here & (under_way.due_at - SERVICE <= stop)
    assert (here & ~served).sum() > 10, "somebody waits"
    assert served.sum() >= 2, "somebody is being served"
    assert {int(kind) for kind in under_way.due} >= {Due.READY, Due.DEPART, Due.ARRIVE, Due.OUT, Due.CONFIRM}
    assert begun.at == stop
    assert len(begun.travellers) == len(under_way)
    assert sum(len(ends) for ends in begun.running.values()) == served.sum()
    c = begun.travellers
    assert (c.due == Due.ARRIVE).sum() == ((under_way.due == Due.ARRIVE) | (here & ~served)).sum()

    network = Network(platform.road, RoadBorder(platform), stop, stop + 1, stop + 400 * DAY, running=begun.running)
    rehearsed = run(network, None, seed=SEED, start=c).travellers
    before = {name: getattr(c, name).copy() for name in SAME}

    play(platform, [], ASSUMED_WEIGHT_GRAMS, lambda more: None)
    assert road.check() == []
    with road.store.unit() as unit:
        live = unit.journeys.some(sorted(under_way.consignment_id.tolist()))
    assert (live.due == Due.NOTHING).all()
    assert (rehearsed.keys == live.keys).all()
    for name in SAME:
        assert np.array_equal(getattr(rehearsed, name), getattr(live, name)), name
        assert np.array_equal(getattr(c, name), before[name]), "who was there at the start is copied"
    assert (rehearsed.left_office_at - rehearsed.arrived_at).max() > 2 * DAY


def slow(platform: Platform) -> Platform:
    """The same road with offices of one line each, which festivals fill."""
    offices = {name: replace(office, lines=1, service=SERVICE) for name, office in platform.road.offices.items()}
    return replace(platform, road=replace(platform.road, offices=offices))


def test_who_has_not_left_takes_an_open_lane_and_who_is_on_a_closed_one_goes_on(road: OpenRoad) -> None:
    stop = day_start(date(2025, 10, 20))
    stock_demo(road, FEW)
    orders = [order for order in demo_orders(road.corridor, FEW) if order.placed_at < stop]
    play(road.platform, orders, ASSUMED_WEIGHT_GRAMS, lambda more: None, until=stop)
    lanes = road.corridor.road.lanes
    network = Network(
        road.corridor.road, RoadBorder(road.platform), stop, stop, stop,
        closed_lanes=frozenset(lane.id for lane in lanes if lane.office == "moscow"),
    )  # fmt: skip
    with road.store.unit() as unit:
        open_c = as_it_stands(unit, road.platform).travellers
        shut_c = as_it_stands(unit, replace(road.platform, table=network.table)).travellers
    moscow = np.array([lane.office == "moscow" for lane in lanes])
    waits = np.isin(open_c.due, (Due.READY, Due.CANCEL))
    assert moscow[open_c.lane[waits]].sum() > 5
    assert not moscow[shut_c.lane[waits]].any()
    assert (shut_c.lane[~waits] == open_c.lane[~waits]).all()
    assert moscow[shut_c.lane[~waits]].sum() > 5
    number = {name: place for place, name in enumerate(sorted(network.road.offices))}
    for row in np.flatnonzero(waits):
        office = lanes[shut_c.lane[row]].office
        assert shut_c.office[row] == (number[office] if office else NO_OFFICE)
        assert lanes[shut_c.lane[row]].origin == lanes[open_c.lane[row]].origin


def test_the_remembered_catalogue_runs_out_of_stock_as_the_live_one_does(road: OpenRoad) -> None:
    stop = day_start(date(2025, 11, 20))
    goods, shelves = demo_stock()
    scarce = [shelf._replace(on_hand=2, restock_to=1 + number % 2) for number, shelf in enumerate(shelves)]
    admit_products(road.platform, goods, scarce)
    orders = [order for order in demo_orders(road.corridor, COUNT) if order.placed_at < stop]
    play(road.platform, orders, ASSUMED_WEIGHT_GRAMS, lambda more: None, until=stop)
    live = road.verdicts([order.order_id for order in orders])
    out = {line for line, (verdict, _) in live.items() if verdict == "out of stock"}
    assert len(out) > 100
    assert len(live) - len(out) > 500

    store = Remembered(road.platform.road.name, SEED)
    store.market.admit(goods, scarce)
    in_memory = replace(road.platform, store=store)
    play(in_memory, orders, ASSUMED_WEIGHT_GRAMS, lambda more: None, until=stop)
    assert {line for line, row in store.orders.lines.items() if row.verdict == "out of stock"} == out
    assert set(store.orders.lines) == set(live)
    with road.store.unit() as unit:
        skus = [product.sku for product in goods]
        assert unit.market.available(skus).tolist() == store.market.available(skus).tolist()

    travellers, verdicts = intake(road.platform, orders, goods, scarce, SEED, ASSUMED_WEIGHT_GRAMS)
    assert verdicts == {"accepted": len(live) - len(out), "out of stock": len(out)}
    assert (travellers.keys == everything(road).keys).all()


def everything(road: OpenRoad) -> Consignments:
    with road.store.unit() as unit:
        ids = [row[0].hex for row in road.store.connection.execute("SELECT consignment_id FROM consignment").fetchall()]
        return unit.journeys.some(ids)
