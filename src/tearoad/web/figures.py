"""Numbers, money and moments as each language writes them.

Grouping, decimal signs and the place of the currency sign follow the Unicode CLDR for ru, zh and en.
"""

from datetime import UTC, date, datetime, timedelta

from tearoad.terms.money import EXPONENTS
from tearoad.web.words import word_of

EPOCH = date(1970, 1, 1)
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


def about(minor: int, currency: str, language: str) -> str:
    """An amount in whole units of its currency, for a glance: 1 235 ₽ in ru, RUB 1,235 in en."""
    whole = 10 ** EXPONENTS[currency]
    text = number(round(abs(minor) / whole), language)
    symbol, sign = word_of("currency", currency, language), "-" if minor < 0 else ""
    if language == "ru":
        return f"{sign}{text}{NO_BREAK}{symbol}"
    return f"{sign}{symbol}{NO_BREAK if symbol.isalpha() else ''}{text}"


def moment(at: datetime, language: str) -> str:
    """A day and minute in UTC: 11.11.2026 09:05, 2026年11月11日 09:05, 11 Nov 2026 09:05."""
    utc = at.astimezone(UTC)
    return f"{day(utc.date(), language)} {utc:%H:%M}"


def moment_at(seconds: int, language: str) -> str:
    """The day and minute of seconds since 1970."""
    return moment(datetime.fromtimestamp(seconds, UTC), language)


def day_of(number: int, language: str) -> str:
    """The day of days since 1970."""
    return day(EPOCH + timedelta(days=number), language)


def day(on: date, language: str) -> str:
    """A day: 11.11.2026, 2026年11月11日, 11 Nov 2026."""
    if language == "ru":
        return f"{on:%d.%m.%Y}"
    if language == "zh":
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def _decimal_sign(language: str) -> str:
    return "," if language == "ru" else "."
