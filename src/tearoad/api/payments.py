"""`/api/v1/payments`: what is paid for orders, and where that money is."""

import msgspec
from django.http import HttpResponse

from tearoad.api.catalogue import Money
from tearoad.api.gate import answer
from tearoad.api.moments import moment
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.questions import Questions
from tearoad.api.rights import ApiRequest
from tearoad.api.sight import seen
from tearoad.operations import desk_view


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


class Payment(msgspec.Struct, frozen=True):
    """The payment of one order: to a merchant, of their parts of it. `state` is that of all parts, or mixed; `total`
    as it was paid, whatever was `refunded` since; `method` is a bank where a card was used."""

    order: str
    method: str
    state: str
    placed_at: str
    total: Money
    refunded: Money
    parts: list[PaymentPart]


class Payments(msgspec.Struct, frozen=True):
    """A page, the newest first; `next` is the `after` of the next page, None at the end."""

    items: list[Payment]
    next: str | None


def listed(request: ApiRequest) -> HttpResponse:
    """A buyer's own, a merchant's, or all."""
    asked = Questions(request, {"after", "limit"})
    page, cursor = desks().desk.payments(seen(request, "payment"), asked.text("after", ""), asked.limit(20, 100))
    return answer(Payments([_payment(one) for one in page], cursor or None))


def one(request: ApiRequest, order_id: str) -> HttpResponse:
    """404 where there is none, and where it is somebody else's."""
    found = desks().desk.payment(seen(request, "payment"), order_id)
    if found is None:
        raise Problem(404, "there is no payment for such an order")
    return answer(_payment(found))


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
