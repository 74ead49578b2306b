"""What the control room watches, of a live road: the queries of the store joined with lanes, offices and the rule of
promises."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tearoad.journey.stages import stage
from tearoad.network.desk import of_that_day
from tearoad.network.road import Lane, Office, Road
from tearoad.operations.outlooks import outlook_at
from tearoad.operations.platform import Platform
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
from tearoad.operations.standing import Parcels
from tearoad.operations.watch_promises import counted, in_danger, judge, worst_rows
from tearoad.store.database import CELL
from tearoad.store.pool import PooledStore
from tearoad.store.promises import PostgresPromises
from tearoad.store.road_watch import AtOffice, Promised, WatchRows, names_of, watch_rows
from tearoad.terms.days import DAY, HOUR

Stay = tuple[str, int, int | None, int]


def road_watch_of(store: PooledStore, platform: Callable[[], Platform]) -> RoadWatchOf:
    """A function that looks now."""

    def watch() -> RoadWatch:
        p = platform()
        with store.reading() as cursor:
            rows = watch_rows(cursor, list(p.table.lane_number), list(p.table.destination_number))
            return RoadWatch(rows.clock, _flows(p.road, rows), _queues(p.road, rows), _promises(p, rows, cursor))

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


def _promises(p: Platform, rows: WatchRows, cursor: Any) -> Promises:
    now = int(rows.clock.timestamp())
    ids, parcels, promised_on = _known(rows.promised)
    judged = judge(p.table, outlook_at(p, PostgresPromises(cursor, CELL), now), parcels, promised_on, now)
    worst = [(int(row), ids[row].tobytes().hex()) for row in worst_rows(promised_on, judged)]
    names = names_of(cursor, [name for _, name in worst])
    found = []
    for row, name in worst:
        order, s10, money = names[name]
        word = stage(money, int(parcels.border[row]), int(parcels.carriage[row]))
        found.append(in_danger(p.road, p.table, parcels, promised_on, judged, row, (name, order, s10, word)))
    return replace(counted(p.road, p.table, parcels, promised_on, judged.risk, now), worst=found)


def _known(promised: Promised) -> tuple[np.ndarray, Parcels, np.ndarray]:
    """Ids, parcels and promised days, without parcels of lanes or towns that the road has no more."""
    its = (promised.lane >= 0) & (promised.destination >= 0)
    columns = promised._asdict()
    return promised.ids[its], Parcels(*(columns[name][its] for name in Parcels._fields)), promised.promised_on[its]
