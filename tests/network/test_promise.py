"""Bands say of each weight which lane it takes; the promise is the sum of its legs."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.boot.road import own_corridor
from tearoad.network.choose import FAR, LaneTable, cheapest, lane_table
from tearoad.network.promise import HEAVIEST_GRAMS, bands, promised_day, spans
from tearoad.terms.days import DAY

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
        per_kg=per_kg, transit=zeros, headway=zeros[:, 0], door_price=door[:, None], door=zeros[:, None],
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


def test_a_promise_is_the_sum_of_its_legs() -> None:
    road = own_corridor().road
    table = lane_table(road)
    number, town = table.lane_number["rail-yiwu-moscow"], table.destination_number["kazan"]
    usual, slow = spans(table, road.behaviour.handling, np.array([number]), np.array([town]))
    lane, door = road.lanes[number], road.last_miles["moscow", "kazan"]
    handling = road.behaviour.handling
    assert usual.tolist() == [handling.p50 + lane.transit_p50 + lane.headway // 2 + door.p50]
    assert slow.tolist() == [handling.p90 + lane.transit_p90 + lane.headway + door.p90]
    longer = handling._replace(p90=handling.p90 + DAY)
    assert spans(table, longer, np.array([number]), np.array([town]))[1].tolist() == [slow[0] + DAY]


def test_the_day_after_is_promised() -> None:
    assert promised_day(10 * DAY, 3 * DAY) == 14
    assert promised_day(10 * DAY, 3 * DAY - 1) == 13
