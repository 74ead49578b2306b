"""Reservation agrees with a plain loop and never takes below zero."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.stock import reserve

LINES = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), max_size=40)


@given(LINES, st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_reserve_is_the_plain_loop(lines: list[tuple[int, int]], there: list[int]) -> None:
    item = np.array([line[0] for line in lines], dtype=np.int64)
    quantity = np.array([line[1] for line in lines], dtype=np.int64)
    granted, left = reserve(item, quantity, np.array(there, dtype=np.int64))
    plain, answers = list(there), []
    for product, units in lines:
        answers.append(units <= plain[product])
        plain[product] -= units * answers[-1]
    assert granted.tolist() == answers
    assert left.tolist() == plain
    assert min(plain) >= 0
