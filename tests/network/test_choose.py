"""Lane and postage agree with asking every lane of the demo road one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.boot.road import CORRIDOR
from tearoad.network.choose import NO_LANE, cheapest, lane_table
from tearoad.wire.corridor import read_corridor
from tearoad.wire.shipped import corridor_folder

ROAD = read_corridor(corridor_folder(CORRIDOR)).road
TABLE = lane_table(ROAD)
ORIGINS = sorted({lane.origin for lane in ROAD.lanes})
DOORS = sorted({door for _, door in ROAD.last_miles})


def plain(origin: str, door: str, grams: int) -> tuple[int, int]:
    prices = []
    for number, lane in enumerate(ROAD.lanes):
        last = ROAD.last_miles.get((ROAD.end_of(lane), door))
        if lane.origin == origin and last:
            carriage = lane.price_base_minor + (lane.price_per_kg_minor * grams + 500) // 1000
            prices.append((carriage + last.price_minor, number))
    price, number = min(prices, default=(0, NO_LANE))
    return number, price


@given(
    st.lists(
        st.tuples(st.sampled_from(ORIGINS), st.sampled_from(DOORS), st.integers(1, 50_000)), min_size=1, max_size=20
    )
)
def test_it_is_the_plain_reckoning(parcels: list[tuple[str, str, int]]) -> None:
    lane, postage = cheapest(
        TABLE,
        np.array([TABLE.origin_number[origin] for origin, _, _ in parcels]),
        np.array([TABLE.destination_number[door] for _, door, _ in parcels]),
        np.array([grams for _, _, grams in parcels]),
    )
    assert list(zip(lane.tolist(), postage.tolist(), strict=True)) == [plain(*parcel) for parcel in parcels]


def test_a_place_off_the_road_has_no_lane() -> None:
    lane, postage = cheapest(TABLE, np.array([-1, 0]), np.array([0, -1]), np.array([100, 100]))
    assert lane.tolist() == [NO_LANE, NO_LANE]
    assert postage.tolist() == [0, 0]
