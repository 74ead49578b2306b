"""Which of the promises that fall due soon are in danger: the rule of `network.at_risk`, counted and sorted."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import numpy as np

from tearoad.journey.stages import AT_THE_DOOR, Border, Carriage
from tearoad.network.at_risk import Risk, Standing, Where, overdue, remaining, risks
from tearoad.network.choose import LaneTable
from tearoad.network.road import Road
from tearoad.operations.road_watch_view import WORST, InDanger, Kept, Promises, RiskName
from tearoad.terms.days import DAY

NEVER = -1
EPOCH = date(1970, 1, 1)
NAMES: Mapping[Risk, RiskName] = {
    Risk.FINE: "fine", Risk.TIGHT: "tight", Risk.AT_RISK: "at_risk", Risk.LATE: "late"
}  # fmt: skip


class OpenParcels(NamedTuple):
    """Columns of n parcels that are paid and not delivered: states as codes, numbers of the lane table, seconds since
    1970 or NEVER, the promised day since 1970. int64[n] each."""

    carriage: np.ndarray
    border: np.ndarray
    lane: np.ndarray
    destination: np.ndarray
    placed: np.ndarray
    dispatched: np.ndarray
    arrived: np.ndarray
    left: np.ndarray
    promised_on: np.ndarray


class Judged(NamedTuple):
    """Of each parcel: when it would come at the usual and at the slow pace, seconds since 1970, its `Risk`, and whether
    it is longer underway than those can tell."""

    usual_at: np.ndarray
    slow_at: np.ndarray
    risk: np.ndarray
    overdue: np.ndarray


def judge(road: Road, table: LaneTable, parcels: OpenParcels, waiting: Mapping[str, np.ndarray], now: int) -> Judged:
    """`waiting[office]` are the moments since which parcels wait for its lines, int64 ascending."""
    standing = _standing(road, table, parcels, waiting, now)
    usual, slow = remaining(road, table, standing)
    return Judged(now + usual, now + slow, risks(standing, now, usual, slow), overdue(road, table, standing))


def counted(road: Road, table: LaneTable, parcels: OpenParcels, risk: np.ndarray, now: int) -> Promises:
    """All counts; `worst` is left empty."""
    today = parcels.promised_on == now // DAY
    lanes = [lane.id for lane in road.lanes]
    offices = [lane.office or "" for lane in road.lanes]
    seats = sorted({office for office in offices if office})
    seat = np.array([seats.index(office) if office else NEVER for office in offices], dtype=np.int64)[parcels.lane]
    return Promises(
        all=_kept("all", risk),
        today=_kept("today", risk[today]),
        lanes=_by(lanes, parcels.lane, risk),
        offices=_by(seats, seat, risk),
        destinations=_by(list(table.destination_number), parcels.destination, risk),
        worst=(),
    )


def worst_rows(parcels: OpenParcels, judged: Judged) -> np.ndarray:
    """At most WORST rows that are not fine: the highest risk first, of the same who comes latest after the promise."""
    rows = np.flatnonzero(judged.risk > Risk.FINE)
    over = judged.usual_at[rows] - (parcels.promised_on[rows] + 1) * DAY
    return rows[np.lexsort((rows, -over, -judged.risk[rows]))][:WORST]


def in_danger(
    road: Road,
    table: LaneTable,
    parcels: OpenParcels,
    judged: Judged,
    row: int,
    names: tuple[str, str, str | None, str],
) -> InDanger:
    """One row as it is shown; `names` are of consignment and order, the S10 number and the stage."""
    lane = road.lanes[parcels.lane[row]]
    return InDanger(
        *names,
        lane=lane.id,
        office=lane.office or "",
        destination=list(table.destination_number)[parcels.destination[row]],
        promised_on=EPOCH + timedelta(days=int(parcels.promised_on[row])),
        usual_at=None if judged.overdue[row] else datetime.fromtimestamp(int(judged.usual_at[row]), UTC),
        slow_at=None if judged.overdue[row] else datetime.fromtimestamp(int(judged.slow_at[row]), UTC),
        risk=NAMES[Risk(int(judged.risk[row]))],
    )


def _standing(road: Road, table: LaneTable, p: OpenParcels, waiting: Mapping[str, np.ndarray], now: int) -> Standing:
    at_office = p.carriage == Carriage.AT_OFFICE
    going = np.isin(p.carriage, AT_THE_DOOR) | at_office & (p.left != NEVER)
    where = np.select(
        [going, at_office & (p.border == Border.HELD), at_office, p.dispatched != NEVER],
        [Where.TO_DOOR, Where.HELD, Where.IN_QUEUE, Where.ON_LANE],
        Where.AT_MERCHANT,
    ).astype(np.int64)
    # Local goods pass no office: they go on when their lane has taken its time.
    gone = np.where(p.left != NEVER, p.left, p.dispatched + table.transit[p.lane, 0])
    began = np.select(
        [where == Where.TO_DOOR, where == Where.ON_LANE, where == Where.AT_MERCHANT],
        [gone, p.dispatched, p.placed],
        np.int64(now),  # how long officers have had it is not kept
    )
    return Standing(
        where, p.lane, p.destination, np.maximum(now - began, 0), _queues(road, p, waiting, where), p.promised_on
    )


def _queues(road: Road, p: OpenParcels, waiting: Mapping[str, np.ndarray], where: np.ndarray) -> np.ndarray:
    """Seconds that its office needs for each and all before it: of who comes later, for all that wait today."""
    seconds = np.zeros(len(where), dtype=np.int64)
    office = np.array([lane.office or "" for lane in road.lanes], dtype=object)[p.lane]
    for seat in road.offices.values():
        rows = np.flatnonzero(office == seat.id)
        queue = waiting.get(seat.id, np.zeros(0, dtype=np.int64))
        inside = where[rows] == Where.IN_QUEUE
        before = np.where(inside, np.searchsorted(queue, p.arrived[rows], "left"), len(queue))
        seconds[rows] = (before + 1) * seat.service // seat.lines
    return seconds


def _kept(name: str, risk: np.ndarray) -> Kept:
    found = np.bincount(risk, minlength=len(Risk)).tolist()
    return Kept(name, sum(found), found[Risk.TIGHT], found[Risk.AT_RISK], found[Risk.LATE])


def _by(names: Sequence[str], number: np.ndarray, risk: np.ndarray) -> tuple[Kept, ...]:
    """Of each name that has any, by name's order; rows of number NEVER belong to none."""
    known = number != NEVER
    table = np.bincount(number[known] * len(Risk) + risk[known], minlength=len(names) * len(Risk))
    rows = table.reshape(len(names), len(Risk)).tolist()
    return tuple(
        Kept(name, sum(row), row[Risk.TIGHT], row[Risk.AT_RISK], row[Risk.LATE])
        for name, row in zip(names, rows, strict=True)
        if sum(row)
    )
