"""Parcels follow the scans that the post made of them: states, money, and what others are told."""

from typing import NamedTuple

import numpy as np

from tearoad.journey import steps
from tearoad.journey.consignments import Consignments
from tearoad.journey.moving import Due
from tearoad.journey.scanned import CODE, CODES
from tearoad.journey.stages import TRAVELS, Carriage, Fact
from tearoad.journey.translate import delivered, duty_assessed
from tearoad.kernel.scan_fold import (
    ARRIVED,
    ATTEMPTS,
    BORDER,
    CARRIAGE,
    CHANGED,
    DECLARED,
    DELIVERED,
    LEFT,
    MOVED,
    NEVER,
    RELEASED,
    RETURNED,
)
from tearoad.network.road import Behaviour
from tearoad.operations.outcome import Outcome
from tearoad.operations.parcel_declarations import tell_arrival
from tearoad.operations.platform import Platform
from tearoad.operations.ports import EventRow
from tearoad.operations.scan_ports import KEEP, KnownParcels, ScanUnit
from tearoad.operations.told import SCANNED
from tearoad.terms.days import DAY

LATE_SCANS = 2 * DAY  # assumed: so much later the post may tell that somebody fetched a parcel in time


class Moves(NamedTuple):
    """The scans that moved parcels, int64[k] each: whose, by which event, when."""

    row: np.ndarray
    code: np.ndarray
    at: np.ndarray


class Timers(NamedTuple):
    """int64[m] each: what the one timer of every parcel waits for, KEEP where it stays; and when that is due."""

    due: np.ndarray
    at: np.ndarray


def follow_scans(
    p: Platform, unit: ScanUnit, parcels: KnownParcels, before: np.ndarray, moves: Moves, now: int
) -> None:
    """`parcels` as the fold left them, `before` int64[m, COLUMNS] as it found them. Those that only move are written as
    columns; where money follows, the whole consignment is loaded."""
    columns = parcels.columns
    news = (before == NEVER) & (columns != NEVER)
    changed = columns[:, CHANGED] == 1
    settles = news[:, [RELEASED, RETURNED, DELIVERED]].any(axis=1)
    light, heavy = np.flatnonzero(changed & ~settles), np.flatnonzero(settles)
    timers = _timers(p.road.behaviour, columns, before, moves, now)
    unit.tracks.stand(parcels.ids[light], columns[light], timers.due[light], timers.at[light])
    _settle(p, unit, parcels, heavy, timers, now)
    _tell_declarations(unit, parcels, np.flatnonzero(news[:, ARRIVED] & (columns[:, DECLARED] == 1)))
    if len(moves.row) and unit.tracks.heard():
        _tell(unit, parcels, moves)


def _timers(behaviour: Behaviour, columns: np.ndarray, before: np.ndarray, moves: Moves, now: int) -> Timers:
    """What travels waits for its loss, and where it is to be fetched for the end of that term."""
    at = np.maximum(columns[:, MOVED], now) + behaviour.lost_after
    due = np.where(np.isin(columns[:, CARRIAGE], TRAVELS), int(Due.LOST), KEEP)
    told = np.isin(moves.code, (CODE["EDF"], CODE["EDH"]))
    term = np.where(moves.code[told] == CODE["EDF"], behaviour.storage_office, behaviour.storage_point)
    until = np.full(len(columns), NEVER)
    until[moves.row[told]] = moves.at[told] + term  # of one parcel the last
    played = before[:, MOVED] == NEVER
    until[played & (until == NEVER)] = now + behaviour.storage_office  # nobody told where it waits
    waits = columns[:, CARRIAGE] == Carriage.COLLECTABLE
    due[waits] = np.where(until[waits] == NEVER, KEEP, int(Due.COLLECT))
    at[waits] = np.maximum(until[waits], now) + LATE_SCANS
    return Timers(due, at)


def _tell_declarations(unit: ScanUnit, parcels: KnownParcels, rows: np.ndarray) -> None:
    names = _names(parcels.ids[rows])
    of = unit.items.of_consignments(names) if names else {}
    standing = {row: of[name] for row, name in enumerate(names) if name in of}
    tell_arrival(unit, standing, parcels.columns[rows, ARRIVED])


def _settle(p: Platform, unit: ScanUnit, parcels: KnownParcels, rows: np.ndarray, timers: Timers, now: int) -> None:
    """What the border released, what was taken and what was refused at the door."""
    if not len(rows):
        return
    c = unit.journeys.some(_names(parcels.ids[rows]))
    order = np.argsort(_names(parcels.ids[rows]))
    told = parcels.columns[rows][order]
    due, due_at = timers.due[rows][order], timers.at[rows][order]
    new = (due != KEEP) & ((c.moved_at == NEVER) | (c.due != due) | (due == Due.COLLECT))
    c.due[new], c.due_at[new] = due[new], due_at[new]
    c.attempts[:] = told[:, ATTEMPTS]
    c.arrived_at[:], c.left_office_at[:], c.moved_at[:] = told[:, ARRIVED], told[:, LEFT], told[:, MOVED]
    out = Outcome()
    _release(p, c, told, out)
    taken, refused = told[:, CARRIAGE] == Carriage.DELIVERED, told[:, RETURNED] != NEVER
    at_the_door = taken | refused
    c.carriage[:] = np.where(at_the_door, Carriage.OUT_FOR_DELIVERY, told[:, CARRIAGE])
    steps.deliver(c, taken, told[:, DELIVERED])
    out.post(p, c, told[:, DELIVERED], taken, delivered)
    c.due_at[taken] = told[taken, DELIVERED]
    c.then(taken, Due.CONFIRM, np.maximum(p.players.confirmation(c), now))
    steps.take_back(c, refused, told[:, RETURNED])
    out.refund(p, c, told[:, RETURNED], refused)
    out.write(unit)
    unit.journeys.save(c)


def _release(p: Platform, c: Consignments, told: np.ndarray, out: Outcome) -> None:
    released = told[:, RELEASED] != NEVER
    c.border[~released] = told[~released, BORDER]
    c.carriage[released] = Carriage.AT_OFFICE
    c.report(Fact.RELEASED_BY_BORDER, released)
    out.post(p, c, told[:, RELEASED], released, duty_assessed)


def _tell(unit: ScanUnit, parcels: KnownParcels, moves: Moves) -> None:
    """Webhooks and buyers."""
    kinds = [SCANNED.get(CODES[code][:3]) for code in moves.code.tolist()]
    told = [number for number, kind in enumerate(kinds) if kind]
    names = _names(parcels.ids[moves.row[told]])
    orders = unit.tracks.order_ids(sorted(set(names)))
    found = zip(told, names, moves.at[told].tolist(), strict=True)
    unit.events.tell([EventRow(str(kinds[number]), orders[name], name, at) for number, name, at in found])


def _names(ids: np.ndarray) -> list[str]:
    return [one.tobytes().hex() for one in ids]
