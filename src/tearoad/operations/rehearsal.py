"""A rehearsal asks the live road's law, lanes and players: wishes and placed orders become travellers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tearoad.journey.consignments import words
from tearoad.journey.moving import Due
from tearoad.journey.stages import Carriage
from tearoad.network.choose import NO_LANE, cheapest
from tearoad.operations.asked import AskedOrder
from tearoad.operations.landed_price import Duty, duty_of, expected_declaration, one_line_each
from tearoad.operations.office_ports import spans_of
from tearoad.operations.office_queue import in_line
from tearoad.operations.platform import Platform, Prices
from tearoad.operations.play import play
from tearoad.operations.ports import Product, Shelf, Unit
from tearoad.operations.remembered import Remembered
from tearoad.twin.players import SimulatedRoad
from tearoad.twin.scenario import Begun
from tearoad.twin.travellers import CURRENCIES, NO_OFFICE, Travellers, travellers_of


@dataclass(frozen=True)
class RoadBorder:
    """Implements the port `twin.border.Border` by the law that the live road quotes and declares by."""

    prices: Prices

    def quoted(self, c: Travellers) -> np.ndarray:
        """Duty and tax as told at checkout, for the day on which half of all goods are declared."""
        return self._asked(c, expected_declaration(self.prices, c.placed_at)).minor

    def declared(self, c: Travellers) -> tuple[np.ndarray, np.ndarray]:
        """Duty and tax asked, and the law's value, of goods handed over at `c.due_at`."""
        duty = self._asked(c, c.due_at)
        return duty.minor, duty.law_value_minor

    def _asked(self, c: Travellers, at: np.ndarray) -> Duty:
        """What customs asks of goods that are declared at the moments `at`."""
        origin = words([lane.origin for lane in self.prices.road.lanes])[c.lane]
        currency = words(CURRENCIES)[c.currency]
        return duty_of(self.prices, one_line_each(at, c.goods_minor, currency, c.weight_grams, origin))


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


def as_it_stands(unit: Unit, prices: Prices) -> Begun:
    """Everybody who is under way on the live road at its clock.

    Those who wait in an office are put back to their arrival, so that a scenario's staff may serve them sooner; those
    who are being served stay, and their lines are busy until they leave. Who has not left yet takes an open lane.
    """
    clock = unit.roads.state().clock_at
    batch = unit.journeys.due(np.iinfo(np.int32).max)
    batch = batch.take(np.argsort(batch.consignment_id.astype(str), kind="stable"))
    number = {name: place for place, name in enumerate(sorted(prices.road.offices))}
    c = travellers_of(batch, prices.table, number)
    running: dict[str, tuple[int, ...]] = {}
    for name, place in number.items():
        here = (c.due == Due.LEAVE) & (c.office == place)
        waits = in_line(prices, batch, name, clock)
        c.carriage[waits], c.due[waits], c.due_at[waits] = Carriage.IN_TRANSIT, Due.ARRIVE, c.arrived_at[waits]
        running[name] = tuple(c.due_at[here & ~waits].tolist())
    _take_open_lanes(c, prices)
    closures = unit.offices.closures()
    spans = {name: spans_of(closures, name) for name in number}
    open_again = {name: tuple(span for span in own if span[1] > clock) for name, own in spans.items()}
    closed = {name: own for name, own in open_again.items() if own}
    return Begun(c, clock, clock, running, live=True, verdicts={}, closures=closed)


def _take_open_lanes(c: Travellers, prices: Prices) -> None:
    origin = np.array([prices.table.origin_number[lane.origin] for lane in prices.road.lanes])[c.lane]
    closed = ~prices.table.from_origin[c.lane, origin] & np.isin(c.due, (Due.READY, Due.CANCEL))
    lane, _ = cheapest(prices.table, origin[closed], c.destination[closed], c.weight_grams[closed])
    c.lane[closed] = np.where(lane != NO_LANE, lane, c.lane[closed])
    offices = {name: place for place, name in enumerate(sorted(prices.road.offices))}
    office_of = np.array([offices[lane.office] if lane.office else NO_OFFICE for lane in prices.road.lanes])
    c.office[closed] = office_of[c.lane[closed]]
