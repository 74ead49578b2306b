"""The heap of completions against a sorted list; the loop as a whole is tested with the rehearsal's engine."""

import sys
from bisect import insort

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.kernel.event_loop import STATION, VISIT, _popped, _pushed


@settings(max_examples=300)
@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=40),
    st.lists(st.one_of(st.none(), st.integers(0, 5), st.sampled_from([2**33, 2**63 - 1])), max_size=120),
)
def test_completions_come_by_tick_then_station_then_customer(stations: list[int], moves: list[int | None]) -> None:
    """A number lays the next customer in to end at that tick, None takes the first out, to be laid in again later."""
    of, trip = np.zeros((len(stations), 8), dtype=np.int64), np.zeros((len(stations), 5), dtype=np.int64)
    of[:, VISIT] = np.arange(len(stations))[::-1]
    trip[:, STATION] = stations
    heap = np.zeros((len(stations) + 1, 2), dtype=np.int64)
    away, due = list(range(len(stations))), list[tuple[int, int, int]]()
    for tick in moves:
        if tick is not None and away:
            customer = away.pop(len(away) // 2)
            _pushed(of, trip, heap, tick, customer)
            insort(due, (tick, stations[of[customer, VISIT]], customer))
        elif due:
            assert heap[1].tolist() == [due[0][0], due[0][2]]
            away.append(_popped(of, trip, heap))
            assert away[-1] == due.pop(0)[2]
        assert heap[0, 0] == len(due)
    assert [_popped(of, trip, heap) for _ in due] == [customer for *_, customer in due]


def test_references_that_are_not_counted_are_none_too_many_and_none_too_few() -> None:
    of, trip, heap = (
        np.zeros((1, 8), dtype=np.int64),
        np.zeros((1, 5), dtype=np.int64),
        np.zeros((2, 2), dtype=np.int64),
    )
    before = [sys.getrefcount(table) for table in (of, trip, heap)]
    for _ in range(100):
        _pushed(of, trip, heap, 7, 0)
        _popped(of, trip, heap)
    assert [sys.getrefcount(table) for table in (of, trip, heap)] == before
