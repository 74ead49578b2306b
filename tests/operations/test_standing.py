"""Where a parcel stands follows from its states and moments."""

import numpy as np
import pytest

from tearoad.boot.road import own_corridor
from tearoad.journey.stages import Border, Carriage
from tearoad.kernel.door_moments import AT_OFFICE, FAILED, HANDED, LEFT, ORDERED, OUT, UNKNOWN, WITH_OFFICERS
from tearoad.network.choose import lane_table
from tearoad.operations.standing import Parcels, standing
from tearoad.terms.days import DAY, HOUR

TABLE = lane_table(own_corridor().road)
RAIL = TABLE.lane_number["rail-yiwu-moscow"]
NOW = 20_000 * DAY + 5 * HOUR
PLACED, HANDED_AT, ARRIVED, LEFT_AT = (NOW - days * DAY for days in (20, 18, 5, 2))


@pytest.mark.parametrize(
    ("carriage", "border", "known", "stage", "began"),
    [
        (Carriage.NONE, Border.UNDECLARED, 1, ORDERED, PLACED),
        (Carriage.ACCEPTED, Border.UNDECLARED, 2, HANDED, -(-HANDED_AT // TABLE.headway[RAIL]) * TABLE.headway[RAIL]),
        (Carriage.AT_OFFICE, Border.LODGED, 3, AT_OFFICE, ARRIVED),
        (Carriage.AT_OFFICE, Border.HELD, 3, WITH_OFFICERS, NOW),
        (Carriage.AT_OFFICE, Border.RELEASED, 4, LEFT, LEFT_AT),
        (Carriage.OUT_FOR_DELIVERY, Border.RELEASED, 4, OUT, NOW),
        (Carriage.FAILED_ATTEMPT, Border.RELEASED, 4, FAILED, NOW),
    ],
)
def test_the_last_that_happened_says_where(
    carriage: Carriage, border: Border, known: int, stage: int, began: int
) -> None:
    moments = [at if number < known else -1 for number, at in enumerate((PLACED, HANDED_AT, ARRIVED, LEFT_AT))]
    row = Parcels(*(np.array([value], dtype=np.int64) for value in (RAIL, 3, carriage, border, 1, *moments)))
    found = standing(TABLE, row, NOW)
    assert (found.stage[0], found.began[0], found.at[0]) == (stage, began, NOW)
    assert (found.lane[0], found.destination[0]) == (RAIL, 3)
    assert found.opened[0] == (UNKNOWN if border <= Border.UNDECLARED else 1)
