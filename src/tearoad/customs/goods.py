"""Goods at the border as columns: lines, and the parcels that they lie in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

SUBJECTS = ("post", "express", "ecommerce", "gift", "sample", "commercial")
NOBODY = 0


class Coded(NamedTuple):
    """Words as numbers: `codes` int64 are places in `words`."""

    codes: np.ndarray
    words: Sequence[str]

    def where(self, holds: Callable[[str], bool]) -> np.ndarray:
        """bool[n]: of which rows the word is one for which this holds; each word is asked once."""
        return np.array([holds(word) for word in self.words], dtype=bool)[self.codes]

    def mapped(self, numbers: dict[str, int], otherwise: int) -> np.ndarray:
        """int64: for each row the number of its word."""
        return np.array([numbers.get(word, otherwise) for word in self.words], dtype=np.int64)[self.codes]


def coded(values: Sequence[str]) -> Coded:
    """From plain words."""
    words = tuple(dict.fromkeys(values))
    number = {word: at for at, word in enumerate(words)}
    return Coded(np.array([number[value] for value in values], dtype=np.int64), words)


def same(word: str, count: int) -> Coded:
    """One word in every row."""
    return Coded(np.zeros(count, dtype=np.int64), (word,))


@dataclass(frozen=True)
class Goods:
    """n lines, in any order, of m parcels, in the order of the parcels' ids.

    Lines: the `parcel` in which each lies, its `number` there, `hs` (digits, '' where nobody said), quantity, value of
    the whole line in minor units of the parcel's currency, grams of the whole line. Parcels: `day` since 1970 on which
    the declaration is accepted, at the place of clearance; `subject` '' is the default of its day; `registered` is 1
    where the seller collects tax at the sale; `person` is a fingerprint of the consignee's name, NOBODY where nobody is
    named, and `consignees` gives the names of the parcels at some places; `fault` says what of a parcel cannot be
    understood, '' where all can.
    """

    parcel: np.ndarray
    number: np.ndarray
    hs: Coded
    quantity: np.ndarray
    value_minor: np.ndarray
    weight_grams: np.ndarray
    currency: Coded
    origin: Coded
    destination: Coded
    subject: Coded
    day: np.ndarray
    postage_minor: np.ndarray
    registered: np.ndarray
    person: np.ndarray
    consignees: Callable[[np.ndarray], list[str]]
    fault: Coded

    @property
    def item(self) -> np.ndarray:
        """int64[n]: the subheading (HS, six digits) of each line, -1 where nobody said."""
        whole = [int(word[:6]) if word.isascii() and word.isdigit() else -1 for word in self.hs.words]
        return np.array(whole, dtype=np.int64)[self.hs.codes]
