"""The model as a value: what was learned, as plain arrays, and where it comes from."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np

from tearoad.customs.risk.declarations import Declarations
from tearoad.customs.risk.features import FEATURES, REASONS, keys_of, matrix
from tearoad.customs.risk.history import Table
from tearoad.customs.risk.prices import Prices
from tearoad.kernel.trees import tree_parts, tree_sums

BATCH, THREADS = 50_000, 2  # rows whose features are in memory at once, and how often
GROUPS = np.array([REASONS.index(feature.reason) for feature in FEATURES], dtype=np.int64)


class Trees(NamedTuple):
    """As `kernel.trees` has them."""

    roots: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    value: np.ndarray


@dataclass(frozen=True)
class Model:
    """`base` is the score of nobody in particular, in log odds; `rate` the share of fraud that rates lean towards;
    `about` is what a model file says of itself: version, training data, parameters, libraries, measured figures."""

    histories: Mapping[str, Table]
    prices: Prices
    trees: Trees
    base: float
    rate: float
    about: Mapping[str, Any]

    @property
    def version(self) -> str:
        """16 hex digits of what it is made from."""
        return str(self.about["version"])

    def features(self, items: Declarations) -> np.ndarray:
        """float32[n, FEATURES]: of each row alone, whatever the others are."""
        keys = keys_of(items)
        return matrix(items, lambda name: self.histories[name].asked(keys(name)), self.rate, self.prices)

    def score(self, items: Declarations) -> np.ndarray:
        """float64[n]: log odds of fraud. The score of a row depends on that row and the model alone."""
        batches = [np.arange(at, min(at + BATCH, len(items))) for at in range(0, len(items), BATCH)]
        with ThreadPoolExecutor(THREADS) as pool:
            found = list(pool.map(lambda rows: self.of_features(self.features(items.take(rows))), batches))
        return np.concatenate(found) if found else np.zeros(0)

    def of_features(self, features: np.ndarray) -> np.ndarray:
        """float64[n] for float32[n, FEATURES]."""
        return self.base + tree_sums(features, *self.trees)

    def parts(self, items: Declarations) -> tuple[np.ndarray, np.ndarray]:
        """float64[n, REASONS] of the score by reasons, and float32[n, FEATURES]. With `usual` they make the score."""
        features = self.features(items)
        return tree_parts(features, *self.trees, GROUPS, len(REASONS)), features

    @property
    def usual(self) -> float:
        """The score from which parts are counted: the mean of the rows that were learned from."""
        return self.base + float(self.trees.value[self.trees.roots].sum())


def version_of(about: Mapping[str, Any]) -> str:
    """16 hex digits of the training data, the parameters, the code and tables of the features, and the libraries."""
    made_from = {name: about[name] for name in ("features", "training_digest", "parameters", "libraries")}
    return blake2b(json.dumps(made_from, sort_keys=True).encode(), digest_size=8).hexdigest()
