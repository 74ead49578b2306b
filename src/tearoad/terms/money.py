"""Money is an integer count of minor units and an ISO 4217 code; floats never hold it."""

from decimal import Decimal, InvalidOperation

# ISO 4217 minor-unit exponents of the currencies that the road's buyers and merchants use.
EXPONENTS = {"RUB": 2, "CNY": 2, "EUR": 2, "USD": 2, "GBP": 2, "KZT": 2, "BYN": 2}

LARGEST_MINOR = 10**11  # more than this in one order is a mistyped file; conversions stay below 2**63


def parse_minor(text: str, currency: str) -> int:
    """Minor units of a decimal in major units, '12.34' RUB = 1234; ValueError on anything inexact or too large."""
    try:
        minor = Decimal(text.strip()).scaleb(EXPONENTS[currency])
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a decimal number") from None
    if not minor.is_finite() or minor != minor.to_integral_value() or abs(minor) > LARGEST_MINOR:
        raise ValueError(f"{text!r} is not an amount of {currency}")
    return int(minor)


def format_minor(minor: int, currency: str) -> str:
    """Major units with all decimals and thin grouping, 123456 RUB = '1 234.56 RUB'."""
    exponent = EXPONENTS[currency]
    whole, part = divmod(abs(minor), 10**exponent)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:,}".replace(",", " ") + f".{part:0{exponent}d} {currency}"
