"""What promises are worth: how many were kept, how long they were, beside the shop's own and plain ones.

The orders that can be used stand by purchase; the last third is scored. Days are those of the calendar, from the day of
purchase to the day that is told; a promise is kept where the parcel came by the end of the day.
"""

from typing import Any, NamedTuple

import numpy as np

from tearoad.kernel.quantiles_so_far import quantiles_so_far
from tearoad.network.learnt_promise import LONGEST_DAYS, NO_PROMISE, OPEN, LearntPromise
from tearoad.network.past_orders import FLAGS, GOOD, NEVER, Told
from tearoad.terms.days import DAY, HOUR, day_word

LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
FEWEST_OF_A_CELL = 1_000
HOURS = (LONGEST_DAYS + 1) * DAY // HOUR
CENTS = 10_000  # figures have four digits


class Scored(NamedTuple):
    """Rows of the last third that came: int64[n] days from purchase to the door, int64[n, levels] days that we
    promised, those of the shop (-1: none), hours after purchase by the plain promises `base` and `constant`, and the
    hours `needed` to the end of the day of delivery."""

    took: np.ndarray
    ours: np.ndarray
    shop: np.ndarray
    base: np.ndarray
    constant: np.ndarray
    needed: np.ndarray
    purchased: np.ndarray
    destination: np.ndarray


def calibrated(told: Told, level: float) -> dict[str, Any]:
    """Figures on the orders of a file, every promise made of what was known on the morning of its day."""
    levels = tuple(sorted({*LEVELS, level}))
    rows = told.usable()
    promise = LearntPromise(rows.journeys(), levels)
    promise.live_until(int(promise.bought_day[-1]) + 1 if len(rows.purchased) else 0)
    begin = len(rows.purchased) - len(rows.purchased) // 3
    last = np.arange(len(rows.purchased)) >= begin
    good, came = rows.flag == GOOD, promise.past.delivered_day != OPEN
    made = (promise.promised != NO_PROMISE).all(axis=1)
    its = np.flatnonzero(last & good & came & made)
    scored = _scored(rows, promise, its, begin)
    under_way = last & good & ~came
    flagged = {name: int((told.flag == number).sum()) for number, name in enumerate(FLAGS)}
    at = levels.index(level)
    end = int(rows.delivered.max(initial=0)) // DAY
    return {
        "rows": len(told.purchased),
        "learning": int((~last & good).sum()),
        "n": len(its),
        "under_way": int(under_way.sum()),
        "under_way_past_promise": int((under_way & made & (promise.promised[:, at] < end)).sum()),
        "without_promise": int((last & good & came & ~made).sum()),
        "flagged": flagged,
        "handed_over_after_delivered": told.handed_over_late,
        "level": level,
        **_headline(scored, level, at),
        "levels": [_of_level(scored, one, number) for number, one in enumerate(levels)],
        "months": _cells(scored, at, ("",), 1),
        "cells": _cells(scored, at, told.places, FEWEST_OF_A_CELL),
    }


def _scored(rows: Told, promise: LearntPromise, its: np.ndarray, begin: int) -> Scored:
    bought, came = promise.bought_day, promise.past.delivered_day
    levels = promise.levels
    known = np.argsort(came, kind="stable")
    known = known[came[known] != OPEN]
    needed = ((came + 1) * DAY - rows.purchased + HOUR - 1) // HOUR
    asked = np.unique(np.append(bought[its], bought[begin] if begin < len(bought) else []).astype(np.int64))
    table = quantiles_so_far(needed[known], came[known], asked, levels, HOURS)
    first = table[np.searchsorted(asked, bought[begin])] if begin < len(bought) else np.zeros(len(levels), np.int64)
    shop = np.where(rows.promised == NEVER, -1, np.maximum(rows.promised // DAY - bought, 0))
    return Scored(
        came[its] - bought[its],
        promise.promised[its] - bought[its, None],
        shop[its],
        table[np.searchsorted(asked, bought[its])],
        np.tile(first, (len(its), 1)),
        needed[its],
        rows.purchased[its],
        rows.destination[its],
    )


def _days(hours: np.ndarray, scored: Scored) -> np.ndarray:
    """Calendar days of a promise of hours: the last day that ends within them."""
    return np.maximum((scored.purchased + hours * HOUR) // DAY - 1 - scored.purchased // DAY, 0)


def _headline(scored: Scored, level: float, at: int) -> dict[str, Any]:
    ours, base, constant = scored.ours[:, at], scored.base[:, at], scored.constant[:, at]
    days, plain = _days(base, scored), _days(constant, scored)
    with_shop = scored.shop >= 0
    kept = share(scored.took <= ours)
    alike = _days(base + _longer(scored, base, kept), scored)
    return {
        "kept": kept,
        "mean_days_promised": mean(ours),
        "shop_n": int(with_shop.sum()),
        "shop_kept": share((scored.took <= scored.shop)[with_shop]),
        "shop_mean_days": mean(scored.shop[with_shop]),
        "kept_beside_shop": share((scored.took <= ours)[with_shop]),
        "mean_days_beside_shop": mean(ours[with_shop]),
        "baseline_kept": share(scored.took <= days),
        "baseline_mean_days": mean(days),
        "baseline_alike_kept": share(scored.took <= alike),
        "baseline_alike_mean_days": mean(alike),
        "constant_kept": share(scored.took <= plain),
        "constant_mean_days": mean(plain),
        "pinball_days": {
            "ours": pinball(scored.took, ours, level),
            "baseline": pinball(scored.took, days, level),
            "constant": pinball(scored.took, plain, level),
            "shop": pinball(scored.took[with_shop], scored.shop[with_shop], level),
        },
    }


def _longer(scored: Scored, base: np.ndarray, kept: float | None) -> int:
    """Hours by which the baseline, with hindsight, would have kept as many as we."""
    if kept is None:
        return 0
    missing = np.sort(scored.needed - base)
    return int(missing[min(max(int(np.ceil(kept * len(missing))) - 1, 0), len(missing) - 1)])


def _of_level(scored: Scored, level: float, at: int) -> dict[str, Any]:
    ours, days = scored.ours[:, at], _days(scored.base[:, at], scored)
    return {
        "level": level,
        "kept": share(scored.took <= ours),
        "mean_days": mean(ours),
        "pinball_days": pinball(scored.took, ours, level),
        "baseline_kept": share(scored.took <= days),
        "baseline_mean_days": mean(days),
        "baseline_pinball_days": pinball(scored.took, days, level),
    }


def _cells(scored: Scored, at: int, places: tuple[str, ...], fewest: int) -> list[dict[str, Any]]:
    """By month of purchase and destination, where there are enough; by month alone where places are one empty word."""
    month = scored.purchased.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    whole = places == ("",)
    place = np.zeros_like(month) if whole else scored.destination
    key, cell, counts = np.unique(month * (len(places) + 1) + place + 1, return_inverse=True, return_counts=True)
    ours = scored.ours[:, at]
    kept, days = np.bincount(cell, scored.took <= ours), np.bincount(cell, ours)
    shop = np.bincount(cell, (scored.took <= scored.shop) & (scored.shop >= 0))
    of_shop = np.bincount(cell, scored.shop >= 0)
    found = []
    for number in np.flatnonzero(counts >= fewest):
        start, one = divmod(int(key[number]), len(places) + 1)
        first = np.datetime64(start, "M").astype("datetime64[D]").astype(np.int64)
        name = {} if whole else {"destination": places[one - 1] if one else ""}
        found.append(
            {
                "month": day_word(int(first))[:7],
                **name,
                "n": int(counts[number]),
                "kept": round(kept[number] / counts[number], 4),
                "mean_days": round(days[number] / counts[number], 2),
                "shop_kept": round(shop[number] / of_shop[number], 4) if of_shop[number] else None,
            }
        )
    return found


def share(its: np.ndarray) -> float | None:
    """With four digits; None of nothing."""
    return round(float(its.mean()), 4) if len(its) else None


def mean(days: np.ndarray) -> float | None:
    """With two digits; None of nothing."""
    return round(float(days.mean()), 2) if len(days) else None


def pinball(took: np.ndarray, promised: np.ndarray, level: float) -> float | None:
    """The mean loss of a quantile: a day too short costs `level`, a day too long the rest."""
    short = (took - promised).astype(np.float64)
    return round(float(np.maximum(level * short, (level - 1) * short).mean()), 4) if len(took) else None
