"""What is laid in comes out by its key, whatever was taken out in between."""

import heapq

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.heap import popped, pushed


@given(st.lists(st.one_of(st.none(), st.integers(0, 20)), max_size=30))
def test_the_first_is_the_least(steps: list[int | None]) -> None:
    """A number is laid in, None takes the first out."""
    heap, size, plain = np.empty((30, 2), dtype=np.int64), 0, []
    for item, key in enumerate(steps):
        if key is not None:
            size = pushed(heap, size, key, item)
            heapq.heappush(plain, key)
        elif size:
            assert heap[0, 0] == steps[heap[0, 1]] == heapq.heappop(plain)
            size = popped(heap, size)
        assert size == len(plain)
