"""How long from order to door: what buyers are told and what is promised. One rule for quotes, the shop and orders."""

from typing import TypeVar

import numpy as np

from tearoad.network.choose import FAR, NO_LANE, LaneTable, cheapest
from tearoad.network.road import Span
from tearoad.terms.days import DAY

Seconds = TypeVar("Seconds", int, np.ndarray)
HEAVIEST_GRAMS = 2**31 - 1  # what a column of the catalogue can hold


def spans(table: LaneTable, handling: Span, lane: np.ndarray, destination: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Seconds from order to door, int64[n] each: as half of all parcels take, and when every leg takes as long as nine
    of ten do. `lane` and `destination` int64[n] are numbers of the table; where a lane is NO_LANE both are without
    meaning."""
    transit, door, headway = table.transit[lane], table.door[lane, destination], table.headway[lane]
    usual = handling.p50 + transit[:, 0] + headway // 2 + door[:, 0]
    slow = handling.p90 + transit[:, 1] + headway + door[:, 1]
    return usual, slow


def promised_day(at: Seconds, slow: Seconds) -> Seconds:
    """The day, counted from 1970, by which what is ordered at a moment is promised; of one or of many."""
    return (at + slow) // DAY + 1


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
