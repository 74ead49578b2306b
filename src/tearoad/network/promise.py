"""How long from order to door: what buyers are told and what is promised. One rule for quotes, the shop and orders.

A promise is a quantile of the whole chain (`kernel/door_moments`) with the queues as they are expected and times as
they were of late (`network/outlook`): of ten parcels nine come on the promised day or before.
"""

from typing import TypeVar

import numpy as np

from tearoad.kernel.door_moments import ORDERED, UNKNOWN, Standing, door_moments
from tearoad.network.choose import FAR, NO_LANE, LaneTable, cheapest
from tearoad.network.outlook import Outlook
from tearoad.network.ways import MANY, luck
from tearoad.terms.days import DAY

Seconds = TypeVar("Seconds", int, np.ndarray)
Levels = tuple[float, ...]
LEVEL = 0.9  # of promises that are to be kept
TOLD: Levels = (0.5, LEVEL)  # what pages and quotes say
HEAVIEST_GRAMS = 2**31 - 1  # what a column of the catalogue can hold


def door_after(
    outlook: Outlook, at: np.ndarray, lane: np.ndarray, destination: np.ndarray, levels: Levels = TOLD
) -> np.ndarray:
    """Seconds from order to door within which so large shares of parcels come, int64[n, levels], for what is ordered at
    the moments `at` int64[n]. `lane` and `destination` int64[n] are numbers of the table; where a lane is NO_LANE both
    are without meaning."""
    unasked = np.full(len(at), UNKNOWN, dtype=np.int64)
    rows = Standing(at, np.full(len(at), ORDERED, dtype=np.int64), at, lane, destination, unasked)
    return at_door(outlook, rows, levels)[0] - at[:, None]


def at_door(
    outlook: Outlook, rows: Standing, levels: Levels, until: np.ndarray | None = None, draws: int = MANY
) -> tuple[np.ndarray, np.ndarray]:
    """Moments by which so large shares of parcels are there, wherever they are now, int64[n, levels], and the share of
    each that is by the moments `until` int64[n]."""
    end = np.zeros_like(rows.at) if until is None else until
    return door_moments(outlook.ways, rows, luck(draws), outlook.wait, outlook.day * DAY, np.array(levels), end)


def promised_day(at: Seconds, slow: Seconds) -> Seconds:
    """The day, counted from 1970, on which what is ordered at a moment is there after so many seconds; it is promised
    to its end, in UTC. Of one or of many."""
    return (at + slow) // DAY


def bands(table: LaneTable, origin: int, destination: int) -> list[tuple[int, int, int]]:
    """Which lane goods of each weight take: (first gram, gram after the last, lane), ascending, without NO_LANE.

    The same as `cheapest` gram by gram. The dearest kilo never becomes the cheapest again as weight grows, but for the
    rounding to minor units: around each crossing of two lanes every gram that rounding can reach is asked.
    """
    weights = _where_lanes_cross(table, origin, destination)
    count = len(weights)
    lanes, _ = cheapest(table, np.full(count, origin), np.full(count, destination), weights)
    starts = np.flatnonzero(np.diff(lanes, prepend=-2))
    ends = np.append(weights[starts[1:]], HEAVIEST_GRAMS + 1)
    rows = zip(weights[starts].tolist(), ends.tolist(), lanes[starts].tolist(), strict=True)
    return [row for row in rows if row[2] != NO_LANE]


def _where_lanes_cross(table: LaneTable, origin: int, destination: int) -> np.ndarray:
    """Weights to be asked: 0, and those around each crossing, in grams, ascending."""
    lanes = np.flatnonzero(table.from_origin[:, origin] & (table.door_price[:, destination] < FAR))
    base, per_kg = table.base[lanes] + table.door_price[lanes, destination], table.per_kg[lanes]
    asked = [np.zeros(1, dtype=np.int64)]
    for one in range(len(lanes)):
        for other in range(one):
            steeper = abs(int(per_kg[one] - per_kg[other]))
            if steeper:
                middle = abs(int(base[other] - base[one])) * 1000 // steeper
                reach = 1000 // steeper + 2  # two roundings move a crossing by less than one minor unit
                last = min(middle + reach, HEAVIEST_GRAMS)
                asked.append(np.arange(max(middle - reach, 0), last + 1, dtype=np.int64))
    return np.unique(np.concatenate(asked))
