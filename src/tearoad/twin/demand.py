"""Orders that nobody has placed yet, drawn from an intensity by class, region and hour.

Order k of a seed is the same in every scenario as far as its plan is: arrivals are the unit Poisson process of that
seed on the scenario's own time scale, and everything else is drawn by (seed, k, stage).
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from tearoad.kernel.draws import delay, uniform
from tearoad.network.choose import LaneTable
from tearoad.terms.days import DAY, HOUR, MOSCOW
from tearoad.terms.money import LARGEST_MINOR
from tearoad.twin.plan import DemandPlan

GAP, KIND, GRAMS, VALUE, ORIGIN, DESTINATION, CASH = range(40, 47)  # stages of luck; the players' are below 40
LARGEST_GRAMS = 10**9


class Wishes(NamedTuple):
    """n orders by time: uint64 key, int64 seconds since 1970, number of the kind, numbers of origin and destination in
    a LaneTable, grams, minor units, and bool whether cash is paid at the door."""

    key: np.ndarray
    placed_at: np.ndarray
    kind: np.ndarray
    origin: np.ndarray
    destination: np.ndarray
    grams: np.ndarray
    goods_minor: np.ndarray
    cash: np.ndarray


def expected(plan: DemandPlan, start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """Edges int64[h + 1] of the hours from `start` to `end`, and how many orders are expected before each, float64."""
    edges = np.append(np.arange(start, end, HOUR), end)
    middle = (edges[:-1] + edges[1:]) / 2
    moment, level = np.array([point[0] for point in plan.per_day]), np.array([point[1] for point in plan.per_day])
    local = edges[:-1] + MOSCOW
    day = local // DAY
    hours = np.array(plan.hours) / np.mean(plan.hours)
    factor = np.array([plan.factors.get(int(one), 1.0) for one in np.unique(day)])[
        np.unique(day, return_inverse=True)[1]
    ]
    rate = np.interp(middle, moment, level) / DAY * hours[local % DAY // HOUR] * factor
    return edges, np.concatenate([[0.0], np.cumsum(rate * np.diff(edges))])


def drawn(plan: DemandPlan, table: LaneTable, start: int, end: int, scale: int, seed: int) -> Wishes:
    """The orders of [start, end); each stands for `scale` of them."""
    edges, before = expected(plan, start, end)
    placed = _arrivals(edges, before / scale, seed)
    keys = np.arange(1, len(placed) + 1, dtype=np.uint64)
    kind = _picked(uniform(seed, keys, KIND), [kind.share for kind in plan.kinds])
    grams, value = (
        delay(uniform(seed, keys, stage), *np.array([getattr(one, name) for one in plan.kinds], dtype=float)[kind].T)
        for stage, name in ((GRAMS, "grams"), (VALUE, "value_minor"))
    )
    return Wishes(
        key=keys,
        placed_at=placed,
        kind=kind,
        origin=_origins(plan, kind, table, uniform(seed, keys, ORIGIN)),
        destination=_place(plan.destinations, table.destination_number, uniform(seed, keys, DESTINATION)),
        grams=np.clip(grams, 1, LARGEST_GRAMS),
        goods_minor=np.clip(value, 1, LARGEST_MINOR),
        cash=uniform(seed, keys, CASH) < plan.cash_share,
    )


def _arrivals(edges: np.ndarray, before: np.ndarray, seed: int) -> np.ndarray:
    """Moments of a Poisson process whose mean before each edge is given: exponential gaps, stretched."""
    total, reached = before[-1], np.zeros(1)
    while reached[-1] < total:
        count = int(total - reached[-1] + 6 * np.sqrt(total) + 16)
        keys = np.arange(len(reached), len(reached) + count, dtype=np.uint64)
        reached = np.append(reached, reached[-1] - np.cumsum(np.log1p(-uniform(seed, keys, GAP))))
    ripe = reached[1:]
    return np.interp(ripe[ripe < total], before, edges).astype(np.int64)


def _origins(plan: DemandPlan, kind: np.ndarray, table: LaneTable, luck: np.ndarray) -> np.ndarray:
    found = np.empty(len(luck), dtype=np.int64)
    for number, one in enumerate(plan.kinds):
        rows = np.flatnonzero(kind == number)
        found[rows] = _place(one.origins or plan.origins, table.origin_number, luck[rows])
    return found


def _place(weights: Mapping[str, float], number: Mapping[str, int], luck: np.ndarray) -> np.ndarray:
    names = list(weights)
    return np.array([number[name] for name in names], dtype=np.int64)[_picked(luck, list(weights.values()))]


def _picked(luck: np.ndarray, weights: list[float]) -> np.ndarray:
    """int64[n]: the part of the whole into which each draw falls."""
    edges = np.cumsum(weights) / np.sum(weights)
    return np.minimum(np.searchsorted(edges, luck, side="right"), len(weights) - 1)
