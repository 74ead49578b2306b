"""What people see of exchange offices: who works there now, what waits and for how long, how it went day by day.

Moments are seconds since 1970, days count from 1970 by UTC.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tearoad.network.desk import capacity, opens_at, roster
from tearoad.network.road import Office, Policy
from tearoad.operations.office_ports import Closure, spans_of
from tearoad.terms.days import DAY

DAYS = 7  # so many are shown, the last is today


class Standing(NamedTuple):
    """What is at an office: on its way there, waiting for its lines or at them, held by officers; since when the one
    waits that waits longest, -1 where nobody does."""

    coming: int = 0
    waiting: int = 0
    held: int = 0
    oldest_at: int = -1


class Gone(NamedTuple):
    """Within the days that are shown: parcels that another office was given instead, and that it was given."""

    away: int = 0
    here: int = 0


class OfficeDay(NamedTuple):
    """A day of an office: how many parcels came in, how many left it, how many were there at its end."""

    day: int
    came: int
    left: int
    there: int


class OfficeNow(NamedTuple):
    """An office at the road's moment. `lines` work now, of `most_lines`; `opens_at` is now where any does. `capacity`
    is what it can do today. `floor` is how many items fit in, None where nobody said. `closures` are those that are not
    over."""

    id: str
    place: str
    lines: int
    most_lines: int
    opens_at: int
    capacity: int
    floor: int | None
    standing: Standing
    gone: Gone
    closures: tuple[Closure, ...]
    days: tuple[OfficeDay, ...]


class OfficesNow(NamedTuple):
    """All offices at the road's moment, and the policy by which parcels are given to them."""

    at: int
    policy: Policy
    offices: tuple[OfficeNow, ...]


class Facts(NamedTuple):
    """What the books say: at which moment, who is where by office, and how many came and left by office and day."""

    at: int
    standing: Mapping[str, Standing]
    gone: Mapping[str, Gone]
    came: Mapping[tuple[str, int], int]
    left: Mapping[tuple[str, int], int]
    closures: Sequence[Closure]


def office_now(office: Office, facts: Facts) -> OfficeNow:
    """One office."""
    desk = office.desk(spans_of(facts.closures, office.id))
    today = facts.at // DAY * DAY
    _, lines = roster(desk, facts.at, facts.at, facts.at + 1)
    standing = facts.standing.get(office.id, Standing())
    return OfficeNow(
        id=office.id,
        place=office.place,
        lines=int(lines[0]),
        most_lines=office.most_lines,
        opens_at=opens_at(desk, facts.at),
        capacity=capacity(desk, today, today + DAY),
        floor=office.floor,
        standing=standing,
        gone=facts.gone.get(office.id, Gone()),
        closures=tuple(one for one in facts.closures if one.office == office.id and one.ends_at > facts.at),
        days=_days(office.id, standing.waiting + standing.held, facts),
    )


def _days(office: str, there: int, facts: Facts) -> tuple[OfficeDay, ...]:
    """Backwards from now: who was there the evening before is who is there, without who came, with who left."""
    found = []
    for day in range(facts.at // DAY, facts.at // DAY - DAYS, -1):
        came, left = facts.came.get((office, day), 0), facts.left.get((office, day), 0)
        found.append(OfficeDay(day, came, left, there))
        there += left - came
    return tuple(reversed(found))
