"""Ranges of S10 numbers for the operator: laid, opened again, given from; numbers made void; and all accounted for.

Days are those of the road's clock, in UTC. Each of these is one transaction.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from tearoad.boot.road import OpenRoad
from tearoad.kernel.s10 import issued, valid
from tearoad.post.ranges import RangeRefusal, SerialRange, opens_again, runs
from tearoad.post.s10 import Number, parse
from tearoad.store import s10_ranges as store
from tearoad.store.check_numbers import RULES
from tearoad.store.check_numbers import counts as counted
from tearoad.store.database import CELL
from tearoad.store.s10_ranges import Given, RangeState, Standing
from tearoad.terms.days import DAY, day_word
from tearoad.terms.refusal import BadInput
from tearoad.wire.s10_ranges import known_pair, read_ranges

__all__ = ["Audit", "RangeState", "Voided", "audit", "give", "lay", "listed", "read_ranges", "reopen", "void"]

MOST_GIVEN, MOST_VOID, LONGEST_WHY = 1_000_000, 100_000, 200  # at once; assumed
Pair = tuple[str, str]


class Voided(NamedTuple):
    """A number as it was written, and why it was not made void; '' where it was."""

    number: str
    refusal: RangeRefusal | str


class Counts(NamedTuple):
    """Numbers of one service and issuer: given, on parcels, in somebody's hands, void."""

    service: str
    issuer: str
    given: int
    on_parcels: int
    in_hands: int
    void: int


class Audit(NamedTuple):
    """What was given, and the rules that do not hold: name, how many rows, the first of them."""

    counts: list[Counts]
    broken: list[tuple[str, int, list[str]]]


def listed(road: OpenRoad) -> list[RangeState]:
    """Every range, and how far it has come."""
    with road.store.unit() as unit:
        return store.ranges(unit.roads.cursor, CELL)


def lay(road: OpenRoad, wanted: Sequence[SerialRange]) -> None:
    """New ranges, and other bounds of those that begin with the same serial; all of them or none. `BadInput` where two
    overlap then, or numbers beyond a new end were given."""
    with road.store.unit() as unit:
        cursor = unit.roads.cursor
        store.hold_ranges(cursor)
        after = {_key(one.range): one for one in store.ranges(cursor, CELL)}
        for one in wanted:
            old = after.get(_key(one))
            after[_key(one)] = RangeState(one, *(old[1:] if old else (one.first, 0, None)))
        for one in wanted:
            state = after[_key(one)]
            if state.next_serial > one.last + 1:
                raise BadInput(f"{one}: {RangeRefusal.GIVEN}, expected {state.next_serial - 1:08d} or more")
            other = next((o.range for o in after.values() if o.range != one and one.overlaps(o.range)), None)
            if other:
                raise BadInput(f"{one}: {RangeRefusal.OVERLAPS}: {other}")
            store.put_range(cursor, CELL, one)


def reopen(road: OpenRoad, service: str, issuer: str, first: int) -> RangeState:
    """A range begins anew. `BadInput` where there is none, or its last number is younger than 24 months."""
    with road.store.unit() as unit:
        cursor, today = unit.roads.cursor, _day(unit.roads.clock_held())
        store.hold_ranges(cursor)
        found = next((o for o in store.ranges(cursor, CELL) if _key(o.range) == (service, issuer, first)), None)
        if found is None:
            raise BadInput(f"{service[:20]} {first} {issuer[:20]}: {RangeRefusal.UNKNOWN_RANGE}")
        if found.issued_on is None:
            return found
        opens = opens_again(found.issued_on)
        if today < opens:
            raise BadInput(f"{found.range}: {RangeRefusal.TOO_EARLY}, expected {opens} by the road's clock or later")
        store.reopen_range(cursor, CELL, found.range, today)
        return next(o for o in store.ranges(cursor, CELL) if _key(o.range) == _key(found.range))


def give(road: OpenRoad, service: str, issuer: str, count: int, to: str) -> np.ndarray:
    """Numbers as bytes, uint8[count, 13], that are now in the hands of `to`. `BadInput` where there are fewer."""
    expected = known_pair(service, issuer)
    if expected:
        raise BadInput(f"{service[:20]!r} of {issuer[:20]!r}: expected {expected}")
    _text("--to", to)
    if not 1 <= count <= MOST_GIVEN:
        raise BadInput(f"{count} numbers, expected 1 to {MOST_GIVEN}")
    with road.store.unit() as unit:
        cursor, clock = unit.roads.cursor, unit.roads.clock_held()
        given = store.give(cursor, CELL, service, issuer, count, clock // DAY)
        for run in given:
            store.note(cursor, CELL, service, issuer, run, to, clock, void=False)
    return issued(service, store.serials_of(given), issuer)


def void(road: OpenRoad, numbers: Sequence[str], why: str) -> list[Voided]:
    """Numbers that were given and will stand on nothing; each is done or refused by name."""
    _text("--why", why)
    if len(numbers) > MOST_VOID:
        raise BadInput(f"{len(numbers)} numbers, expected at most {MOST_VOID}")
    known = {number: parse(number) for number in numbers if valid(number)}
    asked = {number: (one.service, one.issuer, one.serial) for number, one in known.items() if isinstance(one, Number)}
    with road.store.unit() as unit:
        cursor, clock = unit.roads.cursor, unit.roads.clock_held()
        store.hold_ranges(cursor)
        there = store.standing(cursor, CELL, sorted(set(asked.values()))) if asked else {}
        answers = {number: _void_refusal(there[key]) for number, key in asked.items()}
        turns: dict[tuple[str, str, int], list[int]] = {}
        for number, (service, issuer, serial) in asked.items():
            turn = there[asked[number]].turn
            if not answers[number] and turn is not None:
                turns.setdefault((service, issuer, turn), []).append(serial)
        for (service, issuer, turn), serials in turns.items():
            for first, last in runs(serials):
                store.note(cursor, CELL, service, issuer, Given(first, last, turn), why, clock, void=True)
    return [Voided(number, answers.get(number, RangeRefusal.NOT_A_NUMBER)) for number in numbers]


def audit(road: OpenRoad) -> Audit:
    """Every number that was given, and whether it is accounted for; the rules are those of `tearoad check`."""
    broken = [row for row in road.check() if row[0] in RULES]
    with road.store.connection.cursor() as cursor:
        return Audit([Counts(*row) for row in counted(cursor, CELL)], broken)


def _key(one: SerialRange) -> tuple[str, str, int]:
    return one.service, one.issuer, one.first


def _day(moment: int) -> date:
    return date.fromisoformat(day_word(moment // DAY))


def _void_refusal(one: Standing) -> RangeRefusal | str:
    if one.turn is None:
        return RangeRefusal.NOT_GIVEN
    if one.on_a_parcel:
        return RangeRefusal.ON_A_PARCEL
    return RangeRefusal.VOID if one.void else ""


def _text(option: str, said: str) -> None:
    if not 1 <= len(said.strip()) <= LONGEST_WHY or not said.isprintable():
        raise BadInput(f"{option} {said[:40]!r}: expected 1 to {LONGEST_WHY} characters")
