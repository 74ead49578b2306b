"""The words of forms in one language, with English beside it, and how numbers stand there."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pycountry

from tearoad.customs.rule import Territory
from tearoad.terms.money import EXPONENTS, format_minor
from tearoad.wire.forms.values import Said
from tearoad.wire.law import read_territories

LANGUAGES = ("ru", "zh", "en")
NOTHING = "–"


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    return found


@cache
def _territories() -> Mapping[str, Territory]:
    return read_territories()


def word(key: str, language: str, *values: object) -> str:
    """In one language, with values in its places."""
    return _texts()[language][key].format(*values)


def label(key: str, language: str) -> str:
    """With English beside it: forms of the UPU are read in two countries."""
    return word(key, language) if language == "en" else f"{word(key, language)} / {word(key, 'en')}"


def country(code: str, language: str) -> str:
    """A code with its name, in English where the book of law does not name it; the code alone where nobody does."""
    known = _territories().get(code)
    if known:
        names = [known.names[language]] if language == "en" else [known.names[language], known.names["en"]]
        return f"{code} {' / '.join(names)}"
    found = pycountry.countries.get(alpha_2=code) if code else None
    return f"{code} {found.name}" if found else code


def kilograms(grams: Said | None) -> str:
    """1234 = '1.234'; what is no number stands as it was said, '' where nothing was."""
    if grams is None:
        return ""
    return f"{grams // 1000}.{grams % 1000:03d}" if isinstance(grams, int) else grams


def amount(minor: Said | None, currency: str) -> str:
    """'1 234.56 CNY'; what is no number stands as it was said, with the currency as it was said."""
    if minor is None:
        return ""
    if isinstance(minor, int) and currency in EXPONENTS:
        return format_minor(minor, currency)
    return f"{minor} {currency}".strip()


def day(on: date | None) -> str:
    """ISO 8601, which is read alike everywhere."""
    return on.isoformat() if on else ""


def summed(values: Sequence[Said]) -> int | None:
    """None where one is no number."""
    numbers = [one for one in values if isinstance(one, int)]
    return sum(numbers) if len(numbers) == len(values) else None
