"""A small rehearsal on the road that ships: two weeks of orders, no law, and travellers put where a test wants."""

from dataclasses import replace
from typing import Any

import numpy as np
from crowd import ROAD

from tearoad.journey.moving import NEVER, Due
from tearoad.journey.stages import Border as Stage
from tearoad.journey.stages import Carriage, Money
from tearoad.kernel.stations import FIFO
from tearoad.network.desk import ROUND_THE_CLOCK, Desk
from tearoad.terms.days import DAY, HOUR, MOSCOW
from tearoad.twin.network import Network
from tearoad.twin.plan import DemandPlan, Kind
from tearoad.twin.rehearse import Rehearsed
from tearoad.twin.single import run
from tearoad.twin.travellers import CURRENCIES, Travellers

START = 20_465 * DAY - MOSCOW  # Monday, 12 January 2026, midnight in Moscow
WEEKS = 14 * DAY
OFFICES = sorted(ROAD.offices)
LANES = {lane.id: number for number, lane in enumerate(ROAD.lanes)}
TOWNS = sorted({town for _, town in ROAD.last_miles})


class FreePort:
    """A border that asks for nothing."""

    def quoted(self, c: Travellers) -> np.ndarray:
        return np.zeros(len(c), dtype=np.int64)

    def declared(self, c: Travellers) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros(len(c), dtype=np.int64), np.zeros(len(c), dtype=np.int64)


FIRST, SECOND = Kind("first", 1.0, (300, 900), (50_000, 300_000)), Kind("second", 1.0, (300, 900), (50_000, 300_000), 1)
DEMAND = DemandPlan(
    per_day=((START, 150.0),),
    kinds=(FIRST, SECOND),
    origins={"yiwu": 1.0, "shenzhen": 1.0, "guangzhou": 1.0, "hangzhou": 1.0},
    destinations={"moscow": 2.0, "kazan": 1.0, "vladivostok": 1.0},
)
NETWORK = Network(ROAD, FreePort(), START, START + WEEKS, START + WEEKS + 90 * DAY, kinds=DEMAND.kinds)


def desk(servers: int, service: float, discipline: int = FIFO, **other: Any) -> Desk:
    return Desk(((START, servers),), service, ROUND_THE_CLOCK, discipline=discipline, **other)


def network(**changes: Any) -> Network:
    return replace(NETWORK, **changes)


def rehearsed(changed: Network, seed: int = 3, **demand: Any) -> Rehearsed:
    return run(changed, replace(DEMAND, kinds=tuple(changed.kinds), **demand), seed=seed)


def on_the_way(arrivals: list[int], lane: str = "air-yiwu-moscow", town: str = "kazan", **columns: Any) -> Travellers:
    """Paid consignments that were sent by a lane an hour after the start and reach its office at these moments."""
    count = len(arrivals)

    def same(value: int, kind: type = np.int64) -> np.ndarray:
        return np.full(count, value, dtype=kind)

    c = Travellers(
        money=same(Money.HELD, np.int8),
        border=same(Stage.RELEASED, np.int8),
        carriage=same(Carriage.IN_TRANSIT, np.int8),
        inspect=same(0, np.bool_),
        attempts=same(0, np.int8),
        cash_on_delivery=same(0, np.bool_),
        goods_minor=same(100_000),
        postage_minor=same(20_000),
        duty_minor=same(3_000),
        tax_minor=same(0),
        assessed_minor=same(3_000),
        refunded_minor=same(0),
        weight_grams=same(500),
        placed_at=same(START),
        dispatched_at=same(START + HOUR),
        arrived_at=same(NEVER),
        left_office_at=same(NEVER),
        delivered_at=same(NEVER),
        settled_at=same(NEVER),
        renewed_on=same(NEVER),
        due=same(Due.ARRIVE, np.int8),
        due_at=np.array(arrivals, dtype=np.int64),
        key=np.arange(1, count + 1, dtype=np.uint64),
        lane=same(LANES[lane]),
        office=same(OFFICES.index(ROAD.lanes[LANES[lane]].office or "")),
        destination=same(TOWNS.index(town)),
        currency=same(CURRENCIES.index("RUB")),
        kind=same(0),
        channel=same(0, np.int8),
        law_value_minor=same(0),
        lodged_at=same(START + HOUR),
        departed_at=same(START + HOUR),
        looked_at=same(NEVER),
    )
    for name, value in columns.items():
        setattr(c, name, np.array(value, dtype=getattr(c, name).dtype))
    return c
