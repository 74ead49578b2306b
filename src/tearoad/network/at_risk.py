"""Which promises are in danger: where a parcel is now, and what usually remains from there to the door.

A promise is late once its day is over, at risk where the parcel would come after it at the usual pace, and tight where
it would at the slow pace of promises (`network.promise`), at which every leg takes as long as nine of ten do.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from tearoad.network.choose import LaneTable
from tearoad.network.road import Road, Span
from tearoad.terms.days import DAY


class Where(IntEnum):
    """How far a parcel is: at its merchant's, on its lane, in the queue of an office, with the officers, on the way to
    the door."""

    AT_MERCHANT = 0
    ON_LANE = 1
    IN_QUEUE = 2
    HELD = 3
    TO_DOOR = 4


class Risk(IntEnum):
    """How a promise stands; the worst is the highest."""

    FINE = 0
    TIGHT = 1
    AT_RISK = 2
    LATE = 3


class Standing(NamedTuple):
    """Columns of n parcels: `where`, numbers of the table, seconds since it is there, seconds that its office needs for
    what waits before it, and the promised day, counted from 1970. All int64[n]."""

    where: np.ndarray
    lane: np.ndarray
    destination: np.ndarray
    since: np.ndarray
    queue: np.ndarray
    promised_on: np.ndarray


def remaining(road: Road, table: LaneTable, s: Standing) -> tuple[np.ndarray, np.ndarray]:
    """Seconds from now to the door, int64[n] each: at the usual and at the slow pace. What a parcel has spent of a
    stretch counts, and a stretch that takes longer than it should is about to end."""
    return _remaining(road, table, s, slow=False), _remaining(road, table, s, slow=True)


def risks(s: Standing, now: int, usual: np.ndarray, slow: np.ndarray) -> np.ndarray:
    """`Risk` of each, int8[n]; `now` in seconds since 1970. A promised day lasts to its end."""
    until = (s.promised_on + 1) * DAY
    found = np.where(now + slow >= until, Risk.TIGHT, Risk.FINE)
    found = np.where(now + usual >= until, Risk.AT_RISK, found)
    return np.where(now >= until, Risk.LATE, found).astype(np.int8)


def overdue(road: Road, table: LaneTable, s: Standing) -> np.ndarray:
    """bool[n]: who is longer on a stretch than its slow pace allows; when they come, nothing usual can say."""
    return np.any(
        [(s.where == one) & (s.since > takes) for one, takes in _stretches(road, table, s, slow=True)], axis=0
    )


def _stretches(road: Road, table: LaneTable, s: Standing, *, slow: bool) -> list[tuple[Where, np.ndarray]]:
    """How many seconds each part of the way takes, in their order."""

    def of(span: Span) -> int:
        return span.p90 if slow else span.p50

    local = np.array([lane.office is None for lane in road.lanes])[s.lane]
    handling = np.where(local, of(road.behaviour.handling_local), of(road.behaviour.handling))
    headway = table.headway[s.lane] // (1 if slow else 2)
    return [
        (Where.AT_MERCHANT, handling),
        (Where.ON_LANE, headway + table.transit[s.lane, int(slow)]),
        (Where.IN_QUEUE, s.queue),
        (Where.HELD, np.full(len(s.where), of(road.behaviour.inspection))),
        (Where.TO_DOOR, table.door[s.lane, s.destination, int(slow)]),
    ]


def _remaining(road: Road, table: LaneTable, s: Standing, *, slow: bool) -> np.ndarray:
    left = np.zeros(len(s.where), dtype=np.int64)
    for stretch, takes in _stretches(road, table, s, slow=slow):
        # In a queue only what waits before it counts; and few are seen by the officers.
        spent = np.where((s.where == stretch) & (stretch != Where.IN_QUEUE), s.since, 0)
        ahead = s.where == stretch if stretch == Where.HELD else s.where <= stretch
        left += np.where(ahead, np.maximum(takes - spent, 0), 0)
    return left
