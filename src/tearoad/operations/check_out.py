"""Checkout: an order of a shop's visitor, whole or not at all, at the moment where the road's clock stands.

What is quoted, what is asked at checkout and what orders files place go through the same functions (`place_orders`).
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from tearoad.journey.consignments import Consignments
from tearoad.journey.moving import Due
from tearoad.market.coupon import CODE
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS, AskedLine, AskedOrder
from tearoad.operations.judge_lines import Judged, judge, reserve_orders
from tearoad.operations.outlooks import outlook_at
from tearoad.operations.place_orders import consignments, in_groups, write
from tearoad.operations.platform import Platform
from tearoad.operations.ports import OrderHead, PaymentRow
from tearoad.operations.settle_payment import Attempt, begin, settle, together, told
from tearoad.operations.shop_ports import DeliveryRow, ShopStore, ShopUnit, Wanted
from tearoad.operations.use_coupons import AskedCoupon, Discount, not_granted, promise, take_off
from tearoad.payments.attempt import CARD, CASH_CODE, WALLET, State
from tearoad.terms.refusal import Refusal

CASH_ON_DELIVERY = "cod"
PAYMENTS = (CARD, WALLET, CASH_ON_DELIVERY, CASH_CODE)
MOST_PIECES = 10_000  # of one line; beyond it is a mistake: assumed


class Checkout(NamedTuple):
    """`payment` is how the buyer means to pay; only what is to be paid at the door does not wait for a payment.
    `expected_minor` is the total that the buyer saw; a dearer order is refused. `delivery` is sealed already, and
    `recipient` tells, by a keyed fingerprint, whether who asks again names the same one. With an `attempt` the order is
    paid at once, or waits for a bank; where it cannot be, it stands and waits for another. With the code of a `coupon`
    it is cheaper by that, or refused."""

    order_id: str
    buyer: str
    destination: str
    payment: str
    currency: str
    lines: tuple[Wanted, ...]
    expected_minor: int | None = None
    delivery: DeliveryRow | None = None
    recipient: str = ""
    attempt: Attempt | None = None
    coupon: str = ""


class Outcome(NamedTuple):
    """`refusals` by sku; the empty name stands for the whole order. Without any the order is placed: now, or before
    where it is `known`. `total_minor` is what it costs at the door, -1 where that is not known; stock is kept until
    `pay_until`, seconds since 1970, None where no payment is waited for. `payment` is what became of the attempt."""

    order_id: str
    refusals: dict[str, Refusal]
    total_minor: int = -1
    placed_at: int = -1
    pay_until: int | None = None
    known: bool = False
    payment: PaymentRow | None = None


def order_id_of(buyer: str, key: str) -> str:
    """The same for the same buyer and idempotency key."""
    return "W" + blake2b(f"{buyer}\0{key}".encode(), digest_size=12).hexdigest().upper()


def check_out(p: Platform, store: ShopStore, asked: Sequence[Checkout]) -> list[Outcome]:
    """In one transaction. An order that is known by the same content is placed, as it was; by another it is refused."""
    first: dict[str, Checkout] = {}
    for one in asked:
        first.setdefault(one.order_id, one)
    found = together(lambda alone: _check_out(p, store, first, alone))
    return [_same(one, first[one.order_id], found[one.order_id]) for one in asked]


def _check_out(p: Platform, store: ShopStore, asked: Mapping[str, Checkout], alone: bool) -> dict[str, Outcome]:
    with store.unit() as unit:
        held = unit.roads.clock_to_hold()
        known = unit.orders.known(list(asked))
        clock = held()
        found = {name: _known(asked[name], content) for name, content in known.items()}
        found |= {name: _unplaceable(one) for name, one in asked.items() if name not in known}
        new = [asked[name] for name, outcome in found.items() if name not in known and not outcome.refusals]
        if new:
            found |= _place_new(p, unit, new, clock, alone)
    return found


def _place_new(p: Platform, unit: ShopUnit, asked: Sequence[Checkout], clock: int, alone: bool) -> dict[str, Outcome]:
    orders = {one.order_id: asked_order(one, clock) for one in asked}
    until = {one.order_id: _until(p, one, clock) for one in asked if one.payment != CASH_ON_DELIVERY}
    rows = judge(p, unit, list(orders.values()), ASSUMED_WEIGHT_GRAMS)
    refused = {row.order.order_id for row in rows if row.refusal}
    candidates = [row for row in rows if row.order.order_id not in refused]
    groups = in_groups(candidates)
    batch = consignments(p, outlook_at(p, unit.promises, clock), groups) if groups else None
    coupons = [AskedCoupon(one.order_id, one.buyer, one.coupon) for one in asked if one.coupon]
    no_coupon, discounts = take_off(unit, coupons, batch) if batch else ({}, [])
    totals = _totals(batch) if batch else {}
    dearer = {
        one.order_id
        for one in asked
        if one.expected_minor is not None and totals.get(one.order_id, -1) > one.expected_minor
    }
    law_asks = _of_whom_the_law_asks(p, batch, clock) if batch else set()
    nameless = {one.order_id for one in asked if one.delivery and not one.delivery.identity} & law_asks
    candidates = [row for row in candidates if row.order.order_id not in dearer | nameless | no_coupon.keys()]
    reserve_orders(unit, candidates)
    paid: dict[str, PaymentRow] = {}
    short = {row.order.order_id for row in candidates if row.refusal}
    placed = {row.order.order_id for row in candidates} - short
    discounts = [one for one in discounts if one.use.order_id in placed]
    no_coupon |= _not_granted(unit, discounts, candidates)
    placed -= no_coupon.keys()
    if batch and placed:
        mine = [one for one in asked if one.order_id in placed]
        taken = [row for row in candidates if row.order.order_id in placed]
        part = batch.take(np.flatnonzero([name in placed for name in batch.order_id]))
        # What a coupon pays wholly is paid.
        wait = ~part.cash_on_delivery & np.array([totals[name] > 0 for name in part.order_id])
        part.due[wait], part.due_at[wait] = Due.PAY, [until[name] for name in part.order_id[wait]]
        promise(p, unit, part, [one for one in discounts if one.use.order_id in placed])
        paid = _pay(p, unit, mine, part, clock, alone)
        _keep_recipients(unit, mine, law_asks)
        write(p, unit, [orders[one.order_id] for one in mine], taken, part, told(list(paid.values())))
    refusals: dict[str, dict[str, Refusal]] = {name: {"": Refusal.NO_IDENTITY} for name in nameless}
    refusals |= {name: {"": Refusal.PRICE_CHANGED} for name in dearer}
    refusals |= {name: {"": why} for name, why in no_coupon.items()}
    for row in rows:
        if row.refusal:
            refusals.setdefault(row.order.order_id, {})[row.line.sku] = row.refusal
    return {
        name: Outcome(
            name,
            refusals.get(name, {}),
            totals.get(name, -1),
            clock,
            until.get(name) if name in placed and totals[name] and not _is_paid(paid.get(name)) else None,
            payment=paid.get(name),
        )
        for name in orders
    }


def _not_granted(unit: ShopUnit, discounts: Sequence[Discount], rows: Sequence[Judged]) -> dict[str, Refusal]:
    """What was reserved for orders whose coupons are not granted is free again."""
    refusals = not_granted(unit, discounts)
    if refusals:
        units: dict[str, int] = {}
        for row in rows:
            if row.order.order_id in refusals:
                units[row.line.sku] = units.get(row.line.sku, 0) + row.line.quantity
        unit.market.unreserve(units)
    return refusals


def _keep_recipients(unit: ShopUnit, placed: Sequence[Checkout], law_asks: set[str]) -> None:
    """A number that nobody asked for is not kept."""
    kept = [one.delivery for one in placed if one.delivery]
    unit.deliveries.add([one if one.order_id in law_asks else one._replace(identity=None) for one in kept])


def _pay(
    p: Platform, unit: ShopUnit, placed: Sequence[Checkout], c: Consignments, clock: int, alone: bool
) -> dict[str, PaymentRow]:
    """What became of the attempts that came with the orders, by order; what they paid for begins its journey."""
    waiting = set(c.order_id[c.due == Due.PAY].tolist())
    attempts = [one.attempt for one in placed if one.attempt and one.order_id in waiting]
    if not attempts:
        return {}
    heads = {one.order_id: OrderHead(one.buyer, one.currency) for one in placed}
    found = settle(p, unit, attempts, heads, c, (), clock, alone)
    paid = {one.row.order_id: one.row for one in found.values() if one.row}
    begin(p, c, list(paid.values()))
    return paid


def _is_paid(row: PaymentRow | None) -> bool:
    return row is not None and row.state is State.PAID


def _until(p: Platform, one: Checkout, clock: int) -> int:
    b = p.road.behaviour
    return clock + (b.cash_code_within if one.payment == CASH_CODE else b.pay_within)


def _of_whom_the_law_asks(p: Platform, batch: Consignments, clock: int) -> set[str]:
    """Orders whose recipient's identity number is wanted at the border."""
    return set(batch.order_id[batch.abroad].tolist()) if p.road.behaviour.identity_asked(clock) else set()


def unfit(wanted: Wanted) -> Refusal | None:
    """What may not even be asked for: the batch of others would fail with it."""
    if not wanted.sku.isprintable():
        return Refusal.UNKNOWN_PRODUCT
    return None if 1 <= wanted.quantity <= MOST_PIECES else Refusal.BAD_QUANTITY


def _unplaceable(one: Checkout) -> Outcome:
    """Refusals of an order that is not looked at any further; none where it may be placed."""
    if not one.lines:
        return Outcome(one.order_id, {"": Refusal.BAD_QUANTITY})
    if one.coupon and not CODE.fullmatch(one.coupon):
        return Outcome(one.order_id, {"": Refusal.UNKNOWN_COUPON})
    return Outcome(one.order_id, {wanted.sku: why for wanted in one.lines if (why := unfit(wanted))})


def asked_order(one: Checkout, clock: int) -> AskedOrder:
    """As the other orders are: by the moment at which the road's clock stands."""
    lines = tuple(
        AskedLine(
            row=0,
            order=one.order_id,
            line=number,
            buyer=one.buyer,
            sku=wanted.sku,
            quantity=wanted.quantity,
            placed_at=clock,
            destination=one.destination,
            payment=one.payment,
            currency=one.currency,
            unit_price_minor=None,
            title="",
            weight_grams=None,
            merchant="",
            hs6=None,
            origin="",
            goods=True,
        )
        for number, wanted in enumerate(one.lines, 1)
    )
    head = (one.order_id, one.buyer, one.destination, one.payment, one.currency, clock)
    return AskedOrder(*head, lines, _content(one))


def _content(one: Checkout) -> bytes:
    """What makes it the same order again: not the moment, nor how the recipient was sealed."""
    said = (one.buyer, one.destination, one.payment, one.currency, one.lines, one.recipient)
    return blake2b(repr((*said, one.coupon) if one.coupon else said).encode(), digest_size=16).digest()


def _known(one: Checkout, content: bytes) -> Outcome:
    return Outcome(one.order_id, {} if content == _content(one) else {"": Refusal.OTHER_CONTENT}, known=True)


def _same(one: Checkout, first: Checkout, found: Outcome) -> Outcome:
    """Of one that may have come twice in a batch."""
    return found if one is first or _content(one) == _content(first) else _known(one, _content(first))


def _totals(batch: Consignments) -> dict[str, int]:
    totals: dict[str, int] = {}
    for name, minor in zip(batch.order_id, batch.price_minor.tolist(), strict=True):
        totals[name] = totals.get(name, 0) + minor
    return totals
