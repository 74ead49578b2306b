"""Where parcels are on the chain of promises."""

from typing import NamedTuple

import numpy as np

from tearoad.journey.stages import Border, Carriage
from tearoad.kernel.door_moments import (
    AT_OFFICE,
    FAILED,
    HANDED,
    LEFT,
    ORDERED,
    OUT,
    UNKNOWN,
    WITH_OFFICERS,
    Standing,
)
from tearoad.network.choose import LaneTable


class Parcels(NamedTuple):
    """Columns of n parcels on their way: numbers of the lane table, states as codes, whether officers open it, and
    moments in seconds since 1970, -1 where that has not happened. int64[n] each."""

    lane: np.ndarray
    destination: np.ndarray
    carriage: np.ndarray
    border: np.ndarray
    inspect: np.ndarray
    placed: np.ndarray
    dispatched: np.ndarray
    arrived: np.ndarray
    left: np.ndarray


def standing(table: LaneTable, rows: Parcels, at: int) -> Standing:
    """At a moment. How long officers have had a parcel is not kept."""
    now, headway = np.full(len(rows.lane), at, dtype=np.int64), table.headway[rows.lane]
    stages = (
        (rows.carriage == Carriage.OUT_FOR_DELIVERY, OUT, now),
        (rows.carriage == Carriage.FAILED_ATTEMPT, FAILED, now),
        (rows.left >= 0, LEFT, rows.left),
        (rows.border == Border.HELD, WITH_OFFICERS, now),
        (rows.arrived >= 0, AT_OFFICE, rows.arrived),
        (rows.dispatched >= 0, HANDED, -(-rows.dispatched // headway) * headway),
    )
    where = [its for its, _, _ in stages]
    return Standing(
        at=now,
        stage=np.select(where, [stage for _, stage, _ in stages], ORDERED),
        began=np.select(where, [began for _, _, began in stages], rows.placed),
        lane=rows.lane,
        destination=rows.destination,
        opened=np.where(rows.border <= Border.UNDECLARED, UNKNOWN, rows.inspect),
    )
