"""A store in memory for the orders of a rehearsal: they are placed by the same operation, against stock that fills and
empties as on the live road; what happens after the hand-over is left to the rehearsal.

Nothing is booked and nothing scanned, and goods that buyers send back are not rehearsed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np

from tearoad.customs.clearance_events import Event
from tearoad.journey.consignments import Consignments, nobody
from tearoad.journey.moving import joined
from tearoad.ledger.chart import Account
from tearoad.ledger.transfer import Transfer
from tearoad.ledger.verdict import Verdict
from tearoad.market.coupon import Coupon
from tearoad.market.limits import Limit
from tearoad.operations.arrival_ports import NoUndeclared
from tearoad.operations.bank_ports import Back, CallRow
from tearoad.operations.claim_ports import NoClaims
from tearoad.operations.coupon_ports import Bounded, CouponState, CouponUse
from tearoad.operations.duty_ports import DutyRow
from tearoad.operations.item_ports import ItemRow, Lately, Taken
from tearoad.operations.no_dispatches import NoDispatches
from tearoad.operations.office_ports import NoOffices
from tearoad.operations.paper_ports import NoPapers
from tearoad.operations.ports import (
    ENDLESS,
    EventRow,
    LineRow,
    OrderHead,
    OrderRow,
    PaymentRow,
    Product,
    Purchase,
    RoadState,
    ScanRow,
    Shelf,
    TimerRow,
)
from tearoad.operations.promise_ports import NoPromises
from tearoad.operations.top_up_ports import TopUpRow
from tearoad.payments.bonus import Bonus


class Remembered:
    """Implements the ports `Store` and `Unit`; `placed()` are the consignments as they were when they were placed."""

    def __init__(self, name: str, seed: int) -> None:
        self.roads = _Roads(name, seed)
        self.market = _Market()
        self.orders = _Orders()
        self.journeys = _Journeys()
        self.ledger = _Ledger()
        self.timers = _Timers()
        self.events = _Events()
        self.payments = _Payments()
        self.banks = _Banks()
        self.coupons = _Coupons()
        self.limits = _Limits()
        self.top_ups = _TopUps()
        self.items = _Items()
        self.papers = NoPapers()
        self.promises = NoPromises()
        self.duties = _Duties()
        self.undeclared = NoUndeclared()
        self.claims = NoClaims()
        self.dispatches = NoDispatches()
        self.offices = NoOffices()

    @contextmanager
    def unit(self) -> Iterator["Remembered"]:
        """No transaction: a rehearsal that fails is not used."""
        yield self

    def placed(self) -> Consignments:
        """In the order of their ids, in which offices serve those who arrive in one second."""
        batch = joined(self.journeys.added) if self.journeys.added else nobody()
        return batch.take(np.argsort(batch.consignment_id.astype(str), kind="stable"))


class _Roads:
    def __init__(self, name: str, seed: int) -> None:
        self.now = RoadState(name, seed, 0)

    def state(self) -> RoadState:
        return self.now

    def clock_at(self) -> int:
        return self.now.clock_at

    def clock_to_hold(self) -> Callable[[], int]:
        return self.clock_held

    def clock_held(self) -> int:
        return self.now.clock_at

    def move_clock(self, at: int) -> None:
        self.now = self.now._replace(clock_at=at)


class _Market:
    def __init__(self) -> None:
        self.goods: dict[str, Product] = {}
        self.shelves: dict[str, Shelf] = {}
        self.on_hand: dict[str, int] = {}
        self.reserved: dict[str, int] = {}

    def products(self, skus: Sequence[str]) -> dict[str, Product]:
        return {sku: self.goods[sku] for sku in skus if sku in self.goods}

    def admit(self, products: Sequence[Product], shelves: Sequence[Shelf]) -> None:
        for product, shelf in zip(products, shelves, strict=True):
            if product.sku not in self.goods:
                self.goods[product.sku], self.shelves[product.sku] = product, shelf
                self.on_hand[product.sku], self.reserved[product.sku] = shelf.on_hand, 0

    def available(self, skus: Sequence[str]) -> np.ndarray:
        free = [ENDLESS if self.shelves[sku].made_to_order else self.on_hand[sku] - self.reserved[sku] for sku in skus]
        return np.array(free, dtype=np.int64)

    def in_stock(self, skus: Sequence[str]) -> dict[str, int]:
        return dict(zip(skus, self.available(skus).tolist(), strict=True))

    def reserve(self, units: Mapping[str, int]) -> None:
        for sku, count in units.items():
            self.reserved[sku] += count

    def ship(self, units: Mapping[str, int]) -> None:
        for sku, count in units.items():
            self.reserved[sku] -= count
            if not self.shelves[sku].made_to_order:
                self.on_hand[sku] -= count

    def unreserve(self, units: Mapping[str, int]) -> None:
        for sku, count in units.items():
            self.reserved[sku] -= count

    def restock(self) -> None:
        for sku, shelf in self.shelves.items():
            if not shelf.made_to_order:
                self.on_hand[sku] = max(self.on_hand[sku], self.reserved[sku] + shelf.restock_to)


class _Orders:
    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.lines: dict[tuple[str, int], LineRow] = {}
        self.units: dict[str, list[tuple[str, int]]] = {}

    def known(self, order_ids: Sequence[str]) -> dict[str, bytes]:
        return {name: self.contents[name] for name in order_ids if name in self.contents}

    def add(self, orders: Sequence[OrderRow], lines: Sequence[LineRow]) -> None:
        self.contents |= {order.order_id: order.content for order in orders}
        for line in lines:
            self.lines[line.order_id, line.line] = line
            if line.consignment_id:
                self.units.setdefault(line.consignment_id, []).append((line.sku, line.quantity))

    def heads(self, order_ids: Sequence[str]) -> dict[str, OrderHead]:
        assert not order_ids, "nobody pays in a rehearsal of orders"
        return {}

    def stored_lines(self, order_ids: Sequence[str]) -> set[tuple[str, int]]:
        wanted = set(order_ids)
        return {key for key in self.lines if key[0] in wanted}

    def purchases(self, buyers: Sequence[str], skus: Sequence[str]) -> list[Purchase]:
        return []

    def mark_returned(self, units: Mapping[tuple[str, int], int]) -> None:
        assert not units, "there were no purchases to return from"

    def units_of(self, consignment_ids: Sequence[str]) -> dict[str, int]:
        total: dict[str, int] = {}
        for name in consignment_ids:
            for sku, count in self.units[name]:
                total[sku] = total.get(sku, 0) + count
        return total


class _Journeys:
    def __init__(self) -> None:
        self.added: list[Consignments] = []
        self.waiting: list[Consignments] = []

    def add(self, batch: Consignments) -> None:
        self.added.append(batch.take(batch.every))
        self.waiting.append(batch)

    def due(self, before: int) -> Consignments:
        """Each once: cancelled, or handed over with its goods off the shelf."""
        ripe = [batch.take(batch.due_at < before) for batch in self.waiting]
        left = [batch.take(batch.due_at >= before) for batch in self.waiting if (batch.due_at >= before).any()]
        self.waiting = left
        return joined(ripe) if ripe else self.some([])

    def some(self, consignment_ids: Sequence[str]) -> Consignments:
        assert not consignment_ids, "a rehearsal asks for none by name"
        return joined(self.added).take(np.zeros(0, dtype=np.int64)) if self.added else nobody()

    def of_orders(self, order_ids: Sequence[str]) -> Consignments:
        return self.some(order_ids)

    def save(self, batch: Consignments) -> None:
        """What happens after the hand-over is the rehearsal's."""

    def next_due(self) -> int | None:
        return min((int(batch.due_at.min()) for batch in self.waiting), default=None)

    def add_scans(self, scans: Sequence[ScanRow]) -> None:
        """Nobody scans."""

    def serials(self, service: str, issuer: str, count: int, day: int) -> np.ndarray:
        return np.arange(count)

    def office_free(self, office: str, lines: int) -> np.ndarray:
        return np.zeros(lines, dtype=np.int64)

    def keep_office_free(self, office: str, free_at: np.ndarray) -> None:
        """The rehearsal serves the queues."""


class _Ledger:
    def open(self, accounts: Iterable[Account]) -> None:
        """There are no books."""

    def offer(self, transfers: Sequence[Transfer]) -> list[Verdict]:
        return [Verdict.DONE] * len(transfers)

    def balances(self, accounts: Sequence[str], *, alone: bool) -> dict[str, int]:
        return {}

    def open_holds(self, hold_ids: Sequence[str]) -> list[Transfer]:
        return []

    def post(self, *calls: Iterable[Transfer]) -> None:
        """Money is a metric of the rehearsal, not a posting."""

    def close(self, account: str) -> bool:
        return False

    def close_before(self, at: int) -> None:
        """There is no period to close."""


class _Timers:
    def set(self, timers: Sequence[TimerRow]) -> None:
        """Only the journey's own timers are rehearsed."""

    def take(self, before: int, most: int) -> list[TimerRow]:
        return []


class _Payments:
    def some(self, payment_ids: Sequence[str]) -> dict[str, PaymentRow]:
        return {}

    def waiting(self, order_ids: Sequence[str]) -> dict[str, PaymentRow]:
        return {}

    def add(self, rows: Sequence[PaymentRow]) -> None:
        """Orders of a rehearsal come paid."""

    def answer(self, rows: Sequence[PaymentRow]) -> None:
        """No bank is asked."""


class _Banks:
    def ask(self, calls: Sequence[CallRow]) -> None:
        """No bank is asked."""

    def withdraw(self, keys: Sequence[str]) -> set[str]:
        return set()

    def pay_back(self, backs: Sequence[Back]) -> None:
        """No provider has charged anything."""


class _Coupons:
    def some(self, codes: Sequence[str]) -> dict[str, Coupon]:
        return {}

    def used(self, whose: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        return {}

    def use(self, rows: Sequence[CouponUse]) -> None:
        assert not rows, "orders of a rehearsal carry no coupons"

    def give_back(self, order_ids: Sequence[str], ended: Sequence[str]) -> None:
        assert not order_ids, "orders of a rehearsal carry no coupons"

    def make(self, coupon: Coupon) -> None:
        """There are none."""

    def has_goods(self, merchant: str) -> bool:
        return False

    def deposited(self, transfer_id: str) -> int | None:
        return None

    def state(self, coupon: Coupon) -> CouponState:
        return CouponState(0, 0, 0)


class _Limits:
    def ordered(self, asked: Sequence[Bounded]) -> dict[tuple[str, str], int]:
        assert not asked, "goods of a rehearsal have no limits"
        return {}

    def set(self, sku: str, limit: Limit | None) -> None:
        """There are none."""


class _TopUps:
    """No wallet is filled in a rehearsal."""

    def some(self, top_up_ids: Sequence[str]) -> dict[str, TopUpRow]:
        return {}

    def add(self, rows: Sequence[TopUpRow]) -> set[str]:
        return set()

    def answer(self, rows: Sequence[TopUpRow]) -> None:
        """None waits."""

    def bonus_on(self, day: int) -> Bonus | None:
        return None

    def bonuses(self, sales: Sequence[str]) -> dict[str, Bonus]:
        return {}

    def given(self, to: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        return {}


class _Items:
    """Merchants of a rehearsal lodge nothing themselves."""

    def lodging(self, *, alone: bool) -> None:
        """There is nobody to wait for."""

    def some(self, declaration_ids: Sequence[str], *, locked: bool = False) -> dict[str, ItemRow]:
        return {}

    def taken(self, numbers: Sequence[str]) -> dict[str, Taken]:
        return {}

    def of_consignments(self, consignment_ids: Sequence[str]) -> dict[str, ItemRow]:
        return {}

    def lately(self, office: str, since: int, most: int) -> Lately:
        return Lately([], [], [], [], 0)

    def handed_over(self, consignment_ids: Sequence[str]) -> set[str]:
        return set()

    def add(self, rows: Sequence[ItemRow]) -> set[str]:
        return set()

    def correct(self, rows: Sequence[ItemRow]) -> None:
        """There are none."""

    def stand(self, rows: Sequence[ItemRow]) -> None:
        """None changes."""

    def tell(self, events: Sequence[tuple[int, Event]]) -> None:
        """Nothing is reported."""

    def log_view(self, declaration_id: str, who: str, why: str, at: int) -> None:
        """Nobody looks."""

    def told(self, declaration_ids: Sequence[str]) -> dict[str, list[Event]]:
        return {}


class _Duties:
    """Nobody pays duty by itself."""

    def of(self, declaration_ids: Sequence[str]) -> dict[str, list[DutyRow]]:
        return {}

    def add(self, rows: Sequence[DutyRow]) -> None:
        assert not rows, "nothing is lodged in a rehearsal"


class _Events:
    def tell(self, events: Sequence[EventRow]) -> None:
        """Nobody hears of a rehearsal."""
