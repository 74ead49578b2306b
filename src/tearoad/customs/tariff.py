"""A tariff by HS code that the user loads: dated rows, found by the longest prefix; without a row there is no rate."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tearoad.customs.goods import Goods
from tearoad.kernel.duty_columns import NONE
from tearoad.terms.days import day_number


@dataclass(frozen=True)
class TariffRow:
    """Rates in 1/10,000 and minor units of the law's currency per kg; `hs` is a prefix of 2 to 10 digits; `excise` is
    NONE where nobody knows it."""

    territory: str
    hs: str
    begins: date
    until: date
    ad_valorem: int
    per_kg: int
    excise: int
    source: str


class TariffRates(NamedTuple):
    """int64[n] each: rates, and the place of the row that gave them; NONE where the table has no row."""

    ad_valorem: np.ndarray
    per_kg: np.ndarray
    excise: np.ndarray
    row: np.ndarray


@dataclass(frozen=True)
class Tariff:
    """Rows in any order, no two of one code and territory on one day."""

    rows: tuple[TariffRow, ...] = ()

    @cached_property
    def _by_prefix(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        for at, row in enumerate(self.rows):
            found.setdefault((row.territory, row.hs), []).append(at)
        return found

    def of(self, goods: Goods) -> TariffRates:
        """The rates of every line on its parcel's day."""
        parcel = goods.parcel
        found = np.full(len(parcel), NONE, dtype=np.int64)
        if self.rows:
            pair = goods.destination.codes[parcel] * len(goods.hs.words) + goods.hs.codes
            for key in np.flatnonzero(np.bincount(pair)).tolist():
                place, hs = divmod(key, len(goods.hs.words))
                lines = None
                for at in self._places(goods.destination.words[place], goods.hs.words[hs]):
                    lines = np.flatnonzero(pair == key) if lines is None else lines
                    day, row = goods.day[parcel[lines]], self.rows[at]
                    found[lines[(day >= day_number(row.begins)) & (day < day_number(row.until))]] = at
        columns = [(row.ad_valorem, row.per_kg, row.excise) for row in self.rows]
        table = np.array([*columns, (NONE, NONE, NONE)], dtype=np.int64)[found]
        ad_valorem, per_kg, excise = (np.ascontiguousarray(column) for column in table.T)
        return TariffRates(ad_valorem, per_kg, excise, found)

    def _places(self, territory: str, hs: str) -> list[int]:
        """Rows that fit a code, the longest prefix last: on a day without a row of its own the shorter one holds."""
        found = self._by_prefix
        return [at for length in range(2, len(hs) + 1) for at in found.get((territory, hs[:length]), ())]
