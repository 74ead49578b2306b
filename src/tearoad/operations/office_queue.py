"""The queue of an exchange office, live: when each parcel comes in and is done, by shifts, closures and floor space.

First come, first served. The lines' state is kept between two steps, so it does not matter where the days are cut.
"""

from typing import NamedTuple

import numpy as np

from tearoad.journey.consignments import Consignments
from tearoad.journey.moving import Due
from tearoad.network.desk import Desk, entries, served
from tearoad.operations.office_ports import spans_of
from tearoad.operations.platform import Prices
from tearoad.operations.ports import Unit

IN_USE = Due.LEAVE  # the timer of who is at an office's lines or waits for them


class Turns(NamedTuple):
    """int64[n] each: when a parcel comes into its office, later than it arrives there where that is full, and when the
    office is done with it; and int64[lines], when each line is free after the last."""

    enters: np.ndarray
    leaves: np.ndarray
    free: np.ndarray


def desk_of(p: Prices, unit: Unit, office: str) -> Desk:
    """Who works when at an office, its closures included."""
    return p.road.offices[office].desk(spans_of(unit.offices.closures(), office))


def turns(p: Prices, unit: Unit, office: str, arrival: np.ndarray) -> Turns:
    """What becomes of those who arrive at these moments, int64[n], ascending; nothing is kept."""
    desk = desk_of(p, unit, office)
    leaves, free = served(desk, arrival, _lines(p, unit, office))
    if desk.room is None or _fit_in(p, office, arrival, leaves, desk.room):
        return Turns(arrival.copy(), leaves, free)
    return Turns(entries(arrival, leaves, unit.offices.leaving(office), desk.room), leaves, free)


def keep_lines(unit: Unit, office: str, free: np.ndarray) -> None:
    """For the next day."""
    unit.journeys.keep_office_free(office, free)


def serve_again(p: Prices, unit: Unit, office: str, now: int) -> list[str]:
    """Those who wait get their turns anew, after a decision that changed who works when; whose turn is another now.
    Who is being served stays until the end of it."""
    c = unit.journeys.some(unit.offices.waiting(office))
    waits = in_line(p, c, office, now)
    if not waits.any():
        return []
    rows = np.flatnonzero(waits)
    rows = rows[np.lexsort((c.consignment_id[rows].astype(str), c.arrived_at[rows]))]
    busy = np.sort(c.due_at[~waits])
    lines = max(p.road.offices[office].most_lines, len(busy))
    idle = np.concatenate([np.zeros(lines - len(busy), dtype=np.int64), busy])
    before = c.due_at[rows]
    c.due_at[rows], free = served(desk_of(p, unit, office), np.maximum(c.arrived_at[rows], now), idle)
    unit.journeys.save(c)
    keep_lines(unit, office, free)
    return [str(name) for name in c.consignment_id[rows[c.due_at[rows] != before]]]


def in_line(p: Prices, c: Consignments, office: str, now: int) -> np.ndarray:
    """bool[n]: who is at this office and whose turn has not come."""
    here = (c.due == IN_USE) & np.array([name == office for name in c.office], dtype=bool)
    return here & (c.due_at - p.road.offices[office].service > now)


def _fit_in(p: Prices, office: str, arrival: np.ndarray, leaves: np.ndarray, room: int) -> bool:
    """True where all find room even if every line worked all the time: then nobody asks who is inside."""
    seat = p.road.offices[office]
    return bool((seat.most_lines * ((leaves - arrival) // seat.service + 1)).max(initial=0) <= room)


def _lines(p: Prices, unit: Unit, office: str) -> np.ndarray:
    return unit.journeys.office_free(office, p.road.offices[office].most_lines)
