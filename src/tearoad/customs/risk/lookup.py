"""The lookup that a model has to beat: the mean of fraud by heading and origin."""

import numpy as np

from tearoad.customs.risk.declarations import Declarations
from tearoad.customs.risk.features import Keys, keys_of
from tearoad.customs.risk.history import Table, learn

LEVELS = ("heading_origin", "heading")  # a pair that is new has the mean of its heading, a new heading that of all


class Lookup:
    """Learned from the inspected rows of `items`; plain means, no leaning."""

    def __init__(self, items: Declarations) -> None:
        known = items.take(items.inspected)
        keys, fraud = keys_of(known), known.fraud.astype(np.float64)
        self.tables: dict[str, Table] = {name: learn(keys(name), np.ones(len(known)), fraud) for name in LEVELS}
        self.rate = float(fraud.mean()) if len(known) else 0.0

    def score(self, keys: Keys) -> np.ndarray:
        """float64[n] from 0 to 1, of items by their keys."""
        found: np.ndarray | float = self.rate
        for name in reversed(LEVELS):
            seen, fraud = self.tables[name].asked(keys(name))
            found = np.where(seen > 0, fraud / np.maximum(seen, 1), found)
        return np.asarray(found)

    def knows(self, keys: Keys) -> np.ndarray:
        """bool[n]: whether the pair of heading and origin was inspected before."""
        return self.tables[LEVELS[0]].asked(keys(LEVELS[0]))[0] > 0
