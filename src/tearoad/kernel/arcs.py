"""Arcs: a leg in one of its directions, of which connections are the departures; and what goods pay on each."""

from typing import NamedTuple

import numpy as np

from tearoad.kernel.compiled import njit
from tearoad.kernel.heap import popped, pushed
from tearoad.kernel.timetable_search import NEVER, Connections


class Arcs(NamedTuple):
    """`start` and `end` int64[arcs] are places. Arcs by start are `leaving`, from `leaving_from` int64[places + 1] on,
    and by end `coming`. Rows of connections by arc are `row` int32[rows], from `row_from` int64[arcs + 1] on, with
    their `closing`. Of one arc what closes later never arrives sooner, so the first departure is as good as any."""

    start: np.ndarray
    end: np.ndarray
    leaving_from: np.ndarray
    leaving: np.ndarray
    coming_from: np.ndarray
    coming: np.ndarray
    row_from: np.ndarray
    row: np.ndarray
    closing: np.ndarray


class Tariff(NamedTuple):
    """Of each arc, int64[arcs]: minor units, minor units a kilo, the kilos that a cubic metre counts for, and the most
    grams and cubic centimetres that it takes of one consignment."""

    base: np.ndarray
    per_kg: np.ndarray
    kg_per_m3: np.ndarray
    most_grams: np.ndarray
    most_cm3: np.ndarray


def arcs_of(start: np.ndarray, end: np.ndarray, places: int, rows: Connections) -> Arcs:
    """From the places of each arc, int64[arcs], and the connections of all."""
    row = np.argsort(rows.arc.astype(np.int16), kind="stable").astype(np.int32)  # of 16 bits numpy sorts by radix
    by_start, by_end = (np.argsort(place, kind="stable") for place in (start, end))
    return Arcs(
        start=start,
        end=end,
        leaving_from=_offsets(start, places),
        leaving=by_start,
        coming_from=_offsets(end, places),
        coming=by_end,
        row_from=_offsets(rows.arc, len(start)),
        row=row,
        closing=rows.closing[row],
    )


def _offsets(number: np.ndarray, count: int) -> np.ndarray:
    return np.concatenate(([0], np.cumsum(np.bincount(number, minlength=count)))).astype(np.int64)


@njit
def arc_prices(tariff: Tariff, weight_grams: int, volume_cm3: int, price: np.ndarray) -> None:
    """Fills `price` int64[arcs] in minor units, rounded half up; NEVER where the goods do not fit. What is paid
    for are the true grams, or where they are more those of the volume, rounded half up."""
    for arc in range(len(price)):
        if weight_grams > tariff.most_grams[arc] or volume_cm3 > tariff.most_cm3[arc]:
            price[arc] = NEVER
        else:
            grams = max(weight_grams, (volume_cm3 * tariff.kg_per_m3[arc] + 500) // 1000)
            price[arc] = tariff.base[arc] + (tariff.per_kg[arc] * grams + 500) // 1000


@njit
def remaining(
    arcs: Arcs, price: np.ndarray, origin: int, destination: int, heap: np.ndarray, least: np.ndarray
) -> None:
    """Fills `least` int64[places], without a clock: the rest of a way from each place costs at least so much, NEVER
    where there is none. Places from which it costs more than from the origin get the origin's. Dijkstra's search
    backwards; `heap` int64[more than arcs, 2] is room for it."""
    least[:] = NEVER
    least[destination] = 0
    size = pushed(heap, 0, 0, destination)
    while size > 0:
        paid, place = heap[0, 0], heap[0, 1]
        size = popped(heap, size)
        if paid > least[place]:
            continue
        if place == origin:
            for other in range(len(least)):
                least[other] = min(least[other], paid)
            return
        for at in range(arcs.coming_from[place], arcs.coming_from[place + 1]):
            arc = arcs.coming[at]
            cost = paid + price[arc]
            if cost < least[arcs.start[arc]]:
                least[arcs.start[arc]] = cost
                size = pushed(heap, size, cost, arcs.start[arc])


@njit
def next_departure(arcs: Arcs, arc: int, ready: int) -> int:
    """Where in `row` the first departure of an arc stands that takes goods of a moment; the arc's end if none does."""
    low, high = arcs.row_from[arc], arcs.row_from[arc + 1]
    while low < high:
        middle = (low + high) >> 1
        if arcs.closing[middle] < ready:
            low = middle + 1
        else:
            high = middle
    return low
