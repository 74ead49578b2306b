"""The road's outlook: made on each of its mornings, kept, and asked by everybody who promises."""

from collections.abc import Sequence

import numpy as np

from tearoad.kernel.door_moments import HANDED, ORDERED
from tearoad.network.desk import Desk, worked
from tearoad.network.outlook import LEARNT_DAYS, LEARNT_EVERY, ORDERS_DAYS, Outlook, Under, foreseen, stretched
from tearoad.network.promise import LEVEL
from tearoad.network.ways import office_names
from tearoad.operations.office_ports import spans_of
from tearoad.operations.platform import Prices
from tearoad.operations.ports import Unit
from tearoad.operations.promise_ports import Promises
from tearoad.terms.days import DAY

MOST_KEPT = 8  # days


def outlook_at(p: Prices, promises: Promises, at: int) -> Outlook:
    """The last that was made before a moment of the road; of a road that has not lived yet nobody knows more than its
    data say."""
    day = at // DAY
    found = p.outlooks.get(day)
    if found is None:
        found = promises.outlook(office_names(p.road), day) or p.unknown
        if found.day == day:
            if len(p.outlooks) >= MOST_KEPT:
                p.outlooks.clear()
            p.outlooks[day] = found
    return found


def make_outlook(p: Prices, unit: Unit, day: int) -> Outlook:
    """Of the morning of a day, from what is known then; kept."""
    offices = office_names(p.road)
    closures = unit.offices.closures()
    desks = [p.road.offices[name].desk(spans_of(closures, name)) for name in offices]
    lines = [unit.journeys.office_free(name, p.road.offices[name].most_lines) for name in offices]
    busy = np.array([_busy(desk, free, day * DAY) for desk, free in zip(desks, lines, strict=True)], dtype=np.int64)
    under = _under(p, unit.promises.under_way())
    counted = unit.promises.ordered(offices, (day - ORDERS_DAYS) * DAY, day * DAY)
    ordered = np.array([counted.get(lane.id, 0) for lane in p.road.lanes], dtype=np.int64)
    wait = foreseen(p.road, p.ways, day, busy, under, ordered, desks)
    before = outlook_at(p, unit.promises, day * DAY - 1)
    if before.day // LEARNT_EVERY == day // LEARNT_EVERY:
        made = before._replace(day=day, wait=wait)
    else:
        known = unit.promises.known(offices, LEVEL, day - LEARNT_DAYS, day)
        made = Outlook(day, wait, stretched(known.late, known.parcels), known.parcels)
    unit.promises.keep_outlook(offices, made)
    p.outlooks.clear()
    p.outlooks[day] = made
    return made


def _busy(desk: Desk, free: np.ndarray, at: int) -> int:
    """Seconds of work that wait for the lines of an office, together; `free` int64[lines] is when each has done its
    own, in the past for those at rest."""
    edges = np.concatenate([[at], np.sort(np.maximum(free, at))])
    return int(np.cumsum(worked(desk, edges)).sum() // len(free))


def _under(p: Prices, groups: Sequence[tuple[str, bool, int, int]]) -> Under:
    """What was handed over on a day leaves with the first departure after it; what was ordered, as if at noon."""
    rows = np.array([(p.table.lane_number[lane], *rest) for lane, *rest in groups], dtype=np.int64).reshape(-1, 4)
    lane, handed, day, count = rows.T
    headway = p.table.headway[lane]
    leaves = -(-(day + 1) * DAY // headway) * headway
    began = np.where(handed == 1, leaves, day * DAY + DAY // 2)
    return Under(np.where(handed == 1, HANDED, ORDERED), began, lane, count)
