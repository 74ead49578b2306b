"""`GET /api/v1/products` and `/products/{model}`: what is sold, what it costs at the door, and when it comes."""

from datetime import date

import msgspec
from django.http import HttpResponse

from tearoad.api.gate import answer
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.questions import Questions
from tearoad.api.rights import ApiRequest
from tearoad.network.promise import LEVEL
from tearoad.operations.shop_view import Found, Offer, Wish

LONGEST = 200


class Money(msgspec.Struct, frozen=True):
    """An amount in minor units of its currency."""

    amount_minor: int
    currency: str


class ListedProduct(msgspec.Struct, frozen=True):
    """A model with its best offer: `landed` is what it costs at the door, None where it cannot be brought there."""

    model: str
    title: str
    sku: str
    landed: Money | None
    promised_on: date
    promise_level: float
    offers: int
    origins: tuple[str, ...]
    local: bool
    in_stock: bool


class Products(msgspec.Struct, frozen=True):
    """A page. `count` stops at 1,000, then `capped` is true; `next` is the `after` of the next page, or None."""

    items: list[ListedProduct]
    count: int
    capped: bool
    next: str | None


class ProductOffer(msgspec.Struct, frozen=True):
    """One merchant's offer for the quantity asked for; amounts are None where it is refused, and `refusal` says why."""

    sku: str
    merchant: str
    origin: str
    local: bool
    goods: Money | None
    postage: Money | None
    duty: Money | None
    tax: Money | None
    landed: Money | None
    mode: str | None
    promised_on: date | None
    promise_level: float
    units_left: int
    cheapest: bool
    fastest: bool
    refusal: str | None


class OneProduct(msgspec.Struct, frozen=True):
    """A model and every offer of it, by landed total."""

    model: str
    titles: dict[str, str]
    weight_grams: int
    hs6: str | None
    destination: str
    quantity: int
    offers: list[ProductOffer]


def listed(request: ApiRequest) -> HttpResponse:
    """Search, filters and order as the shop has them."""
    asked = Questions(request, {"q", "language", "to", "origin", "price_from_minor", "price_to_minor", "by", "order",
                                "merchant", "after", "limit"})  # fmt: skip
    found = (
        desks()
        .shop()
        .search(
            Wish(
                destination=asked.text("to", "moscow"),
                text=asked.text("q", ""),
                language=asked.one_of("language", ("en", "ru", "zh")),
                price_from_minor=asked.whole("price_from_minor", None),
                price_to_minor=asked.whole("price_to_minor", None),
                origin=asked.text("origin", ""),
                by=asked.day("by"),
                merchant=asked.text("merchant", ""),
                order=asked.one_of("order", ("relevance", "price", "date")),  # type: ignore[arg-type]
                cursor=asked.text("after", ""),
                size=asked.limit(24, 60),
            )
        )
    )
    items = [_listed(one) for one in found.models]
    return answer(Products(items, found.count, found.capped, found.next_cursor or None))


def one(request: ApiRequest, model: str) -> HttpResponse:
    """404 where no such model is sold."""
    asked = Questions(request, {"to", "quantity", "currency"})
    said = asked.whole("quantity", 1)
    quantity = 1 if said is None else said
    found = None
    if 0 < len(model) <= LONGEST and "\0" not in model:
        found = desks().shop().product(model, asked.text("to", "moscow"), asked.text("currency", "RUB"), quantity)
    if found is None:
        raise Problem(404, "there is no such product")
    return answer(
        OneProduct(
            found.model,
            dict(found.titles),
            found.weight_grams,
            found.hs6,
            found.destination,
            found.quantity,
            [_offer(offer) for offer in found.offers],
        )
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def _listed(one: Found) -> ListedProduct:
    return ListedProduct(
        one.model,
        one.title,
        one.sku,
        _money(one.landed_minor, one.currency),
        one.promised_on,
        LEVEL,
        one.offers,
        one.origins,
        one.local,
        one.in_stock,
    )


def _offer(offer: Offer) -> ProductOffer:
    def money(minor: int | None) -> Money | None:
        return _money(minor, offer.currency)

    return ProductOffer(
        sku=offer.sku,
        merchant=offer.merchant,
        origin=offer.origin,
        local=offer.local,
        goods=money(offer.goods_minor),
        postage=money(offer.postage_minor),
        duty=money(offer.duty_minor),
        tax=money(offer.tax_minor),
        landed=money(offer.landed_minor),
        mode=offer.mode or None,
        promised_on=offer.promised_on,
        promise_level=LEVEL,
        units_left=offer.units_left,
        cheapest=offer.cheapest,
        fastest=offer.fastest,
        refusal=str(offer.refusal) if offer.refusal else None,
    )
