"""Rows of item declarations out of messages: one for each content line, as text by the columns of
`customs.checks.declared`. What cannot be understood stays as it was said, and its check says so."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import polars as pl

from tearoad.terms.money import EXPONENTS

Row = Mapping[str, str]
COLUMNS = (
    "parcel_id", "line", "hs", "quantity", "value_minor", "currency", "weight_grams", "origin", "destination",
    "description", "gross_grams", "category", "s10", "sender_name", "sender_country", "recipient_name",
    "recipient_postcode", "recipient_identity", "office", "sender_id", "fault",
)  # fmt: skip
GRAMS = {"GRM": 0, "KGM": 3, "TNE": 6}  # powers of ten, by the codes of UN/ECE recommendation 20
UNITS = ", ".join(GRAMS)
SALE = "1"  # the first digit of the nature of a transaction: outright purchase or sale (EU list; assumed to hold here)


class Parcels:
    """The ids of a file's parcels: no two messages are one parcel."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def own(self, said: str, number: int) -> tuple[str, str]:
        """The id of what a message declares, and what is wrong with it: one that stands already in a message before
        is not taken again."""
        own = said or f"message {number}"
        twice = own in self._seen
        while own in self._seen:
            own = f"{own}, message {number}"
        self._seen.add(own)
        return own, "its number stands in another message too" if twice else ""


def frame_of(rows: Iterable[Row]) -> pl.DataFrame:
    """Every column as text, '' where a row does not have it."""
    whole = list(rows)
    return pl.DataFrame({name: pl.Series([row.get(name, "") for row in whole], dtype=pl.String) for name in COLUMNS})


def minor(value: Decimal | None, currency: str) -> str:
    """An amount in minor units; the plain number where the currency is none, or has not so many places."""
    if value is None:
        return ""
    return plain(value.scaleb(EXPONENTS.get(currency, 0)))


def grams(weight: Decimal | None, unit: str = "KGM") -> str:
    """A weight; '' where nobody said it, or its unit is none of `GRAMS`."""
    return "" if weight is None or unit not in GRAMS else plain(weight.scaleb(GRAMS[unit]))


def plain(number: Decimal) -> str:
    """Without a decimal mark where it is whole."""
    return str(int(number)) if number == number.to_integral_value() else f"{number:f}"
