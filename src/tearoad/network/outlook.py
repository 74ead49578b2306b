"""What a road looks like on a day: how long offices are expected to keep parcels, and parts of the way take of late.

The queue of an office is looked ahead day by day: what waits now, what is on its way by then, and what is expected to
be ordered, festivals by their factors, less what the office can do. It is a flow, not a simulation: quantiles of the
chain are drawn around it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tearoad.kernel.door_moments import ORDERED, UNKNOWN, Standing, Ways, expected_arrivals
from tearoad.network.desk import Desk, worked
from tearoad.network.lately import Lately, as_data_say
from tearoad.network.road import Road
from tearoad.network.ways import SOME, luck, office_names
from tearoad.terms.days import DAY, day_number

AHEAD = 60  # days that are looked ahead
ORDERS_AHEAD = 30  # days whose orders may come to an office before what is ordered now
ORDERS_DAYS = 28  # days over which orders are counted, assumed


class Outlook(NamedTuple):
    """`day` since 1970 on whose morning it was made; `wait` int64[offices, AHEAD + 1]: seconds that who comes at the
    beginning of each day from then on waits; `lately` is how long parts of the way take, and `ways` the road by it."""

    day: int
    wait: np.ndarray
    lately: Lately
    ways: Ways


class Under(NamedTuple):
    """Groups of parcels that have not come to their office, int64[n] each: ORDERED or HANDED, the moment at which that
    began, the row of the lane, how many."""

    stage: np.ndarray
    began: np.ndarray
    lane: np.ndarray
    parcels: np.ndarray


def unknown(road: Road, ways: Ways) -> Outlook:
    """Of a road of which nothing is known: nobody waits, and its data are right."""
    service = [road.offices[name].service for name in office_names(road)]
    wait = np.repeat(np.array(service, dtype=np.int64)[:, None], AHEAD + 1, axis=1)
    return Outlook(0, wait, as_data_say(road), ways)


def foreseen(
    road: Road, ways: Ways, day: int, busy: np.ndarray, under: Under, ordered: np.ndarray, desks: Sequence[Desk]
) -> np.ndarray:
    """`Outlook.wait` as of a morning. `busy` int64[offices]: seconds of work that wait for the lines of each office,
    together; `ordered` int64[lanes]: orders of the ORDERS_DAYS days before; `desks`: who works when at each office."""
    comes = _comes(road, ways, day, under, ordered)
    service = np.array([road.offices[name].service for name in office_names(road)])
    edges = (day + np.arange(AHEAD + 1)) * DAY
    opened = np.array([worked(desk, edges) for desk in desks]).reshape(-1, AHEAD)
    done = np.concatenate([np.zeros((len(opened), 1), dtype=np.int64), np.cumsum(opened, axis=1)], axis=1)
    work = np.empty((len(service), AHEAD + 1))
    work[:, 0] = busy
    for ahead in range(AHEAD):
        work[:, ahead + 1] = np.maximum(work[:, ahead] + comes[:, ahead] * service - opened[:, ahead], 0)
    wait = np.array([_until_done(*each) for each in zip(done, work, strict=True)]).reshape(work.shape)
    return np.rint(wait + service[:, None]).astype(np.int64)


def _until_done(done: np.ndarray, work: np.ndarray) -> np.ndarray:
    """Seconds from the beginning of each day, float64[AHEAD + 1], until an office that can work `done` int64[AHEAD + 1]
    by then has done what waits, `work` float64[AHEAD + 1], and is open; after the last day it works as on average."""
    target = done + work
    day = np.searchsorted(done, target, side="right") - 1
    a_day = np.append(np.diff(done), max(done[-1] / AHEAD, 1.0))[day]
    found: np.ndarray = (day - np.arange(AHEAD + 1) + (target - done[day]) / a_day) * DAY
    return found


def _comes(road: Road, ways: Ways, day: int, under: Under, ordered: np.ndarray) -> np.ndarray:
    """Expected arrivals, float64[offices, AHEAD]: of what is known, and of what will be ordered meanwhile."""
    lanes = np.flatnonzero((ways.office >= 0) & (ordered > 0))
    factor = {day_number(one): times for one, times in road.festivals.items()}
    past = sum(factor.get(one, 1.0) for one in range(day - ORDERS_DAYS, day))
    future = np.array([factor.get(one, 1.0) for one in range(day, day + ORDERS_AHEAD)]) / past
    began = (day + np.repeat(np.arange(ORDERS_AHEAD), len(lanes))) * DAY + DAY // 2
    rate = np.outer(future, ordered[lanes]).ravel()
    lane = np.concatenate([under.lane, np.tile(lanes, ORDERS_AHEAD)])
    rows = Standing(
        at=np.concatenate([np.full(len(under.lane), day * DAY), began]),
        stage=np.concatenate([under.stage, np.full(len(began), ORDERED)]),
        began=np.concatenate([under.began, began]),
        lane=lane,
        destination=np.zeros_like(lane),
        opened=np.full(len(lane), UNKNOWN),
    )
    weight = np.concatenate([under.parcels.astype(np.float64), rate])
    return expected_arrivals(ways, rows, weight, luck(SOME), day * DAY, len(office_names(road)), AHEAD)
