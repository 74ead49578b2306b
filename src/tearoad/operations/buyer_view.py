"""What a buyer sees of their orders, and anybody of a parcel: plain frozen values. Moments are seconds since 1970, days
count from 1970, amounts are minor units of the order's currency, places are ids of the road."""

from typing import Literal, NamedTuple

StopKind = Literal["origin", "town", "border", "office", "destination"]


class ListedOrder(NamedTuple):
    """One order in a list; `stages` of its parcels, `total_minor` as it was paid."""

    order_id: str
    placed_at: int
    destination: str
    stages: tuple[str, ...]
    total_minor: int
    currency: str


class LineView(NamedTuple):
    """One line of a parcel."""

    sku: str
    model: str
    title_ru: str
    title_zh: str
    title_en: str
    quantity: int
    returned: int
    unit_price_minor: int


class ScanView(NamedTuple):
    """One EMSEVT event; `reason` is the event's own, None where it has none."""

    event: str
    place: str
    at: int
    reason: str | None


class Stop(NamedTuple):
    """One place of the way; `mode` is how one comes to it from the place before, '' to the first. `at` is its first
    scan there, `about` when a parcel usually comes there, None where that is not known; seconds since 1970."""

    place: str
    kind: StopKind
    mode: str
    passed: bool
    at: int | None
    about: int | None


class ParcelWay(NamedTuple):
    """The places from origin to destination, at least one. The parcel is on the leg that begins at stop `leg`, at a
    `share` from 0 to 1 of it."""

    stops: tuple[Stop, ...]
    leg: int
    share: float


class ParcelView(NamedTuple):
    """One consignment. `s10` comes with dispatch; `places` is the way from origin to destination, and `progress` goes
    from 0 at its first to 1 at its last. `coupon_minor` is what a coupon pays of the goods, `paid_minor` what the rest
    cost at the door, whatever came back since. It waits to be fetched until `collect_until`, None where it does not. A
    payment is waited for until `pay_until`, None where it came, or where none is to come before the door. `promised_on`
    is the day that stands now; where it is not the one of the order, `first_promised_on`, `promise_reason` says why
    (`operations/renew_promises`), else it is ''."""

    consignment_id: str
    s10: str | None
    stage: str
    merchant: str
    mode: str
    places: tuple[str, ...]
    progress: float
    promised_on: int
    first_promised_on: int
    promise_reason: str
    delivered_at: int | None
    goods_minor: int
    postage_minor: int
    duty_minor: int
    tax_minor: int
    refunded_minor: int
    coupon_minor: int
    paid_minor: int
    lines: tuple[LineView, ...]
    scans: tuple[ScanView, ...]
    pay_until: int | None
    way: ParcelWay
    collect_until: int | None


class OrderView(NamedTuple):
    """One order whole; `buyer` as the books have it: a name of a file, or an account's with the mark of one."""

    order_id: str
    buyer: str
    placed_at: int
    destination: str
    payment: str
    currency: str
    parcels: tuple[ParcelView, ...]

    @property
    def total_minor(self) -> int:
        """As it was paid."""
        return sum(parcel.paid_minor for parcel in self.parcels)

    @property
    def pay_until(self) -> int | None:
        """How long its stock is kept for a payment, None where none is waited for."""
        return min((parcel.pay_until for parcel in self.parcels if parcel.pay_until is not None), default=None)


class TrackedParcel(NamedTuple):
    """What anybody may know who has the number: nothing of who sends or gets it, nor what it is or cost."""

    s10: str
    stage: str
    mode: str
    places: tuple[str, ...]
    progress: float
    promised_on: int
    first_promised_on: int
    promise_reason: str
    delivered_at: int | None
    scans: tuple[ScanView, ...]
    way: ParcelWay
    collect_until: int | None
