"""`/api/v1/orders`: placed whole or not at all, read by whom they belong to.

`POST` needs an Idempotency-Key: the same key and body are the same order, however often and by whichever way they come.
"""

from typing import Annotated, Literal

import msgspec
from django.http import HttpResponse
from msgspec import Meta

from tearoad.api.body import decoded, json_body
from tearoad.api.catalogue import Money
from tearoad.api.gate import answer
from tearoad.api.idempotency import key_of
from tearoad.api.moments import day, maybe, moment
from tearoad.api.parcels import Scan, scans
from tearoad.api.payments import Attempt, attempt_of, refuse_unknown_bank
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.questions import Questions
from tearoad.api.rights import ApiRequest
from tearoad.api.tickets import refuse_who_must_wait
from tearoad.market.coupon import code_of
from tearoad.network.promise import LEVEL
from tearoad.operations import settle_payment
from tearoad.operations.buyer_view import OrderView, ParcelView
from tearoad.operations.check_out import CASH_ON_DELIVERY, Checkout, Outcome, order_id_of
from tearoad.operations.end_orders import Ending
from tearoad.operations.recipient import INN, Recipient, faults
from tearoad.operations.shop_ports import Wanted
from tearoad.payments.attempt import payment_id_of
from tearoad.terms.refusal import Refusal

Word = Annotated[str, Meta(max_length=200)]


class AskedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many pieces of one product."""

    sku: Annotated[str, Meta(min_length=1, max_length=200)]
    quantity: Annotated[int, Meta(ge=1, le=99)]


class AskedRecipient(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who the goods are for; it is kept encrypted. `identity` where the law asks it: in Russia the taxpayer's number
    for goods from abroad."""

    name: Word
    phone: Word
    address: Annotated[str, Meta(max_length=500)]
    postcode: Word
    identity: Word = ""


class AskedOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An order. With `pay` it is paid by the way that `payment` says, a card of `bank`; else, and where that fails, it
    waits for a payment (`POST /payments`), but for `cod`. With `expected_total_minor` it is refused where it would cost
    more. A `coupon` takes its part off the goods, or the order is refused."""

    destination: Word
    payment: Literal["card", "wallet", "cod", "cash_code"]
    lines: Annotated[tuple[AskedLine, ...], Meta(min_length=1, max_length=50)]
    recipient: AskedRecipient
    pay: bool = False
    bank: Word = ""
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] = "RUB"
    expected_total_minor: Annotated[int, Meta(ge=0, le=10**15)] | None = None
    coupon: Word = ""
    language: Literal["en", "ru", "zh"] = "en"


class OrderLine(msgspec.Struct, frozen=True):
    """One line of a parcel."""

    sku: str
    titles: dict[str, str]
    quantity: int
    returned: int
    unit_price: Money


class Parcel(msgspec.Struct, frozen=True):
    """One consignment of an order. `s10` comes with dispatch; `progress` goes from 0 at the origin to 1 at the door.
    `coupon` is what a coupon pays of the goods. By the end of `promised_on` `promise_level` of such parcels come; where
    another day was promised with the order, `promise_reason` says why."""

    id: str
    s10: str | None
    stage: str
    merchant: str
    mode: str
    places: tuple[str, ...]
    progress: float
    promised_on: str
    promise_level: float
    first_promised_on: str
    promise_reason: str | None
    delivered_at: str | None
    collect_until: str | None
    goods: Money
    postage: Money
    duty: Money
    tax: Money
    coupon: Money
    refunded: Money
    lines: list[OrderLine]
    scans: list[Scan]


class PlacedOrder(msgspec.Struct, frozen=True):
    """An order that stands. Its stock is kept until `pay_until`; None where no payment is waited for (any more).
    `payment` is what became of `pay`."""

    id: str
    placed_at: str
    total: Money
    pay_until: str | None
    payment: Attempt | None


class Order(msgspec.Struct, frozen=True):
    """An order whole; `total` as it was paid, or is to be until `pay_until`."""

    id: str
    placed_at: str
    destination: str
    payment: str
    total: Money
    pay_until: str | None
    parcels: list[Parcel]


class ListedOrder(msgspec.Struct, frozen=True):
    """An order in a list, with the stages of its parcels."""

    id: str
    placed_at: str
    destination: str
    stages: tuple[str, ...]
    total: Money


class Orders(msgspec.Struct, frozen=True):
    """A page, the newest first; `next` is the `after` of the next page, None at the end."""

    items: list[ListedOrder]
    next: str | None


ORDER = msgspec.json.Decoder(AskedOrder)


def placed(request: ApiRequest) -> HttpResponse:
    """201 where the order stands, the same for the same key and body; 422 where the key came with another order, and
    where the order is refused, with the reason of each line."""
    key = key_of(request)
    asked = decoded(ORDER, json_body(request))
    assert request.caller, "the right to order comes with a key"
    buyer, buyers = request.caller.name, desks().buyers()
    order_id = order_id_of(buyer, f"api {key}")
    try:
        refuse_who_must_wait(request, buyer)
    except Problem as problem:
        in_time = problem.status != 400 and buyers.order(order_id, buyer)  # and the answer was lost
        if not in_time:
            raise
    to = Recipient(*(getattr(asked.recipient, field) for field in Recipient._fields)).tidy()
    wrong = faults(to, INN if to.identity else None)
    if asked.pay and asked.payment != CASH_ON_DELIVERY:
        refuse_unknown_bank(asked.payment, asked.bank)
    if wrong:
        errors = {f"/recipient/{name}": fault for name, fault in wrong.items()}
        raise Problem(422, "the order is not whole", errors=errors)
    outcome = buyers.check_out(
        Checkout(
            order_id,
            buyer,
            asked.destination,
            asked.payment,
            asked.currency,
            tuple(Wanted(line.sku, line.quantity) for line in asked.lines),
            asked.expected_total_minor,
            buyers.sealed(order_id, to, asked.language),
            buyers.mark(to),
            _attempt(order_id, buyer, asked),
            code_of(asked.coupon),
        )
    )
    if outcome.refusals:
        raise _refused(outcome, asked)
    response = answer(_placed(outcome, buyer, asked.currency), status=201, location=f"/api/v1/orders/{order_id}")
    if outcome.known:
        response["Idempotency-Replayed"] = "true"
    return response


def cancelled(request: ApiRequest, order_id: str) -> HttpResponse:
    """200 with the order; what was handed over travels on. 409 where everything was."""
    return _ended(request, Ending(order_id, None))


def confirmed(request: ApiRequest, order_id: str, parcel_id: str) -> HttpResponse:
    """200 with the order: the merchant is paid. 409 where the parcel has not come."""
    return _ended(request, Ending(order_id, None, parcel_id))


def _ended(request: ApiRequest, wish: Ending) -> HttpResponse:
    assert request.caller, "the right to change orders comes with a key"
    buyer, buyers = None if request.scope == "all" else request.caller.name, desks().buyers()
    why = buyers.end(wish._replace(buyer=buyer))
    if why is Refusal.UNKNOWN_ORDER:
        raise Problem(404, "there is no such order")
    if why:
        raise Problem(409, f"{why}: nothing was changed")
    found = buyers.order(wish.order_id, buyer)
    assert found, "it was changed a moment ago"
    return answer(_order(found))


def listed(request: ApiRequest) -> HttpResponse:
    """The caller's own orders."""
    asked = Questions(request, {"after", "limit"})
    assert request.caller
    found, cursor = desks().buyers().orders(request.caller.name, asked.text("after", ""), asked.limit(20, 100))
    items = [
        ListedOrder(
            one.order_id, moment(one.placed_at), one.destination, one.stages, Money(one.total_minor, one.currency)
        )
        for one in found
    ]
    return answer(Orders(items, cursor or None))


def one(request: ApiRequest, order_id: str) -> HttpResponse:
    """404 where there is none, and where it is somebody else's."""
    assert request.caller
    buyer = request.caller.name if request.scope == "own" else None
    found = desks().buyers().order(order_id, buyer)
    if found is None:
        raise Problem(404, "there is no such order")
    return answer(_order(found))


def _attempt(order_id: str, buyer: str, asked: AskedOrder) -> settle_payment.Attempt | None:
    if not asked.pay or asked.payment == CASH_ON_DELIVERY:
        return None
    return settle_payment.Attempt(payment_id_of(order_id, "order"), order_id, buyer, asked.payment, asked.bank)


def _placed(outcome: Outcome, buyer: str, currency: str) -> PlacedOrder:
    """As it stands: of one that was placed before, what became of it since."""
    at, total, until, payment = outcome.placed_at, outcome.total_minor, outcome.pay_until, outcome.payment
    if outcome.known:
        found = desks().buyers().order(outcome.order_id, buyer)
        assert found, "the same order was placed before"
        at, total, until = found.placed_at, found.total_minor, found.pay_until
        own = payment_id_of(outcome.order_id, "order")
        rows = desks().buyers().payments(outcome.order_id, buyer)
        payment = next((row for row in rows if row.payment_id == own), None)
    told = attempt_of(payment) if payment else None
    return PlacedOrder(outcome.order_id, moment(at), Money(total, currency), maybe(until), told)


def _refused(outcome: Outcome, asked: AskedOrder) -> Problem:
    whole = outcome.refusals.get("")
    if whole == Refusal.OTHER_CONTENT:
        return Problem(422, "this Idempotency-Key came with another order before")
    if whole == Refusal.NO_IDENTITY:
        return Problem(422, "the law asks for the recipient's number", errors={"/recipient/identity": "missing"})
    if whole and whole.of_a_coupon:
        return Problem(422, "the order is refused, and nothing was charged", errors={"/coupon": str(whole)})
    if whole:
        said = f"the order is refused: {whole}; it would cost {outcome.total_minor} now"
        return Problem(422, said, errors={"/expected_total_minor": str(whole)})
    errors = {
        f"/lines/{number}/sku": str(outcome.refusals[line.sku])
        for number, line in enumerate(asked.lines)
        if line.sku in outcome.refusals
    }
    return Problem(422, "the order is refused, and nothing was charged", errors=errors)


def _order(found: OrderView) -> Order:
    total = Money(found.total_minor, found.currency)
    parcels = [_parcel(parcel, found.currency) for parcel in found.parcels]
    return Order(
        found.order_id,
        moment(found.placed_at),
        found.destination,
        found.payment,
        total,
        maybe(found.pay_until),
        parcels,
    )


def _parcel(parcel: ParcelView, currency: str) -> Parcel:
    return Parcel(
        id=parcel.consignment_id,
        s10=parcel.s10,
        stage=parcel.stage,
        merchant=parcel.merchant,
        mode=parcel.mode,
        places=parcel.places,
        progress=parcel.progress,
        promised_on=day(parcel.promised_on),
        promise_level=LEVEL,
        first_promised_on=day(parcel.first_promised_on),
        promise_reason=parcel.promise_reason or None,
        delivered_at=maybe(parcel.delivered_at),
        collect_until=maybe(parcel.collect_until),
        goods=Money(parcel.goods_minor, currency),
        postage=Money(parcel.postage_minor, currency),
        duty=Money(parcel.duty_minor, currency),
        tax=Money(parcel.tax_minor, currency),
        coupon=Money(parcel.coupon_minor, currency),
        refunded=Money(parcel.refunded_minor, currency),
        lines=[
            OrderLine(
                line.sku,
                {"ru": line.title_ru, "zh": line.title_zh, "en": line.title_en},
                line.quantity,
                line.returned,
                Money(line.unit_price_minor, currency),
            )
            for line in parcel.lines
        ],
        scans=scans(parcel.scans),
    )
