"""Scans of receptacles: departed, arrived, opened. What is told of one is told of the parcels in it, by the one way in
which scans are recorded: EMC when it departs, EMD of what was found when it is opened.

Who opens says what was in it. What was advised and is not there is missing, what is there and was not advised is
surplus; both stand on the receptacle's list of irregularities, as on a verification note (CN 43).
"""

from collections.abc import Sequence
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from tearoad.journey.moving import NEVER
from tearoad.operations.dispatch_ports import Gone, Irregular, IrregularRow, Left, Travelling, Within
from tearoad.operations.platform import Platform
from tearoad.operations.record_scans import (
    FIRST,
    LEEWAY,
    MOST_IN_A_BATCH,
    Ground,
    bounded,
    record_in,
)
from tearoad.operations.scan_ports import Fate, Scans, ScanStore, ScanUnit

MOST_TOLD = 100  # receptacles or dispatches in a call; assumed
MOST_FOUND = 10_000  # numbers of one receptacle, as in a PREDES-like message


class Event(StrEnum):
    """What happens to a receptacle."""

    DEPARTED = "departed"
    ARRIVED = "arrived"
    OPENED = "opened"


COLUMN = {Event.DEPARTED: "departed_at", Event.ARRIVED: "arrived_at", Event.OPENED: "opened_at"}


class Verdict(StrEnum):
    """What becomes of a scan of a receptacle or of a whole dispatch."""

    DONE = "done"
    KNOWN = "known already"
    UNKNOWN = "unknown receptacle"
    WRONG_PLACE = "wrong office"
    BEFORE = "before it was closed or departed"
    CLOCK_AHEAD = "clock ahead"
    BAD_MOMENT = "bad moment"
    UNKNOWN_EVENT = "unknown event"
    ONE_BY_ONE = "found is of one receptacle that is opened"
    TOO_MANY = "too many parcels for one call"


class Told(NamedTuple):
    """One scan: 29 characters of a receptacle, or 20 of a dispatch, which is all of its receptacles; `found` are the
    numbers in what is opened, None where all that was advised is there."""

    number: str
    event: str
    place: str
    at: int
    found: Sequence[str] | None = None


class Answer(NamedTuple):
    """What became of one scan: how many receptacles it told something new of, the fates of the parcels' scans, and what
    was not as advised."""

    verdict: Verdict
    receptacles: int
    fates: dict[Fate, int]
    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()


class Scene(NamedTuple):
    """What a call is about: who tells it, when, on which ground."""

    p: Platform
    unit: ScanUnit
    ground: Ground
    who: str
    now: int


def scan_receptacles(p: Platform, store: ScanStore, ground: Ground, told: Sequence[Told], who: str) -> list[Answer]:
    """In the order in which they are told, at most MOST_TOLD; one transaction."""
    assert len(told) <= MOST_TOLD, "the doors bound it"
    with store.unit() as unit:
        scene = Scene(p, unit, ground, who, unit.roads.clock_held())
        left = MOST_IN_A_BATCH
        answers = []
        for one in told:
            answer, used = _one(scene, one, left)
            left -= used
            answers.append(answer)
        return answers


def _one(scene: Scene, told: Told, left: int) -> tuple[Answer, int]:
    """And how many of the `left` scans of parcels it took."""
    receptacles = scene.unit.dispatches.travelling([told.number]) if told.number.isalnum() else []
    wrong = _wrong(scene.now, told, receptacles)
    if wrong:
        return Answer(wrong, 0, {}), 0
    event = Event(told.event)
    new = [one for one in receptacles if getattr(one, COLUMN[event]) == NEVER]
    if not new:
        return Answer(Verdict.KNOWN, 0, {}), 0
    names = [one.receptacle_id for one in new]
    within = scene.unit.dispatches.within(names) if event is not Event.ARRIVED else []
    count = max(len(within), len(told.found or ()))
    if count > left:
        return Answer(Verdict.TOO_MANY, 0, {}), 0
    scene.unit.dispatches.mark(COLUMN[event], dict.fromkeys(names, told.at))
    if event is Event.OPENED:
        return _opened(scene, told, names, within), count
    return Answer(Verdict.DONE, len(new), _scanned(scene, "EMC", told, [one.number for one in within])), count


def _wrong(now: int, told: Told, receptacles: Sequence[Travelling]) -> Verdict | None:
    event = Event(told.event) if told.event in list(Event) else None
    verdicts = {
        Verdict.UNKNOWN_EVENT: event is None,
        Verdict.BAD_MOMENT: told.at < FIRST,
        Verdict.CLOCK_AHEAD: told.at > now + LEEWAY,
        Verdict.UNKNOWN: not receptacles,
        Verdict.ONE_BY_ONE: told.found is not None and (event is not Event.OPENED or len(receptacles) > 1),
        Verdict.TOO_MANY: len(told.found or ()) > MOST_FOUND,
        Verdict.WRONG_PLACE: any(
            told.place != (one.origin if event is Event.DEPARTED else one.destination) for one in receptacles
        ),
        Verdict.BEFORE: any(
            told.at < max(one.closed_at, one.departed_at if event is not Event.DEPARTED else NEVER)
            for one in receptacles
        ),
    }
    return next((verdict for verdict, is_so in verdicts.items() if is_so), None)


def _scanned(scene: Scene, event: str, told: Told, numbers: Sequence[str]) -> dict[Fate, int]:
    if not numbers:
        return {}
    count = len(numbers)
    moments = np.full(count, told.at, dtype=np.int64)
    scans = Scans(numbers, [event] * count, [told.place] * count, moments, [""] * count)
    return record_in(scene.p, scene.unit, scene.ground, scans, scene.who).counts


def _opened(scene: Scene, told: Told, names: Sequence[str], within: Sequence[Within]) -> Answer:
    """What was seen at an office before is not missing, though nobody reads it now."""
    advised = {one.number: one for one in within}
    found = list(advised) if told.found is None else list(dict.fromkeys(told.found))
    there = set(found)
    missing = [one for one in within if one.number not in there and not one.arrived]
    surplus = [number for number in found if number not in advised]
    fates = _scanned(scene, "EMD", told, found)
    lost = {one.number for one in missing}
    gone = [Gone(one.consignment_id, told.at, Left.MISSING if one.number in lost else Left.OPENED) for one in within]
    asked = [number for number in surplus if number.isalnum()]
    elsewhere = scene.unit.dispatches.sortable(asked) if asked else []
    gone += [
        Gone(one.consignment_id, told.at, Left.ELSEWHERE if one.closed else Left.GONE_AHEAD)
        for one in elsewhere
        if one.receptacle_id
    ]
    scene.unit.dispatches.leave(gone)
    rows = [(one.receptacle_id, one.number, Irregular.MISSING) for one in missing]
    rows += [(names[0], number, Irregular.SURPLUS) for number in surplus]
    scene.unit.dispatches.irregular([_irregular(scene, told.at, *row) for row in rows])
    return Answer(Verdict.DONE, len(names), fates, tuple(one.number for one in missing), tuple(map(bounded, surplus)))


def _irregular(scene: Scene, at: int, receptacle: str, number: str, kind: Irregular) -> IrregularRow:
    said = bounded(number)
    name = blake2b(f"irregular\0{receptacle}\0{kind}\0{said}".encode(), digest_size=16).hexdigest()
    return IrregularRow(name, receptacle, said, kind, at, scene.who)
