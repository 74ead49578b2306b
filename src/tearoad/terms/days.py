"""Moments are seconds since 1970 in UTC, days are counted from 1970; zones are seconds east of UTC."""

import calendar
from datetime import UTC, date, datetime, timedelta

HOUR = 3_600
DAY = 24 * HOUR
MOSCOW = 3 * HOUR  # all year round since 26 October 2014
BEIJING = 8 * HOUR

_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


def day_start(day: date) -> int:
    """The moment at which a day begins in UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def months_later(day: date, months: int) -> date:
    """The same day of the month, or the last there is."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def day_word(day: int) -> str:
    """YYYY-MM-DD of a day since 1970."""
    return (_EPOCH + timedelta(days=day)).isoformat()
