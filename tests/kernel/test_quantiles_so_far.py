"""Quantiles of what came before, against sorting it each day."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.quantiles_so_far import quantiles_so_far

LEVELS = (0.5, 0.9, 0.99)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(-2, 30))), st.lists(st.integers(0, 13), max_size=5))
def test_quantiles_are_those_of_what_is_known(known: list[tuple[int, int]], asked: list[int]) -> None:
    known.sort()
    days = np.array([day for day, _ in known], dtype=np.int64)
    values = np.array([value for _, value in known], dtype=np.int64)
    found = quantiles_so_far(values, days, np.array(sorted(asked), dtype=np.int64), np.array(LEVELS), 20)
    for row, day in enumerate(sorted(asked)):
        past = sorted(min(max(value, 0), 20) for when, value in known if when < day)
        for at, level in enumerate(LEVELS):
            assert found[row, at] == (past[math.ceil(level * len(past)) - 1] if past else -1)
