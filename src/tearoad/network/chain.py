"""A lane told in legs: what the timetable makes of it, beside what the lane itself says."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from tearoad.kernel.timetable_search import NEVER
from tearoad.network.changed_promises import WEEK, Paces
from tearoad.network.leg import LegBook
from tearoad.network.road import Lane
from tearoad.network.timetable import Timetable
from tearoad.terms.days import DAY


class Chain(NamedTuple):
    """The legs of a lane in their order, and the places between which they lead."""

    lane: str
    legs: tuple[str, ...]
    places: tuple[str, ...]


class Beside(NamedTuple):
    """Days from order to the end of a lane, of half of all and at the worst of nine in ten, from the order on, and
    the price of a kilo: as the lane says, and by its legs; None where the legs do not get there."""

    lane: str
    km: int
    own_p50: float
    legs_p50: float | None
    own_p90: float
    legs_p90: float | None
    own_minor: int
    legs_minor: int


def only(book: LegBook, chain: Chain) -> LegBook:
    """The book with a chain's legs alone."""
    legs = {name: book.legs[name] for name in dict.fromkeys(chain.legs)}
    return replace(book, legs=legs)


def beside(lane: Lane, chain: Chain, book: LegBook, paces: Paces, start: int) -> Beside:
    """Over the orders of the week that begins at a moment; `paces` are of the chain's legs alone."""
    usual, slow = (_wait(pace, chain, start) for pace in paces)
    legs = [book.legs[name] for name in chain.legs]
    return Beside(
        lane.id,
        sum(leg.km for leg in legs),
        lane.with_wait.p50 / DAY,
        None if usual is None else float(np.median(usual)) / DAY,
        lane.with_wait.p90 / DAY,
        None if slow is None else float(slow.max()) / DAY,
        lane.price_base_minor + lane.price_per_kg_minor,
        sum(leg.price_minor(1_000, 0) for leg in legs),
    )


def _wait(pace: Timetable, chain: Chain, start: int) -> np.ndarray | None:
    every = np.ones(len(WEEK), dtype=np.int64)
    ends = (pace.number[chain.places[0]] * every, pace.number[chain.places[-1]] * every)
    arrival = pace.earliest(*ends, start + WEEK).arrival
    return None if (arrival == NEVER).any() else arrival - start - WEEK
