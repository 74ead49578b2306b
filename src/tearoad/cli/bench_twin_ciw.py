"""Ciw as a peer of `bench twin`: constant servers, since its shifts overlap where the engine's do not.

When one of Ciw's shifts ends, those who serve finish while all of the next shift begin; here they count until they end.
"""

import time
from importlib import import_module
from typing import Any

import numpy as np

from tearoad.cli.bench_twin_peers import Case, Timed
from tearoad.kernel.stations import Stations


def by_day(stations: Stations) -> Stations:
    """The same stations without calendars: each has as many servers as its last step."""
    some = np.diff(stations.step_from) > 0
    return stations._replace(
        step_from=np.concatenate([[0], np.cumsum(some)]),
        step_tick=np.zeros(int(some.sum()), dtype=np.int64),
        step_capacity=stations.step_capacity[stations.step_from[1:][some] - 1],
    )


def in_ciw(case: Case) -> Timed:
    """Every customer begins at the first station and has a visit; a number of servers does not change.

    Arrivals, services and routes are looked up by the customer's number. Ciw draws lots among stations at one tick.
    """
    ciw: Any = import_module("ciw")
    customers, count = len(case.arrival), len(case.calendars)
    first_of, service, station = case.route_from, case.service, case.station
    gaps = [case.arrival[0], *(late - early for early, late in zip(case.arrival, case.arrival[1:], strict=False))]
    coming = iter([*gaps, float("inf")])
    routes = [station[first_of[n] + 1 : first_of[n + 1]] for n in range(customers)]
    departure = [0] * len(station)

    class Comes(ciw.dists.Distribution):  # type: ignore[misc]
        def sample(self, t: object = None, ind: object = None) -> float:
            return next(coming)

    class Served(ciw.dists.Distribution):  # type: ignore[misc]
        def sample(self, t: object = None, ind: Any = None) -> int:
            return service[first_of[ind.id_number - 1] + len(ind.data_records)]

    def route(ind: Any, _: object) -> list[int]:
        return [number + 1 for number in routes[ind.id_number - 1]]

    began = time.process_time()
    network = ciw.create_network(
        arrival_distributions=[Comes(), *[None] * (count - 1)],
        service_distributions=[Served() for _ in range(count)],
        number_of_servers=[float("inf") if calendar is None else calendar[0][1] for calendar in case.calendars],
        routing=ciw.routing.ProcessBased(route),
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(customers)
    seconds = time.process_time() - began
    for one in simulation.nodes[-1].all_individuals:
        for at, record in enumerate(one.data_records):
            departure[first_of[one.id_number - 1] + at] = int(record.exit_date)
    return Timed(departure, seconds)
