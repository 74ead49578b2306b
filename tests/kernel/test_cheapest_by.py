"""The price is the least of all journeys in time, whatever the weight; of equal prices the first to arrive is taken."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from timetables import PLACES, ROWS, TARIFFS, TRANSFERS, Row, Searched, Tariff, journeys, price_of, searched

from tearoad.kernel.cheapest_by import cheapest
from tearoad.kernel.timetable_search import NEVER

QUERIES = st.lists(
    st.tuples(
        st.integers(0, PLACES - 1), st.integers(0, PLACES - 1), st.integers(-1, 20), st.integers(0, 40),
        st.sampled_from([1, 400, 499, 1_500, 90_000]), st.sampled_from([0, 3_000, 9_999]),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


def found_by(
    found: Searched, tariffs: list[Tariff], queries: list[tuple[int, ...]]
) -> tuple[np.ndarray, np.ndarray, list[list[Row]]]:
    own, count = found.rows, len(queries)
    cost, when = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    rows, counts = np.empty((count, PLACES), dtype=np.int32), np.empty(count, dtype=np.int64)
    columns = tuple(np.array(column, dtype=np.int64) for column in zip(*tariffs, strict=True))
    asked = tuple(np.array(column, dtype=np.int64) for column in zip(*queries, strict=True))
    cheapest(*own, found.base, found.best, found.transfer, columns, asked, cost, when, rows, counts)
    shown = own.start, own.end, own.closing, own.arrival, own.arc
    ways = [[Row(*(int(c[at]) for c in shown)) for at in rows[n, : counts[n]]] for n in range(count)]
    return cost, when, ways


@given(ROWS, TRANSFERS, TARIFFS, QUERIES)
def test_the_price_is_the_least_of_all_journeys_in_time(
    rows: list[Row], transfer: list[int], tariffs: list[Tariff], queries: list[tuple[int, ...]]
) -> None:
    cost, when, ways = found_by(searched(rows, transfer), tariffs, queries)
    for at, (origin, destination, ready, deadline, grams, cm3) in enumerate(queries):
        best = (NEVER, NEVER)
        for way in journeys(rows, transfer, origin, destination, ready):
            arrival, price = way[-1].arrival if way else ready, price_of(way, tariffs, grams, cm3)
            if arrival <= deadline and price is not None:
                best = min(best, (price, arrival))
        assert (cost[at], when[at]) == best
        if best != (NEVER, NEVER) and origin != destination:
            assert ways[at][-1].arrival == when[at]
            assert price_of(tuple(ways[at]), tariffs, grams, cm3) == cost[at]
            assert tuple(ways[at]) in set(journeys(rows, transfer, origin, destination, ready))
        else:
            assert ways[at] == []


def test_a_later_deadline_buys_a_cheaper_way() -> None:
    rows = [Row(0, 1, 5, 10, 0), Row(0, 2, 5, 12, 1), Row(2, 1, 20, 30, 1)]
    tariffs = [Tariff(9, 0, 0, 10**6, 10**6), Tariff(4, 0, 0, 10**6, 10**6)] + [Tariff(0, 0, 0, 1, 1)] * 3
    asked = [(0, 1, 0, deadline, 100, 0) for deadline in (9, 10, 29, 30)]
    cost, when, ways = found_by(searched(rows, [0] * PLACES), tariffs, asked)
    assert cost.tolist() == [NEVER, 9, 9, 8]
    assert when.tolist() == [NEVER, 10, 10, 30]
    assert [len(way) for way in ways] == [0, 1, 1, 2]


def test_light_goods_pay_for_their_volume_and_large_ones_stay() -> None:
    rows, tariffs = [Row(0, 1, 0, 1, 0)], [Tariff(100, 1_000, 167, 5_000, 20_000)] * 5
    goods = [(1_000, 0), (1_001, 0), (1_000, 12_000), (5_001, 0), (5_000, 20_001)]
    asked = [(0, 1, 0, 9, grams, cm3) for grams, cm3 in goods]
    cost, _, _ = found_by(searched(rows, [0] * PLACES), tariffs, asked)
    assert cost.tolist() == [1_100, 1_101, 100 + 2_004, NEVER, NEVER]


def test_what_leads_nowhere_in_time_is_no_way() -> None:
    """The first leg arrives in time, and what would go on from there does not take the goods."""
    rows = [Row(0, 1, 5, 10, 0), Row(1, 2, 12, 20, 1)]
    tariffs = [Tariff(9, 0, 0, 10**6, 10**6), Tariff(4, 0, 0, 10, 10**6)] + [Tariff(0, 0, 0, 1, 1)] * 3
    cost, when, ways = found_by(searched(rows, [0] * PLACES), tariffs, [(0, 2, 0, 30, 100, 0)] * 3)
    assert (cost.tolist(), when.tolist(), ways) == ([NEVER] * 3, [NEVER] * 3, [[], [], []])
