"""Effects of groupings against the same in plain Python, and against what was put in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.kernel.effects import SWEEPS, fitted

FIRST = np.array([0, 3, 5])
ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(3, 4), st.floats(-3, 3), st.floats(0.1, 2)), min_size=1, max_size=30
)


@settings(max_examples=60)
@given(ROWS)
def test_effects_are_means_of_what_others_leave(rows: list[tuple[int, int, float, float]]) -> None:
    codes = np.array([row[:2] for row in rows])
    value, weight = np.array([row[2] for row in rows]), np.array([row[3] for row in rows])
    found = fitted(codes, value, weight, FIRST, np.array([2.0, 5.0]), 1.0)
    assert found == pytest.approx(plain(rows, [2.0, 5.0], 1.0))


def plain(rows: list[tuple[int, int, float, float]], prior: list[float], cut: float) -> list[float]:
    total = sum(row[3] for row in rows)
    effect, mean = [0.0] * 5, sum(row[2] * row[3] for row in rows) / total

    def rest(row: tuple[int, int, float, float]) -> float:
        return max(-cut, min(cut, row[2] - mean - effect[row[0]] - effect[row[1]]))

    for _ in range(SWEEPS):
        for grouping, codes in enumerate(([0, 1, 2], [3, 4])):
            fresh = {}
            for code in codes:
                own = [row for row in rows if row[grouping] == code]
                weight = sum(row[3] for row in own)
                fresh[code] = sum(row[3] * (rest(row) + effect[code]) for row in own) / (weight + prior[grouping])
            for code, moved in fresh.items():
                effect[code] = moved
        mean += sum(row[3] * rest(row) for row in rows) / total
    return [*effect, mean]


def test_what_was_put_in_is_found() -> None:
    luck = np.random.default_rng(3)
    count, put = 20_000, np.array([0.5, 0.0, -0.5, 0.2, -0.2])
    codes = np.stack([luck.integers(0, 3, count), luck.integers(3, 5, count)], axis=1)
    value = 2 + put[codes].sum(axis=1) + luck.normal(0, 0.3, count)
    found = fitted(codes, value, np.ones(count), FIRST, np.array([10.0, 10.0]), 1.2)
    assert found[[0, 3]] - found[[2, 4]] == pytest.approx([1.0, 0.4], abs=0.03)
    assert found[-1] == pytest.approx(2, abs=0.03)
    nothing = fitted(codes[:0], value[:0], value[:0], FIRST, np.array([10.0, 10.0]), 1.2)
    assert not nothing.any()
