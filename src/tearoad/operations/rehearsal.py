"""A rehearsal asks the live road's law, lanes and players: wishes and placed orders become travellers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tearoad.journey import steps
from tearoad.journey.consignments import words
from tearoad.journey.moving import NEVER, Due
from tearoad.journey.stages import Border, Carriage, Money
from tearoad.network.choose import NO_LANE, cheapest
from tearoad.operations.asked import AskedOrder
from tearoad.operations.landed_price import Duty, duty_of, expected_declaration, one_line_each
from tearoad.operations.platform import Platform, Prices
from tearoad.operations.play import play
from tearoad.operations.ports import Product, Shelf
from tearoad.operations.remembered import Remembered
from tearoad.twin.demand import Wishes
from tearoad.twin.network import Network
from tearoad.twin.players import SimulatedRoad
from tearoad.twin.travellers import CURRENCIES, NO_OFFICE, Travellers, travellers_of


@dataclass(frozen=True)
class RoadBorder:
    """Implements the port `twin.rehearse.Border` by the law that the live road declares by."""

    prices: Prices

    def declared(self, c: Travellers, players: SimulatedRoad) -> tuple[np.ndarray, np.ndarray]:
        """Duty and tax asked, and what is to be opened, of goods handed over at `c.due_at`."""
        duty = self.asked(c, c.due_at)
        return duty.minor, players.inspected(c, duty.law_value_minor)

    def asked(self, c: Travellers, at: np.ndarray) -> Duty:
        """What customs asks of goods that are declared at the moments `at`."""
        origin = words([lane.origin for lane in self.prices.road.lanes])[c.lane]
        currency = words(CURRENCIES)[c.currency]
        return duty_of(self.prices, one_line_each(at, c.goods_minor, currency, c.weight_grams, origin))


def ordered(prices: Prices, network: Network, wishes: Wishes, seed: int) -> Travellers:
    """Wishes placed as orders: each takes the cheapest lane, is quoted, and paid unless cash is. Those that no lane
    leads to are left out."""
    found, postage = cheapest(prices.table, wishes.origin, wishes.destination, wishes.grams)
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
        assessed_minor=same(NEVER),
        refunded_minor=same(0),
        weight_grams=wishes.grams,
        placed_at=wishes.placed_at,
        dispatched_at=same(NEVER),
        arrived_at=same(NEVER),
        left_office_at=same(NEVER),
        delivered_at=same(NEVER),
        settled_at=same(NEVER),
        due=same(Due.NOTHING, np.int8),
        due_at=same(NEVER),
        key=wishes.key,
        lane=lane,
        office=office_of[lane],
        destination=wishes.destination,
        currency=same(CURRENCIES.index(prices.road.currency)),
        kind=wishes.kind,
        departed_at=same(NEVER),
        looked_at=same(NEVER),
    )
    duty = RoadBorder(prices).asked(c, expected_declaration(prices, c.placed_at))
    c.duty_minor = np.where(abroad, np.maximum(duty.minor, 0), 0)
    steps.place(c, SimulatedRoad(network.road, prices.table, seed))
    return c


def intake(
    prices: Prices,
    orders: Sequence[AskedOrder],
    goods: Sequence[Product],
    shelves: Sequence[Shelf],
    seed: int,
    weight: int,
) -> tuple[Travellers, Counter[str]]:
    """Orders placed in memory by the operation that places them live, and the count of verdicts of their lines.

    `goods` and `shelves` are the catalogue they are ordered from, `weight` the grams assumed where nobody said more.
    """
    store = Remembered(prices.road.name, seed)
    store.market.admit(goods, shelves)
    platform = Platform(
        prices.road,
        prices.table,
        prices.rates,
        prices.law,
        prices.territory,
        store,
        SimulatedRoad(prices.road, prices.table, seed),
    )
    refused = play(platform, orders, weight, lambda more: None)
    verdicts = Counter([line.verdict for line in store.orders.lines.values()] + list(refused.values()))
    number = {name: place for place, name in enumerate(sorted(prices.road.offices))}
    return travellers_of(store.placed(), prices.table, number), verdicts
