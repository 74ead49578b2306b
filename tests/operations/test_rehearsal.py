"""One path: what is played live and what is rehearsed end alike, consignment by consignment."""

import numpy as np

from tearoad.boot.road import SEED, OpenRoad
from tearoad.cli.demo_commands import demo_orders, demo_stock, stock_demo
from tearoad.journey.consignments import Consignments
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.operations.play import play
from tearoad.operations.rehearsal import RoadBorder, intake
from tearoad.terms.days import DAY
from tearoad.twin.network import Network
from tearoad.twin.rehearse import rehearse

COUNT = 10_000
SAME = (
    "money", "border", "carriage", "inspect", "attempts", "goods_minor", "postage_minor", "duty_minor",
    "assessed_minor", "refunded_minor", "placed_at", "dispatched_at", "arrived_at", "left_office_at", "delivered_at",
    "settled_at", "due",
)  # fmt: skip


def test_ten_thousand_orders_played_and_rehearsed_are_equal(road: OpenRoad) -> None:
    stock_demo(road, COUNT)
    orders = demo_orders(road.corridor, COUNT)
    play(road.platform, orders, ASSUMED_WEIGHT_GRAMS, lambda more: None)
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


def everything(road: OpenRoad) -> Consignments:
    with road.store.unit() as unit:
        ids = [row[0].hex for row in road.store.connection.execute("SELECT consignment_id FROM consignment").fetchall()]
        return unit.journeys.some(ids)
