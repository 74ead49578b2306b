"""Sorting ticks is the library's stable sort, crowds and all."""

import numpy as np
import pytest

from tearoad.kernel.order import sorted_with


@pytest.mark.parametrize("count", [0, 1, 2, 63, 64, 1_000, 20_000])
@pytest.mark.parametrize("shape", ["even", "crowded", "equal", "sorted", "falling", "far"])
def test_ticks_are_sorted_stably(count: int, shape: str) -> None:
    luck = np.random.default_rng([count, len(shape)])
    tick = {
        "even": luck.integers(0, 10**9, count),
        "crowded": np.where(luck.random(count) < 0.9, luck.integers(0, 500, count), luck.integers(0, 2**60, count)),
        "equal": np.full(count, 7),
        "sorted": np.sort(luck.integers(0, 10**9, count)),
        "falling": np.sort(luck.integers(0, 10**9, count))[::-1].copy(),
        "far": luck.integers(0, 3, count) * 2**60,
    }[shape]
    order = np.argsort(tick, kind="stable")
    ticks, tags = sorted_with(tick, np.arange(count, dtype=np.int32))
    assert ticks.tolist() == tick[order].tolist()
    assert tags.tolist() == order.tolist()
