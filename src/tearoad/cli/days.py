"""Days as operators type them, as moments of the road's clock."""

from datetime import date

from tearoad.terms.days import MOSCOW, day_start
from tearoad.terms.refusal import BadInput


def day_begins(text: str, option: str) -> int:
    """When a day begins in Moscow, in seconds since 1970; BadInput on what is no day after that year."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{option} {text[:60]!r}: expected a day, YYYY-MM-DD") from None
    if not date(1970, 1, 2) <= day < date(9999, 12, 31):
        raise BadInput(f"{option} {text!r}: expected a day between 1970 and 9999")
    return day_start(day) - MOSCOW
