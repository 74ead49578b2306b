"""One product: every offer at its landed price, the date, and the reasons for the duty."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tearoad.api.provider import desks
from tearoad.operations.shop_view import Offer
from tearoad.web.figures import day, money, number, tenths
from tearoad.web.rights import needs
from tearoad.web.shop.refusals import refusal_words
from tearoad.web.shop.visitor import CURRENCY, LONGEST_SKU, MOST_PIECES, town, towns
from tearoad.web.speech import language, spoken
from tearoad.web.words import word_of


@dataclass(frozen=True, slots=True)
class Row:
    """One offer as finished text; amounts are '' where it is refused."""

    sku: str
    merchant: str
    origin: str
    mode: str
    goods: str
    postage: str
    duty: str
    tax: str
    total: str
    by: str
    usual: str
    left: str
    local: bool
    cheapest: bool
    fastest: bool
    can_be_bought: bool
    refusal: str


@require_safe
@needs("product", "read")
def product(request: HttpRequest, model: str) -> HttpResponse:
    """The page for one piece; 404 where there is no such model."""
    found = desks().shop().product(model, town(request), CURRENCY) if _name(model) else None
    if found is None:
        raise Http404
    chosen = language(request)
    context = {
        "model": found.model,
        "title": found.titles[chosen],
        "weight": number(found.weight_grams, chosen),
        "weight_assumed": found.weight_assumed,
        "size": " × ".join(str(side) for side in found.size_cm) if found.size_cm else "",
        "hs": found.hs6 or "",
        "hs_description": found.hs6_description or "",
        "rows": [_row(offer, chosen) for offer in found.offers],
        "most": MOST_PIECES,
        "town": town(request),
        "towns": towns(chosen),
    }
    return spoken(request, render(request, "shop/product.html", context))


@require_safe
@needs("product", "read")
def reasons(request: HttpRequest, sku: str) -> HttpResponse:
    """Why an offer's duty is what it is, one sentence a line; a part of the page, or a page of its own."""
    chosen = language(request)
    found = desks().shop().reasons(sku, town(request), 1, chosen, CURRENCY) if _name(sku) else None
    if found is None:
        raise Http404
    part = request.headers.get("HX-Request") == "true"
    template = "shop/reasons_part.html" if part else "shop/reasons.html"
    return spoken(request, render(request, template, {"reasons": found, "sku": sku}))


def _name(text: str) -> bool:
    return 0 < len(text) <= LONGEST_SKU and "\0" not in text


def _row(offer: Offer, chosen: str) -> Row:
    def amount(minor: int | None) -> str:
        return "" if minor is None else money(minor, offer.currency, chosen)

    return Row(
        sku=offer.sku,
        merchant=offer.merchant,
        origin=offer.origin_names[chosen],
        mode=word_of("mode", offer.mode, chosen),
        goods=amount(offer.goods_minor),
        postage=amount(offer.postage_minor),
        duty=amount(offer.duty_minor),
        tax=amount(offer.tax_minor),
        total=amount(offer.landed_minor),
        by=day(offer.promised_on, chosen) if offer.promised_on else "",
        usual="" if offer.days_p50 is None else tenths(offer.days_p50, chosen),
        left=number(offer.units_left, chosen) + ("+" if offer.plenty else ""),
        local=offer.local,
        cheapest=offer.cheapest,
        fastest=offer.fastest,
        can_be_bought=offer.refusal is None and offer.units_left > 0,
        refusal=refusal_words(str(offer.refusal), chosen) if offer.refusal else "",
    )
