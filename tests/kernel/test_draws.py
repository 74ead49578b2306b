"""Draws agree with plain integers, do not depend on batches, and have the quantiles that were asked for."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.draws import delay, uniform

MASK = 2**64 - 1


def mixed(word: int) -> int:
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & MASK
    word = (word ^ word >> 27) * 0x94D049BB133111EB & MASK
    return word ^ word >> 31


def oracle(seed: int, key: int, stage: int) -> float:
    step = 0x9E3779B97F4A7C15
    word = mixed((seed + step) & MASK)
    return (mixed(key ^ mixed(word ^ stage * step & MASK)) >> 11) / 2**53


@given(st.integers(0, MASK), st.lists(st.integers(0, MASK), min_size=1), st.integers(0, 40))
def test_uniform_is_the_plain_reckoning(seed: int, keys: list[int], stage: int) -> None:
    drawn = uniform(seed, np.array(keys, dtype=np.uint64), stage)
    assert drawn.tolist() == [oracle(seed, key, stage) for key in keys]


def test_draws_are_spread_and_independent_of_batches() -> None:
    keys = np.arange(20_000, dtype=np.uint64)
    first, second = uniform(7, keys, 1), uniform(7, keys, 2)
    assert abs(first.mean() - 0.5) < 0.01
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.03
    assert np.array_equal(first[5_000:9_000], uniform(7, keys[5_000:9_000], 1))


def test_delay_has_its_quantiles_in_any_batch() -> None:
    u = uniform(1, np.arange(50_000, dtype=np.uint64), 3)
    ones = np.ones(len(u), dtype=np.int64)
    whole = delay(u, ones * 100_000, ones * 250_000)
    assert abs(np.quantile(whole, 0.5) / 100_000 - 1) < 0.02
    assert abs(np.quantile(whole, 0.9) / 250_000 - 1) < 0.03
    parts = [delay(u[a : a + 7], ones[:7] * 100_000, ones[:7] * 250_000) for a in range(0, 700, 7)]
    assert np.array_equal(np.concatenate(parts), whole[:700])
