"""What operators type of places and moments, and moments as the clocks of places show them."""

from datetime import UTC, datetime, timedelta, timezone

import numpy as np

from tearoad.network.departures import local_times, moments
from tearoad.network.leg import Clock, LegBook
from tearoad.terms.days import DAY
from tearoad.terms.refusal import BadInput

LONGEST_SAID = 60


def place_of(book: LegBook, said: str, name: str) -> str:
    """The id of a place, by id or by its name in any language."""
    word = said.strip().casefold()
    for place in book.places.values():
        if word in (place.id, *(own.casefold() for own in place.names.values())):
            return place.id
    raise BadInput(f"{name} {said[:LONGEST_SAID]!r}: expected a place of the road, one of {', '.join(book.places)}")


def moment_of(said: str, option: str, clock: Clock) -> int:
    """A moment with an offset, or by a place's clock; a day is its beginning; nothing is now."""
    if not said:
        return int(datetime.now(UTC).timestamp())
    return _moment(said, option, clock, 0)


def deadline_of(said: str, option: str, clock: Clock) -> int:
    """The same; a day is its last second."""
    return _moment(said, option, clock, DAY - 1)


def shown_moment(at: int, clock: Clock) -> datetime:
    """A moment with the offset of a place's clock."""
    offset = int(local_times(np.array([at], dtype=np.int64), clock)[0]) - at
    return datetime.fromtimestamp(at, timezone(timedelta(seconds=offset)))


def shown(value: object) -> object:
    """A number as documents have it."""
    return round(value, 2) if isinstance(value, float) else value


def _moment(said: str, option: str, clock: Clock, of_a_day: int) -> int:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        told = f"{option} {said[:LONGEST_SAID]!r}: expected a day or a moment, 2026-11-11 or 2026-11-11T10:00"
        raise BadInput(told) from None
    if not 1970 < found.year < 9999:
        raise BadInput(f"{option} {said[:LONGEST_SAID]!r}: expected a moment between 1971 and 9998")
    if found.tzinfo:
        return int(found.timestamp())
    local = int(found.replace(tzinfo=UTC).timestamp()) + (of_a_day if len(said) <= len("2026-11-11") else 0)
    return int(moments(np.array([local], dtype=np.int64), clock)[0])
