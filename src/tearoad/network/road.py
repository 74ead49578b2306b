"""One road as frozen values: what the corridor's files say, with every time in seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

import numpy as np

from tearoad.network.clock import Clock
from tearoad.network.desk import BEGINNING, MOSCOW_CLOCK, ROUND_THE_CLOCK, Curve, Desk, Shift, Spans
from tearoad.terms.days import DAY, HOUR

RATE_SCALE = 10_000  # a rate of 500 is five in a hundred
ROUND_LEAD = 3 * HOUR  # assumed: the postman leaves the delivery office three hours before the door
NEXT_ATTEMPT = DAY  # assumed: a failed delivery is tried again the next day
Minor = TypeVar("Minor", int, np.ndarray)


class Span(NamedTuple):
    """A length of time as its median and its 90 % quantile, in seconds."""

    p50: int
    p90: int


@dataclass(frozen=True)
class Place:
    """A town, a border post or the seat of an office; coordinates in degrees."""

    id: str
    names: Mapping[str, str]
    country: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Lane:
    """From an origin to an exchange office, or within one country where `office` is None. `border` is where it crosses,
    '' where it does not. A local stock with a `cut_off`, in seconds after its midnight,
    hands over on the same day what is ordered before (`calendar.by_cut_off`), whatever merchants take elsewhere."""

    id: str
    mode: str
    origin: str
    office: str | None
    via: tuple[str, ...]
    transit_p50: int
    transit_p90: int
    headway: int
    price_base_minor: int
    price_per_kg_minor: int
    border: str = ""
    cut_off: int | None = None

    @property
    def with_wait(self) -> Span:
        """Seconds with the wait for a departure: the usual one, and the longest."""
        return Span(self.transit_p50 + self.headway // 2, self.transit_p90 + self.headway)


@dataclass(frozen=True)
class Office:
    """An exchange office: `lines` equal servers, each one item in `service` seconds; from each moment of `changes` on
    there are so many others. It works in `shifts` of `clock`, not in the spans `closed`; `floor` is how many items fit
    in, waiting and served, None where nobody said."""

    id: str
    place: str
    lines: int
    service: int
    changes: Curve = ()
    shifts: tuple[Shift, ...] = ROUND_THE_CLOCK
    closed: Spans = ()
    clock: Clock = MOSCOW_CLOCK
    floor: int | None = None

    @property
    def most_lines(self) -> int:
        """As many as there ever are."""
        return max(self.lines, *(round(lines) for _, lines in self.changes), 1)

    def desk(self, closures: Spans = ()) -> Desk:
        """Who works when, without those times for which it was closed by decision."""
        servers = ((BEGINNING, self.lines), *self.changes)
        return Desk(
            servers, float(self.service), self.shifts, (*self.closed, *closures), room=self.floor, clock=self.clock
        )


class Policy(NamedTuple):
    """How parcels get their office from a moment on: by `cost`, `backlog` or `region`; then `regions` names the office
    of each destination."""

    from_at: int
    by: str
    regions: Mapping[str, str]


@dataclass(frozen=True)
class LastMile:
    """From the office, or the local stock, to the door."""

    p50: int
    p90: int
    price_minor: int


@dataclass(frozen=True)
class Behaviour:
    """What people, carriers and officers do, as shares and times; the demo's are assumed. Shares are 0 to 1.

    Merchants whose goods come from a country of `payout_currency` are owed that currency, by a rate that stands for
    `fx_lock` seconds; `fx_margin`, as the fee's rate in 1/10,000, is the platform's part of what is exchanged. Stock
    is kept for `pay_within` seconds for who has not paid, with a code for a counter for `cash_code_within`. A parcel
    waits for who gets it for `storage_office` seconds at a delivery office, `storage_point` at a collection point. A
    promise is renewed where fewer than `renew_below_share` of such parcels still keep it, and the new day is at least
    `renew_after` seconds later; one that was renewed before, `renew_again_after`.
    """

    cancel_share: float
    loss_share: float
    cod_refusal_share: float
    failed_attempt_share: float
    confirm_share: float
    inspection_share: float
    border_refusal_share: float
    bank_refusal_share: float
    locker_share: float
    uncollected_share: float
    handling: Span
    handling_local: Span
    confirm: Span
    inspection: Span
    collect: Span
    bank_answer: Span
    counter_answer: Span
    pay_within: int
    cash_code_within: int
    renew_below_share: float
    renew_after: int
    renew_again_after: int
    auto_confirm: int
    lost_after: int
    remit_after: int
    storage_office: int
    storage_point: int
    inspect_above_minor: int
    fee_rate: int
    carrier: str
    payout_currency: Mapping[str, str]
    fx_margin: int
    fx_lock: int
    identity: str
    identity_from: int

    def identity_asked(self, at: int) -> str | None:
        """The kind of identity number that customs asks of who gets a parcel from abroad, at a moment."""
        return self.identity if at >= self.identity_from else None

    def fee_of(self, goods_minor: Minor) -> Minor:
        """The platform's fee on goods, rounded half up to the minor unit."""
        return (goods_minor * self.fee_rate + RATE_SCALE // 2) // RATE_SCALE


@dataclass(frozen=True)
class Habits:
    """Who orders when, from where and how they pay, as weights. `hours` are the 24 of the local day."""

    hours: tuple[float, ...]
    payments: Mapping[str, float]
    origins: Mapping[str, float]
    destinations: Mapping[str, float]


@dataclass(frozen=True)
class Road:
    """The whole network. `closed[country]` are the days, since 1970 and ascending, on which nobody hands over goods;
    `transfers` the seconds that mail takes from one office to another, where it is sent on at all."""

    name: str
    currency: str
    places: Mapping[str, Place]
    lanes: tuple[Lane, ...]
    offices: Mapping[str, Office]
    last_miles: Mapping[tuple[str, str], LastMile]
    behaviour: Behaviour
    closed: Mapping[str, np.ndarray]
    festivals: Mapping[date, float]
    policies: tuple[Policy, ...] = ()
    transfers: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def end_of(self, lane: Lane) -> str:
        """The place from which the last mile of a lane begins."""
        return self.offices[lane.office].place if lane.office else lane.origin
