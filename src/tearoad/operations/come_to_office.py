"""Arrivals at exchange offices: each comes in where there is room, is sent on to another office, or waits upstream."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tearoad.journey.consignments import Consignments
from tearoad.operations.assign_office import Times, send_on, stay
from tearoad.operations.office_ports import FULL, WAITS
from tearoad.operations.office_queue import Turns, keep_lines, turns
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit


class Came(NamedTuple):
    """int64[n] each: when a row comes into its office, and when that is done with it."""

    enters: np.ndarray
    leaves: np.ndarray


def come_in(p: Platform, unit: Unit, c: Consignments, until: int) -> Came:
    """What becomes of each row. Those whom a full office sends on have another office and come later; the others wait
    before it. The lines are kept for those who come in before `until`."""
    found = [(office, rows, turns(p, unit, office, c.due_at[rows])) for office, rows in _by_office(c)]
    full = [rows[turn.enters > c.due_at[rows]] for _, rows, turn in found]
    refused = np.sort(np.concatenate([*full, np.zeros(0, dtype=np.int64)]))
    if len(refused):
        enters = np.zeros(len(c), dtype=np.int64)
        for _, rows, turn in found:
            enters[rows] = turn.enters
        _send_on(p, unit, c, refused, enters)
        found = [(office, rows, turns(p, unit, office, c.due_at[rows])) for office, rows in _by_office(c)]
    came = Came(c.due_at.copy(), c.due_at.copy())
    for office, rows, turn in found:
        came.enters[rows], came.leaves[rows] = turn.enters, turn.leaves
        _take_in(p, unit, c, (office, rows, turn), until)
    return came


def _take_in(p: Platform, unit: Unit, c: Consignments, one: tuple[str, np.ndarray, Turns], until: int) -> None:
    """Who comes in later is asked again then: the lines do not know of them yet."""
    office, rows, turn = one
    there = turn.enters < until
    kept = turn if there.all() else turns(p, unit, office, c.due_at[rows[there]])
    keep_lines(unit, office, kept.free)
    stay(p, unit, c, rows[turn.enters > c.due_at[rows]], WAITS)


def _send_on(p: Platform, unit: Unit, c: Consignments, rows: np.ndarray, enters: np.ndarray) -> None:
    """To an office that lets a parcel in sooner; each once, or full offices would play ball with them."""
    before = unit.offices.sent_on(c.consignment_id[rows].tolist())
    rows = rows[[name not in before for name in c.consignment_id[rows]]]
    send_on(p, unit, c, rows, Times(c.due_at[rows], enters[rows], c.due_at[rows]), FULL)


def _by_office(c: Consignments) -> Iterator[tuple[str, np.ndarray]]:
    """Each office with its rows in the order in which they arrive."""
    for office in sorted(set(c.office.tolist())):
        rows = np.flatnonzero(c.office == office)
        yield office, rows[np.argsort(c.due_at[rows], kind="stable")]
