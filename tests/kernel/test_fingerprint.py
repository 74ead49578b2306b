"""Fingerprints are SplitMix64's finalizer, reckoned in Python's own whole numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.fingerprint import fold

WORDS = st.integers(-(2**63), 2**63 - 1)
MOST = 2**64 - 1


def mixed(found: int, value: int) -> int:
    word = ((found ^ (value & MOST)) + 0x9E3779B97F4A7C15) & MOST
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MOST
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MOST
    return word ^ (word >> 31)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=20))
def test_two_columns(rows: list[tuple[int, int]]) -> None:
    found = np.zeros(len(rows), dtype=np.uint64)
    for column in zip(*rows, strict=True):
        fold(found, np.array(column, dtype=np.int64))
    assert found.tolist() == [mixed(mixed(0, first), second) for first, second in rows]
