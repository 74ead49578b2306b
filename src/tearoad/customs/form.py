"""Which form of the UPU an item declaration is printed on, CN 22 or CN 23: dated rows with their sources.

The fuller form serves wherever the other does (assumed): it is taken where nobody can tell if a bound is exceeded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple

from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS
from tearoad.terms.money import EXPONENTS
from tearoad.terms.refusal import BadInput

Form = Literal["CN 22", "CN 23"]
Status = Literal["verified", "unverified", "assumed"]
# A bound, or what is not known about it.
Why = Literal["within", "service", "weight", "value", "no row", "no rate"]


@dataclass(frozen=True)
class FormRule:
    """CN 22 up to these bounds, the bounds included, on days from `begins` until `until`. `services` are first letters
    of S10 numbers of what is never on a CN 22."""

    id: str
    up_to_sdr: Decimal
    up_to_grams: int
    services: tuple[str, ...]
    begins: date
    until: date
    status: Status
    source: str
    source_date: date
    checked_by: str
    doubt: str = ""


@dataclass(frozen=True)
class SdrRates:
    """What one unit of currencies was worth in SDR on a day."""

    day: date
    sdr: Mapping[str, Decimal]
    status: Status
    source: str


class Amount(NamedTuple):
    """Minor units of a currency."""

    minor: int
    currency: str


class Choice(NamedTuple):
    """A form and why; `rule` and `rates` are what was asked, None where there was none."""

    form: Form
    why: Why
    rule: FormRule | None
    rates: SdrRates | None


@dataclass(frozen=True)
class Forms:
    """Rows that have proved themselves; `rates` in the order of their days."""

    rows: tuple[FormRule, ...]
    rates: tuple[SdrRates, ...]

    def choice(self, day: date | None, s10: str, grams: int, worth: Sequence[Amount]) -> Choice:
        """Of an item accepted on a day, None where it is not understood. `worth` are its value in its own and in other
        currencies: the first that has a rate is taken."""
        rule = next((row for row in self.rows if day is not None and row.begins <= day < row.until), None)
        if rule is None or day is None:
            return Choice("CN 23", "no row", None, None)
        if s10[:1] in rule.services:
            return Choice("CN 23", "service", rule, None)
        if grams > rule.up_to_grams:
            return Choice("CN 23", "weight", rule, None)
        rates = next((row for row in reversed(self.rates) if row.day <= day), None)
        one = next((one for one in worth if rates and one.currency in rates.sdr), None)
        if rates is None or one is None:
            return Choice("CN 23", "no rate", rule, None)
        sdr = Decimal(one.minor).scaleb(-EXPONENTS[one.currency]) * rates.sdr[one.currency]
        within = sdr <= rule.up_to_sdr
        return Choice("CN 22" if within else "CN 23", "within" if within else "value", rule, rates)


def proved(rows: Sequence[FormRule], rates: Sequence[SdrRates]) -> Forms:
    """`BadInput` names the first row without a source, outside the book, beside another, or with a bad rate."""
    for row in rows:
        if not row.source or not BOOK_BEGINS <= row.begins < row.until <= BOOK_ENDS:
            raise BadInput(f"forms, row {row.id}: expected a source, and days of {BOOK_BEGINS} to {BOOK_ENDS}")
        if row.up_to_sdr <= 0 or row.up_to_grams <= 0 or not all(len(one) == 1 for one in row.services):
            raise BadInput(f"forms, row {row.id}: expected bounds above 0, and single letters of services")
    for before, after in pairwise(sorted(rows, key=lambda row: row.begins)):
        if before.until > after.begins:
            raise BadInput(f"forms, row {after.id}: overlaps {before.id}")
    for one in rates:
        if not one.source or not all(code in EXPONENTS and rate > 0 for code, rate in one.sdr.items()):
            raise BadInput(f"forms, rates of {one.day}: expected a source, known currencies and rates above 0")
    for earlier, later in pairwise(rates):
        if earlier.day >= later.day:
            raise BadInput(f"forms, rates of {later.day}: expected days in their order")
    return Forms(tuple(rows), tuple(rates))
