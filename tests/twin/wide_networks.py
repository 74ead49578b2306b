"""Networks of every kind of station and every rule, made to tie, to fill, to dead-lock and to end."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from tearoad.kernel.event_loop import FOLLOW
from tearoad.kernel.stations import (
    DELAY,
    DEPART,
    FAR,
    FIFO,
    LIFO,
    MOST_PRIORITY,
    NO_LIMIT,
    PRIORITY,
    RANDOM,
    SERVE,
    Stations,
    Visits,
)
from tearoad.twin.engine import NO_CHOICE, Choices, Extras

BEYOND = 2**33
EVERY_WAY = (FIFO, PRIORITY, LIFO, RANDOM)
Calendar = list[tuple[int, int]]


class Made(NamedTuple):
    """What the engine is given."""

    stations: Stations
    visits: Visits
    extras: Extras


class Place(NamedTuple):
    """A station; `calendar` is (tick, capacity)."""

    kind: int
    calendar: Calendar
    way: int = FIFO
    room: int = NO_LIMIT


class Customer(NamedTuple):
    """`route` is (station, service, load), or the first two or one of these."""

    arrival: int
    route: Sequence[tuple[int, ...]]
    priority: int = 0


class Group(NamedTuple):
    """(station, pace) of those among which is chosen; if all say it, how many times as long a visit takes there."""

    members: list[tuple[float, ...]]
    report_every: int = 0


def made(
    places: list[Place],
    customers: list[Customer],
    seed: int = 0,
    groups: Sequence[Group] = (),
    owner: Sequence[int] = (),
) -> Made:
    """The same as arrays."""
    steps = np.array([step for place in places for step in place.calendar], dtype=np.int64).reshape(-1, 2)
    visits = [(*visit, *(0, 1)[len(visit) - 1 :]) for customer in customers for visit in customer.route]
    member = [one for group in groups for one in group.members]
    choices = Choices(
        group_from=np.cumsum([0, *(len(group.members) for group in groups)], dtype=np.int64),
        member=np.array([station for station, *_ in member], dtype=np.int64),
        pace=np.array([pace for _, pace, *_ in member], dtype=np.float64),
        report_every=np.array([group.report_every for group in groups], dtype=np.int64),
        owner=np.array(owner, dtype=np.int64),
        stretch=np.array([one[2] for one in member if len(one) > 2], dtype=np.float64),
    )
    return Made(
        Stations(
            kind=np.array([place.kind for place in places], dtype=np.int8),
            discipline=np.array([place.way for place in places], dtype=np.int8),
            room=np.array([place.room for place in places], dtype=np.int64),
            step_from=np.cumsum([0, *(len(place.calendar) for place in places)], dtype=np.int64),
            step_tick=steps[:, 0].copy(),
            step_capacity=steps[:, 1].copy(),
        ),
        Visits(
            arrival=np.array([customer.arrival for customer in customers], dtype=np.int64),
            route_from=np.cumsum([0, *(len(customer.route) for customer in customers)], dtype=np.int64),
            station=np.array([station for station, _, _ in visits], dtype=np.int32),
            service=np.array([service for _, service, _ in visits], dtype=np.int64),
        ),
        Extras(
            priority=np.array([customer.priority for customer in customers], dtype=np.int8),
            load=np.array([load for _, _, load in visits], dtype=np.int64),
            seed=seed,
            choices=choices if groups else NO_CHOICE,
        ),
    )


@st.composite
def networks(
    draw: st.DrawFn,
    kinds: Sequence[int] = (SERVE, SERVE, SERVE, DELAY, DEPART),
    ways: Sequence[int] = EVERY_WAY,
    rooms: bool = False,
    back: bool = False,
    choose: bool = False,
) -> Made:
    """Up to five stations, with finite `rooms`, routes that come `back`, groups to `choose` from; in half of them some
    customers never appear and some stations close for ever. Few different ticks, so that many are equal, at three
    scales."""
    scale = draw(st.sampled_from([1, 1, 7, BEYOND]))
    horizon, longest = draw(st.sampled_from([(2, 1), (12, 5), (12, 20), (40, 0), (40, 5), (40, 20)]))
    never = draw(st.booleans())
    room = st.sampled_from([NO_LIMIT, NO_LIMIT, 1, 1, 2, 3] + [0] * never) if rooms else st.just(NO_LIMIT)
    count = draw(st.integers(1, 5))
    places = [
        Place(kind, draw(_calendars(kind, horizon, scale, never)), draw(st.sampled_from(ways)), draw(room))
        for kind in draw(st.lists(st.sampled_from(kinds), min_size=count, max_size=count))
    ]
    groups = draw(st.lists(_groups(count, scale), min_size=1, max_size=3)) if choose else []
    following = [-1 - number for number, group in enumerate(groups) if group.report_every == FOLLOW]
    if back or choose:
        route = st.lists(st.sampled_from(range(-len(groups), count)), min_size=1, max_size=6)
    else:
        route = st.sampled_from([[s for s in range(count) if members >> s & 1] for members in range(1 << count)])
    service, load = st.sampled_from([0, *range(longest + 1)]), st.integers(0, 4)
    customers = []
    for _ in range(draw(st.sampled_from([0, 1, 4, 9, 16, 25]))):
        arrival = FAR if never and draw(st.sampled_from(range(20))) == 19 else draw(st.integers(0, horizon)) * scale
        way = [0 if at == 0 and number in following else number for at, number in enumerate(draw(route))]
        urgency = draw(st.sampled_from([0, 1, MOST_PRIORITY])) if PRIORITY in ways else 0
        customers.append(Customer(arrival, [(one, draw(service) * scale, draw(load)) for one in way], urgency))
    owner = draw(st.lists(st.integers(-1, 2), min_size=count, max_size=count)) if choose and draw(st.booleans()) else []
    return made(places, customers, draw(st.integers(0, 9)), groups, owner)


@st.composite
def _calendars(draw: st.DrawFn, kind: int, horizon: int, scale: int, never: bool) -> Calendar:
    """Unless some are `never` served, a server stays at the end, and departures go on until all have left."""
    if kind == DELAY:
        return []
    ticks = sorted(draw(st.sets(st.integers(1, horizon), max_size=5)))
    if kind == SERVE:
        capacities = [draw(st.integers(0, 3)) for _ in ticks] + [draw(st.sampled_from([1, 1, 2, 3] + [0] * never))]
        return [(tick * scale, capacity) for tick, capacity in zip([0, *ticks], capacities, strict=True)]
    steps = [(tick * scale, draw(st.integers(0, 6))) for tick in ticks]
    return steps if never else steps + [(40 * tick * scale, 9) for tick in range(2, 200)]


STRETCH = st.sampled_from([1.0, 1.0, 0.5, 1.7])


@st.composite
def _groups(draw: st.DrawFn, count: int, scale: int) -> Group:
    member = st.tuples(st.sampled_from(range(count)), st.sampled_from([1.0, 1.0, 0.5, 3.0]), STRETCH)
    every = draw(st.sampled_from([0, 0, scale, 5 * scale, 1_000 * scale, FOLLOW]))
    return Group(draw(st.lists(member, min_size=1, max_size=4)), every)
