"""The queue agrees with a plain simulation, and does not care where a batch is cut."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.queues import serve_fifo

ITEMS = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 60)), max_size=60)


def oracle(items: list[tuple[int, int]], servers: list[int]) -> list[tuple[int, int]]:
    free, rows = list(servers), []
    for arrival, service in items:
        first = min(range(len(free)), key=free.__getitem__)
        begin = max(arrival, free[first])
        free[first] = begin + service
        rows.append((begin, begin + service))
    return rows


@given(ITEMS, st.integers(1, 4), st.integers(0, 60))
def test_queue_is_the_plain_simulation_and_may_be_cut(items: list[tuple[int, int]], servers: int, cut: int) -> None:
    items = sorted(items, key=lambda item: item[0])
    arrival = np.array([item[0] for item in items], dtype=np.int64)
    service = np.array([item[1] for item in items], dtype=np.int64)
    start, departure, free = serve_fifo(arrival, service, np.zeros(servers, dtype=np.int64))
    assert list(zip(start.tolist(), departure.tolist(), strict=True)) == oracle(items, [0] * servers)
    _, first, between = serve_fifo(arrival[:cut], service[:cut], np.zeros(servers, dtype=np.int64))
    _, second, after = serve_fifo(arrival[cut:], service[cut:], between)
    assert np.concatenate([first, second]).tolist() == departure.tolist()
    assert after.tolist() == free.tolist()
