"""Money is an integer count of minor units and an ISO 4217 code; floats never hold it."""

from decimal import Decimal

# ISO 4217 minor-unit exponents of the currencies in which is bought, sold and paid at the border: those of the road,
# and those whose reference rates the European Central Bank publishes or did.
_TWO = (
    "AUD BGN BRL BYN CAD CHF CNY CYP CZK DKK EEK EUR GBP HKD HRK HUF IDR ILS INR KZT LTL LVL MTL MXN MYR NOK NZD PHP "
    "PLN RON RUB SEK SGD SIT SKK THB TRY USD ZAR"
)
EXPONENTS = {**dict.fromkeys(_TWO.split(), 2), "ISK": 0, "JPY": 0, "KRW": 0}

LARGEST_MINOR = 10**11  # more than this in one order is a mistyped file; conversions stay below 2**63


def parse_minor(text: str, currency: str) -> int:
    """Minor units of a decimal in major units, '12.34' RUB = 1234; ValueError on anything inexact or too large."""
    try:
        minor = Decimal(text.strip()).scaleb(EXPONENTS[currency])
    except ArithmeticError:  # of decimal: no number, or an exponent beyond all bounds
        raise ValueError(f"{text!r} is not a decimal number") from None
    if not minor.is_finite() or minor != minor.to_integral_value() or abs(minor) > LARGEST_MINOR:
        raise ValueError(f"{text!r} is not an amount of {currency}")
    return int(minor)


def format_minor(minor: int, currency: str) -> str:
    """Major units with all decimals and thin grouping, 123456 RUB = '1 234.56 RUB'."""
    exponent = EXPONENTS[currency]
    whole, part = divmod(abs(minor), 10**exponent)
    sign, decimals = "-" if minor < 0 else "", f".{part:0{exponent}d}" if exponent else ""
    return f"{sign}{whole:,}".replace(",", " ") + f"{decimals} {currency}"
