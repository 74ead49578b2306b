"""The basket: what it would cost at the door as it is now, a parcel for each merchant and origin."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tearoad.api.provider import desks
from tearoad.operations.quote_baskets import BasketQuote, Parcel, QuotedLine
from tearoad.operations.shop_ports import Wanted
from tearoad.web.figures import day_of, money, number
from tearoad.web.rights import needs
from tearoad.web.shop import visitor
from tearoad.web.shop.refusals import refusal_words
from tearoad.web.shop.visitor import CURRENCY
from tearoad.web.speech import language, spoken
from tearoad.web.words import word, word_of


@dataclass(frozen=True, slots=True)
class Line:
    """One line as finished text; `refusal` is '' where it can be ordered."""

    sku: str
    model: str
    title: str
    pieces: int
    price: str
    refusal: str


@dataclass(frozen=True, slots=True)
class Box:
    """One parcel of the basket as finished text."""

    merchant: str
    origin: str
    mode: str
    by: str
    goods: str
    postage: str
    duty: str
    tax: str
    total: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Quoted:
    """The whole basket; `total_minor` is what a checkout expects."""

    boxes: list[Box]
    refused: list[Line]
    total: str
    total_minor: int
    asks: str | None
    pieces: str


def quoted(request: HttpRequest) -> Quoted:
    """The visitor's basket at its price to their town."""
    lines = [Wanted(sku, pieces) for sku, pieces in visitor.basket(request).items()]
    return in_words(desks().buyers().quote(lines, visitor.town(request), CURRENCY), language(request))


def in_words(found: BasketQuote, chosen: str) -> Quoted:
    """A quote in a language."""
    pieces = sum(line.wanted.quantity for parcel in found.parcels for line in parcel.lines)
    return Quoted(
        [_box(parcel, chosen) for parcel in found.parcels],
        [_line(line, chosen) for line in found.refused],
        money(found.total_minor, CURRENCY, chosen),
        found.total_minor,
        found.asks,
        number(pieces, chosen),
    )


@require_safe
@needs("basket", "read")
def basket(request: HttpRequest) -> HttpResponse:
    """The page."""
    chosen = language(request)
    context = {
        "quote": quoted(request),
        "town": visitor.town(request),
        "towns": visitor.towns(chosen),
        "most": visitor.MOST_PIECES,
        "full": "full" in request.GET,
    }
    return spoken(request, render(request, "shop/basket.html", context))


@require_POST
@needs("basket", "change")
def add(request: HttpRequest) -> HttpResponse:
    """So many pieces more of a product; then the basket."""
    sku = request.POST.get("sku", "")
    there = visitor.basket(request).get(sku, 0)
    done = _known(sku) and visitor.put(request, sku, there + max(1, _pieces(request)))
    return HttpResponseRedirect(reverse("basket") + ("" if done else "?full"))


@require_POST
@needs("basket", "change")
def change(request: HttpRequest) -> HttpResponse:
    """So many pieces of a product, none takes it out; then the basket."""
    sku = request.POST.get("sku", "")
    if sku in visitor.basket(request):
        visitor.put(request, sku, _pieces(request))
    return HttpResponseRedirect(reverse("basket"))


@require_POST
@needs("basket", "change")
def town(request: HttpRequest) -> HttpResponse:
    """Keeps the town of delivery, and goes back to where it was chosen."""
    visitor.choose_town(request, request.POST.get("town", ""))
    to = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(to if safe else reverse("shop"))


def _known(sku: str) -> bool:
    if not 0 < len(sku) <= visitor.LONGEST_SKU or "\0" in sku:
        return False
    with desks().store.unit() as unit:
        return sku in unit.market.products([sku])


def _pieces(request: HttpRequest) -> int:
    """Of the form; what is no number is none."""
    text = request.POST.get("pieces", "")
    return min(int(text), visitor.MOST_PIECES) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _box(parcel: Parcel, chosen: str) -> Box:
    def amount(minor: int) -> str:
        return money(minor, CURRENCY, chosen)

    return Box(
        parcel.merchant,
        desks().corridor.road.places[parcel.origin].names[chosen],
        word_of("mode", parcel.mode, chosen),
        day_of(parcel.promised_on, chosen),
        amount(parcel.goods_minor),
        amount(parcel.postage_minor),
        amount(parcel.duty_minor),
        amount(parcel.tax_minor),
        amount(parcel.total_minor),
        [_line(line, chosen) for line in parcel.lines],
    )


def _line(line: QuotedLine, chosen: str) -> Line:
    product = line.product
    return Line(
        line.wanted.sku,
        product.model if product else "",
        getattr(product, f"title_{chosen}") if product else word("basket.unknown", chosen),
        line.wanted.quantity,
        money(line.unit_price_minor, CURRENCY, chosen) if line.unit_price_minor else "",
        refusal_words(str(line.refusal), chosen) if line.refusal else "",
    )
