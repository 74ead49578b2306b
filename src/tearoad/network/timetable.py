"""The road's timetable: legs laid out as connections, searched once for all, asked by place and moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tearoad.kernel.arcs import Arcs, Tariff, arcs_of
from tearoad.kernel.cheapest_by import Asked, Searched, cheapest
from tearoad.kernel.timetable_search import Connections, connections, earliest, profile, way
from tearoad.network.departures import Plan
from tearoad.network.leg import Arc, Leg, LegBook

Goods = tuple[int, int]  # grams, cubic centimetres


class Ride(NamedTuple):
    """One leg of a journey, in moments: when it closes for goods, leaves and arrives; and what it costs them."""

    arc: Arc
    closing: int
    departure: int
    arrival: int
    price_minor: int


class Found(NamedTuple):
    """Arrivals int64[n], NEVER where there is none, and the first connections, int32[n]."""

    arrival: np.ndarray
    row: np.ndarray


class Cheapest(NamedTuple):
    """Prices and arrivals int64[n], NEVER where none arrives in time; connections int32[n, places], and how many."""

    price: np.ndarray
    arrival: np.ndarray
    rows: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True)
class Timetable:
    """At one pace: as half of all carriage goes, or as slow as nine of ten legs at the worst."""

    number: dict[str, int]
    arcs: tuple[Arc, ...]
    connections: Connections
    base: int
    best: np.ndarray
    transfer: np.ndarray
    by_arc: Arcs
    tariff: Tariff

    def earliest(self, origin: np.ndarray, destination: np.ndarray, ready: np.ndarray) -> Found:
        """For numbers of places and moments, int64[n] each."""
        found = Found(np.empty(len(origin), dtype=np.int64), np.empty(len(origin), dtype=np.int32))
        own = self.connections
        members = own.member_from, own.member, own.member_closing
        earliest(own.later, *members, self.base, self.best, origin, destination, ready, *found)
        return found

    def cheapest(self, asked: Sequence[np.ndarray]) -> Cheapest:
        """`asked` int64[n] each: origins, destinations, moments ready, deadlines, grams, cubic centimetres."""
        count, places = len(asked[0]), len(self.number)
        found = Cheapest(
            np.empty(count, dtype=np.int64),
            np.empty(count, dtype=np.int64),
            np.empty((count, places), dtype=np.int32),
            np.empty(count, dtype=np.int64),
        )
        road = Searched(self.connections, self.by_arc, self.base, self.best, self.transfer)
        cheapest(road, self.tariff, Asked(*asked), *found)
        return found

    def journey(self, destination: int, row: int, goods: Goods) -> list[Ride]:
        """The earliest journey that begins with a connection; none where that is NO_ROW."""
        rows = np.empty(len(self.number), dtype=np.int32)
        own = self.connections
        count = way(own.end, own.later, own.onward, self.best, row, destination, rows)
        return self.rides(rows[:count], goods)

    def rides(self, rows: np.ndarray, goods: Goods) -> list[Ride]:
        """Connections as legs with their moments and prices."""
        own, found = self.connections, []
        for row in rows.tolist():
            arc, closing = self.arcs[own.arc[row]], int(own.closing[row])
            leaves, price = closing + arc.leg.cut_off, arc.leg.price_minor(*goods)
            found.append(Ride(arc, closing, leaves, int(own.arrival[row]), price))
        return found


def timetable(book: LegBook, laid: Plan, *, slow: bool = False) -> Timetable:
    """`slow`: every leg is as late as nine of ten are at most, otherwise as half of them are."""
    number, count = {name: at for at, name in enumerate(book.stops)}, len(laid.leaves)
    legs = [one.leg for one in laid.arcs]
    takes = [leg.running + leg.gauge + (leg.delay.p90 if slow else leg.delay.p50) for leg in legs]
    start, end = (
        np.array([number[place] for place in places], dtype=np.int64)
        for places in ([one.start for one in laid.arcs], [one.end for one in laid.arcs])
    )
    arrival = laid.leaves + np.array(takes, dtype=np.int64)[laid.arc]
    transfer = np.array([stop.transfer for stop in book.stops.values()], dtype=np.int64)
    leaves, leads = (places.astype(np.int32)[laid.arc] for places in (start, end))
    found = connections(leaves, leads, laid.closing, arrival, laid.arc, transfer)
    base = int(laid.closing[0]) if count else 0
    best = np.empty((count + 1, len(number)), dtype=np.int32)
    profile(found.end, found.arrival, found.later, found.onward, base, best)
    by_arc = arcs_of(start, end, len(number), found)
    return Timetable(number, laid.arcs, found, base, best, transfer, by_arc, _tariff(legs))


def _tariff(legs: Sequence[Leg]) -> Tariff:
    rows = [(leg.base_minor, leg.per_kg_minor, leg.kg_per_m3, leg.grams, leg.cm3) for leg in legs]
    return Tariff(*np.array(rows, dtype=np.int64).reshape(-1, 5).T.copy())
