"""The timetable search: when goods arrive, for every origin, destination and moment at once.

A connection scan (Dibbelt, Pajor, Strasser, Wagner 2013), backwards, for all destinations in one pass: what closes late
is known before what closes early. What is known of a connection is what is known of goods that come to its place just
in time for it, so one binary search among a place's connections answers for any moment.
"""

from typing import NamedTuple

import numpy as np

from tearoad.kernel.compiled import njit

NEVER = np.iinfo(np.int64).max // 4
UNREACHED = np.iinfo(np.int32).max
NO_ROW = -1


class Connections(NamedTuple):
    """Rows by closing, the moment until which goods are taken: `closing` and `arrival` int64[rows] in seconds, the
    first before the second; `start`, `end` int32[rows] are places, `arc` int32[rows] is what the caller knows a row by.

    `later` int32[rows] is the next row of the same place, `onward` int32[rows] the first that goods of this one can
    take after a transfer; where there is none it is the count of rows. `member` int32[rows] are the rows of place after
    place, from `member_from` int64[places + 1] on, and `member_closing` int64[rows] their closings.
    """

    start: np.ndarray
    end: np.ndarray
    closing: np.ndarray
    arrival: np.ndarray
    arc: np.ndarray
    later: np.ndarray
    onward: np.ndarray
    member_from: np.ndarray
    member: np.ndarray
    member_closing: np.ndarray


def connections(
    start: np.ndarray, end: np.ndarray, closing: np.ndarray, arrival: np.ndarray, arc: np.ndarray, transfer: np.ndarray
) -> Connections:
    """From columns by closing; `transfer` int64[places] are seconds from arrival until goods can go on."""
    member = np.argsort(start.astype(np.int16), kind="stable").astype(np.int32)  # of 16 bits numpy sorts by radix
    member_from = np.concatenate(([0], np.cumsum(np.bincount(start, minlength=len(transfer))))).astype(np.int64)
    member_closing = closing[member]
    later, onward = np.empty(len(start), dtype=np.int32), np.empty(len(start), dtype=np.int32)
    _link(end, arrival, transfer, member_from, member, member_closing, later, onward)
    return Connections(start, end, closing, arrival, arc, later, onward, member_from, member, member_closing)


@njit
def first_row(
    member_from: np.ndarray, member: np.ndarray, member_closing: np.ndarray, place: int, ready: int, none: int
) -> int:
    """The first row of a place that closes at a moment or later, `none` where there is none."""
    low, high = member_from[place], member_from[place + 1]
    last = high
    while low < high:
        middle = (low + high) >> 1
        if member_closing[middle] < ready:
            low = middle + 1
        else:
            high = middle
    return member[low] if low < last else none


@njit
def _link(
    end: np.ndarray,
    arrival: np.ndarray,
    transfer: np.ndarray,
    member_from: np.ndarray,
    member: np.ndarray,
    member_closing: np.ndarray,
    later: np.ndarray,
    onward: np.ndarray,
) -> None:
    count = len(end)
    for place in range(len(member_from) - 1):
        for at in range(member_from[place], member_from[place + 1]):
            later[member[at]] = member[at + 1] if at + 1 < member_from[place + 1] else count
    for row in range(count):
        place = end[row]
        onward[row] = first_row(member_from, member, member_closing, place, arrival[row] + transfer[place], count)


@njit
def profile(
    end: np.ndarray,
    arrival: np.ndarray,
    later: np.ndarray,
    onward: np.ndarray,
    base: int,
    best: np.ndarray,
) -> None:
    """Fills `best` int32[rows + 1, places]: in seconds after `base` the earliest arrival at each place of what is ready
    as a row closes, UNREACHED where there is none. Of a row's own place it says nothing. The last row is nothing's."""
    count, places = len(end), best.shape[1]
    for place in range(places):
        best[count, place] = UNREACHED
    for row in range(count - 1, -1, -1):
        wait, go, there = later[row], onward[row], end[row]
        for place in range(places):
            best[row, place] = min(best[go, place], best[wait, place])
        best[row, there] = min(np.int32(arrival[row] - base), best[wait, there])


@njit
def leaving(later: np.ndarray, best: np.ndarray, row: int, place: int) -> int:
    """The connection by which goods leave that are ready as a row closes, NO_ROW where they cannot reach the place: the
    last of those that arrive as early. So they wait rather than travel in a circle."""
    arrival = best[row, place]
    if arrival == UNREACHED:
        return NO_ROW
    while best[later[row], place] == arrival:
        row = later[row]
    return row


@njit
def earliest(
    later: np.ndarray,
    member_from: np.ndarray,
    member: np.ndarray,
    member_closing: np.ndarray,
    base: int,
    best: np.ndarray,
    origin: np.ndarray,
    destination: np.ndarray,
    ready: np.ndarray,
    arrival: np.ndarray,
    row: np.ndarray,
) -> None:
    """Fills `arrival` int64[n] (NEVER: not within the timetable) and `row` int32[n], the first connection, NO_ROW where
    there is none or none is needed. `origin` and `destination` int64[n] are places, `ready` int64[n] moments."""
    none = len(member)
    for number in range(len(origin)):
        here, there = origin[number], destination[number]
        if here == there:
            arrival[number], row[number] = ready[number], NO_ROW
            continue
        first = first_row(member_from, member, member_closing, here, ready[number], none)
        row[number] = leaving(later, best, first, there)
        arrival[number] = NEVER if row[number] == NO_ROW else base + best[first, there]


@njit
def way(
    end: np.ndarray,
    later: np.ndarray,
    onward: np.ndarray,
    best: np.ndarray,
    row: int,
    destination: int,
    rows: np.ndarray,
) -> int:
    """Fills `rows` int32[places] with the connections of a journey that begins with `row`; says how many there are."""
    count = 0
    while row != NO_ROW:
        rows[count] = row
        count += 1
        row = NO_ROW if end[row] == destination else leaving(later, best, onward[row], destination)
    return count
