"""One consignment's best journeys: the first to arrive at both paces, and the cheapest that keeps a date."""

from typing import NamedTuple

import numpy as np

from tearoad.kernel.timetable_search import NEVER
from tearoad.network.timetable import Goods, Ride, Timetable


class Journey(NamedTuple):
    """Legs with their moments, when the last arrives, and the price of all."""

    rides: list[Ride]
    arrival: int
    price_minor: int


class Best(NamedTuple):
    """None where nothing arrives. `slow` is the first to arrive if every leg is as slow as nine of ten are at most, and
    `cheapest` is reckoned at that pace: it keeps the deadline even so."""

    ready: int
    deadline: int | None
    earliest: Journey | None
    slow: Journey | None
    cheapest: Journey | None


def best_journeys(
    paces: tuple[Timetable, Timetable], ends: tuple[str, str], ready: int, deadline: int | None, goods: Goods
) -> Best:
    """`paces` are the usual and the slow one; every leg of theirs takes the goods."""
    first, late = (_earliest(pace, ends, ready, goods) for pace in paces)
    cheapest = None if deadline is None else _cheapest(paces[1], ends, ready, deadline, goods)
    return Best(ready, deadline, first, late, cheapest)


def _earliest(pace: Timetable, ends: tuple[str, str], ready: int, goods: Goods) -> Journey | None:
    origin, destination = (np.array([pace.number[place]], dtype=np.int64) for place in ends)
    found = pace.earliest(origin, destination, np.array([ready], dtype=np.int64))
    if found.arrival[0] == NEVER:
        return None
    rides = pace.journey(int(destination[0]), int(found.row[0]), goods)
    return Journey(rides, int(found.arrival[0]), sum(ride.price_minor for ride in rides))


def _cheapest(pace: Timetable, ends: tuple[str, str], ready: int, deadline: int, goods: Goods) -> Journey | None:
    asked = (pace.number[ends[0]], pace.number[ends[1]], ready, deadline, *goods)
    found = pace.cheapest([np.array([value], dtype=np.int64) for value in asked])
    if found.price[0] == NEVER:
        return None
    rides = pace.rides(found.rows[0, : found.counts[0]], goods)
    return Journey(rides, int(found.arrival[0]), int(found.price[0]))
