"""Dates are promised anew where the road is late, and told once.

Each morning, and when an office changes its ways, open parcels are held against the day that was promised: how many of
ten such parcels still come by then, from where they are now (`network/promise.at_door`)? Where it is fewer than the
road's data say, and the new day is late enough, the buyer is told that day, and is protected from it on. Who was told
before is told again only for a still later day. A parcel that waits for its buyer has no new day.
"""

from collections.abc import Sequence

import numpy as np

from tearoad.kernel.door_moments import AT_OFFICE, HANDED, ORDERED, WITH_OFFICERS, Standing
from tearoad.network.choose import NO_OFFICE
from tearoad.network.outlook import Outlook
from tearoad.network.promise import LEVEL, at_door
from tearoad.operations.outlooks import make_outlook
from tearoad.operations.platform import Prices
from tearoad.operations.ports import EventRow, Unit
from tearoad.operations.promise_ports import OpenParcels, RenewedRow, Usual
from tearoad.operations.standing import Parcels, standing
from tearoad.operations.told import PROMISE_CHANGED
from tearoad.terms.days import DAY

# By stage, where the road is late; `web/texts` has the words.
REASONS = {ORDERED: "merchant", HANDED: "road", AT_OFFICE: "office", WITH_OFFICERS: "customs"}
AT_THE_DOOR = "delivery"
OFFICE_CHANGED = "office_changed"  # for `renew`: closed, open again, or another one
THOUSANDTHS = 1_000


def renew_promises(p: Prices, unit: Unit, outlook: Outlook, at: int) -> int:
    """Of every open parcel whose day is in danger, on a morning of the road; how many were told."""
    rows = unit.promises.in_danger(usual_times(p, outlook), at)
    return _renewed(p, unit, outlook, rows, at, None)


def renew(p: Prices, unit: Unit, ids: Sequence[str], reason: str = OFFICE_CHANGED) -> int:
    """Of these consignments alone, now that the road is another than this morning; how many were told. `reason` is a
    word of `web/texts`."""
    at = unit.roads.clock_at()
    return _renewed(p, unit, make_outlook(p, unit, at // DAY), unit.promises.open(ids), at, reason)


def usual_times(p: Prices, outlook: Outlook) -> Usual:
    """Of each lane and each destination to which it leads, the medians of what is to come, as they are of late."""
    ways, names = outlook.ways, list(p.table.destination_number)
    lane, destination = np.nonzero(ways.door[:, :, 0] > 0)
    transit = np.where(ways.office[lane] >= 0, ways.transit[lane, 0] + ways.headway[lane] // 2, 0)
    medians = ways.handling[lane, 0], transit, ways.door[lane, destination, 0]
    return Usual(
        [p.road.lanes[row].id for row in lane],
        [names[row] for row in destination],
        *(np.rint(one).astype(np.int64).tolist() for one in medians),
    )


def _standing(p: Prices, rows: OpenParcels, at: int) -> Standing:
    destination = np.array([p.table.destination_number[name] for name in rows.destination], dtype=np.int64)
    states = rows.carriage, rows.border, rows.inspect.astype(np.int64)
    moments = rows.placed_at, rows.dispatched_at, rows.arrived_at, rows.left_office_at
    return standing(p.table, Parcels(_lanes(p, rows), destination, *states, *moments), at)


def _lanes(p: Prices, rows: OpenParcels) -> np.ndarray:
    """The row of each one's lane, int64[n]. What was sent on to another office counts as of a lane like its own that
    ends there, or keeps its own where there is none; once it has come there, as of any that does."""
    lane = np.array([p.table.lane_number[name] for name in rows.lane], dtype=np.int64)
    there = np.array([p.table.office_number.get(name, NO_OFFICE) for name in rows.office], dtype=np.int64)
    for row in np.flatnonzero((there != NO_OFFICE) & (there != p.table.office[lane])).tolist():
        own, office = p.road.lanes[lane[row]], rows.office[row]
        wanted = (office, own.origin, own.mode)
        like = [name for name, one in enumerate(p.road.lanes) if (one.office, one.origin, one.mode) == wanted]
        lane[row] = p.table.ending[there[row]] if rows.arrived_at[row] >= 0 else [*like, lane[row]][0]
    return lane


def _renewed(p: Prices, unit: Unit, outlook: Outlook, rows: OpenParcels, at: int, reason: str | None) -> int:
    if not len(rows.lane):
        return 0
    b, now = p.road.behaviour, _standing(p, rows, at)
    before = rows.renewed_on >= 0
    told = np.where(before, rows.renewed_on, rows.promised_on)
    moments, kept = at_door(outlook, now, (LEVEL,), (told + 1) * DAY - 1)
    day: np.ndarray = moments[:, 0] // DAY
    later = np.where(before, b.renew_again_after, b.renew_after)
    its = np.flatnonzero((kept < b.renew_below_share) & ((day - told) * DAY >= later))
    why = [reason or REASONS.get(stage, AT_THE_DOOR) for stage in now.stage[its].tolist()]
    names, days = rows.consignment_id[its].tolist(), day[its].tolist()
    level = round(LEVEL * THOUSANDTHS)
    found = zip(names, days, why, strict=True)
    unit.promises.renew([RenewedRow(name, later_day, level, said, at) for name, later_day, said in found])
    orders = rows.order_id[its].tolist()
    unit.events.tell([EventRow(PROMISE_CHANGED, *one, at) for one in zip(orders, names, strict=True)])
    return len(its)
