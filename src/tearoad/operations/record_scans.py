"""Scans of the post: a batch is judged, kept and moves its parcels, in one transaction.

What is told twice is known. Each scan has a fate by name, and what is doubted, set aside or refused stands on a list:
nothing is lost. From its first scan on a parcel is not played any more: the post's scans alone move it. A scan of the
future is not kept in the history, as no later one could be told from it; it may be sent again when its clock is right.
"""

from collections import Counter
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from tearoad.journey.scanned import CODE, EVENTS, GOES_BACK, HELD_FOR_A_REASON, NAMES, tables
from tearoad.kernel import scan_fold
from tearoad.kernel.s10 import valid
from tearoad.network.places import apart
from tearoad.network.road import Road
from tearoad.operations.follow_scans import Moves, follow_scans
from tearoad.operations.on_the_way import REFUSED, UNCLAIMED
from tearoad.operations.platform import Platform
from tearoad.operations.scan_ports import (
    FATES,
    FOLDED,
    MOST_SCANS,
    QUIET,
    Aside,
    Fate,
    Kept,
    KnownParcels,
    NewScans,
    Scans,
    ScanStore,
    ScanUnit,
)
from tearoad.terms.days import HOUR

MOST_IN_A_BATCH = 20_000  # assumed: as many in one transaction
LEEWAY = 300  # seconds by which a scanner's clock may be ahead; assumed
TIME_ZONES = 14 * HOUR  # a clock that is ahead by less may stand in the wrong zone: UTC+14 is the first of all
FIRST = 946_684_800  # nobody scanned before the year 2000
LONGEST = 100  # characters that are kept of each word that was told; assumed
S10_LENGTH = 13
OPEN = -1  # no fate yet
RECORD = {fate: FATES.index(fate) for fate in FATES}
_FOLDED = np.array([RECORD[FOLDED[word]] for word in range(len(FOLDED))], dtype=np.int8)
_AGAIN = np.array([OPEN, RECORD[Fate.DUPLICATE], RECORD[Fate.TWO_PLACES]], dtype=np.int8)  # by Kept
_QUIET = np.array([fate in QUIET for fate in FATES])


class Recorded(NamedTuple):
    """`fate` int8[n], places in FATES; `counts` add up to the batch."""

    fate: np.ndarray
    counts: dict[Fate, int]


class Ground(NamedTuple):
    """A road as scans are judged on it, made once: `homes` is the place of each office."""

    places: tuple[str, ...]
    number: dict[str, int]
    homes: dict[str, str]
    tables: scan_fold.Tables


def ground_of(road: Road) -> Ground:
    """From a road."""
    places = tuple(road.places)
    homes = {office.id: office.place for office in road.offices.values()}
    number = {name: at for at, name in enumerate(places)}
    return Ground(places, number, homes, tables(apart(list(road.places.values()))))


def record_scans(p: Platform, store: ScanStore, ground: Ground, scans: Scans, who: str) -> Recorded:
    """At most MOST_IN_A_BATCH; `who` told them."""
    with store.unit() as unit:
        return record_in(p, unit, ground, scans, who)


def record_in(p: Platform, unit: ScanUnit, ground: Ground, scans: Scans, who: str) -> Recorded:
    """The same within the transaction of what made scans of more."""
    assert len(scans) <= MOST_IN_A_BATCH, "the doors bound it"
    now = unit.roads.clock_held()
    code, place, fate = _understood(scans, ground, now)
    good = np.flatnonzero(fate == RECORD[Fate.NOTED])
    if len(good):
        fate[good] = _told(p, unit, scans, good, code[good], place[good], ground, now)
    unit.tracks.set_aside(_aside(scans, fate, who, now))
    counted = Counter(fate.tolist())
    return Recorded(fate, {one: counted[RECORD[one]] for one in FATES if counted[RECORD[one]]})


def _understood(scans: Scans, ground: Ground, now: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Codes and places as numbers int64[n], -1 where there is none, and what is refused for what was told itself; the
    fate of the others is NOTED so far."""
    code = np.array([CODE.get(name, -1) for name in scans.event], dtype=np.int64)
    code[code >= len(EVENTS)] = -1
    place = np.array([ground.number.get(name, -1) for name in scans.place], dtype=np.int64)
    fate = np.full(len(scans), RECORD[Fate.NOTED], dtype=np.int8)
    for row, reason in enumerate(scans.reason):
        if reason:
            if code[row] == CODE["EMH"] and reason in (REFUSED, UNCLAIMED):
                code[row] = CODE[GOES_BACK]
            elif code[row] == CODE["EME"]:
                code[row] = CODE[HELD_FOR_A_REASON]
            if len(reason) > LONGEST or not reason.isprintable():
                fate[row] = RECORD[Fate.BAD_REASON]
    fate[scans.at > now + LEEWAY] = RECORD[Fate.CLOCK_AHEAD]
    fate[scans.at > now + TIME_ZONES] = RECORD[Fate.FROM_THE_FUTURE]
    fate[scans.at < FIRST] = RECORD[Fate.BAD_MOMENT]
    fate[place < 0] = RECORD[Fate.UNKNOWN_PLACE]
    fate[code < 0] = RECORD[Fate.UNKNOWN_EVENT]
    return code, place, fate


def _told(
    p: Platform,
    unit: ScanUnit,
    scans: Scans,
    rows: np.ndarray,
    code: np.ndarray,
    place: np.ndarray,
    ground: Ground,
    now: int,
) -> np.ndarray:
    """The fates of rows that were understood, int8[k]."""
    numbers = [scans.number[row] for row in rows.tolist()]
    parcels, parcel = _parcels(unit, numbers, ground)
    fate = np.full(len(rows), OPEN, dtype=np.int8)
    for row in np.flatnonzero(parcel < 0).tolist():
        fate[row] = RECORD[Fate.UNKNOWN_PARCEL if valid(numbers[row]) else Fate.BAD_NUMBER]
    fate[_of(parcel, parcels.full) | _crowded(parcel)] = RECORD[Fate.TOO_MANY]
    _judged_before(unit, scans, rows, fate, np.flatnonzero(_of(parcel, parcels.doubted)))
    at = scans.at[rows]
    _told_without(unit, parcels, parcel, code, place, at, ground, fate)
    order = np.flatnonzero(fate == OPEN)
    order = order[scan_fold.in_order(parcel[order], code[order], place[order], at[order], ground.tables)]
    before = parcels.columns.copy()
    found = scan_fold.fold(parcel[order], code[order], place[order], at[order], parcels.columns, ground.tables)
    fate[order] = _FOLDED[found]
    taken = order[found <= scan_fold.TAKEN]
    reasons = [scans.reason[row] for row in rows[taken].tolist()]
    new = NewScans(parcels.ids[parcel[taken]], code[taken], place[taken], at[taken], reasons)
    _keep(unit, new, ground, fate, taken)
    moved = order[found == scan_fold.MOVES]
    follow_scans(p, unit, parcels, before, Moves(parcel[moved], code[moved], at[moved]), now)
    return fate


def _of(parcel: np.ndarray, mark: np.ndarray) -> np.ndarray:
    """bool[k]: rows whose parcel has this mark."""
    return np.append(mark, False)[parcel]  # -1 is the last


def _crowded(parcel: np.ndarray) -> np.ndarray:
    """bool[k]: what comes after MOST_SCANS of one parcel in this batch."""
    order = np.argsort(parcel, kind="stable")
    sorted_ = parcel[order]
    place = np.empty(len(parcel), dtype=np.int64)
    place[order] = np.arange(len(parcel)) - np.searchsorted(sorted_, sorted_)
    return (place >= MOST_SCANS) & (parcel >= 0)


def _judged_before(unit: ScanUnit, scans: Scans, rows: np.ndarray, fate: np.ndarray, doubted: np.ndarray) -> None:
    """What contradicted something and is told again keeps its fate, whatever has become known since."""
    if not len(doubted):
        return
    at = rows[doubted].tolist()
    known = unit.tracks.contradictions(sorted({scans.number[row] for row in at}))
    moments = scans.at[rows[doubted]].tolist()
    for row, told, moment in zip(doubted.tolist(), at, moments, strict=True):
        before = known.get((scans.number[told], scans.event[told], scans.place[told], moment))
        if before:
            fate[row] = RECORD[before]


def _told_without(
    unit: ScanUnit,
    parcels: KnownParcels,
    parcel: np.ndarray,
    code: np.ndarray,
    place: np.ndarray,
    at: np.ndarray,
    ground: Ground,
    fate: np.ndarray,
) -> None:
    """A reason makes another code of an event. Of one that is in the history already it may move nothing any more, and
    only here can that be known before it does."""
    rows = np.flatnonzero((fate == OPEN) & (code >= len(EVENTS)))
    if len(rows):
        new = NewScans(parcels.ids[parcel[rows]], code[rows], place[rows], at[rows], [""] * len(rows))
        kept = unit.tracks.kept(new, NAMES, ground.places)
        fate[rows] = np.where(kept == Kept.NOT, OPEN, _AGAIN[kept])


def _parcels(unit: ScanUnit, numbers: list[str], ground: Ground) -> tuple[KnownParcels, np.ndarray]:
    """Parcels of these numbers, and the row among them of each number, int64[k], -1 where there is none. Of two that
    had the same number, years apart, it is the later."""
    rows = dict.fromkeys((name for name in numbers if len(name) == S10_LENGTH and name.isalnum()), -1)
    asked = list(rows)
    found = unit.tracks.known(asked, ground.places, ground.homes)
    for row in np.argsort(found.columns[:, scan_fold.DISPATCHED], kind="stable").tolist():
        rows[asked[found.asked[row]]] = row
    return found, np.array([rows.get(name, -1) for name in numbers], dtype=np.int64)


def _keep(unit: ScanUnit, new: NewScans, ground: Ground, fate: np.ndarray, taken: np.ndarray) -> None:
    """What is in the history already is a duplicate, or where another place was told a contradiction."""
    if not len(taken):
        return
    fresh = unit.tracks.add(new, NAMES, ground.places)
    known = np.flatnonzero(~fresh)
    if len(known):
        reasons = [new.reason[row] for row in known.tolist()]
        again = NewScans(new.ids[known], new.event[known], new.place[known], new.at[known], reasons)
        fate[taken[known]] = _AGAIN[unit.tracks.kept(again, NAMES, ground.places)]


def _aside(scans: Scans, fate: np.ndarray, who: str, now: int) -> list[Aside]:
    at, found = scans.at.tolist(), []
    for row in np.flatnonzero(~_QUIET[fate]).tolist():
        columns = (scans.number, scans.event, scans.place, scans.reason)
        number, event, place, reason = (bounded(column[row]) for column in columns)
        told = (number, event, place, at[row], reason, str(FATES[fate[row]]))
        name = blake2b("\0".join(map(str, told)).encode(), digest_size=16).hexdigest()
        found.append(Aside(name, *told, who, now))
    return found


def bounded(text: str) -> str:
    """What is kept of a word that was told."""
    return text[:LONGEST].replace("\0", "\N{REPLACEMENT CHARACTER}")
