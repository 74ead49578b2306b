"""Moments and days as JSON has them: RFC 3339 in UTC, and ISO 8601."""

from datetime import UTC, date, datetime, timedelta

EPOCH = date(1970, 1, 1)


def moment(at: int) -> str:
    """Of seconds since 1970."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"


def maybe(at: int | None) -> str | None:
    """A moment that may not have come."""
    return None if at is None else moment(at)


def day(number: int) -> str:
    """Of days since 1970."""
    return (EPOCH + timedelta(days=number)).isoformat()
