"""Inspections of declarations as they come one by one: at the same capacity, by the same rule as of a day's file.

What is new at an office is put beside what came there in the last day. It is inspected where it is among those whom
`select` would choose of all of them, as long as that day's inspections are not used up: a score is weighed against
those that came before, never against a threshold. Nobody knows beforehand whom the lot falls on, since an item's
fingerprint is a secret of the house.
"""

from typing import NamedTuple

import numpy as np

from tearoad.customs.risk.inspections import EVER
from tearoad.customs.risk.rules import CHANNELS, EVERYWHERE, NO_RULE, Rule
from tearoad.customs.risk.select import BY_RULE, INSPECTED, NOBODY, select
from tearoad.kernel.draws import uniform

ROUNDING = 2  # a stage of the draws, after those of `select`
# What asked for an item is known by then; here it only counts how strongly.
ASKED = tuple(
    Rule(f"asked-{channel}", *EVER, EVERYWHERE, channel, {}, {}, "customs.risk.inspections: rules and checks")
    for channel in CHANNELS
)


class Came(NamedTuple):
    """n declarations of one office that were not rejected: `item` uint64[n], each once; `score` float64[n]; `asked`
    int8[n], the channel that checks and rules ask for, a place in CHANNELS, NO_RULE where nothing does."""

    item: np.ndarray
    score: np.ndarray
    asked: np.ndarray


class Room(NamedTuple):
    """Of an office: inspections a day, and how many were `given` in the last one; `share` is the part of that day, at
    most 1, in which those came that are compared with; `random_share` of what is left is drawn by lot."""

    capacity: int
    given: int
    share: float
    random_share: float


def chosen_now(before: Came, new: Came, room: Room, day: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The channel of each of the new ones, int8[n], a place in CHANNELS, and who decided, int8[n], in
    `select.DECIDERS`. `day` counts from 1970. Besides what is asked for no more are chosen than there is room."""
    count, both = len(new.item), Came(*(np.concatenate(pair) for pair in zip(new, before, strict=True)))
    luck = uniform(seed, new.item[:1], ROUNDING)
    most = np.floor(room.capacity * room.share + luck).astype(np.int64) if count else np.zeros(1, dtype=np.int64)
    alike = np.zeros(len(both.item), dtype=np.int64)
    rule = both.asked.astype(np.int64)
    found = select(alike, alike + day, both.item, both.score, rule, ASKED, alike + most, room.random_share, seed)
    channel, by = found.channel[:count], found.by[:count]
    chosen = np.flatnonzero((channel >= INSPECTED) & (by != BY_RULE))
    left = max(room.capacity - room.given - int((new.asked >= INSPECTED).sum()), 0)
    over = chosen[np.argsort(new.item[chosen])][left:]
    channel[over] = np.maximum(new.asked[over], 0)
    by[over] = np.where(new.asked[over] == NO_RULE, NOBODY, BY_RULE)
    return channel, by
