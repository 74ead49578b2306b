"""What the commands about the law are asked with: a day, a weight, and the files that are added to the book."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS
from tearoad.terms.money import EXPONENTS
from tearoad.terms.refusal import BadInput

T = TypeVar("T")
GRAMS = {"kg": 1000, "g": 1}
WEIGHT = re.compile(r"([0-9]+(?:\.[0-9]+)?) *(kg|g)")

Known = Annotated[str | None, typer.Option("--known", help="As the law was known on this day; today, if not said.")]
Reform = Annotated[Path | None, typer.Option("--reform", help="A file of rules in the place of the book's: a what-if.")]
RateFiles = Annotated[list[Path] | None, typer.Option("--rates", help="A bank's exchange rates; may be said again.")]
TariffFile = Annotated[Path | None, typer.Option("--tariff", help="Rates by HS code, CSV.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


def today() -> date:
    """By the clock of this machine, in UTC."""
    return datetime.now(UTC).date()


def day_of(word: str | None, option: str) -> date:
    """A day, or today where none is said."""
    return today() if word is None else _parsed(word, option, date.fromisoformat, "a day, YYYY-MM-DD")


def book_day_of(word: str, option: str) -> date:
    """A day on which the book has law."""
    day = day_of(word, option)
    if not BOOK_BEGINS <= day < BOOK_ENDS:
        raise BadInput(f"{option} {word!r}: expected a day of the book, {BOOK_BEGINS} to before {BOOK_ENDS}")
    return day


def minor_of(word: str, currency: str, option: str) -> int:
    """Major units as a decimal, in minor units of the currency."""
    if currency not in EXPONENTS:
        raise BadInput(f"--currency {currency!r}: expected one of {', '.join(sorted(EXPONENTS))}")

    def parse(text: str) -> int:
        minor = Decimal(text).scaleb(EXPONENTS[currency])
        if not minor.is_finite() or minor != minor.to_integral_value() or not 0 <= minor <= 10**18:
            raise ValueError(text)
        return int(minor)

    return _parsed(word, option, parse, f"an amount of {currency} in major units, not negative, such as 350 or 12.50")


def grams_of(word: str) -> int:
    """A weight with its unit, in whole grams."""
    found = WEIGHT.fullmatch(word.strip().lower())
    grams = Decimal(found[1]) * GRAMS[found[2]] if found else Decimal(-1)
    if grams != grams.to_integral_value() or grams <= 0:
        raise BadInput(f"--weight {word!r}: expected whole grams above 0 with their unit, such as 5kg, 0.35kg or 350g")
    return int(grams)


def _parsed(word: str, option: str, parse: Callable[[str], T], expected: str) -> T:
    try:
        return parse(word)
    except (ValueError, ArithmeticError):
        raise BadInput(f"{option} {word!r}: expected {expected}") from None
