"""The peers of `bench twin` in SimPy: the same stations and visits as its users write them, tuned, and bare.

At one tick SimPy runs events by their priority. Calendars keep SimPy's own; customers have theirs by their numbers, so
that who comes to a station at one tick stands there in the order of numbers, as the engine has it. No service is zero.
"""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from heapq import heappush
from typing import Any, NamedTuple

import simpy
from simpy.events import NORMAL

from tearoad.kernel.stations import DELAY, Stations, Visits

Callbacks = tuple[Callable[[Any], None]]


class Case(NamedTuple):
    """The network as lists, which is what Python is quickest with; `calendars` is None at a delay."""

    calendars: list[list[tuple[int, int]] | None]
    arrival: list[int]
    route_from: list[int]
    station: list[int]
    service: list[int]


class Timed(NamedTuple):
    """`departure` by visit; `seconds` of this process from the empty model to the last event."""

    departure: list[int]
    seconds: float


def as_case(stations: Stations, visits: Visits) -> Case:
    """Customers must be numbered as they arrive."""
    edge = stations.step_from.tolist()
    steps = list(zip(stations.step_tick.tolist(), stations.step_capacity.tolist(), strict=True))
    return Case(
        [None if kind == DELAY else steps[edge[s] : edge[s + 1]] for s, kind in enumerate(stations.kind.tolist())],
        *(column.tolist() for column in visits),
    )


def idiomatic(case: Case) -> Timed:
    """A process a customer, a resource a station, one source, one process a calendar."""
    departure = [0] * len(case.station)
    began = time.process_time()
    env = simpy.Environment()
    places = [None if calendar is None else Shifts(env, calendar) for calendar in case.calendars]
    env.process(_source(env, places, case, departure))
    env.run()
    return Timed(departure, time.process_time() - began)


class Shifts(simpy.Resource):
    """A resource whose capacity follows a calendar; whoever is served when it falls is served to the end."""

    def __init__(self, env: simpy.Environment, calendar: list[tuple[int, int]]) -> None:
        super().__init__(env)
        self._capacity = calendar[0][1]
        env.process(self._follow(env, calendar[1:]))

    def _follow(self, env: simpy.Environment, calendar: list[tuple[int, int]]) -> Generator[simpy.Event, Any, None]:
        for tick, capacity in calendar:
            yield env.timeout(tick - env.now)
            self._capacity = capacity
            while self.queue and self.count < capacity:
                self._trigger_put(None)  # lets in one


class Leg(simpy.Event):
    """A timeout whose priority is the customer's number."""

    def __init__(self, env: Any, ticks: int, customer: int) -> None:
        super().__init__(env)
        self._ok, self._value = True, None
        env.schedule(self, NORMAL + 1 + customer, ticks)


def _source(
    env: Any, places: list[Shifts | None], case: Case, departure: list[int]
) -> Generator[simpy.Event, Any, None]:
    for customer, arrival in enumerate(case.arrival):
        yield Leg(env, arrival - env.now, customer)
        env.process(_customer(env, places, case, customer, departure))


def _customer(
    env: Any, places: list[Shifts | None], case: Case, customer: int, departure: list[int]
) -> Generator[simpy.Event, Any, None]:
    for visit in range(case.route_from[customer], case.route_from[customer + 1]):
        place = places[case.station[visit]]
        if place is None:
            yield Leg(env, case.service[visit], customer)
        else:
            with place.request() as turn:
                yield turn
                yield Leg(env, case.service[visit], customer)
        departure[visit] = env.now


def tuned(case: Case) -> Timed:
    """SimPy's processes and events with own queues in the place of resources: no requests and no releases."""
    departure = [0] * len(case.station)
    began = time.process_time()
    env = simpy.Environment()
    places = [None if calendar is None else _Place(calendar[0][1]) for calendar in case.calendars]
    for place, calendar in zip(places, case.calendars, strict=True):
        if place is not None and calendar is not None:
            env.process(_shifts(env, place, calendar[1:]))
    env.process(_tuned_source(env, places, case, departure))
    env.run()
    return Timed(departure, time.process_time() - began)


def _tuned_source(
    env: Any, places: "list[_Place | None]", case: Case, departure: list[int]
) -> Generator[simpy.Event, Any, None]:
    for customer, arrival in enumerate(case.arrival):
        yield Leg(env, arrival - env.now, customer)
        env.process(_tuned_customer(env, places, case, customer, departure))


def _tuned_customer(
    env: Any, places: "list[_Place | None]", case: Case, customer: int, departure: list[int]
) -> Generator[simpy.Event, Any, None]:
    for visit in range(case.route_from[customer], case.route_from[customer + 1]):
        place = places[case.station[visit]]
        if place is None:
            yield Leg(env, case.service[visit], customer)
        else:
            if place.busy < place.capacity:
                place.busy += 1
            else:
                turn = env.event()
                place.line.append(turn)
                yield turn
            yield Leg(env, case.service[visit], customer)
            if place.line and place.busy <= place.capacity:
                place.line.popleft().succeed()
            else:
                place.busy -= 1
        departure[visit] = env.now


def _shifts(env: Any, place: "_Place", calendar: list[tuple[int, int]]) -> Generator[simpy.Event, Any, None]:
    for tick, capacity in calendar:
        yield env.timeout(tick - env.now)
        place.capacity = capacity
        while place.line and place.busy < capacity:
            place.busy += 1
            place.line.popleft().succeed()


class _Place:
    __slots__ = ("busy", "capacity", "line")

    def __init__(self, capacity: int) -> None:
        self.busy, self.capacity = 0, capacity
        self.line: deque[Any] = deque()


class _Traveller(simpy.Event):
    """One event a customer, used again for each visit."""

    __slots__ = ("callbacks", "last", "priority", "visit")
    callbacks: Any
    _ok = True
    _value = None

    def __init__(self, priority: int, visit: int, last: int, callbacks: Callbacks) -> None:
        self.priority, self.visit, self.last, self.callbacks = priority, visit, last, callbacks


class _Calendar(simpy.Event):
    """One event a calendar, used again for each step."""

    __slots__ = ("callbacks", "capacity", "number", "place", "steps")
    callbacks: Any
    _ok = True
    _value = None

    def __init__(self, number: int, place: _Place, steps: Iterator[tuple[int, int]]) -> None:
        self.number, self.place, self.steps = number, place, steps


def bare(case: Case) -> Timed:
    """Little but SimPy's loop: no processes, one event a customer, laid straight onto the environment's private heap.

    (tick, priority) tells all events apart, so SimPy's own counter is left out; the next customer is put into the
    environment when the one before has come, which keeps its heap small.
    """
    departure = [0] * len(case.station)
    endless = len(case.arrival)  # a delay is a place where this many are served at once
    began = time.process_time()
    env: Any = simpy.Environment()
    queue, service = env._queue, case.service
    places = [_Place(endless if calendar is None else calendar[0][1]) for calendar in case.calendars]
    place_of = [places[number] for number in case.station]
    served = _served(env, place_of, service, departure)
    _follow_calendars(env, places, case.calendars, service, served)
    ends = case.route_from[1:]
    comes = iter(zip(range(NORMAL + 1, NORMAL + 1 + endless), case.arrival, case.route_from[:-1], ends, strict=True))

    def appears(event: Any) -> None:
        place = place_of[event.visit]
        if place.busy < place.capacity:
            place.busy += 1
            event.callbacks = served
            heappush(queue, (env._now + service[event.visit], event.priority, 0, event))
        else:
            place.line.append(event)
        following()

    def following() -> None:
        for priority, arrival, visit, end in comes:
            if visit < end:
                heappush(queue, (arrival, priority, 0, _Traveller(priority, visit, end - 1, appeared)))
                return

    appeared = (appears,)
    following()
    env.run()
    return Timed(departure, time.process_time() - began)


def _served(env: Any, place_of: list[_Place], service: list[int], departure: list[int]) -> Callbacks:
    """What happens when a service ends: the next in line begins, and the customer goes on."""
    queue = env._queue

    def ends(event: Any) -> None:
        now = env._now
        visit = event.visit
        departure[visit] = now
        place = place_of[visit]
        if place.line and place.busy <= place.capacity:
            following = place.line.popleft()
            following.callbacks = served
            heappush(queue, (now + service[following.visit], following.priority, 0, following))
        else:
            place.busy -= 1
        if visit != event.last:
            visit += 1
            event.visit = visit
            place = place_of[visit]
            if place.busy < place.capacity:
                place.busy += 1
                event.callbacks = served
                heappush(queue, (now + service[visit], event.priority, 0, event))
            else:
                place.line.append(event)

    served = (ends,)
    return served


def _follow_calendars(
    env: Any,
    places: list[_Place],
    calendars: list[list[tuple[int, int]] | None],
    service: list[int],
    served: Callbacks,
) -> None:
    queue = env._queue

    def steps(event: Any) -> None:
        """Its capacity was laid ready when the step was put in."""
        place = event.place
        place.capacity = event.capacity
        while place.line and place.busy < place.capacity:
            place.busy += 1
            following = place.line.popleft()
            following.callbacks = served
            heappush(queue, (env._now + service[following.visit], following.priority, 0, following))
        waits(event)

    def waits(event: Any) -> None:
        for tick, capacity in event.steps:
            event.capacity, event.callbacks = capacity, stepped
            heappush(queue, (tick, NORMAL, event.number, event))
            return

    stepped = (steps,)
    for number, calendar in enumerate(calendars):
        if calendar is not None:
            waits(_Calendar(number, places[number], iter(calendar[1:])))
