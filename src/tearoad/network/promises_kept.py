"""What the road's own promises were worth, beside plain rules on the same parcels.

`told` is what the road promised with the order. Beside it stand: every leg as long as nine of ten are, added up, and a
day more, as the shop promised before it knew better; one quantile of everything delivered before the order; and the
same taken once, when the first third was ordered. Days are those of the calendar, in UTC.
"""

from typing import Any, NamedTuple

import numpy as np

from tearoad.kernel.quantiles_so_far import quantiles_so_far
from tearoad.network.choose import LaneTable
from tearoad.network.promise import LEVEL
from tearoad.network.reliability import mean, pinball, share
from tearoad.network.road import Road
from tearoad.terms.days import DAY, day_word

FEWEST_OF_A_CELL = 1_000
MOST_DAYS = 400
LOCAL = "local"  # the office of who passes none


class Delivered(NamedTuple):
    """Parcels that came, by the moment of their order: lanes and destinations by their numbers, `office` object[n],
    moments int64[n] in seconds since 1970, `promised_on` int64[n] in days, with the order, and `renewed_on`, -1 where
    nothing was told later."""

    lane: np.ndarray
    destination: np.ndarray
    office: np.ndarray
    placed_at: np.ndarray
    delivered_at: np.ndarray
    promised_on: np.ndarray
    renewed_on: np.ndarray


def reported(road: Road, table: LaneTable, rows: Delivered, late: int) -> dict[str, Any]:
    """Figures of everything that was delivered, and of the later two thirds, by when the plain rules knew something.
    `late` parcels are still under way past their day; they are in no share."""
    bought, came = rows.placed_at // DAY, rows.delivered_at // DAY
    took = came - bought
    begin = len(bought) // 3
    its = np.arange(len(bought)) >= begin
    told = rows.promised_on - bought
    rules = {"told": told, "slow_legs": _slow_legs(road, table, rows) - bought, **_plain(bought, took, came, begin)}
    renewed = rows.renewed_on >= 0
    return {
        "level": LEVEL,
        "n": len(took),
        "late": late,
        "kept": share(took <= told),
        "mean_days_promised": mean(told),
        "pinball_days": pinball(took, told, LEVEL),
        "renewed": int(renewed.sum()),
        "renewed_kept": share(came[renewed] <= rows.renewed_on[renewed]),
        "scored": int(its.sum()),
        "rules": [
            {
                "rule": name,
                "kept": share((took <= days)[its]),
                "mean_days": mean(days[its]),
                "pinball_days": pinball(took[its], days[its], LEVEL),
            }
            for name, days in rules.items()
        ],
        "cells": _cells(rows, took <= told, told),
    }


def _slow_legs(road: Road, table: LaneTable, rows: Delivered) -> np.ndarray:
    """The day, int64[n]."""
    b, lane = road.behaviour, rows.lane
    local = np.array([one.office is None for one in road.lanes])[lane]
    hand = np.where(local, b.handling_local.p90, b.handling.p90)
    slow = hand + table.transit[lane, 1] + table.headway[lane] + table.door[lane, rows.destination, 1]
    return np.asarray((rows.placed_at + slow) // DAY + 1)


def _plain(bought: np.ndarray, took: np.ndarray, came: np.ndarray, begin: int) -> dict[str, np.ndarray]:
    """Days by the quantile of what was delivered before each order, and before the first that is scored; 0 where
    nothing was."""
    if not len(bought):
        return {"quantile": took, "constant": took}
    known = np.argsort(came, kind="stable")
    asked = np.unique(bought)
    found = quantiles_so_far(took[known], came[known], asked, np.array([LEVEL]), MOST_DAYS)[:, 0]
    found = np.maximum(found, 0)
    first = found[np.searchsorted(asked, bought[begin])]
    return {"quantile": found[np.searchsorted(asked, bought)], "constant": np.full(len(bought), first)}


def _cells(rows: Delivered, kept: np.ndarray, days: np.ndarray) -> list[dict[str, Any]]:
    """By month of the order and office, where there are enough."""
    month = rows.placed_at.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    names = sorted(set(rows.office.tolist()))
    number = np.array([names.index(name) for name in rows.office.tolist()], dtype=np.int64)
    key, cell, counts = np.unique(month * (len(names) + 1) + number, return_inverse=True, return_counts=True)
    shares, length = np.bincount(cell, kept) / counts, np.bincount(cell, days) / counts
    return [
        {
            "month": _month(int(key[at]) // (len(names) + 1)),
            "office": names[int(key[at]) % (len(names) + 1)] or LOCAL,
            "n": int(counts[at]),
            "kept": round(float(shares[at]), 4),
            "mean_days": round(float(length[at]), 2),
        }
        for at in np.flatnonzero(counts >= FEWEST_OF_A_CELL)
    ]


def _month(number: int) -> str:
    return day_word(int(np.datetime64(number, "M").astype("datetime64[D]").astype(np.int64)))[:7]
