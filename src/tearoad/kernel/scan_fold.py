"""Scans of the post, folded into the parcels of which they tell: each is judged, and may move its parcel.

What is known of a parcel is a row of int64 (columns below). A state moves only forward, and between the two states at
the door as the later scan says; so the order in which scans come does not matter where they do not contradict each
other. What contradicts what is known is set aside, and moves nothing.
"""

from typing import NamedTuple

import numpy as np

from tearoad.kernel.compiled import njit

NEVER = -1
SAME, BLOCKED = -1, -2  # in place of a state
# Of a parcel. HOME is the place of its office, NEVER where it passes none; DOOR that where it was sent to. MOVED is
# NEVER until the post scans it, then the moment of the scan that moved it last, or of its hand-over.
(BORDER, CARRIAGE, HOME, DECLARED, DISPATCHED, ARRIVED, LEFT, DELIVERED, MOVED, ATTEMPTS, LAST_AT, LAST_PLACE,
 RELEASED, RETURNED, CHANGED, DOOR, COLUMNS) = range(17)  # fmt: skip
# What becomes of a scan. The first are kept in the history of the parcel, TAKEN and all before it.
MOVES, NOTED, LATE, WRONG_OFFICE, HOLD_WITHOUT_REASON = range(5)
TAKEN = HOLD_WITHOUT_REASON
DUPLICATE, TWO_PLACES, BEFORE_DISPATCH, AFTER_DELIVERY, AFTER_THE_END, BACKWARDS, NOT_RELEASED = range(5, 12)


class Tables(NamedTuple):
    """What events mean. `after` int8[borders, carriages, codes]: SAME, BLOCKED or the state that follows; `rank`
    int64[carriages]: how far along, `ended` and more where nothing travels any more; `means` int64[codes]: the rank of
    which an event tells, NEVER where of none; `at_office`, `early` bool[codes]: told by the parcel's own office, may be
    before the hand-over; `event` int64[codes]: the same for codes of one event, which differ by their reason; `apart`
    int64[places, places]: seconds within which nobody gets from one to the other. Then codes of events and of
    states."""

    after: np.ndarray
    rank: np.ndarray
    means: np.ndarray
    at_office: np.ndarray
    early: np.ndarray
    event: np.ndarray
    apart: np.ndarray
    ended: int
    arrival: int
    leaving: int
    hold: int
    hold_with_reason: int
    given_back: int
    taken: int
    failed: int
    delivered: int
    returned: int
    selected: int
    held: int
    released: int


def in_order(parcel: np.ndarray, code: np.ndarray, place: np.ndarray, at: np.ndarray, tables: Tables) -> np.ndarray:
    """int64[n]: scans by parcel, moment, event and place; of one event the one with a reason goes first."""
    return np.lexsort((-code, place, tables.event[code], at, parcel))


@njit
def fold(
    parcel: np.ndarray, code: np.ndarray, place: np.ndarray, at: np.ndarray, known: np.ndarray, tables: Tables
) -> np.ndarray:
    """int8[n]: what becomes of each scan; `known` int64[m, COLUMNS] is moved on. Scans are int64[n] columns in order
    (`in_order`); `parcel` is a row of `known`, moments are seconds since 1970."""
    found, event = np.empty(len(parcel), dtype=np.int8), tables.event
    for row in range(len(parcel)):
        before = row - 1
        same = row > 0 and parcel[row] == parcel[before] and at[row] == at[before]
        if same and event[code[row]] == event[code[before]]:
            found[row] = DUPLICATE if place[row] == place[before] else TWO_PLACES
        else:
            found[row] = _judge(known[parcel[row]], code[row], place[row], at[row], tables)
    return found


@njit
def _judge(one: np.ndarray, code: int, place: int, at: int, tables: Tables) -> int:
    rank, means = tables.rank[one[CARRIAGE]], tables.means[code]
    if one[DELIVERED] != NEVER and at > one[DELIVERED]:
        return AFTER_DELIVERY
    if one[DELIVERED] == NEVER and rank >= tables.ended:
        return _on_the_way_back(one, code, place, at, tables)
    if at < one[DISPATCHED] and not tables.early[code]:
        return BEFORE_DISPATCH
    if one[LAST_AT] != NEVER and abs(at - one[LAST_AT]) < tables.apart[one[LAST_PLACE], place]:
        return TWO_PLACES
    if tables.at_office[code] and one[HOME] not in (NEVER, place):
        _keep(one, at, place, tables)
        return WRONG_OFFICE
    target = tables.after[one[BORDER], one[CARRIAGE], code]
    later = at > max(one[MOVED], one[DISPATCHED], one[ARRIVED], one[LEFT], one[DELIVERED])
    if target == BLOCKED:
        return NOT_RELEASED
    if later and NEVER < means < rank:
        return BACKWARDS
    _keep(one, at, place, tables)
    _tell_border(one, code, at, tables)
    if code == tables.arrival and (one[ARRIVED] == NEVER or at < one[ARRIVED]):
        one[ARRIVED] = at
        one[CHANGED] = 1
    if code == tables.leaving and (one[LEFT] == NEVER or at < one[LEFT]):
        one[LEFT] = at
        one[CHANGED] = 1
    moves = target != SAME and (later or tables.rank[target] > rank)
    if moves:
        _move(one, target, at, tables)
    if code == tables.hold:
        return HOLD_WITHOUT_REASON
    return MOVES if moves else NOTED if later else LATE


@njit
def _on_the_way_back(one: np.ndarray, code: int, place: int, at: int, tables: Tables) -> int:
    """What goes back is scanned too, and nothing moves any more; given out where it was sent to, it had not gone."""
    given_out = code == tables.taken and place == one[DOOR]
    if one[CARRIAGE] != tables.returned or given_out:
        return AFTER_THE_END
    if at < one[DISPATCHED] and not tables.early[code]:
        return BEFORE_DISPATCH
    if one[LAST_AT] != NEVER and abs(at - one[LAST_AT]) < tables.apart[one[LAST_PLACE], place]:
        return TWO_PLACES
    later = at > max(one[MOVED], one[DISPATCHED], one[ARRIVED], one[LEFT])
    _keep(one, at, place, tables)
    return NOTED if later else LATE


@njit
def _tell_border(one: np.ndarray, code: int, at: int, tables: Tables) -> None:
    """What the post says of customs counts where nobody declared the parcel; a declaration speaks for itself."""
    if one[DECLARED] or tables.rank[one[CARRIAGE]] > tables.means[code]:
        return
    if code == tables.hold_with_reason and one[BORDER] == tables.selected:
        one[BORDER] = tables.held
        one[CHANGED] = 1
    elif code == tables.given_back and (one[BORDER] == tables.selected or one[BORDER] == tables.held):
        one[BORDER] = tables.released
        one[RELEASED] = at
        one[CHANGED] = 1


@njit
def _keep(one: np.ndarray, at: int, place: int, tables: Tables) -> None:
    if one[MOVED] == NEVER and tables.rank[one[CARRIAGE]] < tables.ended:
        one[MOVED] = one[DISPATCHED]
        one[CHANGED] = 1
    if at >= one[LAST_AT]:
        one[LAST_AT] = at
        one[LAST_PLACE] = place


@njit
def _move(one: np.ndarray, target: int, at: int, tables: Tables) -> None:
    one[CARRIAGE] = target
    one[MOVED] = max(one[MOVED], at)
    one[CHANGED] = 1
    if target == tables.failed:
        one[ATTEMPTS] += 1
    elif target == tables.delivered:
        one[DELIVERED] = at
    elif target == tables.returned:
        one[RETURNED] = at
