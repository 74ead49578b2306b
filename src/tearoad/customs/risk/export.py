"""The trees of scikit-learn as plain arrays. It has no public door to them: whoever calls compares the answers."""

from typing import Any

import numpy as np

from tearoad.customs.risk.model import Trees


def exported(grown: Any) -> tuple[Trees, float]:
    """Trees and base score, in log odds, of a fitted HistGradientBoostingClassifier of two classes."""
    roots, columns, size = [], [], 0
    for (tree,) in grown._predictors:
        roots.append(size)
        columns.append(_siblings_together(tree.nodes, size))
        size += len(tree.nodes)
    feature, threshold, left, value = (np.concatenate(column) for column in zip(*columns, strict=True))
    trees = Trees(np.array(roots, np.int32), feature.astype(np.int32), threshold, left.astype(np.int32), value)
    return trees, float(np.ravel(grown._baseline_prediction)[0])


def _siblings_together(nodes: np.ndarray, first: int) -> tuple[np.ndarray, ...]:
    """Columns of one tree whose first node becomes `first`, breadth first, so that a right child follows its left."""
    order = [0]
    for node in order:  # it grows as it is walked
        if not nodes["is_leaf"][node]:
            order += [int(nodes["left"][node]), int(nodes["right"][node])]
    place = {node: at for at, node in enumerate(order)}
    own = nodes[order]
    leaf = own["is_leaf"].astype(bool)
    left = np.array([0 if end else place[int(node)] for end, node in zip(leaf, own["left"], strict=True)])
    value, weight = own["value"].astype(np.float64), own["count"].astype(np.float64)
    for node in reversed(np.flatnonzero(~leaf).tolist()):  # children come after their parents
        pair = slice(left[node], left[node] + 2)
        value[node] = np.average(value[pair], weights=weight[pair])
    feature = np.where(leaf, -1, own["feature_idx"].astype(np.int64))
    return feature, np.where(leaf, 0.0, own["num_threshold"]), np.where(leaf, 0, left + first), value
