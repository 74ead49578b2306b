"""What remains to the door and which promises are in danger, against a plain reckoning of one parcel after another."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.boot.road import own_corridor
from tearoad.network.at_risk import Risk, Standing, Where, overdue, remaining, risks
from tearoad.network.choose import FAR, lane_table
from tearoad.terms.days import DAY

ROAD = own_corridor().road
TABLE = lane_table(ROAD)
REACHED = [(lane, to) for lane in range(len(ROAD.lanes)) for to in range(len(TABLE.destination_number))
           if TABLE.door_price[lane, to] < FAR]  # fmt: skip
NOW = 20_000 * DAY + 5_000
ROW = st.tuples(
    st.sampled_from(list(Where)), st.sampled_from(REACHED), st.integers(0, 40 * DAY), st.integers(0, 5 * DAY),
    st.integers(NOW // DAY - 3, NOW // DAY + 30),
)  # fmt: skip


def left_of(where: Where, lane: int, to: int, since: int, queue: int, at: int) -> tuple[int, bool]:
    """Seconds to the door at pace 0 (usual) or 1 (slow), and whether its stretch took too long."""
    one, behaviour = ROAD.lanes[lane], ROAD.behaviour
    last = ROAD.last_miles[ROAD.end_of(one), list(TABLE.destination_number)[to]]
    handling = behaviour.handling if one.office else behaviour.handling_local
    spans = {
        Where.AT_MERCHANT: handling[at],
        Where.ON_LANE: (one.transit_p50 + one.headway // 2, one.transit_p90 + one.headway)[at],
        Where.IN_QUEUE: queue,
        Where.HELD: behaviour.inspection[at],
        Where.TO_DOOR: (last.p50, last.p90)[at],
    }
    left = 0
    for stretch, takes in spans.items():
        if stretch == where:
            left += takes if stretch == Where.IN_QUEUE else max(takes - since, 0)
        elif stretch > where and stretch != Where.HELD:
            left += takes
    return left, since > spans[where]


@given(st.lists(ROW, min_size=1, max_size=8))
@settings(max_examples=40)
def test_arrays_say_what_a_plain_reckoning_says(rows: list[tuple[Where, tuple[int, int], int, int, int]]) -> None:
    columns = zip(*((where, *pair, since, queue, day) for where, pair, since, queue, day in rows), strict=True)
    standing = Standing(*(np.array(column, dtype=np.int64) for column in columns))
    usual, slow = remaining(ROAD, TABLE, standing)
    found, late = risks(standing, NOW, usual, slow).tolist(), overdue(ROAD, TABLE, standing).tolist()
    for at, (where, (lane, to), since, queue, day) in enumerate(rows):
        half, tenth = (left_of(where, lane, to, since, queue, pace) for pace in (0, 1))
        assert (int(usual[at]), int(slow[at]), late[at]) == (half[0], tenth[0], tenth[1])
        end = (day + 1) * DAY
        worst = Risk.FINE
        for risk, comes in ((Risk.TIGHT, NOW + tenth[0]), (Risk.AT_RISK, NOW + half[0]), (Risk.LATE, NOW)):
            worst = risk if comes >= end else worst
        assert found[at] == worst


def test_a_promised_day_lasts_to_its_end() -> None:
    where = np.full(3, Where.TO_DOOR)
    zeros = np.zeros(3, dtype=np.int64)
    standing = Standing(where, zeros, zeros, zeros, zeros, np.array([9, 10, 11]))
    assert risks(standing, 10 * DAY, zeros, zeros).tolist() == [Risk.LATE, Risk.FINE, Risk.FINE]
    assert risks(standing, 11 * DAY - 1, zeros, zeros + 1).tolist() == [Risk.LATE, Risk.TIGHT, Risk.FINE]
