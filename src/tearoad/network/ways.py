"""A road as the chain of promises goes through it: quantiles of each part, calendars, evenly spread luck."""

from functools import lru_cache

import numpy as np

from tearoad.kernel.door_moments import Luck, Ways, luck_of, slopes
from tearoad.kernel.sobol import sobol
from tearoad.network.choose import LaneTable
from tearoad.network.road import NEXT_ATTEMPT, ROUND_LEAD, Road
from tearoad.terms.days import BEIJING, MOSCOW

SEATS = ("CN", "RU")  # whose days off count at the hand-over of goods from abroad, and for local goods and doors
ZONES = (BEIJING, MOSCOW)
MANY, SOME = 512, 16  # draws of one promise, and of a group of parcels whose arrival is expected


def ways_of(road: Road, table: LaneTable) -> Ways:
    """From a road and its lanes; offices are numbered as `office_names` has them."""
    b, number = road.behaviour, {name: at for at, name in enumerate(office_names(road))}
    local = np.array([lane.office is None for lane in road.lanes])
    closed = [road.closed.get(country, np.zeros(0, dtype=np.int64)) for country in SEATS]
    first = min((int(days[0]) for days in closed if len(days)), default=0)
    last = max((int(days[-1]) for days in closed if len(days)), default=0)
    return Ways(
        handling=slopes(np.where(local[:, None], b.handling_local, b.handling)),
        transit=slopes(table.transit),
        headway=table.headway,
        cut_off=table.cut_off,
        office=np.array([-1 if lane.office is None else number[lane.office] for lane in road.lanes], dtype=np.int64),
        seat=local.astype(np.int64),
        door=slopes(table.door),
        inspection=slopes(np.array(b.inspection)),
        shares=np.array([b.inspection_share, b.failed_attempt_share]),
        rest=np.array([_rests(days, first, last) for days in closed], dtype=np.int64),
        first=first,
        zone=np.array(ZONES, dtype=np.int64),
        lead=ROUND_LEAD,
        again=NEXT_ATTEMPT,
    )


def office_names(road: Road) -> tuple[str, ...]:
    """In the order of their numbers."""
    return tuple(sorted(road.offices))


@lru_cache(maxsize=4)
def luck(many: int) -> Luck:
    """So many points, a power of two, that fill (0, 1)^PARTS evenly, always the same."""
    return luck_of(sobol(many))


def _rests(closed: np.ndarray, first: int, last: int) -> list[int]:
    """Of each day from first to last how many days one waits for an open one."""
    shut, waits, run = set(closed.tolist()), [], 0
    for day in range(last, first - 1, -1):
        run = run + 1 if day in shut else 0
        waits.append(run)
    return waits[::-1]
