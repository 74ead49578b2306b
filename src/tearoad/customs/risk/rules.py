"""Dated rules of offices: which items have a channel before any model is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import methodcaller

import numpy as np

from tearoad.customs.risk.declarations import NUMBERS, WORDS, Declarations
from tearoad.terms.days import day_number

CHANNELS = ("none", "documents", "scan", "open")  # a stronger one stands later
EVERYWHERE = "*"
NO_RULE = -1


@dataclass(frozen=True)
class Rule:
    """In force from `begins` until `until`, exclusive, at an office or EVERYWHERE. Every condition has to hold: a word
    of the item begins with one of `words`, a number lies within `numbers`, both bounds included."""

    id: str
    begins: date
    until: date
    office: str
    channel: str
    words: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, tuple[float, float]]
    source: str

    def __post_init__(self) -> None:
        assert self.begins < self.until
        assert self.channel in CHANNELS
        assert set(self.words) <= set(WORDS)
        assert set(self.numbers) <= set(NUMBERS)

    def holds(self, items: Declarations) -> np.ndarray:
        """bool[n]."""
        found = (items.day >= day_number(self.begins)) & (items.day < day_number(self.until))
        if self.office != EVERYWHERE:
            found &= items.words["office"].where(lambda word: word == self.office)
        for name, beginnings in self.words.items():
            found &= items.words[name].where(methodcaller("startswith", beginnings))
        for name, (least, most) in self.numbers.items():
            found &= (items.numbers[name] >= least) & (items.numbers[name] <= most)
        return found


def deciding(rules: Sequence[Rule], items: Declarations) -> np.ndarray:
    """int64[n]: the place of the rule with the strongest channel that holds, the first of those; NO_RULE where none."""
    found = np.full(len(items), NO_RULE, dtype=np.int64)
    strength = np.full(len(items), -1, dtype=np.int64)
    for place, rule in enumerate(rules):
        channel = CHANNELS.index(rule.channel)
        better = rule.holds(items) & (channel > strength)
        found[better], strength[better] = place, channel
    return found
