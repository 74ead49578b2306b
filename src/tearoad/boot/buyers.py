"""The desk of buyers: what a basket costs, checkout, orders and parcels. Many threads may ask it at once.

Checkouts that come together go through as one batch (`boot.gather`). A buyer is the name of an account; in the books a
mark stands before it, so that nobody gets at the orders of a file by taking the name of one of its buyers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from tearoad.boot.gather import Gather
from tearoad.boot.logs import about
from tearoad.boot.metrics import checked_out, gathered, paid
from tearoad.boot.sealing import Seal
from tearoad.journey.moving import Due
from tearoad.journey.stages import AT_THE_DOOR, Carriage, stage
from tearoad.kernel import s10 as numbers
from tearoad.network.drawn_way import Piece
from tearoad.operations.buyer_view import ListedOrder, OrderView, ParcelView, ScanView, TrackedParcel
from tearoad.operations.check_out import Checkout, Outcome, check_out
from tearoad.operations.end_orders import Ending, end_orders
from tearoad.operations.follow_scans import LATE_SCANS
from tearoad.operations.parcel_way import Travel, parcel_way
from tearoad.operations.platform import Platform
from tearoad.operations.ports import PaymentRow
from tearoad.operations.quote_baskets import BasketQuote, quote_baskets
from tearoad.operations.recipient import Recipient, masked
from tearoad.operations.settle_payment import Attempt, Paid
from tearoad.operations.shop_ports import BasketRow, DeliveryRow, Wanted
from tearoad.operations.take_payment import take_payments
from tearoad.store import buyers as rows
from tearoad.store.database import CELL, PostgresRoads
from tearoad.store.payments import payments_of
from tearoad.store.pool import PooledStore
from tearoad.terms import cursor as cursors
from tearoad.terms.names import LONGEST_ID, storable
from tearoad.terms.refusal import BadInput, Refusal

log = structlog.get_logger("tearoad.buyers")
FIRST_PAGE = (253_402_300_799, "")  # before the year 10000
BEYOND_THE_LANE = (Carriage.AT_OFFICE, *AT_THE_DOOR, Carriage.RETURNED)
AT_THE_END = (Carriage.DELIVERED, Carriage.CONFIRMED, Carriage.AUTO_CONFIRMED)
OFFICE_AT = 0.8  # of the way, where a parcel has come to the exchange office; for the picture alone
NOBODY = "visitor"  # whose basket is looked at, and kept elsewhere
ACCOUNT = "account:"  # before the names of buyers who ordered for themselves
SEALED = ("name", "phone", "address", "postcode", "identity")


class Buyers:
    """`seal` keeps recipients; `ways` are where lanes run, by their ids."""

    def __init__(
        self, platform: Platform, store: PooledStore, seal: Seal, ways: Mapping[str, Sequence[Piece]] = {}
    ) -> None:
        self.platform, self.store, self.ways = platform, store, ways
        self.seal = seal
        self._checkouts: Gather[Checkout, Outcome] = Gather(self._check_out)
        self._payments: Gather[Attempt, Paid] = Gather(self._pay)
        self._endings: Gather[Ending, Refusal | None] = Gather(self._end)
        self._quotes: Gather[BasketRow, BasketQuote] = Gather(self._quote)

    def close(self) -> None:
        """Serves those who wait, then ends."""
        self._quotes.close()
        self._checkouts.close()
        self._payments.close()
        self._endings.close()

    def quote(self, lines: Sequence[Wanted], destination: str, currency: str) -> BasketQuote:
        """What a basket costs at the door now."""
        return self._quotes.ask(BasketRow(NOBODY, destination, currency, tuple(lines)))

    def put_basket(self, row: BasketRow) -> BasketQuote:
        """Keeps a buyer's basket instead of the one before, and says what it costs."""
        return self._quotes.ask(row._replace(buyer=ACCOUNT + row.buyer))

    def basket(self, buyer: str) -> BasketRow:
        """An empty one where nothing was put."""
        with self.store.unit() as unit:
            found = unit.baskets.find(ACCOUNT + buyer)
        return found or BasketRow(buyer, "", self.platform.road.currency, ())

    def _quote(self, asked: list[BasketRow]) -> Sequence[BasketQuote]:
        with self.store.glance() as unit:
            unit.baskets.keep([row for row in asked if row.buyer != NOBODY])
            return quote_baskets(self.platform, unit, asked)

    def check_out(self, one: Checkout) -> Outcome:
        """Whole or not at all; `Unavailable` where the answer was lost: ask again with the same."""
        about(order_id=one.order_id)
        attempt = one.attempt._replace(buyer=ACCOUNT + one.attempt.buyer) if one.attempt else None
        outcome = self._checkouts.ask(one._replace(buyer=ACCOUNT + one.buyer, attempt=attempt))
        checked_out(str(next(iter(outcome.refusals.values()), "placed")))
        if outcome.payment:
            paid(outcome.payment.state.name.lower())
        return outcome

    def pay(self, one: Attempt) -> Paid:
        """By wallet at once, else when bank or counter have answered; as for `check_out`, where the answer was lost ask
        again with the same."""
        if not storable(one.order_id, LONGEST_ID):
            return Paid(one.payment_id, None, Refusal.UNKNOWN_ORDER)
        about(order_id=one.order_id)
        found = self._payments.ask(one._replace(buyer=ACCOUNT + one.buyer))
        paid(found.row.state.name.lower() if found.row else str(found.refusal))
        return found

    def payments(self, order_id: str, buyer: str | None) -> list[PaymentRow]:
        """The attempts to pay an order, by time; none where it is not that buyer's. `buyer` None may see all."""
        with self.store.reading() as reading:
            head = rows.order_head(reading, order_id)
            own = head is not None and (buyer is None or head.buyer == ACCOUNT + buyer)
            return payments_of(reading, CELL, order_id) if own else []

    def end(self, one: Ending) -> Refusal | None:
        """Cancel an order, or confirm that a parcel came; None where it is so now. Ask again as for `check_out`."""
        if not storable(one.order_id, LONGEST_ID):
            return Refusal.UNKNOWN_ORDER
        about(order_id=one.order_id)
        return self._endings.ask(one._replace(buyer=one.buyer and ACCOUNT + one.buyer))

    def _end(self, asked: list[Ending]) -> Sequence[Refusal | None]:
        return end_orders(self.platform, self.store, asked)

    def _check_out(self, asked: list[Checkout]) -> Sequence[Outcome]:
        gathered(len(asked))
        return check_out(self.platform, self.store, asked)

    def _pay(self, asked: list[Attempt]) -> Sequence[Paid]:
        gathered(len(asked))
        return take_payments(self.platform, self.store, asked)

    def mark(self, to: Recipient) -> str:
        """The `recipient` of a checkout: the same for the same one."""
        return self.seal.fingerprint(repr(tuple(to)))

    def sealed(self, order_id: str, to: Recipient, language: str) -> DeliveryRow:
        """What is kept of a recipient."""
        closed = {name: self.seal.seal(text, _where(name, order_id)) for name, text in to._asdict().items()}
        identity = closed["identity"] if to.identity else None
        return DeliveryRow(
            order_id, closed["name"], closed["phone"], closed["address"], closed["postcode"], identity, language
        )

    def recipient(self, order_id: str, who: str, why: str, at: int) -> Recipient | None:
        """Whole, and logged; `at` by the wall clock."""
        with self.store.unit() as unit:
            row = unit.deliveries.find(order_id)
            if row is None:
                return None
            unit.deliveries.log_view(order_id, who, why, at)
        return self._opened(row)

    def language_of(self, order_id: str) -> str | None:
        """In which its buyer ordered; None where nobody did so for themselves."""
        with self.store.unit() as unit:
            row = unit.deliveries.find(order_id)
        return row.language if row else None

    def masked_recipient(self, order_id: str) -> Recipient | None:
        """For lists; None too where it does not open, which is told in the log: an order is shown all the same."""
        with self.store.unit() as unit:
            row = unit.deliveries.find(order_id)
        try:
            return masked(self._opened(row)) if row else None
        except BadInput as error:
            log.error("recipient does not open", why=str(error))
            return None

    def orders(self, buyer: str, cursor: str, count: int) -> tuple[list[ListedOrder], str]:
        """The newest first, and the cursor of the next page, '' at the end. BadInput on a cursor that was not ours."""
        about = f"orders of {buyer}"
        before: Any = cursors.keys_of(cursor, about, (int, str)) if cursor else FIRST_PAGE
        if not 0 <= before[0] <= FIRST_PAGE[0] or "\0" in before[1]:
            raise BadInput("the cursor points at no order")
        with self.store.reading() as reading:
            found = rows.orders_of(reading, ACCOUNT + buyer, before, count + 1)
        more = len(found) > count
        page = found[:count]
        return page, cursors.cursor_of(about, page[-1].placed_at, page[-1].order_id) if more else ""

    def order(self, order_id: str, buyer: str | None) -> OrderView | None:
        """Whole; None where there is none, or it is not that buyer's. `buyer` None may see all."""
        if not storable(order_id, LONGEST_ID):
            return None
        with self.store.reading() as reading:
            head = rows.order_head(reading, order_id)
            if head is None or (buyer is not None and head.buyer != ACCOUNT + buyer):
                return None
            parcels = rows.parcels_of(reading, order_id)
            lines = rows.lines_of(reading, order_id)
            scans = rows.scans_of(reading, [parcel.consignment_id for parcel in parcels])
            now = PostgresRoads(reading, CELL).clock_at()
        views = tuple(self._parcel(one, lines, scans, now) for one in parcels)
        return OrderView(order_id, head.buyer, head.placed_at, head.destination, head.payment, head.currency, views)

    def track(self, s10: str) -> TrackedParcel | None:
        """By its number, for anybody; None where no parcel has it."""
        if not numbers.valid(s10):
            return None
        about(s10=s10)
        with self.store.reading() as reading:
            one = rows.parcel_by_number(reading, s10)
            if one is None:
                return None
            scans = rows.scans_of(reading, [one.consignment_id])
            now = PostgresRoads(reading, CELL).clock_at()
        whole = self._parcel(one, {}, scans, now)
        return TrackedParcel(
            s10,
            whole.stage,
            whole.mode,
            whole.places,
            whole.progress,
            whole.promised_on,
            whole.first_promised_on,
            whole.promise_reason,
            whole.delivered_at,
            whole.scans,
            whole.way,
            whole.collect_until,
        )

    def _opened(self, row: DeliveryRow) -> Recipient:
        texts = {name: getattr(row, name) for name in SEALED}
        opened = {name: self.seal.open(text, _where(name, row.order_id)) for name, text in texts.items() if text}
        return Recipient(**opened)

    def _parcel(self, one: rows.ParcelRow, lines: Any, scans: Any, now: int) -> ParcelView:
        road = self.platform.road
        lane = road.lanes[self.platform.table.lane_number[one.lane]]
        way = dict.fromkeys((one.origin, *lane.via, road.end_of(lane), one.destination))
        events: list[ScanView] = scans.get(one.consignment_id, [])
        travel = Travel(one.carriage, one.destination, one.dispatched_at, one.delivered_at, events)
        return ParcelView(
            one.consignment_id,
            one.s10,
            stage(one.money, one.border, one.carriage),
            one.merchant,
            lane.mode,
            tuple(way),
            _progress(one, lane.headway // 2 + lane.transit_p50, now),
            one.promised_on,
            one.first_promised_on,
            one.promise_reason,
            one.delivered_at,
            one.goods_minor,
            one.postage_minor,
            one.duty_minor,
            one.tax_minor,
            one.refunded_minor,
            one.coupon_minor,
            one.paid_minor,
            tuple(lines.get(one.consignment_id, ())),
            tuple(events),
            one.due_at if one.due == Due.PAY else None,
            parcel_way(road, lane, self.ways.get(lane.id, ()), travel, now),
            _collect_until(one),
        )


def _collect_until(one: rows.ParcelRow) -> int | None:
    if one.due != Due.COLLECT or one.due_at is None:
        return None
    return one.due_at - (LATE_SCANS if one.scanned else 0)


def _progress(one: rows.ParcelRow, usual: int, now: int) -> float:
    """From 0 to 1, for a picture: on the lane by the clock, at the exchange office a fixed share, then the door. Where
    the post scans, nothing but the `usual` seconds of the lane says when it arrives."""
    if one.carriage in AT_THE_END:
        return 1.0
    if one.carriage in BEYOND_THE_LANE:
        return OFFICE_AT
    # Before the lane's departure the timer says when that is, not when the parcel arrives.
    if one.carriage != Carriage.IN_TRANSIT or one.dispatched_at is None or one.due_at is None:
        return 0.0
    lasts = usual if one.due == Due.LOST else one.due_at - one.dispatched_at
    return OFFICE_AT * min(max((now - one.dispatched_at) / max(lasts, 1), 0.0), 1.0)


def _where(field: str, order_id: str) -> str:
    return f"delivery.{field}.{order_id}"
