"""Which of the promises that fall due soon are in danger: the rule of `network.at_risk`, counted and sorted."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import numpy as np

from tearoad.network.at_risk import Risk, comes, overdue, risks
from tearoad.network.choose import LaneTable
from tearoad.network.outlook import Outlook
from tearoad.network.road import Road
from tearoad.operations.road_watch_view import WORST, InDanger, Kept, Promises, RiskName
from tearoad.operations.standing import Parcels, standing
from tearoad.terms.days import DAY

NEVER = -1
EPOCH = date(1970, 1, 1)
NAMES: Mapping[Risk, RiskName] = {
    Risk.FINE: "fine", Risk.TIGHT: "tight", Risk.AT_RISK: "at_risk", Risk.LATE: "late"
}  # fmt: skip


class Judged(NamedTuple):
    """Of each parcel: by when half and nine of ten such parcels come, int64[n, 2] in seconds since 1970, its `Risk`,
    and whether it takes longer than those can tell."""

    moments: np.ndarray
    risk: np.ndarray
    overdue: np.ndarray


def judge(table: LaneTable, outlook: Outlook, parcels: Parcels, promised_on: np.ndarray, now: int) -> Judged:
    """By the days that are promised, since 1970, int64[n]."""
    rows = standing(table, parcels, now)
    moments = comes(outlook, rows)
    return Judged(moments, risks(promised_on, now, moments), overdue(outlook, rows, now))


def counted(
    road: Road, table: LaneTable, parcels: Parcels, promised_on: np.ndarray, risk: np.ndarray, now: int
) -> Promises:
    """All counts; `worst` is left empty."""
    today = promised_on == now // DAY
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


def worst_rows(promised_on: np.ndarray, judged: Judged) -> np.ndarray:
    """At most WORST rows that are not fine: the highest risk first, of the same who comes latest after the promise."""
    rows = np.flatnonzero(judged.risk > Risk.FINE)
    over = judged.moments[rows, 0] - (promised_on[rows] + 1) * DAY
    return rows[np.lexsort((rows, -over, -judged.risk[rows]))][:WORST]


def in_danger(
    road: Road,
    table: LaneTable,
    parcels: Parcels,
    promised_on: np.ndarray,
    judged: Judged,
    row: int,
    names: tuple[str, str, str | None, str],
) -> InDanger:
    """One row as it is shown; `names` are of consignment and order, the S10 number and the stage."""
    lane = road.lanes[parcels.lane[row]]
    usual, slow = (datetime.fromtimestamp(at, UTC) for at in judged.moments[row].tolist())
    return InDanger(
        *names,
        lane=lane.id,
        office=lane.office or "",
        destination=list(table.destination_number)[parcels.destination[row]],
        promised_on=EPOCH + timedelta(days=int(promised_on[row])),
        usual_at=None if judged.overdue[row] else usual,
        slow_at=None if judged.overdue[row] else slow,
        risk=NAMES[Risk(int(judged.risk[row]))],
    )


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
