"""The whole engine: an event loop for feedback, priorities, piles, finite rooms and choices made on the way.

At one tick: completions (lower stations before higher, then by customer), customers who appear, calendar steps; then
station after station, from the lowest: those who wait at its door come in while there is room, then as many starts as
fit, one by one; again from the lowest until nothing moves. A service of no ticks ends at once, before anything else.

A station with a finite room has a door: first come, first in. Who finds no room stays where the visit before was, at
its server, and that visit ends when the door is passed. The tick of arrival, by which those who wait are told apart, is
that of coming in. A pile is a list: who comes stands last, but those of one tick by number; its last one fills a hole.

State stands in three tables of int64 with the columns below: a row lies together in memory.
"""

from typing import NamedTuple

import numpy as np

from tearoad.kernel.compiled import borrowing
from tearoad.kernel.least_loaded import wait_of
from tearoad.kernel.stations import DELAY, DEPART, FAR, LIFO, NO_LIMIT, PRIORITY, RANDOM
from tearoad.kernel.waiting import CHILD, KEY, NOBODY, SIBLING, joined, without_first

FOLLOW = -1
PRIORITY_BITS = 58  # ticks stay below 2^58 where priorities are told apart

# Of a station: what it is, and how it stands. Only those to the left of CAPACITY are given. CAPACITY and BUSY of a
# DEPART are what may leave and what has left at this tick.
KIND, DISCIPLINE, ROOM, PILE_FROM, CAPACITY, BUSY, INSIDE, DIRTY, ROOT, DOOR, DOOR_END, PILED, PICKED = range(13)
# Of a customer, after KEY, CHILD, SIBLING of `kernel.waiting`: who is behind at a door, priority, visits.
BEHIND, URGENCY, VISIT, FIRST_VISIT, END_VISIT = range(3, 8)
# Of a visit. START and DEPARTURE are found.
STATION, SERVICE, LOAD, START, DEPARTURE = range(5)


class Options(NamedTuple):
    """What few networks have: luck for piles, and choices among stations, coded -(g + 1) in STATION.

    Stations of one owner stand together: an owner's load is all customers at its stations / the member's pace. Taken is
    the least, the first of equals, when the customer comes to the visit before (and is not counted there yet), for a
    first visit when it appears; loads are those known: as they stand (`report_every[g]` 0), or as they stood before the
    last multiple of `report_every[g]` ticks. A group with FOLLOW, never of a first visit, takes the first member of the
    owner that the visit before has, or else its first member. The service of an open visit is as many times as long as
    its member's `stretch` says.
    """

    luck: np.ndarray  # float64[p] in [0, 1): which one of a random pile is next
    pile: np.ndarray  # int64[p] a part for each RANDOM station from PILE_FROM on
    group_from: np.ndarray  # int64[g + 1]
    member: np.ndarray  # int64[m]
    pace: np.ndarray  # float64[m]
    stretch: np.ndarray  # float64[m]
    report_every: np.ndarray  # int64[g]
    reported: np.ndarray  # int64[g] the next report is due at this tick
    known: np.ndarray  # int64[g, s]
    owner: np.ndarray  # int64[s]


@borrowing
def loop(
    at: np.ndarray,
    of: np.ndarray,
    trip: np.ndarray,
    heap: np.ndarray,
    arrival: np.ndarray,
    who: np.ndarray,
    step_tick: np.ndarray,
    step_capacity: np.ndarray,
    step_station: np.ndarray,
    more: Options,
) -> None:
    """Fills START and DEPARTURE of `trip` int64[v, 5], which stay as they are for what never happens.

    `at` int64[s, 13], `of` int64[n, 8], `heap` int64[n + 1, 2]; `who` appears at `arrival` int64[a] ascending; steps by
    tick. DEPARTURE is when the customer leaves the station: later than the end of service where the next room is full.
    """
    shown, stepped = 0, 0
    while True:
        now = heap[1, 0] if heap[0, 0] else FAR
        if shown < len(arrival):
            now = min(now, arrival[shown])
        if stepped < len(step_tick):
            now = min(now, step_tick[stepped])
        if now >= FAR:
            break
        _report(at, more, now)
        while heap[0, 0] and heap[1, 0] == now:
            _goes_on(at, of, trip, heap, more, _popped(of, trip, heap), now)
        while shown < len(arrival) and arrival[shown] == now:
            of[who[shown], VISIT] = of[who[shown], FIRST_VISIT] - 1
            _goes_on(at, of, trip, heap, more, who[shown], now)
            shown += 1
        first = stepped
        while stepped < len(step_tick) and step_tick[stepped] == now:
            at[step_station[stepped], CAPACITY] = step_capacity[stepped]
            at[step_station[stepped], DIRTY] = True
            stepped += 1
        _settle(at, of, trip, heap, more, now)
        for step in range(first, stepped):
            if at[step_station[step], KIND] == DEPART:  # its capacity is that of the moment
                at[step_station[step], CAPACITY] = 0
                at[step_station[step], BUSY] = 0


@borrowing
def _report(at: np.ndarray, more: Options, now: int) -> None:
    """Loads as they stood before this tick become known where a report is due."""
    for group in range(len(more.report_every)):
        every = more.report_every[group]
        if every > 0 and now >= more.reported[group]:
            for number in range(len(at)):
                more.known[group, number] = at[number, INSIDE]
            more.reported[group] = (now // every + 1) * every


@borrowing
def _goes_on(
    at: np.ndarray, of: np.ndarray, trip: np.ndarray, heap: np.ndarray, more: Options, customer: int, now: int
) -> None:
    """A customer is ready for the next visit, or is through; a delay of no ticks is over at once."""
    over = True
    while over:
        visit = of[customer, VISIT] + 1
        if visit == of[customer, END_VISIT]:
            _leaves(at, of, trip, customer, now)
            return
        _choose(at, trip, more, visit)
        number = trip[visit, STATION]
        if at[number, ROOM] != NO_LIMIT:
            _stand_at_the_door(at, of, number, customer)
            return
        _leaves(at, of, trip, customer, now)
        over = _comes(at, of, trip, heap, more, customer, now)


@borrowing
def _stand_at_the_door(at: np.ndarray, of: np.ndarray, number: int, customer: int) -> None:
    """Behind those who wait to come into a finite room."""
    of[customer, BEHIND] = NOBODY
    if at[number, DOOR] == NOBODY:
        at[number, DOOR] = customer
    else:
        of[at[number, DOOR_END], BEHIND] = customer
    at[number, DOOR_END] = customer
    at[number, DIRTY] = True


@borrowing
def _leaves(at: np.ndarray, of: np.ndarray, trip: np.ndarray, customer: int, now: int) -> None:
    """The visit that a customer is at, if any, ends."""
    visit = of[customer, VISIT]
    if visit < of[customer, FIRST_VISIT]:
        return
    trip[visit, DEPARTURE] = now
    number = trip[visit, STATION]
    if at[number, KIND] != DEPART:  # who departed has left the station before
        at[number, INSIDE] -= 1
        at[number, BUSY] -= 1
        at[number, DIRTY] = True


@borrowing
def _comes(
    at: np.ndarray, of: np.ndarray, trip: np.ndarray, heap: np.ndarray, more: Options, customer: int, now: int
) -> bool:
    """A customer joins those who wait at the station of the next visit; True where that is a delay of no ticks."""
    visit = of[customer, VISIT] + 1
    of[customer, VISIT] = visit
    if visit + 1 < of[customer, END_VISIT]:
        _choose(at, trip, more, visit + 1)
    number = trip[visit, STATION]
    at[number, INSIDE] += 1
    if at[number, KIND] == DELAY:
        at[number, BUSY] += 1
        trip[visit, START] = now
        if trip[visit, SERVICE]:
            _pushed(of, trip, heap, now + trip[visit, SERVICE], customer)
        return trip[visit, SERVICE] == 0
    at[number, DIRTY] = True
    way = at[number, DISCIPLINE]
    if way == RANDOM:
        _piled(at, of, more, number, customer, now)
        return False
    key = now
    if way == LIFO:
        key = -now
    elif way == PRIORITY:
        key = (of[customer, URGENCY] << PRIORITY_BITS) + now
    of[customer, KEY] = key
    of[customer, CHILD] = NOBODY
    of[customer, SIBLING] = NOBODY
    at[number, ROOT] = joined(of, at[number, ROOT], customer)
    return False


@borrowing
def _piled(at: np.ndarray, of: np.ndarray, more: Options, number: int, customer: int, now: int) -> None:
    """Onto the pile; those of one tick by number, so that it does not matter from where they came."""
    of[customer, KEY] = now
    first = at[number, PILE_FROM]
    place = first + at[number, PILED]
    while place > first and of[more.pile[place - 1], KEY] == now and more.pile[place - 1] > customer:
        more.pile[place] = more.pile[place - 1]
        place -= 1
    more.pile[place] = customer
    at[number, PILED] += 1


@borrowing
def _choose(at: np.ndarray, trip: np.ndarray, more: Options, visit: int) -> None:
    """A visit whose station is open gets one of its group, the first of equals."""
    if trip[visit, STATION] >= 0:
        return
    group = -trip[visit, STATION] - 1
    every = more.report_every[group]
    best, least = more.group_from[group], np.inf
    for place in range(more.group_from[group], more.group_from[group + 1]):
        number = more.member[place]
        if every == FOLLOW:
            load = 0.0 if more.owner[number] == more.owner[trip[visit - 1, STATION]] else 1.0
        else:
            inside = 0
            for station in range(len(at)):
                if more.owner[station] == more.owner[number]:
                    inside += more.known[group, station] if every else at[station, INSIDE]
            load = wait_of(inside, more.pace[place])
        if load < least:
            best, least = place, load
    trip[visit, STATION] = more.member[best]
    if more.stretch[best] != 1.0:
        trip[visit, SERVICE] = round(trip[visit, SERVICE] * more.stretch[best])


@borrowing
def _settle(at: np.ndarray, of: np.ndarray, trip: np.ndarray, heap: np.ndarray, more: Options, now: int) -> None:
    """Whatever can move at this tick does."""
    moving = True
    while moving:
        moving = False
        for number in range(len(at)):
            if not at[number, DIRTY]:
                continue
            moving = True
            at[number, DIRTY] = False
            while at[number, DOOR] != NOBODY and at[number, INSIDE] < at[number, ROOM]:
                customer = at[number, DOOR]
                at[number, DOOR] = of[customer, BEHIND]
                _leaves(at, of, trip, customer, now)
                if _comes(at, of, trip, heap, more, customer, now):
                    _goes_on(at, of, trip, heap, more, customer, now)
            if at[number, KIND] == DEPART:
                _board(at, of, trip, heap, more, number, now)
            else:
                _begin(at, of, trip, heap, more, number, now)


@borrowing
def _begin(
    at: np.ndarray, of: np.ndarray, trip: np.ndarray, heap: np.ndarray, more: Options, number: int, now: int
) -> None:
    """As many services begin as fit."""
    while at[number, BUSY] < at[number, CAPACITY]:
        customer = _next(at, of, more, number, True)
        if customer == NOBODY:
            break
        visit = of[customer, VISIT]
        at[number, BUSY] += 1
        trip[visit, START] = now
        if trip[visit, SERVICE]:
            _pushed(of, trip, heap, now + trip[visit, SERVICE], customer)
        else:
            _goes_on(at, of, trip, heap, more, customer, now)


@borrowing
def _board(
    at: np.ndarray, of: np.ndarray, trip: np.ndarray, heap: np.ndarray, more: Options, number: int, now: int
) -> None:
    """Those in front leave until one finds no room for its load; a load above the whole takes all of it."""
    whole = at[number, CAPACITY]
    while at[number, BUSY] < whole:
        customer = _next(at, of, more, number, False)
        if customer == NOBODY:
            break
        visit = of[customer, VISIT]
        one = trip[visit, LOAD]
        if whole - at[number, BUSY] < min(one, whole):
            break
        _next(at, of, more, number, True)
        at[number, BUSY] += one
        at[number, INSIDE] -= 1
        trip[visit, START] = now
        if trip[visit, SERVICE]:
            _pushed(of, trip, heap, now + trip[visit, SERVICE], customer)
        else:
            _goes_on(at, of, trip, heap, more, customer, now)
    if at[number, DOOR] != NOBODY and at[number, INSIDE] < at[number, ROOM]:
        at[number, DIRTY] = True


@borrowing
def _next(at: np.ndarray, of: np.ndarray, more: Options, number: int, take: bool) -> int:
    """Who of those who wait is next, and taken from them if asked; NOBODY."""
    if at[number, DISCIPLINE] != RANDOM:
        customer = at[number, ROOT]
        if customer != NOBODY and take:
            at[number, ROOT] = without_first(of, customer)
        return customer
    waiting = at[number, PILED]
    if not waiting:
        return NOBODY
    first = at[number, PILE_FROM]
    place = first + int(more.luck[first + at[number, PICKED]] * waiting)
    customer = more.pile[place]
    if take:
        more.pile[place] = more.pile[first + waiting - 1]
        at[number, PILED] = waiting - 1
        at[number, PICKED] += 1
    return customer


@borrowing
def _pushed(of: np.ndarray, trip: np.ndarray, heap: np.ndarray, tick: int, customer: int) -> None:
    """A completion laid into the heap, whose rows count from 1 and whose row 0 holds how many there are."""
    place = heap[0, 0] + 1
    heap[0, 0] = place
    while place > 1:
        above = place >> 1
        if not _sooner(of, trip, tick, customer, heap[above, 0], heap[above, 1]):
            break
        heap[place, 0] = heap[above, 0]
        heap[place, 1] = heap[above, 1]
        place = above
    heap[place, 0] = tick
    heap[place, 1] = customer


@borrowing
def _popped(of: np.ndarray, trip: np.ndarray, heap: np.ndarray) -> int:
    """The customer of the next completion, taken out."""
    found = heap[1, 1]
    size = heap[0, 0]
    heap[0, 0] = size - 1
    tick, customer = heap[size, 0], heap[size, 1]
    place, below = 1, 2
    while below < size:
        other = below + 1
        if other < size and _sooner(of, trip, heap[other, 0], heap[other, 1], heap[below, 0], heap[below, 1]):
            below = other
        if not _sooner(of, trip, heap[below, 0], heap[below, 1], tick, customer):
            break
        heap[place, 0] = heap[below, 0]
        heap[place, 1] = heap[below, 1]
        place = below
        below = 2 * place
    heap[place, 0] = tick
    heap[place, 1] = customer
    return found


@borrowing
def _sooner(of: np.ndarray, trip: np.ndarray, tick: int, customer: int, other_tick: int, other: int) -> bool:
    """By tick, then station, then customer."""
    if tick != other_tick:
        return tick < other_tick
    here, there = trip[of[customer, VISIT], STATION], trip[of[other, VISIT], STATION]
    return here < there or (here == there and customer < other)
