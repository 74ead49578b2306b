"""The road's outlook: made on each of its mornings, kept, and asked by everybody who promises."""

from collections.abc import Sequence

import numpy as np

from tearoad.kernel.door_moments import HANDED, ORDERED
from tearoad.network.desk import Desk, worked
from tearoad.network.lately import LOCAL, Lately, groups_of, learnt, seen_of, ways_lately
from tearoad.network.outlook import ORDERS_DAYS, Outlook, Under, foreseen
from tearoad.network.ways import office_names
from tearoad.operations.office_ports import spans_of
from tearoad.operations.platform import Prices
from tearoad.operations.ports import Unit
from tearoad.operations.promise_ports import Kept, Lanes, Promises
from tearoad.terms.days import DAY

MOST_KEPT = 8  # days


def outlook_at(p: Prices, promises: Promises, at: int) -> Outlook:
    """The last that was made before a moment of the road; of a road that has not lived yet nobody knows more than its
    data say."""
    day = at // DAY
    found = p.outlooks.get(day)
    if found is None:
        kept = promises.outlook(office_names(p.road), groups_of(p.road), day)
        found = Outlook(*kept, ways_lately(p.ways, kept.lately)) if kept else p.unknown
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
    lately = _lately(p, unit, day)
    ways = ways_lately(p.ways, lately)
    made = Outlook(day, foreseen(p.road, ways, day, busy, under, ordered, desks), lately, ways)
    unit.promises.keep_outlook(offices, groups_of(p.road), Kept(day, made.wait, lately))
    p.outlooks.clear()
    p.outlooks[day] = made
    return made


def _lately(p: Prices, unit: Unit, day: int) -> Lately:
    """From what was known on the morning of which the last outlook is, and has been on its way since."""
    before = outlook_at(p, unit.promises, day * DAY - 1)
    since, now = (before.day or day - 1) * DAY, day * DAY
    passing = unit.promises.passing(lanes_of(p), since)
    return learnt(p.ways, before.lately, seen_of(p.ways, passing, since, now), since, now)


def lanes_of(p: Prices) -> Lanes:
    """As parcels that pass are asked for."""
    lanes = p.road.lanes
    offices = [lane.office or LOCAL for lane in lanes]
    return Lanes([lane.id for lane in lanes], offices, list(p.table.destination_number))


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
