"""Wishes placed as orders: the lane, what carriage and duty cost, and the payment."""

import numpy as np

from tearoad.journey import steps
from tearoad.journey.moving import NEVER, Due
from tearoad.journey.stages import Border, Carriage, Money
from tearoad.network.choose import NO_LANE, cheapest
from tearoad.twin.demand import Wishes
from tearoad.twin.network import Network
from tearoad.twin.players import SimulatedRoad
from tearoad.twin.travellers import CURRENCIES, NO_CHANNEL, NO_OFFICE, Travellers


def ordered(network: Network, wishes: Wishes, seed: int) -> Travellers:
    """Wishes placed as orders: each takes the cheapest lane, is quoted, and paid unless cash is. Those that no lane
    leads to are left out."""
    table = network.table
    found, postage = cheapest(table, wishes.origin, wishes.destination, wishes.grams)
    there = found != NO_LANE
    wishes, lane, postage = Wishes(*(column[there] for column in wishes)), found[there], postage[there]
    number = network.office_number
    office_of = np.array([number[lane.office] if lane.office else NO_OFFICE for lane in network.road.lanes])
    count = len(lane)

    def same(value: int, kind: type = np.int64) -> np.ndarray:
        return np.full(count, value, dtype=kind)

    abroad = office_of[lane] != NO_OFFICE
    c = Travellers(
        money=same(Money.NONE, np.int8),
        border=np.where(abroad, Border.UNDECLARED, Border.NOT_NEEDED).astype(np.int8),
        carriage=same(Carriage.NONE, np.int8),
        inspect=same(0, np.bool_),
        attempts=same(0, np.int8),
        cash_on_delivery=wishes.cash,
        goods_minor=wishes.goods_minor,
        postage_minor=postage,
        duty_minor=same(0),
        tax_minor=same(0),
        assessed_minor=same(NEVER),
        refunded_minor=same(0),
        weight_grams=wishes.grams,
        placed_at=wishes.placed_at,
        dispatched_at=same(NEVER),
        arrived_at=same(NEVER),
        left_office_at=same(NEVER),
        delivered_at=same(NEVER),
        settled_at=same(NEVER),
        renewed_on=same(NEVER),
        due=same(Due.NOTHING, np.int8),
        due_at=same(NEVER),
        key=wishes.key,
        lane=lane,
        office=office_of[lane],
        destination=wishes.destination,
        currency=same(CURRENCIES.index(network.road.currency)),
        kind=wishes.kind,
        channel=same(NO_CHANNEL, np.int8),
        law_value_minor=same(0),
        lodged_at=same(NEVER),
        departed_at=same(NEVER),
        looked_at=same(NEVER),
    )
    c.duty_minor = np.where(abroad, np.maximum(network.border.quoted(c), 0), 0)
    steps.place(c, SimulatedRoad(network.road, table, seed))
    return c
