"""The cheapest journey that arrives by a deadline, exact for any weight and volume: a search that knows what remains.

Prices do not depend on the hour. So for the goods at hand a search backwards over arcs, without a clock, tells what the
rest of a way costs at the least (`arcs.remaining`). The search forwards (A*: Hart, Nilsson, Raphael 1968) takes up
first what costs least with that rest. It drops what comes to a place neither sooner nor cheaper than another, and what
by the profile of earliest arrivals can no longer keep the deadline. Where the cheapest way of all keeps it, little else
is looked at. Equal prices go to the earlier arrival.
"""

from typing import NamedTuple

import numpy as np

from tearoad.kernel.arcs import Arcs, Tariff, arc_prices, next_departure, remaining
from tearoad.kernel.compiled import njit
from tearoad.kernel.heap import popped, pushed
from tearoad.kernel.timetable_search import NEVER, UNREACHED, Connections, first_row

# A label is goods that came to a place: where, when they can go on, for how much, by which departure and arc, and the
# labels before them on their way and beside them at their place.
PLACE, FREE, PAID, DEPARTURE, ARC, BEFORE, BESIDE = range(7)
NONE = -1
FIRST_LABELS = 256


class Searched(NamedTuple):
    """A timetable with its `profile`, `best` from `base` on; `transfer` int64[places] as for `connections`."""

    rows: Connections
    arcs: Arcs
    base: int
    best: np.ndarray
    transfer: np.ndarray


class Asked(NamedTuple):
    """Queries, int64[n] each: places, moments, grams, cubic centimetres."""

    origin: np.ndarray
    destination: np.ndarray
    ready: np.ndarray
    deadline: np.ndarray
    weight: np.ndarray
    volume: np.ndarray


@njit
def cheapest(
    road: Searched,
    tariff: Tariff,
    asked: Asked,
    cost: np.ndarray,
    when: np.ndarray,
    way: np.ndarray,
    counts: np.ndarray,
) -> None:
    """Fills `cost` and `when` int64[n], price and arrival (NEVER: none arrives in time), `way` int32[n, places] and
    `counts` int64[n], the connections of each journey: each leaves as late as the next one lets it."""
    rows, arcs, base, best = road.rows, road.arcs, road.base, road.best
    known_weight, known_volume = -1, -1
    price, least = np.empty(len(arcs.start), dtype=np.int64), np.empty(len(road.transfer), dtype=np.int64)
    heap = np.empty((len(arcs.start) + FIRST_LABELS, 2), dtype=np.int64)
    labels, latest = np.empty((FIRST_LABELS, 7), dtype=np.int64), np.empty(len(road.transfer), dtype=np.int64)
    for number in range(len(asked.origin)):
        here, there = asked.origin[number], asked.destination[number]
        ready, deadline = asked.ready[number], asked.deadline[number]
        cost[number], when[number], counts[number] = NEVER, NEVER, 0
        if here == there:
            if ready <= deadline:
                cost[number], when[number] = 0, ready
            continue
        first = first_row(rows.member_from, rows.member, rows.member_closing, here, ready, len(rows.end))
        if best[first, there] == UNREACHED or base + best[first, there] > deadline:
            continue
        if asked.weight[number] != known_weight or asked.volume[number] != known_volume:
            known_weight, known_volume = asked.weight[number], asked.volume[number]
            arc_prices(tariff, known_weight, known_volume, price)
        remaining(arcs, price, here, there, heap, least)
        found, heap, labels = _search(road, price, least, (here, there), ready, deadline, heap, labels, latest)
        if found != NONE:
            cost[number], when[number] = labels[found, PAID], labels[found, FREE]
            counts[number] = _way(road, labels, found, way[number])


@njit
def _search(
    road: Searched,
    price: np.ndarray,
    least: np.ndarray,
    ends: tuple[int, int],
    ready: int,
    deadline: int,
    heap: np.ndarray,
    labels: np.ndarray,
    latest: np.ndarray,
) -> tuple[int, np.ndarray, np.ndarray]:
    """The label at the destination, or NONE; and heap and labels, which may have grown. `latest` int64[places] is room
    for the last label of each place."""
    arcs, found, cost = road.arcs, NONE, NEVER
    latest[:] = NONE
    _label(labels, latest, 0, (ends[0], ready, 0, NONE, NONE, NONE))
    count, size = 1, pushed(heap, 0, least[ends[0]], 0)
    while size > 0 and heap[0, 0] <= cost:
        label = heap[0, 1]
        size = popped(heap, size)
        place, free, paid = labels[label, PLACE], labels[label, FREE], labels[label, PAID]
        for at in range(arcs.leaving_from[place], arcs.leaving_from[place + 1]):
            arc = arcs.leaving[at]
            end, total = arcs.end[arc], paid + price[arc]
            if total + least[end] > cost or total + least[end] >= NEVER:
                continue
            departure = next_departure(arcs, arc, free)
            if departure == arcs.row_from[arc + 1]:
                continue
            arrival = road.rows.arrival[arcs.row[departure]]
            if end != ends[1]:
                onward = road.best[road.rows.onward[arcs.row[departure]], ends[1]]
                if onward == UNREACHED or road.base + onward > deadline:
                    continue
                arrival += road.transfer[end]
            elif arrival > deadline:
                continue
            if _beaten(labels, latest[end], arrival, total):
                continue
            if count == len(labels):
                labels, heap = _twice(labels), _twice(heap)
            _label(labels, latest, count, (end, arrival, total, departure, arc, label))
            if end == ends[1]:
                found, cost = count, total
            else:
                size = pushed(heap, size, total + least[end], count)
            count += 1
    return found, heap, labels


@njit
def _label(labels: np.ndarray, latest: np.ndarray, number: int, values: tuple[int, int, int, int, int, int]) -> None:
    for column in range(BESIDE):
        labels[number, column] = values[column]
    labels[number, BESIDE] = latest[values[PLACE]]
    latest[values[PLACE]] = number


@njit
def _beaten(labels: np.ndarray, label: int, free: int, paid: int) -> bool:
    while label != NONE:
        if labels[label, FREE] <= free and labels[label, PAID] <= paid:
            return True
        label = labels[label, BESIDE]
    return False


@njit
def _twice(table: np.ndarray) -> np.ndarray:
    larger = np.empty((2 * len(table), table.shape[1]), dtype=table.dtype)
    larger[: len(table)] = table
    return larger


@njit
def _way(road: Searched, labels: np.ndarray, label: int, way: np.ndarray) -> int:
    """Fills the connections of a journey from its last label; says how many there are."""
    arcs, count, at = road.arcs, 0, label
    while labels[at, BEFORE] != NONE:
        count += 1
        at = labels[at, BEFORE]
    until = labels[label, FREE]
    for leg in range(count - 1, -1, -1):
        departure, wait = labels[label, DEPARTURE], 0 if leg == count - 1 else road.transfer[labels[label, PLACE]]
        last = arcs.row_from[labels[label, ARC] + 1] - 1
        while departure < last and road.rows.arrival[arcs.row[departure + 1]] + wait <= until:
            departure += 1
        way[leg], until = arcs.row[departure], arcs.closing[departure]
        label = labels[label, BEFORE]
    return count
