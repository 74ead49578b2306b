"""Spread over members agrees with a plain loop: the least wait, the first of equals, each counted at once."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.kernel.least_loaded import NOWHERE, spread

MEMBERS = 3


def plain(admitted: list[list[bool]], load: list[int], pace: list[float]) -> list[int]:
    loads, taken = list(load), []
    for row in admitted:
        open_to = [member for member in range(len(load)) if row[member]]
        best = min(open_to, key=lambda member: loads[member] / pace[member], default=NOWHERE)
        taken.append(best)
        if best != NOWHERE:
            loads[best] += 1
    return taken


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.booleans(), min_size=MEMBERS, max_size=MEMBERS), max_size=30),
    st.lists(st.integers(0, 9), min_size=MEMBERS, max_size=MEMBERS),
    st.lists(st.sampled_from([0.5, 1.0, 2.0, 1e-12]), min_size=MEMBERS, max_size=MEMBERS),
)
def test_each_takes_the_least_loaded(admitted: list[list[bool]], load: list[int], pace: list[float]) -> None:
    rows = np.array(admitted, dtype=bool).reshape(-1, MEMBERS)
    loads = np.array(load, dtype=np.int64)
    assert spread(rows, loads, np.array(pace)).tolist() == plain(admitted, load, pace)
    assert loads.tolist() == load, "the caller's loads are left alone"


def test_equals_take_turns_from_the_first() -> None:
    everywhere = np.ones((5, MEMBERS), dtype=bool)
    assert spread(everywhere, np.zeros(MEMBERS, dtype=np.int64), np.ones(MEMBERS)).tolist() == [0, 1, 2, 0, 1]
