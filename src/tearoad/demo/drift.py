"""Roads that leave their data behind, month by month: what is learnt from the past is then no longer so. All made up.

The road promises and learns as any other; its carriers and merchants alone are others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

import numpy as np

from tearoad.network.road import Road, Span
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS, AskedOrder
from tearoad.operations.place_orders import Verdicts
from tearoad.operations.platform import Platform
from tearoad.operations.play import Progress, play
from tearoad.twin.players import SimulatedRoad

# From the third month on by a step a month, six steps up and back again.
STEPS = (0, 0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1)


class Times(NamedTuple):
    """How many times as long as the road's data say hand-overs, transits and last miles take, and how many times as
    large is the logarithm of the slow ones over the usual ones, of transits and last miles."""

    hand: float = 1.0
    transit: float = 1.0
    mile: float = 1.0
    spread: float = 1.0


# What one step adds.
DRIFTS: Mapping[str, Times] = {
    "steady": Times(0.0, 0.0, 0.0, 0.0),
    "slower": Times(0.0, 0.03, 0.02, 0.0),
    "quicker": Times(0.0, -0.03, -0.02, 0.0),
    "merchants": Times(0.15, 0.0, 0.0, 0.0),
    "wider": Times(0.0, 0.0, 0.0, 0.1),
}


def times(drift: str, month: int) -> Times:
    """Of a month, counted from that of the first order; from the fourteenth on all is as it was."""
    steps = STEPS[month] if month < len(STEPS) else 0
    return Times(*(1.0 + steps * one for one in DRIFTS[drift]))


def play_drifting(p: Platform, orders: Sequence[AskedOrder], drift: str, seed: int, told: Progress) -> Verdicts:
    """To the end of every journey; `drift` is one of DRIFTS. Verdicts of lines that were not stored."""
    verdicts: Verdicts = {}
    first = _month(orders[0].placed_at)
    for month, group in groupby(orders, key=lambda order: _month(order.placed_at)):
        moved, end = drifted(p, times(drift, month - first), seed), _begin(month + 1)
        verdicts |= play(moved, list(group), ASSUMED_WEIGHT_GRAMS, told, end)
    return verdicts | play(p, [], ASSUMED_WEIGHT_GRAMS, told)


def drifted(p: Platform, by: Times, seed: int) -> Platform:
    """With other players; the road that promises is the same."""
    transit, door = _longer(p.table.transit, by.transit, by.spread), _longer(p.table.door, by.mile, by.spread)
    table = replace(p.table, transit=transit, door=door)
    return replace(p, players=SimulatedRoad(_later(p.road, by.hand), table, seed))


def _longer(spans: np.ndarray, times: float, spread: float) -> np.ndarray:
    """Medians and 90 % quantiles int64[..., 2]."""
    usual = spans[..., :1] * times
    return np.rint(usual * (spans / np.maximum(spans[..., :1], 1)) ** spread).astype(np.int64)


def _later(road: Road, times: float) -> Road:
    b = road.behaviour
    abroad, local = (Span(round(one.p50 * times), round(one.p90 * times)) for one in (b.handling, b.handling_local))
    return replace(road, behaviour=replace(b, handling=abroad, handling_local=local))


def _month(at: int) -> int:
    return int(np.datetime64(at, "s").astype("datetime64[M]").astype(np.int64))


def _begin(month: int) -> int:
    return int(np.datetime64(month, "M").astype("datetime64[s]").astype(np.int64))
