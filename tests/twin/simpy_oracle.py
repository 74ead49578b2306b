"""The same stations and visits in SimPy, plain and slow: a process a customer, a heap of those who wait, a dispatcher.

At one tick SimPy runs its NORMAL events first, which are completions, arrivals and calendar steps; then dispatchers,
whose priority number rises with the station's. A start may end at the same tick: its completion is a NORMAL event
again, and so comes before the dispatchers of higher stations.
"""

from collections.abc import Generator
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.events import NORMAL

from tearoad.kernel.stations import DELAY, FAR, FIFO, Stations, Visits


def departures(stations: Stations, visits: Visits) -> list[int]:
    """The tick at which each visit ends, FAR where it never does. First in, first out; no finite rooms."""
    assert (stations.discipline == FIFO).all()
    env = simpy.Environment()
    rooms = [_Station(env, number, stations) for number in range(len(stations.kind))]
    ended = [FAR] * len(visits.station)
    for customer in range(len(visits.arrival)):
        env.process(_customer(env, rooms, visits, customer, ended))
    env.run()
    return ended


def _customer(
    env: simpy.Environment, rooms: list["_Station"], visits: Visits, customer: int, ended: list[int]
) -> Generator[simpy.Event, Any, None]:
    yield env.timeout(int(visits.arrival[customer]))
    for visit in range(int(visits.route_from[customer]), int(visits.route_from[customer + 1])):
        room, service = rooms[visits.station[visit]], int(visits.service[visit])
        if room.delays:
            yield env.timeout(service)
        else:
            turn = env.event()
            heappush(room.waiting, (env.now, customer, turn))
            room.ask()
            yield turn
            yield env.timeout(service)
            room.busy -= 1
            room.ask()
        ended[visit] = env.now


class _Station:
    def __init__(self, env: simpy.Environment, number: int, stations: Stations) -> None:
        self.env, self.priority = env, NORMAL + 1 + number
        self.delays = stations.kind[number] == DELAY
        self.waiting: list[tuple[int, int, simpy.Event]] = []
        self.busy = self.capacity = 0
        self.asked = False
        first, end = stations.step_from[number], stations.step_from[number + 1]
        for tick, capacity in zip(stations.step_tick[first:end], stations.step_capacity[first:end], strict=True):
            env.timeout(int(tick), int(capacity)).callbacks.append(self._step)

    def _step(self, event: simpy.Event) -> None:
        self.capacity = event.value
        self.ask()

    def ask(self) -> None:
        """For a dispatch at this tick, after everything else that happens at it here and lower down."""
        if not self.asked:
            self.asked = True
            event = simpy.Event(self.env)
            event._ok, event._value = True, None
            event.callbacks.append(self._dispatch)
            self.env.schedule(event, self.priority)

    def _dispatch(self, _: simpy.Event) -> None:
        self.asked = False
        while self.waiting and self.busy < self.capacity:
            self.busy += 1
            heappop(self.waiting)[2].succeed()
