"""Timetables as calendar steps: when what leaves with how much room."""

import numpy as np

from tearoad.kernel.stations import FAR
from tearoad.network.desk import Steps, inside
from tearoad.network.road import Lane
from tearoad.twin.plan import LanePlan


def timetable(lane: Lane, plan: LanePlan, start: int, until: int) -> Steps:
    """Departures at whole multiples of the headway since 1970, as on the live road, and the grams each carries."""
    first = -(-start // lane.headway)
    ticks = np.arange(first, until // lane.headway + 1, dtype=np.int64) * lane.headway
    ticks = ticks[~inside(plan.closed, ticks)]
    return ticks, np.full(len(ticks), FAR if plan.capacity_grams is None else plan.capacity_grams, dtype=np.int64)
