"""Checkout: who the goods are for and how they are paid.

The form carries its own key, so that sending it twice, or going back and sending it again, is one order.
"""

import secrets
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tearoad.api.provider import desks
from tearoad.market.coupon import code_of
from tearoad.operations.check_out import CASH_ON_DELIVERY, PAYMENTS, Checkout, Outcome, order_id_of
from tearoad.operations.recipient import Recipient, faults
from tearoad.operations.shop_ports import Wanted
from tearoad.terms.refusal import Refusal
from tearoad.web.rights import needs
from tearoad.web.shop import visitor
from tearoad.web.shop.bank_choices import bank_choices
from tearoad.web.shop.basket import Quoted, quoted
from tearoad.web.shop.paying import KEY_LENGTH, try_to_pay
from tearoad.web.shop.refusals import refusal_words
from tearoad.web.shop.visitor import CURRENCY
from tearoad.web.shop.waiting import must_wait
from tearoad.web.speech import language, spoken
from tearoad.web.words import word

FIELDS = ("name", "phone", "address", "postcode", "identity")
EXAMPLE = "500100732259"  # a number of the right form, for the demo
MOST_TOTAL = 10**15
MOST_CODE = 200  # signs of a coupon that are looked at


@require_http_methods(["GET", "HEAD", "POST"])
@needs("order", "create")
def checkout(request: HttpRequest) -> HttpResponse:
    """The form, or the order that it made; or the waiting room before it."""
    if request.method == "POST":
        return _ordered(request)
    waiting = must_wait(request, _buyer(request))
    if waiting is None and request.headers.get("HX-Request") == "true":  # the waiting room asks whether it is time
        waiting = HttpResponse(headers={"HX-Refresh": "true"})
    return waiting or _form(request, quoted(request), secrets.token_hex(16))


def _form(
    request: HttpRequest,
    quote: Quoted,
    key: str,
    wrong: Mapping[str, str] | None = None,
    refused: list[str] | None = None,
) -> HttpResponse:
    if not quote.boxes:
        return HttpResponseRedirect(reverse("basket"))
    said, chosen = request.POST, language(request)
    problems = wrong or {}
    context = {
        "quote": quote,
        "key": key,
        "fields": [
            (name, word(f"checkout.{name}", chosen), said.get(name, ""), problems.get(name, ""))
            for name in FIELDS
            if name != "identity" or quote.asks
        ],
        "payments": [(name, word(f"payment.{name}", chosen)) for name in PAYMENTS],
        "payment": said.get("payment", PAYMENTS[0]),
        "banks": bank_choices(chosen),
        "bank": said.get("bank", ""),
        "coupon": said.get("coupon", ""),
        "coupon_problem": problems.get("coupon", ""),
        "refused": refused or [],
        "example": EXAMPLE,
    }
    status = 422 if problems or refused else 200
    return spoken(request, render(request, "shop/checkout.html", context, status=status))


def _ordered(request: HttpRequest) -> HttpResponse:
    said, buyer, chosen = request.POST, _buyer(request), language(request)
    key = said.get("key", "")
    if len(key) != KEY_LENGTH or not key.isalnum():
        return HttpResponseRedirect(reverse("checkout"))
    order_id = order_id_of(buyer, key)
    if desks().buyers().order(order_id, buyer):  # sent twice, or again by the back button
        return HttpResponseRedirect(reverse("my_order", args=[order_id]))
    waiting = must_wait(request, buyer)
    if waiting:
        return waiting
    quote = quoted(request)
    to = Recipient(*(said.get(name, "") for name in FIELDS)).tidy()
    wrong = {field: word(f"checkout.{fault}", chosen) for field, fault in faults(to, quote.asks).items()}
    expected, payment, bank = said.get("total", ""), said.get("payment", ""), said.get("bank", "")
    if payment not in PAYMENTS or (payment == "card" and bank not in desks().corridor.banks) or not _whole(expected):
        return _form(request, quote, key, wrong, [word("checkout.stale", chosen)])
    if wrong or not quote.boxes or quote.refused:
        return _form(request, quote, key, wrong, [f"{line.title}: {line.refusal}" for line in quote.refused])
    outcome = (
        desks()
        .buyers()
        .check_out(
            Checkout(
                order_id,
                buyer,
                visitor.town(request),
                payment,
                CURRENCY,
                tuple(Wanted(sku, pieces) for sku, pieces in visitor.basket(request).items()),
                int(expected),
                desks().buyers().sealed(order_id, to, chosen),
                desks().buyers().mark(to),
                coupon=code_of(said.get("coupon", "")[:MOST_CODE]),
            )
        )
    )
    whole = outcome.refusals.get("")
    if whole and whole.of_a_coupon:
        return _form(request, quoted(request), key, {"coupon": refusal_words(str(whole), chosen)})
    if outcome.refusals:
        return _form(request, quoted(request), key, None, _refused(outcome, quote, chosen))
    if payment != CASH_ON_DELIVERY and outcome.total_minor:
        try_to_pay(request, order_id, key)
    visitor.clear(request)
    return HttpResponseRedirect(reverse("my_order", args=[order_id]) + "?thanks")


def _refused(outcome: Outcome, quote: Quoted, chosen: str) -> list[str]:
    if outcome.refusals.get("") == Refusal.PRICE_CHANGED:
        return [word("checkout.price_changed", chosen)]
    titles = {line.sku: line.title for box in quote.boxes for line in box.lines}
    return [f"{titles.get(sku, '')}: {refusal_words(str(why), chosen)}" for sku, why in outcome.refusals.items()]


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 16 and int(text) <= MOST_TOTAL


def _buyer(request: HttpRequest) -> str:
    assert request.user.is_authenticated
    return str(request.user.get_username())
