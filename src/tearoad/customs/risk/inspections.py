"""Which channel each item gets: what checks and rules ask for first, then the lot and the scores up to a capacity.

One rule for a file that is cleared and for a road that is rehearsed: columns of one day, or of the days of years.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from tearoad.customs.risk.declarations import Declarations, fingerprints
from tearoad.customs.risk.rules import CHANNELS, NO_RULE, Rule, deciding
from tearoad.customs.risk.select import Selection, select

EVER = (date(1, 1, 1), date(9999, 1, 1))
BY_CHECKS = "checks"
# What checks ask for counts as rules of all offices do.
ASKED = tuple(
    Rule(BY_CHECKS, *EVER, "*", channel, {}, {}, "customs/checks: what follows where a check is not met")
    for channel in ("documents", "scan")
)


def with_checks(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules by whose places `inspected` says which of them decided."""
    return (*rules, *ASKED)


def asked_for(items: Declarations, rules: Sequence[Rule], asked: np.ndarray) -> np.ndarray:
    """int64[n]: the place in `with_checks(rules)` of what asks for most, NO_RULE where nothing does; `asked` int8[n] is
    the channel that checks ask for, 0 where they are met."""
    whole, rule = with_checks(rules), deciding(rules, items)
    for number, one in enumerate(ASKED, len(rules)):
        channel = CHANNELS.index(one.channel)
        rule[(asked == channel) & (channel > _strength(whole, rule))] = number
    return rule


def inspected(
    items: Declarations,
    rules: Sequence[Rule],
    asked: np.ndarray,
    score: np.ndarray | None,
    capacity: np.ndarray,
    random_share: float,
    seed: int,
) -> Selection:
    """The channels of items that each stand once. `asked` int8[n] is the channel that checks ask for, 0 where they are
    met; `score` float64[n], None where there is no model: then all of the capacity is drawn by lot. `capacity` int64[n]
    is that of the item's office and day. Of a rule and a check that ask for the same the rule is told."""
    whole, rule = with_checks(rules), asked_for(items, rules, asked)
    office = fingerprints(items.words["office"])
    scores, share = (np.zeros(len(items)), 1.0) if score is None else (score, random_share)
    return select(office, items.day, items.item, scores, rule, whole, capacity, share, seed)


def _strength(rules: Sequence[Rule], number: np.ndarray) -> np.ndarray:
    """Places in CHANNELS; -1 for NO_RULE."""
    return np.array([*(CHANNELS.index(one.channel) for one in rules), NO_RULE])[number]
