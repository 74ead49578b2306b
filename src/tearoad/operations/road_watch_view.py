"""What the control room watches: flows by lane, queues by office, promises in danger. Plain frozen values.

Pages print them and machines get them as they are; places, lanes and offices are ids of the road.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Pace = Literal["on_time", "slow", "late", "unknown"]
RiskName = Literal["fine", "tight", "at_risk", "late"]

FLOW_DAYS = 7
HISTORY_DAYS = 30
PROMISE_DAYS = 7  # promises of today and of so many days after it are judged, and all that are over; assumed
WORST = 50
ENOUGH = 5  # parcels that must have come before their median says something; assumed
SLOW_FROM, LATE_FROM = 1.15, 1.5  # times the usual transit; assumed, for words and colour only


@dataclass(frozen=True, slots=True)
class Flow:
    """What left by one lane in the last FLOW_DAYS, in parcels and grams, and how long those took that came in them:
    their median from hand-over to the office beside the usual one. Hours; None where fewer than ENOUGH came."""

    lane: str
    mode: str
    parcels: int
    grams: int
    arrived: int
    median_hours: float | None
    usual_hours: float
    pace: Pace


@dataclass(frozen=True, slots=True)
class Queue:
    """One exchange office now. `waiting` for the post's lines, oldest and median age in days; of what lies there
    `for_customs` is not decided on, `held` is with the officers, `released` may go. `history` counts what was there,
    held or not, at the end of each of the last HISTORY_DAYS, the newest last."""

    office: str
    place: str
    waiting: int
    oldest_days: float
    median_days: float
    served_yesterday: int
    capacity_per_day: int
    days_of_work: float
    for_customs: int
    held: int
    released: int
    history: Sequence[int]


@dataclass(frozen=True, slots=True)
class Kept:
    """Promises of one lane, office or destination, counted by how they stand."""

    name: str
    open: int
    tight: int
    at_risk: int
    late: int


@dataclass(frozen=True, slots=True)
class InDanger:
    """One parcel whose promise is late, at risk or tight: when it would come at the usual and at the slow pace (UTC),
    None where it is longer on its stretch than either allows. `s10` comes with dispatch; `office` is '' where its way
    has none."""

    consignment_id: str
    order_id: str
    s10: str | None
    stage: str
    lane: str
    office: str
    destination: str
    promised_on: date
    usual_at: datetime | None
    slow_at: datetime | None
    risk: RiskName


@dataclass(frozen=True, slots=True)
class Promises:
    """Those of today, of PROMISE_DAYS after it, and all whose day is over while the parcel is open; `worst` are at most
    WORST, the latest first."""

    all: Kept
    today: Kept
    lanes: Sequence[Kept]
    offices: Sequence[Kept]
    destinations: Sequence[Kept]
    worst: Sequence[InDanger]


@dataclass(frozen=True, slots=True)
class RoadWatch:
    """The road at `clock` (UTC)."""

    clock: datetime
    flows: Sequence[Flow]
    offices: Sequence[Queue]
    promises: Promises


RoadWatchOf = Callable[[], RoadWatch]


def pace_of(median_hours: float | None, usual_hours: float) -> Pace:
    """How late a lane runs."""
    if median_hours is None:
        return "unknown"
    if median_hours >= LATE_FROM * usual_hours:
        return "late"
    return "slow" if median_hours >= SLOW_FROM * usual_hours else "on_time"
