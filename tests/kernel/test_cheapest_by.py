"""The price is the least of all journeys in time, whatever the goods; of equal prices the first to arrive is taken."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from timetables import (
    ARCS,
    DEPARTURES,
    FARES,
    FIXED_ARCS,
    PLACES,
    TRANSFERS,
    Fare,
    Row,
    departed,
    journeys,
    price_of,
    searched,
)

from tearoad.kernel import cheapest_by
from tearoad.kernel.arcs import Tariff, arcs_of
from tearoad.kernel.cheapest_by import Asked, Searched, cheapest
from tearoad.kernel.timetable_search import NEVER

QUERIES = st.lists(
    st.tuples(
        st.integers(0, PLACES - 1), st.integers(0, PLACES - 1), st.integers(-1, 20), st.integers(0, 40),
        st.sampled_from([1, 400, 499, 1_500, 90_000]), st.sampled_from([0, 3_000, 9_999]),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip
AT_ONCE = [0] * PLACES
FREE = Fare(0, 0, 0, 10**6, 10**6)


def found_by(
    rows: list[Row], transfer: list[int], fares: list[Fare], queries: list[tuple[int, ...]]
) -> tuple[list[int], list[int], list[list[Row]]]:
    road, count = searched(rows, transfer), len(queries)
    own, ends = road.rows, np.zeros((2, len(fares)), dtype=np.int64)
    for row in rows:
        ends[:, row.arc] = row.start, row.end
    by_arc = arcs_of(ends[0], ends[1], len(transfer), own)
    cost, when = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    taken, counts = np.empty((count, len(transfer)), dtype=np.int32), np.empty(count, dtype=np.int64)
    tariff, asked = (np.array(table, dtype=np.int64).T.copy() for table in (fares, queries))
    found = Searched(own, by_arc, road.base, road.best, road.transfer)
    cheapest(found, Tariff(*tariff), Asked(*asked), cost, when, taken, counts)
    shown = own.start, own.end, own.closing, own.arrival, own.arc
    ways = [[Row(*(int(c[at]) for c in shown)) for at in taken[n, : counts[n]]] for n in range(count)]
    return cost.tolist(), when.tolist(), ways


@given(FIXED_ARCS, DEPARTURES, TRANSFERS, FARES, QUERIES)
def test_the_price_is_the_least_of_all_journeys_in_time(
    arcs: list[tuple[int, int, int]],
    departures: list[tuple[int, int]],
    transfer: list[int],
    fares: list[Fare],
    queries: list[tuple[int, ...]],
) -> None:
    rows = departed(arcs, departures)
    cost, when, ways = found_by(rows, transfer, fares, queries)
    for at, (origin, destination, ready, deadline, grams, cm3) in enumerate(queries):
        best, every = (NEVER, NEVER), set(journeys(rows, transfer, origin, destination, ready))
        for way in every:
            arrival, price = way[-1].arrival if way else ready, price_of(way, fares, grams, cm3)
            if arrival <= deadline and price is not None:
                best = min(best, (price, arrival))
        assert (cost[at], when[at]) == best
        if best != (NEVER, NEVER) and origin != destination:
            assert ways[at][-1].arrival == when[at]
            assert price_of(tuple(ways[at]), fares, grams, cm3) == cost[at]
            assert tuple(ways[at]) in every
        else:
            assert ways[at] == []


def test_a_later_deadline_buys_a_cheaper_way() -> None:
    rows = [Row(0, 1, 5, 10, 0), Row(0, 2, 5, 12, 1), Row(2, 1, 20, 30, 2)]
    fares = [FREE._replace(base=9), FREE._replace(base=4), FREE._replace(base=4)]
    asked = [(0, 1, 0, deadline, 100, 0) for deadline in (9, 10, 29, 30)]
    cost, when, ways = found_by(rows, AT_ONCE, fares, asked)
    assert cost == [NEVER, 9, 9, 8]
    assert when == [NEVER, 10, 10, 30]
    assert [len(way) for way in ways] == [0, 1, 1, 2]


def test_light_goods_pay_for_their_volume_and_large_ones_stay() -> None:
    goods = [(1_000, 0), (1_001, 0), (1_000, 12_000), (5_001, 0), (5_000, 20_001)]
    asked = [(0, 1, 0, 9, grams, cm3) for grams, cm3 in goods]
    cost, _, _ = found_by([Row(0, 1, 0, 1, 0)], AT_ONCE, [Fare(100, 1_000, 167, 5_000, 20_000)], asked)
    assert cost == [1_100, 1_101, 100 + 2_004, NEVER, NEVER]


def test_what_leads_nowhere_in_time_is_no_way() -> None:
    """The first leg arrives in time, and what would go on from there does not take the goods."""
    rows = [Row(0, 1, 5, 10, 0), Row(1, 2, 12, 20, 1)]
    found = found_by(rows, AT_ONCE, [FREE, FREE._replace(most_grams=10)], [(0, 2, 0, 30, 100, 0)] * 3)
    assert found == ([NEVER] * 3, [NEVER] * 3, [[], [], []])


def test_goods_wait_where_they_are_for_what_they_catch_at_last() -> None:
    """Three times an hour to where the next leaves once: the last that catches it is taken."""
    rows = [Row(0, 1, at, at + 2, 0) for at in (0, 3, 6, 9)] + [Row(1, 2, 10, 20, 1)]
    _, when, ways = found_by(rows, [0, 2, 0, 0], [FREE] * ARCS, [(0, 2, 0, 30, 1, 0)])
    assert (when, ways) == ([20], [[rows[2], rows[4]]])


def test_many_ways_that_are_dearer_and_sooner_are_all_remembered() -> None:
    """A ladder: each step is free and slow, or costs twice as much as the one before and is that much faster."""
    steps = 9
    lane = {(step, dear): 2 * step + dear for step in range(steps) for dear in (0, 1)}
    rows = [
        Row(step, step + 1, at, at + 2**steps - dear * 2**step, arc)
        for (step, dear), arc in lane.items()
        for at in range(step * 2**steps - 2**step + 1, step * 2**steps + 1)
    ]
    fares = [FREE._replace(base=dear * 2**step) for step, dear in lane]
    slowest = steps * 2**steps
    asked = [(0, steps, 0, slowest - sooner, 1, 0) for sooner in range(2**steps)]
    cost, when, ways = found_by(rows, [0] * (steps + 1), fares, asked)
    assert cost == list(range(2**steps))
    assert when == [query[3] for query in asked]
    assert all(one.arrival <= other.closing for way in ways for one, other in pairwise(way))
    assert 2**steps > cheapest_by.FIRST_LABELS, "labels had to grow"
