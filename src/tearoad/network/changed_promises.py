"""What a change of the road does to what buyers are promised: every pair of places, before and after."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from tearoad.kernel.timetable_search import NEVER
from tearoad.network.road import Lane, Span
from tearoad.network.timetable import Timetable
from tearoad.terms.days import DAY, HOUR

WEEK = np.arange(0, 7 * DAY, HOUR, dtype=np.int64)  # an order every hour of a week
PRICED_WITHIN = 60 * DAY  # assumed: whoever waits longer than the longest voyage has been forgotten


class Promise(NamedTuple):
    """Seconds from order to arrival over the orders of a week, None where not every one arrives: of half of them and of
    nine in ten as half of all carriage goes, and of nine in ten when every leg is as slow as nine of ten are at most.
    `price_minor` is the least for which goods arrive within `PRICED_WITHIN` at that pace."""

    p50: int | None
    p90: int | None
    slow: int | None
    price_minor: int | None


class Difference(NamedTuple):
    """Of one pair; None where a place is not there."""

    origin: str
    destination: str
    before: Promise | None
    after: Promise | None


class LaneTurn(NamedTuple):
    """How long a lane takes before and after, from the hand-over to its end."""

    lane: str
    before: Span
    after: Span


class Paces(NamedTuple):
    """One road's timetable at both paces."""

    usual: Timetable
    slow: Timetable


def promises(road: Paces, start: int, grams: int, cm3: int) -> dict[tuple[str, str], Promise]:
    """Of every pair of different places, for orders of the week that begins at a moment."""
    found: dict[tuple[str, str], Promise] = {}
    for origin in road.usual.number:  # one after another, since all pairs of many places are many orders at once
        found.update(_from(road, origin, start, grams, cm3))
    return found


def _from(road: Paces, place: str, start: int, grams: int, cm3: int) -> Iterator[tuple[tuple[str, str], Promise]]:
    others = {name: number for name, number in road.usual.number.items() if name != place}
    destination = np.array(list(others.values()), dtype=np.int64)
    origin = np.full(len(others), road.usual.number[place], dtype=np.int64)
    usual, slow = (_waits(pace, origin, destination, start) for pace in (road.usual, road.slow))
    every = np.ones(len(others), dtype=np.int64)
    asked = origin, destination, start * every, (start + PRICED_WITHIN) * every, grams * every, cm3 * every
    price = road.slow.cheapest(asked).price
    columns = _quantile(usual, 50), _quantile(usual, 90), _quantile(slow, 90), price
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for other, row in zip(others, rows, strict=True):
        yield (place, other), Promise(*(None if value >= NEVER else value for value in row))


def differences(before: dict[tuple[str, str], Promise], after: dict[tuple[str, str], Promise]) -> list[Difference]:
    """Pairs of which anything differs, those first whose time or else whose price changes most."""
    pairs = list(dict.fromkeys([*before, *after]))
    found = [
        Difference(*pair, before.get(pair), after.get(pair)) for pair in pairs if before.get(pair) != after.get(pair)
    ]
    return sorted(found, key=_weight, reverse=True)


def lane_turns(before: Sequence[Lane], after: Sequence[Lane]) -> list[LaneTurn]:
    """Lanes that take another time, those first that change most."""
    pairs = zip(before, after, strict=True)
    found = [LaneTurn(one.id, one.with_wait, other.with_wait) for one, other in pairs if one != other]
    return sorted(found, key=lambda one: abs(one.after.p90 - one.before.p90), reverse=True)


def sooner(found: Sequence[Difference]) -> int:
    """How many pairs arrive sooner, by half of all orders."""
    return sum(1 for one in found if _time(one.after) < _time(one.before))


def later(found: Sequence[Difference]) -> int:
    """How many arrive later, or not any more."""
    return sum(1 for one in found if _time(one.after) > _time(one.before))


def _waits(pace: Timetable, origin: np.ndarray, destination: np.ndarray, start: int) -> np.ndarray:
    """int64[pairs, orders]."""
    count, orders = len(origin), len(WEEK)
    ready = np.tile(start + WEEK, count)
    arrival = pace.earliest(np.repeat(origin, orders), np.repeat(destination, orders), ready).arrival
    return np.where(arrival == NEVER, NEVER, arrival - ready).reshape(count, orders)


def _quantile(waits: np.ndarray, percent: int) -> np.ndarray:
    """The least wait that so many of the orders do not exceed."""
    place = -(-waits.shape[1] * percent // 100) - 1
    return np.sort(waits, axis=1)[:, place] if len(waits) else np.empty(0, dtype=np.int64)


def _time(promise: Promise | None) -> int:
    return NEVER if promise is None or promise.p50 is None else promise.p50


def _weight(one: Difference) -> tuple[int, int, int]:
    prices = [0 if promise is None else promise.price_minor or 0 for promise in (one.before, one.after)]
    slow = [0 if promise is None else promise.slow or 0 for promise in (one.before, one.after)]
    return abs(_time(one.after) - _time(one.before)), abs(slow[1] - slow[0]), abs(prices[1] - prices[0])
