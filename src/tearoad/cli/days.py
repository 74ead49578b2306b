"""Days as operators type them."""

from datetime import date

from tearoad.terms.days import MOSCOW, day_start
from tearoad.terms.refusal import BadInput


def day_said(text: str, option: str) -> date:
    """The day of an option; BadInput on what is no day from 1970 on."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{option} {text[:60]!r}: expected a day, YYYY-MM-DD") from None
    if not date(1970, 1, 1) <= day < date(9999, 12, 31):
        raise BadInput(f"{option} {text!r}: expected a day between 1970 and 9999")
    return day


def day_begins(text: str, option: str) -> int:
    """When a day begins in Moscow, in seconds since 1970; BadInput on what is no day after that year's first."""
    begins = day_start(day_said(text, option)) - MOSCOW
    if begins < 0:
        raise BadInput(f"{option} {text!r}: expected a day between 1970 and 9999")
    return begins
