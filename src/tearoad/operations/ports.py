"""What the operations need of the world; `boot` joins these to the store and to the wire."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import IntEnum
from hashlib import blake2b
from typing import NamedTuple, Protocol

import numpy as np

from tearoad.journey.consignments import Consignments
from tearoad.ledger.chart import Account
from tearoad.ledger.transfer import Transfer
from tearoad.ledger.verdict import Verdict
from tearoad.market.limits import Limit
from tearoad.operations.bank_ports import Banks
from tearoad.operations.claim_ports import ClaimUnit
from tearoad.operations.coupon_ports import Coupons, Limits
from tearoad.operations.dispatch_ports import DispatchUnit
from tearoad.operations.item_unit import ItemUnit
from tearoad.operations.office_ports import OfficeUnit
from tearoad.operations.promise_ports import PromiseUnit
from tearoad.operations.top_up_ports import TopUps
from tearoad.payments.attempt import State

ENDLESS = 2**40  # units on the shelf of what is made to order


class RoadState(NamedTuple):
    """The road clock in seconds since 1970, and the seed of its luck."""

    name: str
    seed: int
    clock_at: int


class Product(NamedTuple):
    """One row of the catalogue. Sizes are of the packed product in whole centimetres, None where nobody gave them.

    Products of one `model` are the same goods by different merchants; '' stands for a model of its own, the sku's name.
    `limit` may be kept, and stand or not; where goods are only shown it is not read.
    """

    sku: str
    merchant: str
    origin: str
    title_ru: str
    title_zh: str
    title_en: str
    hs6: str | None
    classified: bool
    weight_grams: int
    weight_assumed: bool
    price_minor: int | None
    currency: str | None
    length_cm: int | None = None
    width_cm: int | None = None
    height_cm: int | None = None
    model: str = ""
    limit: Limit | None = None


class Shelf(NamedTuple):
    """The stock of one product."""

    sku: str
    on_hand: int
    restock_to: int
    made_to_order: bool


class ScanRow(NamedTuple):
    """One EMSEVT event; `at` in seconds since 1970."""

    consignment_id: str
    event: str
    place: str
    at: int
    reason: str | None


class OrderRow(NamedTuple):
    """The head of one order."""

    order_id: str
    buyer: str
    destination: str
    payment: str
    currency: str
    placed_at: int
    content: bytes


class LineRow(NamedTuple):
    """One line and its verdict; a negative quantity is a return."""

    order_id: str
    line: int
    sku: str
    quantity: int
    unit_price_minor: int
    verdict: str
    consignment_id: str | None


class Purchase(NamedTuple):
    """A line from which something may still be returned."""

    order_id: str
    line: int
    buyer: str
    sku: str
    placed_at: int
    unit_price_minor: int
    left: int
    consignment_id: str


class What(IntEnum):
    """The kinds of timers, by what they are about."""

    HOLD_EXPIRES = 1  # a transfer; set by the ledger itself
    BANK_ANSWERS = 2  # a payment
    TOP_UP_ANSWERS = 3  # the bank of a top-up
    CLAIM_ENDS = 4  # a claim: the post's time to answer, or to settle


class TimerRow(NamedTuple):
    """Something that is to happen once, when its time has come; `due_at` in seconds since 1970.

    `kind` is one of `What`, `about` says of which thing; both ids are 32 hex digits.
    """

    timer_id: str
    due_at: int
    kind: int
    about: str


class PaymentRow(NamedTuple):
    """One attempt to pay an order: who was asked, and what was said; `refusal` is '' but where the state is REFUSED.

    Moments are seconds since 1970: it was made `at`, is waited for until `until`, and was answered at `answered_at`,
    None before that.
    """

    payment_id: str
    order_id: str
    method: str
    bank: str
    amount_minor: int
    currency: str
    state: State
    refusal: str
    at: int
    until: int
    answered_at: int | None


class OrderHead(NamedTuple):
    """Who ordered, in which currency they pay."""

    buyer: str
    currency: str


class EventRow(NamedTuple):
    """Something that others may want to be told of; `consignment_id` is None where it is the whole order.

    `kind` is one of `operations.told.KINDS`, `at` the road's moment in seconds since 1970.
    """

    kind: str
    order_id: str
    consignment_id: str | None
    at: int

    @property
    def event_id(self) -> str:
        """32 hex digits, the same for the same event."""
        return blake2b("\0".join(map(str, self)).encode(), digest_size=16).hexdigest()


class Roads(Protocol):
    """The road and its clock."""

    def state(self) -> RoadState:
        """The road, locked until the transaction ends."""
        ...

    def clock_at(self) -> int:
        """Where the clock stands, without a lock: it may have gone on by now."""
        ...

    def clock_held(self) -> int:
        """Where the clock stands, and it stays there until the transaction ends; many may hold it at once."""
        ...

    def clock_to_hold(self) -> Callable[[], int]:
        """The same, not waited for: what is asked next brings it along. To be called once."""
        ...

    def move_clock(self, at: int) -> None: ...


class Market(Protocol):
    """Catalogue and stock."""

    def products(self, skus: Sequence[str]) -> dict[str, Product]: ...

    def admit(self, products: Sequence[Product], shelves: Sequence[Shelf]) -> None: ...

    def available(self, skus: Sequence[str]) -> np.ndarray:
        """Units free to sell, int64[n], rows locked in the order of their keys."""
        ...

    def in_stock(self, skus: Sequence[str]) -> dict[str, int]:
        """Units free to sell, without a lock: they may be gone by now."""
        ...

    def reserve(self, units: Mapping[str, int]) -> None: ...

    def ship(self, units: Mapping[str, int]) -> None: ...

    def unreserve(self, units: Mapping[str, int]) -> None: ...

    def restock(self) -> None: ...


class Orders(Protocol):
    """Orders and their lines."""

    def known(self, order_ids: Sequence[str]) -> dict[str, bytes]: ...

    def add(self, orders: Sequence[OrderRow], lines: Sequence[LineRow]) -> None: ...

    def heads(self, order_ids: Sequence[str]) -> dict[str, OrderHead]: ...

    def stored_lines(self, order_ids: Sequence[str]) -> set[tuple[str, int]]:
        """(order, line) of every line of these orders that has a verdict."""
        ...

    def purchases(self, buyers: Sequence[str], skus: Sequence[str]) -> list[Purchase]:
        """Lines of these (buyer, sku) pairs whose money is not refunded and of which something is left; none of an
        order for which a bank is waited."""
        ...

    def mark_returned(self, units: Mapping[tuple[str, int], int]) -> None: ...

    def units_of(self, consignment_ids: Sequence[str]) -> dict[str, int]:
        """Units per product over the given consignments."""
        ...


class Journeys(Protocol):
    """Consignments, their scans, and the offices they pass."""

    def add(self, batch: Consignments) -> None: ...

    def due(self, before: int) -> Consignments: ...

    def some(self, consignment_ids: Sequence[str]) -> Consignments: ...

    def of_orders(self, order_ids: Sequence[str]) -> Consignments:
        """Every consignment of these orders, locked as those of `some`."""
        ...

    def save(self, batch: Consignments) -> None: ...

    def next_due(self) -> int | None: ...

    def add_scans(self, scans: Sequence[ScanRow]) -> None: ...

    def serials(self, service: str, issuer: str, count: int, day: int) -> np.ndarray:
        """int64[count]: serials that are now the caller's, given on a day. `BadInput` where the ranges have fewer."""
        ...

    def office_free(self, office: str, lines: int) -> np.ndarray: ...

    def keep_office_free(self, office: str, free_at: np.ndarray) -> None: ...


class Ledger(Protocol):
    """The books and their journal."""

    def open(self, accounts: Iterable[Account]) -> None:
        """Accounts that are there already stay as they are."""
        ...

    def offer(self, transfers: Sequence[Transfer]) -> list[Verdict]:
        """Judge a batch of at most MOST_TRANSFERS rows, one after another, and write it; each row's verdict."""
        ...

    def balances(self, accounts: Sequence[str], *, alone: bool) -> dict[str, int]:
        """What each account holds, less what is promised. If `alone`, nobody else posts to the cell until the
        transaction ends."""
        ...

    def open_holds(self, hold_ids: Sequence[str]) -> list[Transfer]:
        """Those of these holds that are neither posted nor voided, in any order."""
        ...

    def post(self, *calls: Iterable[Transfer]) -> None:
        """Post what the journey decided, one call after another, to accounts of the chart, opened where they are new; a
        row that the ledger refuses ends the transaction: `Overdrawn` where somebody else has just spent what was
        there, else it is a bug."""
        ...

    def close(self, account: str) -> bool:
        """Nothing can be posted to the account any more. False, and nothing done, where there is no such account, or
        where it has a balance or holds."""
        ...

    def close_before(self, at: int) -> None:
        """Nothing can be dated before this moment any more; seconds since 1970. What is closed stays closed."""
        ...


class Timers(Protocol):
    """What is to happen later, or soon: an event that others must be told of is a timer that is due at once."""

    def set(self, timers: Sequence[TimerRow]) -> None:
        """Each once: an id that is set already stays as it is."""
        ...

    def take(self, before: int, most: int) -> list[TimerRow]:
        """Those due before a moment that nobody else takes, the earliest first; they go with this transaction."""
        ...


class Payments(Protocol):
    """Attempts to pay."""

    def some(self, payment_ids: Sequence[str]) -> dict[str, PaymentRow]: ...

    def waiting(self, order_ids: Sequence[str]) -> dict[str, PaymentRow]:
        """By order: the one that is waited for."""
        ...

    def add(self, rows: Sequence[PaymentRow]) -> None: ...

    def answer(self, rows: Sequence[PaymentRow]) -> None:
        """Keeps state, refusal and moment of rows that are there."""
        ...


class Events(Protocol):
    """What others are told of."""

    def tell(self, events: Sequence[EventRow]) -> None:
        """Keeps those of which anybody may want to hear, each once."""
        ...


class Unit(ItemUnit, ClaimUnit, OfficeUnit, DispatchUnit, PromiseUnit, Protocol):
    """One transaction over every room's tables."""

    @property
    def roads(self) -> Roads: ...

    @property
    def market(self) -> Market: ...

    @property
    def orders(self) -> Orders: ...

    @property
    def journeys(self) -> Journeys: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def timers(self) -> Timers: ...

    @property
    def events(self) -> Events: ...

    @property
    def payments(self) -> Payments: ...

    @property
    def banks(self) -> Banks: ...

    @property
    def coupons(self) -> Coupons: ...

    @property
    def limits(self) -> Limits: ...

    @property
    def top_ups(self) -> TopUps: ...


class Store(Protocol):
    """Where units of work come from."""

    def unit(self) -> AbstractContextManager[Unit]: ...
