"""Which promises are in danger: where a parcel is now, and when it comes from there.

A promise is late once its day is over, at risk where it is more likely broken than kept, and tight where fewer than
nine of ten such parcels still keep it. Both moments are quantiles of what is left of the chain, by the same outlook as
promises.
"""

from enum import IntEnum

import numpy as np

from tearoad.kernel.door_moments import HANDED, LEFT, ORDERED, Standing, parts_over
from tearoad.network.outlook import Outlook
from tearoad.network.promise import TOLD, at_door
from tearoad.network.ways import luck
from tearoad.terms.days import DAY

DRAWS = 64  # of a parcel, half a day off: a hundred thousand are asked at once
OVERDUE_SHARE = 0.9  # of its like have ended what it is at


class Risk(IntEnum):
    """How a promise stands; the worst is the highest."""

    FINE = 0
    TIGHT = 1
    AT_RISK = 2
    LATE = 3


def comes(outlook: Outlook, rows: Standing) -> np.ndarray:
    """Moments by which half and nine of ten such parcels are at the door, int64[n, 2]."""
    return at_door(outlook, rows, TOLD, draws=DRAWS)[0]


def risks(promised_on: np.ndarray, now: int, moments: np.ndarray) -> np.ndarray:
    """`Risk` of each, int8[n], from the days that were promised, since 1970, and `comes`. A day lasts to its end."""
    until = (promised_on + 1) * DAY
    found = np.where(moments[:, 1] >= until, Risk.TIGHT, Risk.FINE)
    found = np.where(moments[:, 0] >= until, Risk.AT_RISK, found)
    return np.where(now >= until, Risk.LATE, found).astype(np.int8)


def overdue(outlook: Outlook, rows: Standing, now: int) -> np.ndarray:
    """bool[n]: who is longer with its merchant, on its lane or on its last mile than nine of ten are; when they come,
    nothing usual can say."""
    found = np.zeros(len(rows.at), dtype=bool)
    local = outlook.ways.office[rows.lane] < 0
    stage = np.where(local & (rows.stage == HANDED), LEFT, rows.stage)
    its = np.flatnonzero(np.isin(stage, (ORDERED, HANDED, LEFT)))
    began = rows.began[its]
    begun = Standing(began, stage[its], began, rows.lane[its], rows.destination[its], rows.opened[its])
    found[its] = parts_over(outlook.ways, begun, luck(DRAWS), now, now)[:, 0] > OVERDUE_SHARE
    return found
