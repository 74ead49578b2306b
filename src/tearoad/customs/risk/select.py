"""Selection at a capacity: so many inspections of an office on a day, by rules, then by lot, then by the model.

Rules come first. Items that a rule sends to the scanner or has opened are inspections; where they alone are more
than the capacity, all of them stay selected and the overflow is told. Of what is left of the capacity a random share is
drawn before any score is looked at, so that it is a fair sample, of what the model suspects as of what it does not. The
lot may fall on any item without an inspection, also on one that a rule lets pass or has its documents looked at: else a
rule could never be proved wrong. The rest are the highest scores; where the model has no more items to choose from, the
lot goes on. Documents are looked at by other people and do not count.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tearoad.customs.risk.history import joined
from tearoad.customs.risk.rules import CHANNELS, NO_RULE, Rule
from tearoad.kernel.draws import uniform

INSPECTED = CHANNELS.index("scan")  # from this channel on
OPEN = CHANNELS.index("open")
NOBODY, BY_RULE, BY_MODEL, BY_LOT = range(4)
DECIDERS = ("nobody", "rule", "model", "random")
LOT, ROUNDING = 0, 1  # stages of the draws


class Selection(NamedTuple):
    """For n items: `channel` int8 is a place in CHANNELS, `by` int8 in DECIDERS, `rule` int64 in the rules where one
    decided, else NO_RULE. For m offices and days, `group` int64[n]: `inspections` and `overflow` int64[m]."""

    channel: np.ndarray
    by: np.ndarray
    rule: np.ndarray
    group: np.ndarray
    inspections: np.ndarray
    overflow: np.ndarray


def select(
    office: np.ndarray,
    day: np.ndarray,
    item: np.ndarray,
    score: np.ndarray,
    rule: np.ndarray,
    rules: Sequence[Rule],
    capacity: np.ndarray,
    random_share: float,
    seed: int,
) -> Selection:
    """office (fingerprints), day and rule (`rules.deciding`) int64[n], item uint64[n] each once, score float64[n],
    capacity int64[n] of the item's office and day, alike in all its items; 0 <= random_share <= 1. Who is chosen does
    not hang on the order of items: equal scores and equal draws are decided by the item's fingerprint."""
    office_day, group = np.unique(joined([office, day]), return_inverse=True)
    count = len(office_day)
    strengths = np.array([CHANNELS.index(one.channel) for one in rules] + [0], dtype=np.int8)  # NO_RULE is the last
    channel = strengths[rule]
    by = np.where(rule == NO_RULE, NOBODY, BY_RULE).astype(np.int8)
    mandatory = np.bincount(group[channel >= INSPECTED], minlength=count).astype(np.int64)
    most = np.zeros(count, dtype=np.int64)
    most[group] = capacity
    assert (most[group] == capacity).all(), "one capacity for an office and a day"
    left = np.maximum(most - mandatory, 0)
    by_lot = np.minimum(np.floor(left * random_share + uniform(seed, office_day, ROUNDING)).astype(np.int64), left)

    lots = uniform(seed, item, LOT)
    drawn = _first(np.flatnonzero(channel < INSPECTED), group, (item, lots), by_lot)
    channel[drawn], by[drawn] = OPEN, BY_LOT
    left -= np.bincount(group[drawn], minlength=count)
    free = np.flatnonzero(by == NOBODY)  # what a rule lets pass, the model does not overrule
    chosen = _first(free, group, (item, -score), left)
    channel[chosen], by[chosen] = OPEN, BY_MODEL
    left -= np.bincount(group[chosen], minlength=count)
    drawn = _first(np.flatnonzero(channel < INSPECTED), group, (item, lots), left)
    channel[drawn], by[drawn] = OPEN, BY_LOT
    decided = np.where(by == BY_RULE, rule, NO_RULE)
    inspections = np.bincount(group[channel >= INSPECTED], minlength=count).astype(np.int64)
    return Selection(channel, by, decided, group, inspections, np.maximum(mandatory - most, 0))


def _first(rows: np.ndarray, group: np.ndarray, order: tuple[np.ndarray, ...], most: np.ndarray) -> np.ndarray:
    """Of these rows the first `most` int64[m] of each group, by the last of `order`, equal ones by that before it."""
    rows = rows[most[group[rows]] > 0]
    rows = rows[np.lexsort((*(column[rows] for column in order), group[rows]))]
    own = group[rows]
    place = np.arange(len(rows)) - np.searchsorted(own, own)
    return rows[place < most[own]]
