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
    "recipient_postcode", "recipient_identity", "invoice", "office", "sender_id", "fault",
)  # fmt: skip
GRAMS = 1_000  # of a kg
SALE = "1"  # the first digit of the nature of a transaction: outright purchase or sale (EU list; assumed to hold here)


def frame_of(rows: Iterable[Row]) -> pl.DataFrame:
    """Every column as text, '' where a row does not have it."""
    whole = list(rows)
    return pl.DataFrame({name: pl.Series([row.get(name, "") for row in whole], dtype=pl.String) for name in COLUMNS})


def minor(value: Decimal | None, currency: str) -> str:
    """An amount in minor units; the plain number where the currency is none, or has not so many places."""
    if value is None:
        return ""
    scaled = value.scaleb(EXPONENTS.get(currency, 0))
    return _plain(scaled)


def grams(kg: Decimal | None) -> str:
    """A weight."""
    return "" if kg is None else _plain(kg * GRAMS)


def _plain(number: Decimal) -> str:
    return str(int(number)) if number == number.to_integral_value() else f"{number:f}"
