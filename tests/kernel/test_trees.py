"""Trees against a walk in plain Python; the parts and the roots' means are the sum."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.ranks import rank_within
from tearoad.kernel.trees import tree_parts, tree_sums

FEATURES = 3
NUMBERS = st.floats(-5, 5, width=32)
ROWS = st.lists(st.tuples(*[NUMBERS] * FEATURES), min_size=1, max_size=8)


class Node(NamedTuple):
    feature: int
    threshold: float
    left: int
    value: float


@st.composite
def forests(draw: st.DrawFn) -> tuple[list[int], list[Node]]:
    """One to three trees; each grows by making a leaf into a node with two leaves at the end."""
    roots, nodes = [], []
    for _ in range(draw(st.integers(1, 3))):
        roots.append(len(nodes))
        leaves = [len(nodes)]
        nodes.append(Node(-1, 0.0, 0, draw(NUMBERS)))
        for _ in range(draw(st.integers(0, 4))):
            grown = leaves.pop(draw(st.integers(0, len(leaves) - 1)))
            feature, threshold = draw(st.integers(0, FEATURES - 1)), draw(NUMBERS)
            nodes[grown] = Node(feature, threshold, len(nodes), nodes[grown].value)
            leaves += [len(nodes), len(nodes) + 1]
            nodes += [Node(-1, 0.0, 0, draw(NUMBERS)), Node(-1, 0.0, 0, draw(NUMBERS))]
    return roots, nodes


def walked(row: tuple[float, ...], root: int, nodes: list[Node]) -> list[int]:
    path = [root]
    while nodes[path[-1]].feature >= 0:
        node = nodes[path[-1]]
        path.append(node.left if row[node.feature] <= node.threshold else node.left + 1)
    return path


@given(forests(), ROWS)
def test_sums_and_parts(forest: tuple[list[int], list[Node]], rows: list[tuple[float, ...]]) -> None:
    roots, nodes = forest
    columns = zip(*nodes, strict=True)
    kinds = (np.int32, np.float64, np.int32, np.float64)
    trees = [np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True)]
    matrix, starts = np.array(rows, dtype=np.float32), np.array(roots, dtype=np.int32)
    paths = [[walked(row, root, nodes) for root in roots] for row in rows]
    sums = [sum(nodes[path[-1]].value for path in row) for row in paths]
    assert tree_sums(matrix, starts, *trees) == pytest.approx(sums)

    group = np.array([0, 1, 0], dtype=np.int64)
    parts = tree_parts(matrix, starts, *trees, group, 2)
    expected = np.zeros((len(rows), 2))
    for at, row in enumerate(paths):
        for path in row:
            for node, child in pairwise(path):
                expected[at, group[nodes[node].feature]] += nodes[child].value - nodes[node].value
    assert parts == pytest.approx(expected)
    assert parts.sum(axis=1) + sum(nodes[root].value for root in roots) == pytest.approx(np.array(sums))


@given(st.lists(st.lists(NUMBERS, min_size=1, max_size=6), min_size=1, max_size=4), st.data())
def test_ranks(groups: list[list[float]], data: st.DataObject) -> None:
    asked = data.draw(st.lists(st.tuples(st.integers(-1, len(groups) - 1), NUMBERS), min_size=1, max_size=6))
    starts = np.cumsum([0, *map(len, groups)]).astype(np.int64)
    values = np.array([value for group in groups for value in sorted(group)], dtype=np.float32)
    group, value = (np.array(column) for column in zip(*asked, strict=True))
    expected = [
        0.0 if at < 0 else sum((one < own) + 0.5 * (one == own) for one in groups[at]) / len(groups[at])
        for at, own in asked
    ]
    assert rank_within(starts, values, group.astype(np.int64), value.astype(np.float32)) == pytest.approx(expected)
