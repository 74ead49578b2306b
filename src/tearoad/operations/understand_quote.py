"""What a quote means: its ends as customs territories, and the days on which its declaration may be accepted."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from tearoad.customs.applied import AppliedLaw
from tearoad.customs.frame import PLACES
from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS
from tearoad.kernel.duty_columns import LARGEST_MINOR
from tearoad.ledger.exchange import Rates
from tearoad.network.choose import LaneTable
from tearoad.network.outlook import Outlook, unknown
from tearoad.network.road import Road
from tearoad.network.ways import ways_of
from tearoad.operations.asked_quote import AskedQuote, BadQuote
from tearoad.terms.days import DAY, MOSCOW, day_start

AN_END = "a country or customs territory code, or a place of the road"
A_DAY = f"a day at the place of clearance or a moment with its zone, {BOOK_BEGINS} to before {BOOK_ENDS}"


@dataclass(frozen=True)
class QuoteDesk:
    """What quotes are reckoned from."""

    law: AppliedLaw
    road: Road
    table: LaneTable
    rates: Rates

    @cached_property
    def unknown(self) -> Outlook:
        """Quotes are made without a data base: of queues they know nothing."""
        return unknown(self.road, ways_of(self.road, self.table))

    def exchanged(self, minor: int, source: str, target: str, at: int) -> int | None:
        """At the platform's rate of the day of `at`; None where there is none, or the amount is beyond its bounds."""
        if minor > LARGEST_MINOR:
            return None
        day = np.array([(at + MOSCOW) // DAY], dtype=np.int64)
        found = int(self.rates.convert(np.array([minor], dtype=np.int64), source, target, day)[0])
        return found if 0 <= found <= LARGEST_MINOR else None


class Meant(NamedTuple):
    """A quote understood: customs territories; moments in seconds since 1970, `ordered_at` by which postage and promise
    go, `declared_at` by which what customs asks is exchanged; when the declaration is accepted, and the last day on
    which it may be."""

    asked: AskedQuote
    start: str
    end: str
    ordered_at: int
    declared_at: int
    accepted_on: str
    last: date | None


def understood(desk: QuoteDesk, asked: AskedQuote, at: datetime) -> Meant | BadQuote:
    """`at`, with its zone, is the moment of asking."""
    ends = []
    for name, word in (("origin", asked.origin), ("destination", asked.destination)):
        place = desk.road.places.get(word)
        if not place and word not in PLACES and word not in desk.law.snapshot.territories:
            return BadQuote(asked.id, f"/{name}", f"{word!r}, expected {AN_END}")
        ends.append(place.country if place else word)
    handling = desk.road.behaviour.handling
    given = asked.accepted_on is not None
    accepted = _day_or_moment(asked.accepted_on) if asked.accepted_on is not None else _after(at, handling.p50)
    first = None if accepted is None else _day_at(desk, ends[1], accepted)
    if accepted is None or first is None or not BOOK_BEGINS <= first < BOOK_ENDS:
        return BadQuote(asked.id, "/accepted_on", f"{asked.accepted_on or str(accepted)!r}, expected {A_DAY}")
    last = None
    if asked.accepted_by is not None:
        last = _day(asked.accepted_by)
        if last is None or not first <= last < BOOK_ENDS:
            expected = f"a day from {first}, on which it is accepted, to before {BOOK_ENDS}"
            return BadQuote(asked.id, "/accepted_by", f"{asked.accepted_by!r}, expected {expected}")
    elif not given and asked.origin in desk.road.places:
        last = min(_day_at(desk, ends[1], _after(at, handling.p90)), BOOK_ENDS - timedelta(days=1))
    declared_at = _seconds(accepted)
    ordered_at = declared_at if given else _seconds(at)
    return Meant(asked, ends[0], ends[1], ordered_at, declared_at, accepted.isoformat(), last)


def _after(at: datetime, seconds: int) -> datetime:
    return at + timedelta(seconds=seconds)


def _seconds(moment: date | datetime) -> int:
    return int(moment.timestamp()) if isinstance(moment, datetime) else day_start(moment)


def _day_at(desk: QuoteDesk, territory: str, moment: date | datetime) -> date:
    """The day there, by the clock of the place of clearance."""
    if not isinstance(moment, datetime):
        return moment
    known = desk.law.snapshot.territories.get(territory)
    return moment.astimezone(ZoneInfo(known.time_zone) if known else UTC).date()


def _day_or_moment(word: str) -> date | datetime | None:
    """None where it is neither, lacks its zone, or is so far off that zones have no answer."""
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return _day(word)
    return moment if BOOK_BEGINS.year - 1 <= moment.year <= BOOK_ENDS.year else None


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
