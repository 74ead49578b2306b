"""Closing a dispatch: what lies in the open receptacles of a lane gets its numbers and is advised to who will open it.

Numbers of dispatches have no gaps: they are given under a lock, in the transaction that writes them. Closing is not
departing: what is closed waits for its carrier, and `scan_receptacles` tells of that.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import NamedTuple

from tearoad.journey.moving import NEVER
from tearoad.journey.stages import Carriage
from tearoad.operations.dispatch_ports import (
    MOST_SERIAL,
    ClosedReceptacle,
    Closing,
    DispatchRow,
    Gone,
    Left,
    Lying,
)
from tearoad.operations.mail_ways import MailWays
from tearoad.operations.ports import EventRow, Store, Unit
from tearoad.operations.told import DISPATCH_CLOSED
from tearoad.post.exchange import Way
from tearoad.post.receptacle import Dispatch, Fault, Receptacle, dispatch_id, receptacle_id

TENTH_KG = 100  # grams
MOST_TENTHS = 9_999  # what the number of a receptacle can say; a single item may weigh more
REGISTERED = "RV"  # S10 services of registered and insured items begin with these
WAITING = (Carriage.ACCEPTED, Carriage.DISPATCHED)  # where a parcel that is to depart stands


class Moment(NamedTuple):
    """When dispatches are closed, and when they depart, or NEVER where that is told later; who closes them, '' for the
    road itself."""

    closed_at: int
    departed_at: int
    who: str = ""


def close_dispatch(ways: MailWays, store: Store, lane: str, key: str, who: str) -> DispatchRow | Closing:
    """In one transaction, by the road's clock; the same key gives the same dispatch."""
    if lane not in ways.by_lane:
        return Closing.UNKNOWN_LANE
    name = blake2b(f"dispatch\0{key}".encode(), digest_size=16).hexdigest()
    with store.unit() as unit:
        now = unit.roads.clock_held()
        unit.dispatches.lock([ways.by_lane[lane].line])
        known = unit.dispatches.known([name]).get(name)
        if known:
            return known if known.lane == lane else Closing.OTHER_LANE
        return close_lanes(ways, unit, {lane: name}, Moment(now, NEVER, who), None)[lane]


def close_lanes(
    ways: MailWays, unit: Unit, names: Mapping[str, str], moment: Moment, own: Collection[str] | None
) -> dict[str, DispatchRow | Closing]:
    """`names` are the ids of the new dispatches by lane, whose lines are locked. What cannot travel along is taken out
    first: where `own` is None what has departed already, else whatever is none of these consignments. A receptacle from
    which nothing travels stays open as it is."""
    year = datetime.fromtimestamp(moment.closed_at, UTC).year
    lying = unit.dispatches.lying(list(names))
    goes = [one.carriage in WAITING if own is None else one.consignment_id in own for one in lying]
    bags = {one.receptacle_id for one, does in zip(lying, goes, strict=True) if does}
    going: dict[str, list[Lying]] = {lane: [] for lane in names}
    gone = []
    for one, does in zip(lying, goes, strict=True):
        if does:
            going[one.lane].append(one)
        elif one.receptacle_id in bags:
            gone.append(Gone(one.consignment_id, moment.closed_at, Left.GONE_AHEAD if own is None else Left.STAYED))
    serials = dict(unit.dispatches.last_serials([ways.by_lane[lane].line for lane in names], year))
    found: dict[str, DispatchRow | Closing] = {}
    receptacles: list[ClosedReceptacle] = []
    for lane, parcels in going.items():
        way = ways.by_lane[lane]
        serial = serials.get(way.line, 0) + 1
        if not parcels:
            found[lane] = Closing.EMPTY
        elif serial > MOST_SERIAL:
            found[lane] = Closing.NO_SERIALS
        else:
            serials[way.line] = serial
            found[lane], rows = _closed(ways, way, names[lane], (year, serial), moment, parcels)
            receptacles += rows
    closed = [one for one in found.values() if isinstance(one, DispatchRow)]
    unit.dispatches.leave(gone)
    unit.dispatches.close(closed, receptacles)
    unit.events.tell([EventRow(DISPATCH_CLOSED, one.s8, None, one.closed_at) for one in closed])
    return found


def _closed(
    ways: MailWays, way: Way, name: str, numbers: tuple[int, int], moment: Moment, parcels: Sequence[Lying]
) -> tuple[DispatchRow, list[ClosedReceptacle]]:
    """`parcels` by receptacle; its receptacles are numbered anew, without gaps."""
    year, serial = numbers
    said = Dispatch(way.origin_code, way.destination_code, way.category, way.subclass, year % 10, serial)
    bags: dict[str, list[Lying]] = {}
    for one in parcels:
        bags.setdefault(one.receptacle_id, []).append(one)
    rows = []
    for number, (bag, within) in enumerate(bags.items(), 1):
        grams = sum(one.weight_grams for one in within)
        registered = any(one.number[0] in REGISTERED for one in within)
        tenths = min(-(-grams // TENTH_KG), MOST_TENTHS)
        s9 = receptacle_id(Receptacle(said, number, number == len(bags), registered, tenths), ways.layout)
        assert not isinstance(s9, Fault), f"{s9}: bounds of the corridor keep every number within its field"
        rows.append(ClosedReceptacle(bag, name, number, s9, len(within), grams, moment.departed_at))
    s8 = dispatch_id(said, ways.layout)
    assert not isinstance(s8, Fault), f"{s8}: the corridor was judged when it was read"
    total = sum(one.weight_grams for one in rows)
    row = DispatchRow(
        name, s8, way.lane, way.origin, way.destination, way.line, year, serial, moment.closed_at, len(rows),
        len(parcels), total, moment.who,
    )  # fmt: skip
    return row, rows
