"""Items into receptacles, against a plain reckoning."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.kernel.packing import next_fit

LIMIT, MOST, GROUPS = 30, 4, 3


def oracle(items: list[tuple[int, int]], held: list[list[int]]) -> list[int]:
    bags = [[list(one)] for one in held]
    found = []
    for group, weight in items:
        last = bags[group][-1]
        if last and (len(last) == MOST or sum(last) + weight > LIMIT):
            bags[group].append([])
        bags[group][-1].append(weight)
        found.append(len(bags[group]) - 1)
    return found


@given(
    st.lists(st.tuples(st.integers(0, GROUPS - 1), st.integers(1, 40)), max_size=30),
    st.lists(st.lists(st.integers(1, 9), max_size=MOST), min_size=GROUPS, max_size=GROUPS),
)
@settings(max_examples=40)
def test_the_next_receptacle_is_opened_where_an_item_does_not_fit(
    items: list[tuple[int, int]], held: list[list[int]]
) -> None:
    group, weight = (np.array([one[at] for one in items], dtype=np.int64) for at in (0, 1))
    used, count = (np.array([of(one) for one in held], dtype=np.int64) for of in (sum, len))
    assert next_fit(group, weight, used, count, LIMIT, MOST).tolist() == oracle(items, held)
