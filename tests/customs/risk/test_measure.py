"""Measures against what a reader would count."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.customs.risk.measure import BOUNDS, RESAMPLES, SEED, SHARES, area, how_many, intervals, ranked, top
from tearoad.kernel.draws import uniform

ROWS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1)), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("share", "rows", "expected"),
    [(0.05, 8134, 407), (0.1, 8134, 814), (0.1, 30, 3), (0.1, 1, 1), (0.05, 20, 1), (0.05, 21, 2), (0.1, 0, 0)],
)
def test_the_number_of_rows_is_rounded_up(share: float, rows: int, expected: int) -> None:
    assert how_many(share, rows) == expected


@given(ROWS, st.sampled_from([0.05, 0.1, 0.5, 1.0]))
def test_the_top(rows: list[tuple[int, int]], share: float) -> None:
    scores, fraud = (np.array(column) for column in zip(*rows, strict=True))
    by_hand = sorted(range(len(rows)), key=lambda at: (-rows[at][0], at))[: how_many(share, len(rows))]
    hits, of_all = sum(rows[at][1] for at in by_hand), int(fraud.sum())
    found = top(scores.astype(float), fraud, share)
    assert found.precision == hits / len(by_hand)
    assert found.recall == (hits / of_all if of_all else None)


@given(ROWS)
def test_the_area(rows: list[tuple[int, int]]) -> None:
    scores, fraud = (np.array(column) for column in zip(*rows, strict=True))
    pairs = list(product(scores[fraud == 1].tolist(), scores[fraud == 0].tolist()))
    found = area(scores.astype(float), fraud)
    if not pairs:
        assert found is None
    else:
        assert found == pytest.approx(sum((one > two) + 0.5 * (one == two) for one, two in pairs) / len(pairs))


@settings(max_examples=30, deadline=None)
@given(ROWS, st.integers(1, 3))
def test_intervals_are_those_of_the_draws(rows: list[tuple[int, int]], rankings: int) -> None:
    fraud = np.array([one[1] for one in rows])
    scores = [np.roll([float(one[0]) for one in rows], by) for by in range(rankings)]
    draws = [(uniform(SEED, np.arange(len(rows)), again) * len(rows)).astype(int) for again in range(RESAMPLES)]
    for ranking, bounds in zip(scores, intervals(scores, fraud), strict=True):
        in_order = fraud[ranked(ranking)]
        for share, bound in zip(SHARES, bounds, strict=True):
            count = how_many(share, len(rows))
            precisions = [in_order[np.sort(drawn)[:count]].mean() for drawn in draws]
            assert bound == pytest.approx(np.quantile(precisions, BOUNDS).tolist())


def test_the_interval_is_about_what_the_draws_of_a_binomial_give() -> None:
    fraud = (np.arange(4_000) % 2 == 0).astype(int)
    (_, (low, high)) = intervals([np.zeros(4_000)], fraud)[0]
    assert low == pytest.approx(0.45, abs=0.015)
    assert high == pytest.approx(0.55, abs=0.015)


def test_nothing_can_be_told_of_nothing() -> None:
    assert top(np.zeros(0), np.zeros(0), 0.1) == (0, None, None)
    assert intervals([np.zeros(0)], np.zeros(0)) == [[None, None]]
