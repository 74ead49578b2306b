"""The Harmonized System in time: between which days a subheading may be declared, and what it became.

Six digits mean the same all over the world; every five years or so a version of the System ends some and begins others,
in a few territories later than elsewhere. Longer codes are judged by their first six digits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np

from tearoad.customs.goods import Coded
from tearoad.terms.days import day_number

GOOD, UNKNOWN, RETIRED, NOT_YET = range(4)
SUBHEADING = 6  # digits
OF_OLD, FOR_GOOD = -(2**62), 2**62  # days that no calendar reaches
Status = Literal["verified", "dates verified", "unverified"]


@dataclass(frozen=True)
class Version:
    """HS 2017, say. `elsewhere`: the first day in territories that took it up on a day of their own."""

    year: int
    begins: date
    source: str
    status: Status
    elsewhere: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What the version of a year did to a code: it ended it, and what there was under it `became` others, or began it.

    `dates verified` speaks for the version alone: what the code became is from memory.
    """

    code: str
    year: int
    source: str
    status: Status
    became: tuple[str, ...] = ()


@dataclass(frozen=True)
class Nomenclature:
    """The codes of HS 2022 and the changes that led there from HS 2012; `versions` in the order of their years.

    A code of HS 2022 that no change begins is taken as valid in every version, and on the days before HS 2012 too, of
    which nothing is known here. Neither is what HS 2028 ends: on its days the codes of HS 2022 still count as good.
    """

    codes: frozenset[str]
    versions: tuple[Version, ...]
    begun: Mapping[str, Change]
    ended: Mapping[str, Change]

    def of(self, hs: Coded, territory: Coded, day: np.ndarray) -> np.ndarray:
        """int8[n]: GOOD, UNKNOWN in every version, RETIRED on or before the day, or NOT_YET begun on it.

        Lines: `hs` digits of any length, '' where nobody said (which is good), `territory`, and `day` int64[n] since
        1970. Work goes by words, and by the few territories with days of their own; lines only compare.
        """
        own = sorted({name for version in self.versions for name in version.elsewhere})
        calendars = np.array([self._calendar(name) for name in ("", *own)])
        row = territory.mapped({name: at for at, name in enumerate(own, 1)}, 0)
        first, last = (places[hs.codes] for places in self._places(hs.words))
        begins, ends = calendars[row, first], calendars[row, last]
        verdict = np.select([begins > ends, day < begins, day >= ends], [UNKNOWN, NOT_YET, RETIRED], GOOD)
        return verdict.astype(np.int8)

    def windows(self, words: Sequence[str], territory: str = "") -> tuple[np.ndarray, np.ndarray]:
        """int64[w], int64[w]: the day on which each word's subheading begins, and the first day on which it is over.

        OF_OLD and FOR_GOOD where no version does; a word that no version knows begins after it ends.
        """
        calendar = self._calendar(territory)
        first, last = self._places(words)
        return calendar[first], calendar[last]

    def successors(self, code: str) -> tuple[str, ...]:
        """The subheadings that a code that ended became; they may have ended since, and then have their own."""
        change = self.ended.get(code[:SUBHEADING])
        return change.became if change else ()

    def predecessors(self, code: str) -> tuple[str, ...]:
        """The codes that became this subheading. A new one that was a part of a code that lives on has none."""
        return tuple(old for old, change in self.ended.items() if code[:SUBHEADING] in change.became)

    @cached_property
    def _begun(self) -> dict[str, int]:
        """The place in a calendar at which each new code begins."""
        return self._in_calendar(self.begun)

    @cached_property
    def _ended(self) -> dict[str, int]:
        return self._in_calendar(self.ended)

    def _in_calendar(self, changes: Mapping[str, Change]) -> dict[str, int]:
        place = {version.year: at for at, version in enumerate(self.versions, 1)}
        return {code: place[change.year] for code, change in changes.items()}

    def _calendar(self, territory: str) -> np.ndarray:
        """int64[v + 2]: OF_OLD, the first day of each version in a territory, FOR_GOOD."""
        days = [day_number(version.elsewhere.get(territory, version.begins)) for version in self.versions]
        return np.array([OF_OLD, *days, FOR_GOOD], dtype=np.int64)

    def _places(self, words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """int64[w], int64[w]: where in a calendar each word begins and ends."""
        begun, ended, of_old, for_good = self._begun, self._ended, 0, len(self.versions) + 1
        first, last = np.empty(len(words), dtype=np.int64), np.empty(len(words), dtype=np.int64)
        for at, word in enumerate(words):
            code = word[:SUBHEADING]
            if code == "" or code in self.codes or code in ended:
                first[at], last[at] = begun.get(code, of_old), ended.get(code, for_good)
            else:
                first[at], last[at] = for_good, of_old
        return first, last
