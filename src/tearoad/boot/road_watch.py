"""What the control room watches, of a live road: the queries of the store joined with lanes, offices and the rule of
promises."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tearoad.journey.stages import stage
from tearoad.network.choose import LaneTable, lane_table
from tearoad.network.desk import of_that_day
from tearoad.network.road import Lane, Office, Road
from tearoad.operations.road_watch_view import (
    ENOUGH,
    HISTORY_DAYS,
    Flow,
    Promises,
    Queue,
    RoadWatch,
    RoadWatchOf,
    pace_of,
)
from tearoad.operations.watch_promises import OpenParcels, counted, in_danger, judge, worst_rows
from tearoad.store.pool import PooledStore
from tearoad.store.road_watch import AtOffice, Promised, WatchRows, names_of, watch_rows
from tearoad.terms.days import DAY, HOUR

Stay = tuple[str, int, int | None, int]


def road_watch_of(store: PooledStore, road: Road) -> RoadWatchOf:
    """A function that looks now."""
    table = lane_table(road)

    def watch() -> RoadWatch:
        with store.reading() as cursor:
            rows = watch_rows(cursor, list(table.lane_number), list(table.destination_number))
            return RoadWatch(rows.clock, _flows(road, rows), _queues(road, rows), _promises(road, table, rows, cursor))

    return watch


def _flows(road: Road, rows: WatchRows) -> list[Flow]:
    found = {lane: more for lane, *more in rows.flows}
    return [_flow(lane, *found.get(lane.id, (0, 0, 0, None))) for lane in road.lanes if lane.office]


def _flow(lane: Lane, parcels: int, grams: int, arrived: int, median_seconds: float | None) -> Flow:
    median = median_seconds / HOUR if median_seconds is not None and arrived >= ENOUGH else None
    usual = (lane.transit_p50 + lane.headway // 2) / HOUR  # as `network.promise` has it
    return Flow(lane.id, lane.mode, parcels, int(grams), arrived, median, usual, pace_of(median, usual))


def _queues(road: Road, rows: WatchRows) -> list[Queue]:
    now = int(rows.clock.timestamp())
    nothing = AtOffice(np.zeros(0, dtype=np.int64), 0, 0, 0)
    return [
        _queue(office, rows.offices.get(office.id, nothing), [stay for stay in rows.stays if stay[0] == office.id], now)
        for office in road.offices.values()
    ]


def _queue(office: Office, there: AtOffice, stays: Sequence[Stay], now: int) -> Queue:
    ages, per_day = (now - there.waiting) / DAY, of_that_day(office.desk(), now)
    return Queue(
        office=office.id,
        place=office.place,
        waiting=len(ages),
        oldest_days=float(ages.max(initial=0)),
        median_days=float(np.median(ages)) if len(ages) else 0.0,
        served_yesterday=sum(count for _, _, out, count in stays if out == now // DAY - 1),
        capacity_per_day=per_day,
        days_of_work=len(ages) / max(per_day, 1),
        for_customs=there.for_customs,
        held=there.held,
        released=there.released,
        history=_history(stays, now // DAY),
    )


def _history(stays: Sequence[Stay], today: int) -> list[int]:
    """What was there at the end of each day, and now in place of today's end."""
    came, went = Counter[int](), Counter[int]()
    for _, day_in, day_out, count in stays:
        came[day_in] += count
        if day_out is not None:
            went[day_out] += count
    days = range(today - HISTORY_DAYS + 1, today + 1)
    return [
        sum(count for day, count in came.items() if day <= end)
        - sum(count for day, count in went.items() if day <= end)
        for end in days
    ]


def _promises(road: Road, table: LaneTable, rows: WatchRows, cursor: Any) -> Promises:
    now = int(rows.clock.timestamp())
    ids, parcels = _known(rows.promised)
    judged = judge(road, table, parcels, {name: one.waiting for name, one in rows.offices.items()}, now)
    worst = [(int(row), ids[row].tobytes().hex()) for row in worst_rows(parcels, judged)]
    names = names_of(cursor, [name for _, name in worst])
    found = []
    for row, name in worst:
        order, s10, money = names[name]
        word = stage(money, int(parcels.border[row]), int(parcels.carriage[row]))
        found.append(in_danger(road, table, parcels, judged, row, (name, order, s10, word)))
    return replace(counted(road, table, parcels, judged.risk, now), worst=found)


def _known(promised: Promised) -> tuple[np.ndarray, OpenParcels]:
    """Without parcels of lanes or towns that the road has no more."""
    ids, *columns = promised
    known = (promised.lane >= 0) & (promised.destination >= 0)
    return ids[known], OpenParcels(*(column[known] for column in columns))
