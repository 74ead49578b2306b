"""Parcels are given to offices: by the corridor's policy before they leave, anew where their office is closed or full.

Money is not touched: the price was promised, so a dearer lane, or the way from office to office, is the platform's to
pay. A parcel keeps the lane that was quoted where its policy is by cost and its office takes mail in.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tearoad.journey.consignments import Consignments, words
from tearoad.network.assignment import (
    STAYS,
    Before,
    Offices,
    OnTheWay,
    lanes_for,
    policy_on,
    redirected,
    transfer_table,
)
from tearoad.network.desk import capacity
from tearoad.network.road import Policy
from tearoad.operations.office_ports import BY_BACKLOG, BY_REGION, CLOSED, Assignment, Closure, spans_of
from tearoad.operations.platform import Prices
from tearoad.operations.ports import Unit
from tearoad.terms.days import DAY

PACE_DAYS = 28  # over so many days ahead an office's pace is taken
REASONS = {"cost": CLOSED, "backlog": BY_BACKLOG, "region": BY_REGION}


class Times(NamedTuple):
    """int64[n] each: when a parcel is expected, when it would be let in, and when that is decided."""

    coming_at: np.ndarray
    let_in_at: np.ndarray
    at: np.ndarray


def assign(p: Prices, unit: Unit, c: Consignments, rows: np.ndarray) -> np.ndarray:
    """Rows that have an office and have not left, ready to leave at `c.due_at`, get the lane and the office of the
    policy of that moment; which rows got another. That is kept with its reason."""
    moments = np.array([one.from_at for one in p.road.policies], dtype=np.int64)
    held = np.searchsorted(moments, c.due_at[rows], side="right")
    changed = [_assign(p, unit, c, rows[held == number]) for number in sorted(set(held.tolist()))]
    return np.sort(np.concatenate([*changed, rows[:0]]))


def _assign(p: Prices, unit: Unit, c: Consignments, rows: np.ndarray) -> np.ndarray:
    at, table = int(c.due_at[rows].min()), p.table
    policy, closures = policy_on(p.road.policies, at), unit.offices.closures()
    if policy.by == "cost" and not any(one.ends_at > at for one in closures):
        return rows[:0]
    own = c.take(rows)
    parcels = Before(own.lane_rows(table), own.destination_rows(table), own.weight_grams, own.due_at)
    lanes, closed = lanes_for(table, policy, parcels, _offices(p, unit, policy, closures, at))
    moved = lanes != parcels.lane
    lane = words([p.road.lanes[row].id for row in lanes])
    office = words([p.road.lanes[row].office for row in lanes])
    reasons = np.where(closed, CLOSED, REASONS[policy.by])
    _give(unit, c, rows[moved], Given(lane[moved], office[moved], reasons[moved], own.due_at[moved]), policy)
    return rows[moved]


def send_on(p: Prices, unit: Unit, c: Consignments, rows: np.ndarray, times: Times, reason: str) -> np.ndarray:
    """Rows that are on their way, or before a full office, go to another that lets them in sooner, and come so much
    later; which rows those are. The others wait."""
    if not len(rows):
        return rows
    at, table, own = int(times.at.min()), p.table, c.take(rows)
    policy, closures = policy_on(p.road.policies, at), unit.offices.closures()
    number = np.array([table.office_number[name] for name in own.office], dtype=np.int64)
    found, longer = redirected(
        table,
        policy,
        transfer_table(table, p.road.transfers),
        OnTheWay(number, own.destination_rows(table), times.coming_at, times.let_in_at),
        _offices(p, unit, policy, closures, at),
    )
    goes = found != STAYS
    names = words(list(table.office_number))
    moved = rows[goes]
    given = Given(c.lane[moved], names[found[goes]], np.full(len(moved), reason), times.at[goes])
    _give(unit, c, moved, given, policy)
    c.due_at[moved] += longer[goes]
    return moved


def stay(p: Prices, unit: Unit, c: Consignments, rows: np.ndarray, reason: str) -> None:
    """Rows that wait for their own office, which is kept too."""
    if len(rows):
        policy = policy_on(p.road.policies, int(c.due_at[rows].min()))
        _give(unit, c, rows, Given(c.lane[rows], c.office[rows], np.full(len(rows), reason), c.due_at[rows]), policy)


class Given(NamedTuple):
    """What parcels are given: lane and office, object[n] each, why, and when, int64[n]."""

    lane: np.ndarray
    office: np.ndarray
    reason: np.ndarray
    at: np.ndarray


def _give(unit: Unit, c: Consignments, rows: np.ndarray, given: Given, policy: Policy) -> None:
    columns = (c.consignment_id[rows], given.at, c.office[rows], given.office, c.lane[rows], given.lane, given.reason)
    each = zip(*(column.tolist() for column in columns), strict=True)
    c.lane[rows], c.office[rows] = given.lane, given.office
    told = [
        Assignment(name, at, office, to_office, lane, to_lane, policy.by, why)
        for name, at, office, to_office, lane, to_lane, why in each
    ]
    if told:
        unit.offices.assign(told)


def _offices(p: Prices, unit: Unit, policy: Policy, closures: Sequence[Closure], at: int) -> Offices:
    """Loads and paces are asked where the policy looks at them."""
    names = list(p.table.office_number)
    load, pace = np.zeros(len(names), dtype=np.int64), np.ones(len(names))
    if policy.by == "backlog":
        loads = unit.offices.loads()
        load = np.array([loads.get(name, 0) for name in names], dtype=np.int64)
        until = at + PACE_DAYS * DAY
        done = [capacity(p.road.offices[name].desk(spans_of(closures, name)), at, until) for name in names]
        pace = np.maximum(np.array(done) / (PACE_DAYS * DAY), 1e-12)
    return Offices(load, pace, tuple(spans_of(closures, name) for name in names))
