"""Item declarations as columns: the goods as the law asks for them, and what else a CN 22 or CN 23 says.

A frame has a row for each content line, with the columns of `customs.frame` and these; each may be missing, which is
the same as empty:

| column | what |
|---|---|
| description | what the content is, in words |
| licence | the number of a licence or certificate, where the goods need one |
| gross_grams | the whole parcel with its packing |
| category | one of CATEGORIES, as on the form |
| s10 | the number on the label |
| sender_name, sender_country | who sends it, and from where |
| recipient_name, recipient_postcode, recipient_identity | who gets it; the number that customs asks for |
| order_id, invoice | what it was sold by |
| office | the customs office where it is to be cleared |
| sender_id | an account's id, not a name |
| fault | what is wrong with the message in which it came |

`description` and `licence` are those of the line, all others those of the parcel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from tearoad.customs.applied import CURRENCIES, CURRENCY_NUMBER, AppliedLaw
from tearoad.customs.assess import Assessment, assess
from tearoad.customs.checks.lists import Lists
from tearoad.customs.frame import Read, coded_words, first_rows, read, text_of, whole_numbers
from tearoad.customs.goods import Coded, Goods
from tearoad.kernel.duty_columns import LARGEST_GRAMS
from tearoad.kernel.s10 import FORM, LENGTH, verdicts
from tearoad.terms.days import day_number
from tearoad.terms.money import EXPONENTS

CATEGORIES = ("gift", "documents", "sale", "sample", "return", "other")
LINE_TEXTS = ("description", "licence")
PARCEL_TEXTS = (
    "category", "s10", "sender_name", "sender_country", "recipient_name", "recipient_postcode", "recipient_identity",
    "order_id", "invoice", "office", "sender_id", "fault",
)  # fmt: skip
OPTIONAL = (*LINE_TEXTS, *PARCEL_TEXTS, "gross_grams")
NOT_SAID = -1


@dataclass(frozen=True)
class Declared:
    """n lines of m parcels, in the order of the parcels' ids. `gross_grams` int64[m], NOT_SAID where nobody did;
    `gross_unread` and `unlike` bool[m]: the weight is no number, or lines differ in what belongs to the parcel."""

    read: Read
    law: AppliedLaw
    lists: Lists
    today: int
    found: Assessment
    lines: Mapping[str, pl.Series]
    parcels: Mapping[str, pl.Series]
    gross_grams: np.ndarray
    gross_unread: np.ndarray
    unlike: np.ndarray

    @property
    def goods(self) -> Goods:
        """What the law was asked about."""
        return self.read.goods

    @property
    def count(self) -> int:
        """Parcels."""
        return len(self.goods.day)

    @cached_property
    def description(self) -> Coded:
        """Each different one is judged once."""
        return coded_words(self.lines["description"])

    @cached_property
    def category(self) -> Coded:
        """As it was written, in small letters."""
        return coded_words(self.parcels["category"].str.to_lowercase())

    @cached_property
    def net_grams(self) -> np.ndarray:
        """int64[m]."""
        return self.summed(self.goods.weight_grams)

    @cached_property
    def understood(self) -> np.ndarray:
        """bool[m]: all cells hold what they should."""
        return self.goods.fault.where(lambda word: not word)

    @cached_property
    def standing(self) -> np.ndarray:
        """int8[n]: how the code of each line stands on its day, as `Nomenclature.of`."""
        goods = self.goods
        place = Coded(goods.destination.codes[goods.parcel], goods.destination.words)
        return self.law.codes.of(goods.hs, place, goods.day[goods.parcel])

    @cached_property
    def s10_verdicts(self) -> np.ndarray:
        """uint8[m]: what `kernel.s10` says of each number."""
        number = self.parcels["s10"]
        rows = np.flatnonzero((number.str.len_bytes() == LENGTH).to_numpy())
        found = np.full(self.count, FORM, dtype=np.uint8)
        whole = np.frombuffer("".join(number.gather(rows).to_list()).encode(), dtype=np.uint8)
        found[rows] = verdicts(whole.reshape(-1, LENGTH), self.lists.services, self.lists.issuers)
        return found

    @cached_property
    def s10_formed(self) -> np.ndarray:
        """bool[m]: the number is two letters, nine digits and two letters."""
        return (self.s10_verdicts & FORM) == 0

    @cached_property
    def identity_asked(self) -> np.ndarray:
        """bool[m]: customs asks for the recipient's number."""
        asked = np.zeros(self.count, dtype=bool)
        for one in self.lists.identity:
            there = self.goods.destination.where(one.territory.__eq__)
            asked |= there & (self.goods.day >= day_number(one.begins))
        return asked & self.abroad & ~self.is_category("documents")

    @cached_property
    def abroad(self) -> np.ndarray:
        """bool[m]: sent from another country than where it goes."""
        return ~self.same_country

    @cached_property
    def same_country(self) -> np.ndarray:
        """bool[m]: sender and destination are one country."""
        goods = self.goods
        destination = pl.Series(list(goods.destination.words), dtype=pl.String).gather(goods.destination.codes)
        return flags(self.parcels["sender_country"] == destination)

    @cached_property
    def units_per_kg(self) -> np.ndarray:
        """float64[n]: the value of a kg in the unit of `Lists.units`, NaN where it cannot be told."""
        goods, found = self.goods, self.found
        currency = np.array([CURRENCY_NUMBER[one.currency] for one in found.schemes] + [0])[found.scheme]
        minor = [self.lists.units.get(code, np.nan) * 10 ** EXPONENTS[code] for code in CURRENCIES]
        total, law = self.summed(goods.value_minor), found.found.value.astype(float)
        known = (law >= 0) & (total > 0) & (found.scheme >= 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            worth = np.where(known, law / total / np.array(minor)[currency], np.nan)
        return np.asarray(goods.value_minor * worth[goods.parcel] / goods.weight_grams * 1_000)

    def summed(self, lines: np.ndarray) -> np.ndarray:
        """int64[m] of int64[n]."""
        total = np.zeros(self.count, dtype=np.int64)
        np.add.at(total, self.goods.parcel, lines)
        return total

    def any_line(self, lines: np.ndarray) -> np.ndarray:
        """bool[m] of bool[n]."""
        found = np.zeros(self.count, dtype=bool)
        found[self.goods.parcel[lines]] = True
        return found

    def is_category(self, *names: str) -> np.ndarray:
        """bool[m]."""
        return self.category.where(lambda word: word in names)


def flags(column: pl.Series) -> np.ndarray:
    """bool[n] of a column of them."""
    return np.asarray(column.to_numpy())


def declared(frame: pl.DataFrame, law: AppliedLaw, lists: Lists, today: date) -> Declared:
    """Read and assessed. `BadInput` where a column is missing without which there is no declaration."""
    whole = read(frame, law.snapshot.territories)
    parcel, first = whole.goods.parcel, first_rows(whole.goods.parcel)
    lines = {name: _text(frame, name).str.strip_chars() for name in LINE_TEXTS}
    unlike = np.zeros(len(first), dtype=bool)
    parcels = {}
    for name in PARCEL_TEXTS:
        column = _text(frame, name)
        parcels[name] = own = column.gather(first).str.strip_chars()
        if len(first) < len(parcel):
            rows = np.flatnonzero((column != own.gather(parcel)).to_numpy())
            other = column.gather(rows).str.strip_chars() != own.gather(parcel[rows])
            unlike[parcel[rows[other.to_numpy()]]] = True
    grams, bad = _grams(frame)
    unread = np.zeros(len(first), dtype=bool)
    unread[parcel[bad]] = True
    unlike[parcel[grams != grams[first][parcel]]] = True
    found, _ = assess(whole.goods, law, {})
    return Declared(whole, law, lists, day_number(today), found, lines, parcels, grams[first], unread, unlike)


def _text(frame: pl.DataFrame, name: str) -> pl.Series:
    if name not in frame.columns:
        return pl.repeat("", frame.height, dtype=pl.String, eager=True)
    return text_of(frame[name])


def _grams(frame: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """int64[n], NOT_SAID where it is empty, and bool[n]: it is no weight."""
    if "gross_grams" not in frame.columns:
        return np.full(frame.height, NOT_SAID, dtype=np.int64), np.zeros(frame.height, dtype=bool)
    column = frame["gross_grams"]
    if column.dtype == pl.String:
        column = column.str.strip_chars().replace("", None)
    grams = whole_numbers(column, 1, LARGEST_GRAMS)
    return grams.fill_null(NOT_SAID).to_numpy(), (grams.is_null() & column.is_not_null()).to_numpy()
