"""Rows that say a rate, from any layout, made into series; and Tearoad's own table of rates.

The table is a CSV with the columns day, base, quote, rate, source, and optionally bank, nominal and status. A row
says that `nominal` (1) units of `base` are worth `rate` units of `quote`, as a pair is written in trade: EUR, CNY,
7.8123; or JPY, RUB, 58.1234 with a nominal of 100. One of the two is the currency of the bank. `status` is published
(where nothing is said; then the bank has to be named) or assumed: such a rate is nobody's, and its bank is `assumed`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import gcd
from typing import Any, NamedTuple

import numpy as np

from tearoad.customs.rates import BASES, LARGEST_TERM, Series
from tearoad.terms.days import day_number
from tearoad.terms.refusal import BadInput, bad_cell

COLUMNS = ("day", "base", "quote", "rate", "source")
ASSUMED = "assumed"
STATUSES = ("published", ASSUMED)
DAYS = {
    "YYYY-MM-DD": re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(T00:00:00)?"),
    "DD.MM.YYYY": re.compile(r"(?P<day>[0-9]{2})\.(?P<month>[0-9]{2})\.(?P<year>[0-9]{4})"),
    "MM/DD/YYYY": re.compile(r"(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/(?P<year>[0-9]{4})"),
}
# Earlier figures of these banks count in money, or name money by codes and ids, that was replaced since: the rouble
# of Belarus on 1 July 2016 (seen), the tenge's first years and ids reused until 2000 (from memory, and rounded up).
FIRST_DAYS = {"CBR": date(2001, 1, 1), "NBK": date(1994, 1, 1), "NBRB": date(2016, 7, 1)}
DECIMAL = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,9}))?")
COUNT = re.compile(r"[1-9][0-9]{0,8}")
CODE = re.compile(r"[A-Z]{3}")
BANK = re.compile(r"[A-Z][A-Z0-9]{1,11}")


class Quote(NamedTuple):
    """One rate, and the cell that says it: `units` of the currency are worth `base_units` of the bank's own, both of
    major units; `day` since 1970."""

    file: str
    row: int
    column: str
    value: str
    bank: str
    currency: str
    base: str
    day: int
    units: int
    base_units: int
    source: str


@dataclass(frozen=True)
class Record:
    """One row, element or object of a file, which knows where it stands; `row` counts from 1."""

    file: str
    row: int
    cells: Mapping[str, Any]

    def wrong(self, column: str, expected: str) -> BadInput:
        return bad_cell(self.file, self.row, column, self.cells.get(column), expected)

    def text(self, column: str, expected: str = "a word") -> str:
        value = self.cells.get(column)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(column, expected)
        return value.strip()

    def currency(self, column: str) -> str:
        value = self.text(column, "a currency code of three letters")
        if not CODE.fullmatch(value):
            raise self.wrong(column, "a currency code of three letters")
        return value

    def count(self, column: str) -> int:
        value = self.text(column, "a whole number from 1")
        if not COUNT.fullmatch(value):
            raise self.wrong(column, "a whole number from 1")
        return int(value)

    def day(self, column: str, form: str, bank: str) -> date:
        """The day in one of the forms of `DAYS`, not before the bank's first in today's money."""
        found = DAYS[form].fullmatch(self.text(column, f"a day, {form}"))
        try:
            day = date(*(int(found[part]) for part in ("year", "month", "day")))  # type: ignore[index]
        except (TypeError, ValueError):
            raise self.wrong(column, f"a day, {form}") from None
        first = FIRST_DAYS.get(bank, day)
        if day < first:
            raise self.wrong(column, f"a day from {first} on, as {bank} counted in other money before")
        return day

    def ratio(self, column: str, mark: str = ".") -> tuple[int, int]:
        """A positive decimal with this decimal mark, as a whole number over a power of ten."""
        text = self.text(column, "a positive decimal")
        found = DECIMAL.fullmatch(text)
        if not found or (found[2] and mark not in text) or not (digits := int(found[1] + (found[2] or ""))):
            raise self.wrong(column, f"a positive decimal with {mark!r}")
        return digits, 10 ** len(found[2] or "")

    def quote(
        self, column: str, bank: str, pair: tuple[str, str], day: date, terms: tuple[int, int], source: str
    ) -> Quote:
        """The rate in `column`: `pair` is the currency and the bank's own, `terms` are units of either."""
        if pair[0] == pair[1]:
            raise self.wrong(column, f"the rate of another currency than {pair[1]}, the bank's own")
        shared = gcd(*terms)
        units, base_units = terms[0] // shared, terms[1] // shared
        if max(units, base_units) > LARGEST_TERM:
            raise self.wrong(column, "a rate of nine digits or less")
        where = (self.file, self.row, column, str(self.cells.get(column)))
        return Quote(*where, bank, *pair, day_number(day), units, base_units, source)


def table_quotes(rows: Iterable[Record]) -> Iterator[Quote]:
    """The rates of Tearoad's own table."""
    for row in rows:
        bank = _bank(row)
        base, quote = row.currency("base"), row.currency("quote")
        digits, scale = row.ratio("rate")
        terms = digits, scale * (row.count("nominal") if row.cells.get("nominal") else 1)
        own = BASES.get(bank, base)
        if own not in (base, quote):
            raise row.wrong("base", f"{own} as base or quote, the currency of {bank}")
        pair = (quote, base) if own == base else (base, quote)
        day, source = row.day("day", "YYYY-MM-DD", bank), row.text("source", "who says so")
        yield row.quote("rate", bank, pair, day, terms if own == base else (terms[1], terms[0]), source)


def _bank(row: Record) -> str:
    status = row.cells.get("status") or "published"
    if status not in STATUSES:
        raise row.wrong("status", " or ".join(STATUSES))
    bank = row.cells.get("bank") or ""
    if status == ASSUMED:
        if bank not in ("", ASSUMED):
            raise row.wrong("bank", f"nothing or {ASSUMED!r}, as an assumed rate is of no bank")
        return ASSUMED
    if not BANK.fullmatch(bank):
        raise row.wrong("bank", "the bank that published the rate, in capitals")
    return str(bank)


def series_of(quotes: Iterable[Quote]) -> list[Series]:
    """One series for each bank and currency; `BadInput` on two values for a day, or on a bank of two currencies."""
    groups: dict[tuple[str, str], dict[int, Quote]] = {}
    bases: dict[str, Quote] = {}
    for quote in quotes:
        first = bases.setdefault(quote.bank, quote)
        if first.base != quote.base:
            raise bad_cell(
                quote.file, quote.row, "base", quote.base, f"{first.base} as in {first.file}, row {first.row}"
            )
        known = groups.setdefault((quote.bank, quote.currency), {}).setdefault(quote.day, quote)
        if (known.units, known.base_units) != (quote.units, quote.base_units):
            expected = f"{known.value} for that day as in {known.file}, row {known.row}"
            raise bad_cell(quote.file, quote.row, quote.column, quote.value, expected)
    return [_series([rows[day] for day in sorted(rows)]) for _, rows in sorted(groups.items())]


def _series(quotes: list[Quote]) -> Series:
    sources = list(dict.fromkeys(quote.source for quote in quotes))
    return Series(
        bank=quotes[0].bank,
        currency=quotes[0].currency,
        base=quotes[0].base,
        days=np.array([quote.day for quote in quotes], dtype=np.int64),
        units=np.array([quote.units for quote in quotes], dtype=np.int64),
        base_units=np.array([quote.base_units for quote in quotes], dtype=np.int64),
        source="; ".join(sources[:3]) + (" and others" if len(sources) > 3 else ""),
        assumed=quotes[0].bank == ASSUMED,
    )
