"""Parcels that leave together on a lane travel in one dispatch: what the road's timetable takes along is sorted, closed
and departs as the post's own dispatches are. What the post scans is moved by its scans alone, so it does not travel
along: it is taken out of what departs."""

from hashlib import blake2b

import numpy as np

from tearoad.journey.consignments import Consignments
from tearoad.operations.close_dispatch import Moment, close_lanes
from tearoad.operations.dispatch_ports import Dispatches, Gone, Left
from tearoad.operations.mail_ways import MailWays
from tearoad.operations.ports import Unit
from tearoad.operations.sort_parcels import Loose, put_in


def travel_together(ways: MailWays, unit: Unit, c: Consignments, at: np.ndarray) -> None:
    """Those of `c` that leave the country at the moments `at` int64[n], object columns without nulls. What the post has
    sorted already lies where it is; where there are more than a dispatch holds, several leave at once."""
    known = np.array([lane in ways.by_lane for lane in c.lane], dtype=bool) & c.abroad
    for moment in sorted(set(at[known].tolist())):
        rows = np.flatnonzero(known & (at == moment))
        rows = rows[np.argsort(c.consignment_id[rows].astype(str))]  # in whatever order they were handed over
        own = set(c.consignment_id[rows].tolist())
        lies = {one.consignment_id: one for one in unit.dispatches.lies(sorted(own))}
        _depart(unit.dispatches, {one.receptacle_id for one in lies.values() if one.closed}, own, moment)
        loose = rows[[name not in lies for name in c.consignment_id[rows]]]
        open_ones = rows[[name not in lies or not lies[name].closed for name in c.consignment_id[rows]]]
        first = {lane: min(c.consignment_id[open_ones[c.lane[open_ones] == lane]]) for lane in set(c.lane[open_ones])}
        lanes, turn = sorted(set(c.lane[open_ones].tolist())), 0
        while lanes:
            fits = put_in(ways, unit.dispatches, _loose(c, loose), moment)
            unit.dispatches.lock({ways.by_lane[lane].line for lane in lanes})
            names = {lane: _name(lane, moment, turn, first[lane]) for lane in lanes}
            close_lanes(ways, unit, names, Moment(moment, moment), own)
            loose, turn = loose[~fits], turn + 1
            lanes = sorted(set(c.lane[loose].tolist()))


def arrive_apart(dispatches: Dispatches, c: Consignments, at: np.ndarray) -> None:
    """Played parcels arrive one by one, by their own luck, at the moments `at` int64[n]: each leaves its receptacle."""
    rows = zip(c.consignment_id.tolist(), at.tolist(), strict=True)
    dispatches.leave([Gone(name, moment, Left.ARRIVED) for name, moment in rows])


def _depart(dispatches: Dispatches, receptacles: set[str], own: set[str], moment: int) -> None:
    """What the post has closed leaves with the lane, too."""
    if receptacles:
        dispatches.mark("departed_at", dict.fromkeys(sorted(receptacles), moment))
        within = dispatches.within(sorted(receptacles))
        dispatches.leave(
            [Gone(one.consignment_id, moment, Left.MISSING) for one in within if one.consignment_id not in own]
        )


def _loose(c: Consignments, rows: np.ndarray) -> Loose:
    name, number, lane = (column[rows].tolist() for column in (c.consignment_id, c.s10, c.lane))
    return Loose(name, number, lane, np.maximum(c.weight_grams[rows], 1))


def _name(lane: str, moment: int, turn: int, parcel: str) -> str:
    """With a parcel of it: who is handed over at the very moment leaves in a dispatch of their own."""
    return blake2b(f"dispatch\0{lane}\0{moment}\0{turn}\0{parcel}".encode(), digest_size=16).hexdigest()
