"""Heaps of those who wait against sorted lists, whoever joins, leaves and comes again."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.kernel.waiting import CHILD, KEY, NOBODY, SIBLING, joined, without_first

CUSTOMERS, HEAPS = 30, 3
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("comes"), st.integers(0, HEAPS - 1), st.integers(0, CUSTOMERS - 1), st.integers(-3, 3)),
        st.tuples(st.just("leaves"), st.integers(0, HEAPS - 1)),
        st.tuples(st.just("joins"), st.integers(0, HEAPS - 1), st.integers(0, HEAPS - 1)),
    ),
    max_size=120,
)


@settings(max_examples=300)
@given(MOVES)
def test_the_first_of_a_heap_is_the_least(moves: list[tuple[str, int, int, int]]) -> None:
    of = np.full((CUSTOMERS, 4), NOBODY, dtype=np.int64)
    roots, lists = [NOBODY] * HEAPS, [list[tuple[int, int]]() for _ in range(HEAPS)]
    for what, heap, *more in moves:
        if what == "comes" and all(more[0] != who for waiting in lists for _, who in waiting):
            who, key = more
            of[who, [KEY, CHILD, SIBLING]] = key, NOBODY, NOBODY
            roots[heap] = joined(of, roots[heap], who)
            lists[heap].append((key, who))
        elif what == "joins" and heap != more[0]:
            roots[heap], roots[more[0]] = joined(of, roots[heap], roots[more[0]]), NOBODY
            lists[heap], lists[more[0]] = lists[heap] + lists[more[0]], []
        elif what == "leaves" and lists[heap]:
            assert roots[heap] == min(lists[heap])[1]
            roots[heap] = without_first(of, roots[heap])
            lists[heap].remove(min(lists[heap]))
        assert roots == [min(waiting)[1] if waiting else NOBODY for waiting in lists]
    for root, waiting in zip(roots, lists, strict=True):
        assert emptied(of, root) == [who for _, who in sorted(waiting)]
    assert (of[:, 3] == NOBODY).all(), "columns of others are left alone"


def emptied(of: np.ndarray, root: int) -> list[int]:
    order = []
    while root != NOBODY:
        order.append(root)
        root = without_first(of, root)
    return order


def test_a_hundred_thousand_in_any_order() -> None:
    """Neither depth nor width runs out: rising, falling, equal and mixed keys."""
    count = 100_000
    luck = np.random.default_rng(3)
    for key in (np.arange(count), -np.arange(count), np.zeros(count), luck.integers(0, 2**61, count)):
        of = np.full((count, 3), NOBODY, dtype=np.int64)
        of[:, KEY] = key
        root = NOBODY
        for who in range(count):
            root = joined(of, root, who)
        assert emptied(of, root) == np.lexsort((np.arange(count), of[:, KEY])).tolist()
