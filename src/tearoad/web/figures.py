"""Numbers, money and moments as each language writes them.

Grouping, decimal signs and the place of the currency sign follow the Unicode CLDR for ru, zh and en.
"""

from datetime import UTC, datetime

from tearoad.terms.money import EXPONENTS
from tearoad.web.words import word_of

NO_BREAK = "\u00a0"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def number(value: int, language: str) -> str:
    """A whole number, grouped by thousands: 1 234 in ru, 1,234 in zh and en."""
    grouped = f"{abs(value):,}"
    sign = "-" if value < 0 else ""
    return sign + (grouped.replace(",", NO_BREAK) if language == "ru" else grouped)


def tenths(value: float, language: str) -> str:
    """A number with one decimal: 3,5 in ru, 3.5 in zh and en."""
    tenfold = round(value * 10)
    sign = "-" if tenfold < 0 else ""
    whole, part = divmod(abs(tenfold), 10)
    return f"{sign}{number(whole, language)}{_decimal_sign(language)}{part}"


def percent(ratio: float, language: str) -> str:
    """A ratio as whole per cent: 0.5 = 50 % in ru, 50% in zh and en."""
    return f"{number(round(ratio * 100), language)}{NO_BREAK if language == 'ru' else ''}%"


def amount(minor: int, currency: str, language: str) -> str:
    """Minor units with all decimals and no sign of the currency: 1 234,56 in ru. KeyError on an unknown code."""
    exponent = EXPONENTS[currency]
    whole, part = divmod(abs(minor), 10**exponent)
    decimals = f"{_decimal_sign(language)}{part:0{exponent}d}" if exponent else ""
    return ("-" if minor < 0 else "") + number(whole, language) + decimals


def money(minor: int, currency: str, language: str) -> str:
    """An amount with the sign of its currency: 1 234,56 ₽ in ru, RUB 1,234.56 in en."""
    symbol = word_of("currency", currency, language)
    if language == "ru":
        return f"{amount(minor, currency, language)}{NO_BREAK}{symbol}"
    sign = "-" if minor < 0 else ""
    return f"{sign}{symbol}{NO_BREAK if symbol.isalpha() else ''}{amount(abs(minor), currency, language)}"


def moment(at: datetime, language: str) -> str:
    """A day and minute in UTC: 11.11.2026 09:05, 2026年11月11日 09:05, 11 Nov 2026 09:05."""
    utc = at.astimezone(UTC)
    time = f"{utc:%H:%M}"
    if language == "ru":
        return f"{utc:%d.%m.%Y} {time}"
    if language == "zh":
        return f"{utc.year}年{utc.month}月{utc.day}日 {time}"
    return f"{utc.day} {MONTHS[utc.month - 1]} {utc.year} {time}"


def _decimal_sign(language: str) -> str:
    return "," if language == "ru" else "."
