"""Which of the past declarations an office would have opened, had it opened one in ten: the others have no label.

Day by day the office opens a tenth of what came. Sixty of a hundred are those with the highest rate of fraud by heading
and origin among what it had found until the day before (a new pair has the rate of all); the rest are drawn by lot.
"""

import numpy as np

from tearoad.customs.risk.declarations import Declarations
from tearoad.customs.risk.features import keys_of
from tearoad.kernel.draws import uniform

# All three are assumed.
SHARE = 0.1
BY_LOT = 0.4
LEANING = 1.0


def opened(items: Declarations, seed: int) -> np.ndarray:
    """bool[n]; as many as SHARE of all rows that have a finding, rounded down. The lot hangs on seed and id alone."""
    _, pair = np.unique(keys_of(items)("heading_origin"), return_inverse=True)
    seen, found = np.zeros(pair.max() + 1), np.zeros(pair.max() + 1)
    lot = uniform(seed, items.item, 1)
    chosen = np.zeros(len(items), dtype=bool)
    rows = np.flatnonzero(items.inspected)
    days, counts = np.unique(items.day[rows], return_counts=True)
    quota = np.diff(np.floor(SHARE * np.cumsum(counts)), prepend=0.0).astype(np.int64)
    lots = np.diff(np.floor(BY_LOT * np.cumsum(quota)), prepend=0.0).astype(np.int64)
    for day, most, by_lot in zip(days.tolist(), quota.tolist(), lots.tolist(), strict=True):
        came = rows[items.day[rows] == day]
        rate = found.sum() / max(seen.sum(), 1.0)
        leaning = (found[pair[came]] + LEANING * rate) / (seen[pair[came]] + LEANING)
        order = came[np.lexsort((lot[came], -leaning))]
        picked, rest = order[: most - by_lot], order[most - by_lot :]
        picked = np.concatenate([picked, rest[np.argsort(lot[rest], kind="stable")][:by_lot]])
        chosen[picked] = True
        np.add.at(seen, pair[picked], 1.0)
        np.add.at(found, pair[picked], items.fraud[picked])
    return chosen
