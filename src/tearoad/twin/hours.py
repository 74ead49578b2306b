"""How a station stands hour by hour, from when each item came, was taken on and was done."""

from typing import NamedTuple

import numpy as np

from tearoad.terms.days import HOUR


class Hours(NamedTuple):
    """At the end of each of h hours: how many wait, their grams, how many are served, for how many seconds the oldest
    has waited; and how many came and were done within the hour. int64[h] each."""

    queue: np.ndarray
    grams: np.ndarray
    busy: np.ndarray
    oldest: np.ndarray
    came: np.ndarray
    done: np.ndarray


def hourly(start: int, count: int, came: np.ndarray, begun: np.ndarray, done: np.ndarray, grams: np.ndarray) -> Hours:
    """`count` hours from `start` (seconds since 1970); moments int64[n] in any order, anything later is never.

    The oldest of a pile is no matter of discipline: in the order of coming, the first who has not begun by then.
    """
    ends = start + HOUR * np.arange(1, count + 1)
    order = np.argsort(came, kind="stable")
    by_coming = came[order]
    waits = np.searchsorted(np.maximum.accumulate(begun[order]), ends, side="right")
    first = np.append(by_coming, np.iinfo(np.int64).max)[waits]
    arrivals, starts, leavings = (_so_far(moments, start, count) for moments in (came, begun, done))
    return Hours(
        queue=arrivals - starts,
        grams=_so_far(came, start, count, grams) - _so_far(begun, start, count, grams),
        busy=starts - leavings,
        oldest=np.where(first <= ends, ends - first, 0),
        came=np.diff(arrivals, prepend=int((came <= start).sum())),
        done=np.diff(leavings, prepend=int((done <= start).sum())),
    )


def _so_far(moments: np.ndarray, start: int, count: int, weight: np.ndarray | None = None) -> np.ndarray:
    """int64[count]: how many (or what weight) of the moments are not after the end of each hour."""
    hour = np.clip(-((start - moments) // HOUR) - 1, 0, count)  # (start, start + HOUR] is hour 0
    sums = np.bincount(hour, weights=weight, minlength=count + 1)[:count]
    return np.cumsum(np.rint(sums).astype(np.int64))
