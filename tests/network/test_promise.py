"""Bands say of each weight which lane it takes; a promise is a quantile of the whole chain."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.boot.road import own_corridor
from tearoad.network.choose import FAR, LaneTable, cheapest, lane_table
from tearoad.network.lately import ways_lately
from tearoad.network.outlook import unknown
from tearoad.network.promise import HEAVIEST_GRAMS, LEVEL, bands, door_after, promised_day
from tearoad.network.ways import ways_of
from tearoad.terms.days import DAY, HOUR, day_start

ROAD = own_corridor().road
TABLE = lane_table(ROAD)
NOTHING_KNOWN = unknown(ROAD, ways_of(ROAD, TABLE))

PRICES = st.lists(
    st.tuples(st.integers(0, 3_000), st.integers(0, 3_000), st.sampled_from([0, 1, 500, FAR])), min_size=1, max_size=5
)


def table_of(prices: list[tuple[int, int, int]]) -> LaneTable:
    """Lanes from one origin to one town: base, per kilogram, the door."""
    count = len(prices)
    base, per_kg, door = (np.array(column, dtype=np.int64) for column in zip(*prices, strict=True))
    zeros = np.zeros((count, 2), dtype=np.int64)
    return LaneTable(
        lane_number={}, origin_number={"a": 0}, destination_number={"b": 0},
        from_origin=np.ones((count, 1), dtype=bool), base=base,
        per_kg=per_kg, transit=zeros, headway=zeros[:, 0], cut_off=zeros[:, 0] - 1, door_price=door[:, None],
        door=zeros[:, None],
        office_number={}, office=zeros[:, 0], ending=zeros[:0, 0], mode=zeros[:, 0],
    )  # fmt: skip


def said_gram_by_gram(table: LaneTable, origin: int, destination: int, weights: np.ndarray) -> list[int]:
    return cheapest(table, np.full(len(weights), origin), np.full(len(weights), destination), weights)[0].tolist()


def said_by_bands(table: LaneTable, origin: int, destination: int, weights: np.ndarray) -> list[int]:
    lanes = np.full(len(weights), -1)
    for first, after, lane in bands(table, origin, destination):
        lanes[(weights >= first) & (weights < after)] = lane
    return lanes.tolist()


@given(PRICES)
def test_bands_say_what_the_cheapest_lane_is(prices: list[tuple[int, int, int]]) -> None:
    table = table_of(prices)
    weights = np.arange(4_000, dtype=np.int64)
    assert said_by_bands(table, 0, 0, weights) == said_gram_by_gram(table, 0, 0, weights)


def test_so_they_do_on_the_road_that_ships() -> None:
    table = lane_table(own_corridor().road)
    weights = np.unique(np.concatenate([np.arange(0, 12_000, dtype=np.int64), [31_000, HEAVIEST_GRAMS]]))
    several = 0
    for origin in table.origin_number.values():
        for town in ("moscow", "vladivostok"):
            destination = table.destination_number[town]
            found = bands(table, origin, destination)
            several += len(found) > 1
            assert found[0][0] == 0
            assert found[-1][1] == HEAVIEST_GRAMS + 1
            expected = said_gram_by_gram(table, origin, destination, weights)
            assert said_by_bands(table, origin, destination, weights) == expected
    assert several > 3


def asked(lane: str, town: str, hour: int = 9, levels: tuple[float, ...] = (0.5, LEVEL)) -> list[float]:
    """Days from an order on Thursday, 4 June 2026, to the door."""
    at = np.array([day_start(date(2026, 6, 4)) + hour * HOUR])
    numbers = np.array([TABLE.lane_number[lane]]), np.array([TABLE.destination_number[town]])
    return (door_after(NOTHING_KNOWN, at, *numbers, levels)[0] / DAY).tolist()


def test_a_promise_is_a_quantile_of_the_whole_chain() -> None:
    """Shorter than all legs at their slowest, longer than all at their usual."""
    for lane, town in (("rail-yiwu-moscow", "kazan"), ("air-yiwu-moscow", "moscow"), ("local-moscow", "vladivostok")):
        leg, b = ROAD.lanes[TABLE.lane_number[lane]], ROAD.behaviour
        hand = b.handling if leg.office else b.handling_local
        door, transit = ROAD.last_miles["moscow", town], (leg.transit_p50, leg.transit_p90) if leg.office else (0, 0)
        usual, slow = hand.p50 + transit[0] + door.p50, hand.p90 + transit[1] + leg.headway + door.p90
        half, nine = asked(lane, town)
        assert usual / DAY < half < nine < slow / DAY, (lane, town)
        levels = asked(lane, town, levels=(0.1, 0.5, 0.8, 0.9, 0.95))
        assert levels == sorted(levels)


def test_queues_and_what_was_learnt_make_it_longer() -> None:
    row = np.array([TABLE.lane_number["air-yiwu-moscow"]]), np.array([TABLE.destination_number["kazan"]])
    at, calm = np.array([20_600 * DAY]), NOTHING_KNOWN._replace(day=20_600)
    usual = door_after(calm, at, *row)[0]
    busy = calm._replace(wait=calm.wait + 3 * DAY)
    assert door_after(busy, at, *row)[0] == pytest.approx(usual + 3 * DAY, abs=1.2 * DAY)  # days off
    later = calm.wait.copy()
    later[:, 30:] += 9 * DAY  # long after these have passed
    assert (door_after(calm._replace(wait=later), at, *row)[0] == usual).all()
    lately = calm.lately._replace(times=calm.lately.times * 3 // 2)
    slower = door_after(calm._replace(ways=ways_lately(calm.ways, lately)), at, *row)[0]
    assert (slower > usual * 1.4).all()


def test_the_day_of_the_quantile_is_promised() -> None:
    assert promised_day(10 * DAY, 3 * DAY) == 13
    assert promised_day(10 * DAY + 1, 3 * DAY - 2) == 12
