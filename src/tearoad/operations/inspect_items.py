"""Whom an office inspects of what is lodged live: within the lodging's transaction, at the office's capacity.

Checks and rules have said what they ask for; the lot and the model choose the rest, as `customs.risk.live` has it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tearoad.customs.risk import live
from tearoad.customs.risk.rules import CHANNELS, NO_RULE
from tearoad.customs.risk.select import BY_RULE, NOBODY
from tearoad.operations.item_ports import CHOSEN_BY, GREEN, Decision
from tearoad.operations.ports import Unit
from tearoad.terms.days import DAY, MOSCOW

COMPARED = 1_000  # the newest of a day at most, with which what is new is compared; assumed
PLACES = {"": NO_RULE, GREEN: 0, **{name: place for place, name in enumerate(CHANNELS) if place}}


@dataclass(frozen=True)
class Inspecting:
    """`capacity` inspections a day by office, none where it is not there; of what checks and rules leave of it a share
    is drawn by lot, and all of it where nothing is scored. `mark` is a number of 64 bits of an id, which nobody can
    guess."""

    capacity: Mapping[str, int]
    random_share: float
    mark: Callable[[str], int]

    def decided(
        self, unit: Unit, asked: Sequence[tuple[str, str]], decisions: Sequence[Decision], clock: int
    ) -> list[Decision]:
        """The decisions with the channels that were chosen. `asked` are ids of declarations and their offices, each id
        once; nobody else lodges until the transaction ends."""
        found = list(decisions)
        for office in sorted({office for _, office in asked}):
            rows = [n for n, one in enumerate(asked) if one[1] == office and decisions[n].channel]
            if rows and self.capacity.get(office):
                names, new = [asked[n][0] for n in rows], [decisions[n] for n in rows]
                for n, one in zip(rows, self._chosen(unit, office, names, new, clock), strict=True):
                    found[n] = one
        return found

    def _chosen(
        self, unit: Unit, office: str, names: Sequence[str], decisions: Sequence[Decision], clock: int
    ) -> list[Decision]:
        came = unit.items.lately(office, clock - DAY, COMPARED + len(names))
        again = set(names)  # corrected: it does not stand beside itself
        before = [n for n, name in enumerate(came.declaration_ids) if name not in again][:COMPARED]
        since = min((came.lodged_at[n] for n in before), default=clock)
        whole_day = len(before) < COMPARED
        share = 1.0 if whole_day else max(min((clock - since) / DAY, 1.0), 1 / DAY)
        room = live.Room(self.capacity[office], came.inspected, share, self.random_share)
        channel, by = live.chosen_now(
            self._came(came.declaration_ids, came.score, came.asked, before),
            self._came(names, [one.score for one in decisions], [one.asked for one in decisions], range(len(names))),
            room,
            (clock + MOSCOW) // DAY,
            seed=1,  # the marks are secret
        )
        return [
            one if who in (NOBODY, BY_RULE) else one._replace(channel=CHANNELS[at], decided_by=CHOSEN_BY[who])
            for one, at, who in zip(decisions, channel.tolist(), by.tolist(), strict=True)
        ]

    def _came(
        self, names: Sequence[str], score: Sequence[float], asked: Sequence[str], rows: Sequence[int]
    ) -> live.Came:
        return live.Came(
            np.array([self.mark(names[n]) for n in rows], dtype=np.uint64),
            np.array([score[n] for n in rows], dtype=np.float64),
            np.array([PLACES[asked[n]] for n in rows], dtype=np.int8),
        )
