"""The rules of the whole engine in SimPy, plain and slow: a process a customer, lists of those who wait.

At one tick SimPy runs what happens by priority: what a customer does on being called, then completions, customers who
appear, calendar steps, and last the turns of the stations, all of them from the lowest, until a whole round moves
nobody. Nothing is remembered of who might move, no heap is kept, and a report is looked up in the whole history.
"""

from collections.abc import Generator
from typing import Any, NamedTuple

import numpy as np
import simpy
from simpy.events import NORMAL

from tearoad.kernel.draws import uniform
from tearoad.kernel.event_loop import FOLLOW
from tearoad.kernel.stations import DELAY, DEPART, FAR, LIFO, NO_LIMIT, PRIORITY, RANDOM, SERVE, Stations, Visits
from tearoad.twin.engine import PILE_LUCK, PLAIN, Extras

Steps = Generator[simpy.Event, Any, None]


class Found(NamedTuple):
    """What the engine gives back, and after each tick at which something happened: (tick, customers at each station,
    customers anywhere, doors and ways after a departure too)."""

    start: list[int]
    departure: list[int]
    station: list[int]
    history: list[tuple[int, list[int], int]]


class Waiting(NamedTuple):
    """Who waits at a station to be called."""

    customer: int
    since: int
    load: int
    call: simpy.Event


def found(stations: Stations, visits: Visits, extras: Extras = PLAIN) -> Found:
    """Every visit's start and end, FAR for never, and its station; open visits that were never chosen keep theirs."""
    model = _Model(stations, visits, extras)
    model.env.run()
    return Found(model.start, model.departure, model.station, model.history)


class _Model:
    def __init__(self, stations: Stations, visits: Visits, extras: Extras) -> None:
        self.env = simpy.Environment()
        self.visits, self.extras = visits, extras
        self.customers, count = len(visits.arrival), len(stations.kind)
        self.owner = extras.choices.owner.tolist() or list(range(count))
        self.start, self.departure = [FAR] * len(visits.service), [FAR] * len(visits.service)
        self.station: list[int] = visits.station.tolist()
        self.service: list[int] = visits.service.tolist()
        self.places = [_Place(self, number, stations) for number in range(count)]
        self.present = 0
        self.history: list[tuple[int, list[int], int]] = []
        self.settling = False
        for customer, arrival in enumerate(visits.arrival.tolist()):
            if arrival < FAR:
                self.env.process(self._customer(customer, arrival))

    def later(self, delay: int, station: int, customer: int) -> simpy.Event:
        """An event after so many ticks; at one tick lower stations come first, then lower customers."""
        event = simpy.Event(self.env)
        event._ok, event._value = True, None
        if self.env.now + delay < FAR:
            self.env.schedule(event, NORMAL + 1 + station * (self.customers + 1) + customer, delay)
        return event

    def _customer(self, me: int, arrival: int) -> Steps:
        appears = len(self.places)
        yield self.later(arrival, appears, me)
        self.settle_later()
        self.present += 1
        first, end = self.visits.route_from[me : me + 2].tolist()
        if first < end:
            self._choose(first)
        for visit in range(first, end):
            place = self.places[self.station[visit]]
            if place.room != NO_LIMIT:
                let_in = self.env.event()
                place.door.append(let_in)
                yield let_in
            self._leave(first, visit)
            if visit + 1 < end:
                self._choose(visit + 1)
            yield from self._visit(place, me, visit)
            self.settle_later()
        self._leave(first, end)
        self.present -= 1

    def _visit(self, place: "_Place", me: int, visit: int) -> Steps:
        place.inside += 1
        if place.kind != DELAY:
            load = int(self.extras.load[visit]) if len(self.extras.load) else 1
            call = self.env.event()
            place.joined(Waiting(me, self.env.now, load, call))
            yield call
        self.start[visit] = self.env.now
        if self.service[visit]:
            yield self.later(self.service[visit], place.number, me)

    def _leave(self, first: int, following: int) -> None:
        """The visit before this one is over, if there was one."""
        if following == first:
            return
        place = self.places[self.station[following - 1]]
        self.departure[following - 1] = self.env.now
        if place.kind != DEPART:
            place.inside -= 1
        if place.kind == SERVE:
            place.busy -= 1

    def _choose(self, visit: int) -> None:
        if self.station[visit] >= 0:
            return
        group, choices = -self.station[visit] - 1, self.extras.choices
        first, end = choices.group_from[group : group + 2].tolist()
        member, pace = choices.member[first:end].tolist(), choices.pace[first:end].tolist()
        every = int(choices.report_every[group])
        if every == FOLLOW:
            own = self.owner[self.station[visit - 1]]
            at = next((at for at, one in enumerate(member) if self.owner[one] == own), 0)
        else:
            at = self._least_loaded(member, pace, every)
        self.station[visit] = member[at]
        if len(choices.stretch):
            self.service[visit] = round(self.service[visit] * float(choices.stretch[first + at]))

    def _least_loaded(self, member: list[int], pace: list[float], every: int) -> int:
        inside = self._reported(self.env.now // every * every) if every else [place.inside for place in self.places]
        load = [
            sum(count for count, owner in zip(inside, self.owner, strict=True) if owner == self.owner[one]) / its
            for one, its in zip(member, pace, strict=True)
        ]
        return load.index(min(load))

    def _reported(self, tick: int) -> list[int]:
        """Customers at each station as they stood before a tick."""
        before = [inside for past, inside, _ in self.history if past < tick]
        return before[-1] if before else [0] * len(self.places)

    def settle_later(self) -> None:
        """At the end of this tick."""
        if not self.settling:
            self.settling = True
            self.env.process(self._settle())

    def _settle(self) -> Steps:
        last = len(self.places) + 2
        yield self.later(0, last, 0)
        moved = True
        while moved:
            moved = False
            for place in self.places:
                while place.lets_one_in():
                    moved = True
                    yield self.later(0, last, 0)
                while place.calls_one():
                    moved = True
                    yield self.later(0, last, 0)
        for place in self.places:
            if place.kind == DEPART:
                place.capacity = place.busy = 0
        self.history.append((self.env.now, [place.inside for place in self.places], self.present))
        self.settling = False


class _Place:
    """A station; `busy` are servers, or of a DEPART what has left at this tick."""

    def __init__(self, model: _Model, number: int, stations: Stations) -> None:
        self.model, self.number = model, number
        self.kind, self.way = int(stations.kind[number]), int(stations.discipline[number])
        self.room = int(stations.room[number])
        self.capacity = self.busy = self.inside = self.picked = 0
        self.door: list[simpy.Event] = []
        self.waiting: list[Waiting] = []
        self.luck: list[float] = []
        if self.way == RANDOM:
            self.luck = uniform(model.extras.seed, np.arange(len(model.station)), PILE_LUCK + number).tolist()
        first, end = stations.step_from[number : number + 2].tolist()
        for tick, capacity in zip(stations.step_tick[first:end], stations.step_capacity[first:end], strict=True):
            model.env.process(self._step(int(tick), int(capacity), len(stations.kind) + 1))

    def _step(self, tick: int, capacity: int, after_customers: int) -> Steps:
        yield self.model.later(tick, after_customers, 0)
        self.capacity = capacity
        self.model.settle_later()

    def joined(self, who: Waiting) -> None:
        """Last, but those of one tick by number."""
        at = len(self.waiting)
        while at and self.waiting[at - 1].since == who.since and self.waiting[at - 1].customer > who.customer:
            at -= 1
        self.waiting.insert(at, who)

    def lets_one_in(self) -> bool:
        """From the door."""
        if self.door and (self.inside < self.room):
            self.door.pop(0).succeed()
            return True
        return False

    def calls_one(self) -> bool:
        """Whose service, or whose way after a departure, begins."""
        if not self.waiting or self.busy >= self.capacity:
            return False
        at = self._next()
        who = self.waiting[at]
        if self.kind == DEPART:
            if self.capacity - self.busy < min(who.load, self.capacity):
                return False
            self.busy += who.load
            self.inside -= 1
        else:
            self.busy += 1
        self.picked += 1
        if self.way == RANDOM:
            self.waiting[at] = self.waiting[-1]
            self.waiting.pop()
        else:
            self.waiting.remove(who)
        who.call.succeed()
        return True

    def _next(self) -> int:
        if self.way == RANDOM:
            return int(self.luck[self.picked] * len(self.waiting))
        urgency = self.model.extras.priority
        order = [
            (
                int(urgency[who.customer]) if self.way == PRIORITY and len(urgency) else 0,
                -who.since if self.way == LIFO else who.since,
                who.customer,
            )
            for who in self.waiting
        ]
        return order.index(min(order))
