"""Import declarations as columns, and what inspections found in them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b

import numpy as np

from tearoad.customs.goods import Coded

WORDS = ("office", "import_type", "declarant", "importer", "seller", "courier", "hs", "departure", "origin", "tax_type")
NUMBERS = ("tax_rate", "net_mass", "item_price")
NOT_INSPECTED = -1


@dataclass(frozen=True)
class Declarations:
    """n items. `ids` are words; `item` uint64[n] is a stable fingerprint of the id; `day` int64[n] counts from 1970;
    `words` has every name of WORDS, '' where nobody said, `hs` with six digits; `numbers` has every name of NUMBERS as
    float64[n]: per cent, kg, and the declared value in its currency; `fraud` int8[n] is 1 found, 0 nothing found,
    NOT_INSPECTED where nobody looked.
    """

    ids: Coded
    item: np.ndarray
    day: np.ndarray
    words: Mapping[str, Coded]
    numbers: Mapping[str, np.ndarray]
    fraud: np.ndarray

    def __len__(self) -> int:
        return len(self.day)

    @property
    def inspected(self) -> np.ndarray:
        """bool[n]."""
        return self.fraud != NOT_INSPECTED

    def take(self, rows: np.ndarray) -> "Declarations":
        """Some rows, by their places or by a mask."""
        return Declarations(
            Coded(self.ids.codes[rows], self.ids.words),
            self.item[rows],
            self.day[rows],
            {name: Coded(one.codes[rows], one.words) for name, one in self.words.items()},
            {name: column[rows] for name, column in self.numbers.items()},
            self.fraud[rows],
        )

    def seen_by(self, inspected: np.ndarray) -> "Declarations":
        """The same, as an office knows them that looked at these alone, bool[n]."""
        return replace(self, fraud=np.where(inspected, self.fraud, NOT_INSPECTED).astype(np.int8))

    @cached_property
    def digest(self) -> str:
        """16 hex digits of all that is learned from: the same in whatever kind of file the rows stood."""
        found = blake2b(digest_size=8)
        for column in (self.item, self.day, self.fraud.astype(np.int8)):
            found.update(np.ascontiguousarray(column).tobytes())
        for name in WORDS:
            found.update(fingerprints(self.words[name]).tobytes())
        for name in NUMBERS:
            found.update(np.ascontiguousarray(self.numbers[name]).tobytes())
        return found.hexdigest()


def fingerprints(column: Coded) -> np.ndarray:
    """int64[n]: the same for the same word, in every file and on every machine. Words that no row has are not asked."""
    used, codes = np.unique(column.codes, return_inverse=True)
    hashed = [blake2b(column.words[at].encode(), digest_size=8).digest() for at in used.tolist()]
    return np.frombuffer(b"".join(hashed), dtype="<i8").astype(np.int64)[codes]
