"""Who may use which service indicator: rows of `services.toml` as the table that `kernel.s10` asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from tearoad.kernel.s10 import AT_HOME, ISSUER, SERVICE, UNSURE, USE_SHIFT

VERIFIED, UNVERIFIED = "verified", "unverified"


class Use(IntEnum):
    """Three bits of a verdict."""

    INTERNATIONAL = 0
    BILATERAL = 1
    MULTILATERAL = 2
    HOME = AT_HOME
    UNASSIGNED = 4
    RESERVED = 5

    @property
    def valid(self) -> bool:
        """Whether numbers of such a service can be."""
        return self < Use.UNASSIGNED


@dataclass(frozen=True)
class Services:
    """Indicators from `first` to `last`, which begin with one letter; `what` is '' where nothing is said of them."""

    first: str
    last: str
    use: Use
    what: str
    source: str
    status: str

    def __post_init__(self) -> None:
        if not (_pair(self.first) and _pair(self.last) and self.first[0] == self.last[0] and self.first <= self.last):
            raise ValueError(
                f"{self.first}-{self.last}, expected two pairs of letters A-Z in their order, of one first letter"
            )

    @property
    def places(self) -> tuple[int, slice]:
        """Of these indicators in a table of 26 by 26."""
        return ord(self.first[0]) - ord("A"), slice(ord(self.first[1]) - ord("A"), ord(self.last[1]) - ord("A") + 1)


def service_table(rows: Iterable[Services]) -> np.ndarray:
    """uint8[26, 26]: the bits of a verdict by indicator. ValueError unless each stands in exactly one row."""
    table, times = np.zeros((26, 26), dtype=np.uint8), np.zeros((26, 26), dtype=np.int64)
    for row in rows:
        table[row.places] = row.use << USE_SHIFT | SERVICE * (not row.use.valid) | UNSURE * (row.status != VERIFIED)
        times[row.places] += 1
    wrong = np.argwhere(times != 1)
    if len(wrong):
        first, second = wrong[0].tolist()
        name = chr(ord("A") + first) + chr(ord("A") + second)
        raise ValueError(f"{name} stands in {times[first, second]} rows, expected one for every pair of letters")
    return table


def issuer_table(codes: Iterable[str]) -> np.ndarray:
    """uint8[26, 26]: the bit of a verdict where no issuer has these two letters."""
    table = np.full((26, 26), ISSUER, dtype=np.uint8)
    for code in codes:
        if not _pair(code):
            raise ValueError(f"{code!r}, expected two letters A-Z")
        table[ord(code[0]) - ord("A"), ord(code[1]) - ord("A")] = 0
    return table


def _pair(word: str) -> bool:
    return len(word) == 2 and word.isascii() and word.isalpha() and word.isupper()
