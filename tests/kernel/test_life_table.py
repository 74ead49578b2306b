"""Life tables against plain sums over steps."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.kernel.life_table import BINS, EDGES, LAST, age_at, bin_of, record, risk_at, risks

AGES = st.floats(0, 40)
LIVES = st.lists(st.tuples(st.integers(0, 2), AGES, AGES, st.booleans()), min_size=1, max_size=40)


@given(AGES)
def test_an_age_lies_in_its_step(age: float) -> None:
    at = bin_of(age)
    assert at == BINS if age >= LAST else EDGES[at] <= age < EDGES[at + 1]


@settings(max_examples=60)
@given(LIVES)
def test_what_is_lived_is_counted_step_by_step(lives: list[tuple[int, float, float, bool]]) -> None:
    ended, lived = np.zeros((3, BINS)), np.zeros((3, BINS))
    group, one, other, end = (np.array(column) for column in zip(*lives, strict=True))
    before, after = np.minimum(one, other), np.maximum(one, other)
    record(group, before, after, end, ended, lived)
    for table in range(3):
        for at in range(BINS):
            low, high = EDGES[at], EDGES[at + 1]
            its = [row for row in range(len(group)) if table in (0, group[row])]
            spans = [max(0.0, min(after[row], high) - max(before[row], low)) / (1 + end[row]) for row in its]
            assert lived[table, at] == pytest.approx(sum(spans) / (high - low))
            assert ended[table, at] == sum(1 for row in its if end[row] and low <= after[row] < high)


def test_risks_invert_and_groups_are_drawn_to_all() -> None:
    luck = np.random.default_rng(5)
    lived = luck.uniform(5, 50, (3, BINS))
    ended = lived * luck.uniform(0, 0.2, (3, BINS))
    ended[2], lived[2] = 0, 0  # nobody went there yet
    risk = risks(ended, lived, 100.0)
    assert risk[2] == pytest.approx(risk[0])
    assert not np.allclose(risk[1], risk[0])
    whole = 1 - math.exp(-risk[0, BINS])
    for level in (0.01, 0.5, 0.9, 0.99):
        assert 1 - math.exp(-risk_at(risk[0], age_at(risk[0], level))) == pytest.approx(level * whole)


def test_those_under_way_tell_as_much_as_those_that_came() -> None:
    """Watched from one day to another, most unfinished: quantiles are those of the lives, not of those that ended."""
    luck = np.random.default_rng(1)
    count = 60_000
    life, born = luck.lognormal(0, 0.5, count), luck.uniform(-6, 1, count)
    before, until = np.maximum(0 - born, 0), np.minimum(1 - born, life)
    seen = (until > before) & (until > 0)
    ended, lived = np.zeros((1, BINS)), np.zeros((1, BINS))
    steps = 20
    for step in range(steps):  # as days do: a little of each life at a time
        start = before + (1 - born - before) * step / steps
        stop = np.minimum(before + (1 - born - before) * (step + 1) / steps, life)
        its = seen & (stop > start)
        record(np.zeros(its.sum(), np.int64), start[its], stop[its], (stop == life)[its], ended, lived)
    risk = risks(ended, lived, 0.0)[0]
    for level in (0.5, 0.9):
        assert age_at(risk, level) == pytest.approx(np.quantile(life, level), rel=0.04)
    young = born > 0
    assert np.quantile(life[young & (life < 1 - born)], 0.9) < 0.7 * np.quantile(life, 0.9), "the naive one is far off"
