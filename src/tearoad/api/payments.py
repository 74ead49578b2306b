"""`/api/v1/payments`: what is paid for orders, where that money is, and how it is paid.

An attempt to pay answers at once with its state; who waits for a bank asks again by `GET /payments/{order}`.
"""

from typing import Annotated, Literal

import msgspec
from django.http import HttpResponse
from msgspec import Meta

from tearoad.api.body import decoded, json_body
from tearoad.api.catalogue import Money
from tearoad.api.gate import answer
from tearoad.api.idempotency import key_of
from tearoad.api.moments import maybe, moment
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.questions import Questions
from tearoad.api.rights import ApiRequest
from tearoad.api.sight import seen
from tearoad.operations import desk_view, settle_payment
from tearoad.operations.ports import PaymentRow
from tearoad.payments.attempt import payment_id_of
from tearoad.terms.refusal import Refusal


class PaymentPart(msgspec.Struct, frozen=True):
    """What one consignment cost. `state`: none (not paid yet), held, released (to the merchant), refunded, or
    charged_back."""

    parcel: str
    merchant: str
    state: str
    goods: Money
    postage: Money
    duty: Money
    tax: Money
    refunded: Money
    total: Money


class AskedPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To pay an order whole; `bank` is that of the card."""

    order: Annotated[str, Meta(min_length=1, max_length=64)]
    method: Literal["wallet", "card", "cash_code"]
    bank: Annotated[str, Meta(max_length=200)] = ""


class Attempt(msgspec.Struct, frozen=True):
    """One attempt to pay an order. `state`: waiting (for bank or counter, until `until`, the order's stock kept), paid,
    refused (`refusal` says why), or lapsed (nobody answered in time)."""

    id: str
    order: str
    method: str
    bank: str
    state: str
    refusal: str | None
    amount: Money
    at: str
    until: str
    answered_at: str | None


class Payment(msgspec.Struct, frozen=True):
    """The payment of one order: to a merchant, of their parts of it. `state` is that of all parts, or mixed; `total`
    as it was paid, whatever was `refunded` since; `method` is a bank where a file says so. `attempts` by time, where
    one order is asked for by its buyer or by who may see all."""

    order: str
    method: str
    state: str
    placed_at: str
    total: Money
    refunded: Money
    parts: list[PaymentPart]
    attempts: list[Attempt] = []


class Payments(msgspec.Struct, frozen=True):
    """A page, the newest first; `next` is the `after` of the next page, None at the end."""

    items: list[Payment]
    next: str | None


ASKED = msgspec.json.Decoder(AskedPayment)


def made(request: ApiRequest) -> HttpResponse:
    """201 with the attempt, the same for the same key and body; 404 where the caller has no such order; 422 where the
    key came with another payment."""
    key, asked = key_of(request), decoded(ASKED, json_body(request))
    assert request.caller, "the right to pay comes with a key"
    refuse_unknown_bank(asked.method, asked.bank)
    buyer = request.caller.name
    name = payment_id_of(asked.order, f"{buyer} {key}")
    found = desks().buyers().pay(settle_payment.Attempt(name, asked.order, buyer, asked.method, asked.bank))
    if found.row is None and found.refusal is Refusal.OTHER_CONTENT:
        raise Problem(422, "this Idempotency-Key came with another payment before")
    if found.row is None:
        raise Problem(404, "there is no such order")
    return answer(attempt_of(found.row), status=201, location=f"/api/v1/payments/{asked.order}")


def refuse_unknown_bank(method: str, bank: str) -> None:
    """Problem 422 where a card is of no bank of the road, or something else is of one."""
    if (bank in desks().corridor.banks) is not (method == "card"):
        raise Problem(422, "a card is of a bank of the road, and nothing else is", errors={"/bank": "unknown"})


def listed(request: ApiRequest) -> HttpResponse:
    """A buyer's own, a merchant's, or all."""
    asked = Questions(request, {"after", "limit"})
    page, cursor = desks().desk.payments(seen(request, "payment"), asked.text("after", ""), asked.limit(20, 100))
    return answer(Payments([_payment(one) for one in page], cursor or None))


def one(request: ApiRequest, order_id: str) -> HttpResponse:
    """404 where there is none, and where it is somebody else's."""
    sight = seen(request, "payment")
    found = desks().desk.payment(sight, order_id)
    if found is None:
        raise Problem(404, "there is no payment for such an order")
    assert request.caller, "the right to read it comes with a key"
    rows = desks().buyers().payments(order_id, None if sight.everything else request.caller.name)
    return answer(msgspec.structs.replace(_payment(found), attempts=[attempt_of(row) for row in rows]))


def attempt_of(row: PaymentRow) -> Attempt:
    """As it is told."""
    amount = Money(row.amount_minor, row.currency)
    return Attempt(
        row.payment_id, row.order_id, row.method, row.bank, row.state.name.lower(), row.refusal or None, amount,
        moment(row.at), moment(row.until), maybe(row.answered_at),
    )  # fmt: skip


def _payment(of: desk_view.Payment) -> Payment:
    def amount(minor: int) -> Money:
        return Money(minor, of.currency)

    parts = [
        PaymentPart(
            part.consignment_id,
            part.merchant,
            part.state,
            amount(part.goods_minor),
            amount(part.postage_minor),
            amount(part.duty_minor),
            amount(part.tax_minor),
            amount(part.refunded_minor),
            amount(part.paid_minor),
        )
        for part in of.parts
    ]
    total, refunded = amount(of.total_minor), amount(of.refunded_minor)
    return Payment(of.order_id, of.method, of.state, moment(of.placed_at), total, refunded, parts)
