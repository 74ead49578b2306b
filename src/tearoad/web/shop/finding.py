"""The list of goods: words, conditions and order come as the address's own words, so that a search can be sent on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tearoad.api.provider import desks
from tearoad.operations.shop_view import Found, Ordering, SearchPage, Wish
from tearoad.terms.refusal import BadInput
from tearoad.web.figures import day, money, number
from tearoad.web.rights import needs
from tearoad.web.shop.visitor import CURRENCY, town, towns
from tearoad.web.speech import language, spoken

ORDERS: dict[str, Ordering] = {"": "relevance", "relevance": "relevance", "price": "price", "date": "date"}
ORIGINS = ("", "local", "abroad")
DAYS = ("3", "7", "14", "30")
MOST_RUBLES = 10**9


@dataclass(frozen=True, slots=True)
class Card:
    """One model in the list, as finished text."""

    model: str
    title: str
    landed: str
    by: str
    offers: str
    local: bool
    in_stock: bool


@require_safe
@needs("product", "read")
def finding(request: HttpRequest) -> HttpResponse:
    """The page; conditions that cannot be understood are told and left out."""
    said, spoken_language = request.GET, language(request)
    bad = False
    try:
        wish = _wish(request)
        page = desks().shop().search(wish)
    except BadInput:
        bad = True
        page = desks().shop().search(Wish(destination=town(request), language=spoken_language, currency=CURRENCY))
    context = {
        "said": {key: said.get(key, "") for key in ("q", "origin", "from", "to", "within", "order")},
        "cards": [_card(one, spoken_language) for one in page.models],
        "count": _count(page, spoken_language),
        "next": _next(request, page.next_cursor),
        "bad": bad,
        "days": DAYS,
        "town": town(request),
        "towns": towns(spoken_language),
    }
    return spoken(request, render(request, "shop/finding.html", context))


def _wish(request: HttpRequest) -> Wish:
    said = request.GET
    within = said.get("within", "")
    by = None
    if within:
        if within not in DAYS:
            raise BadInput(f"within {within[:20]!r}, expected one of {', '.join(DAYS)}")
        by = (_clock() + timedelta(days=int(within))).date()
    origin, order = said.get("origin", ""), said.get("order", "")
    if origin not in ORIGINS or order not in ORDERS:
        raise BadInput("an origin or an order that is not on the list")
    return Wish(
        destination=town(request),
        text=said.get("q", ""),
        language=language(request),
        currency=CURRENCY,
        price_from_minor=_minor(said, "from"),
        price_to_minor=_minor(said, "to"),
        origin=origin,
        by=by,
        order=ORDERS[order],
        cursor=said.get("after", ""),
    )


def _clock() -> datetime:
    return desks().control_room().clock.astimezone(UTC)


def _minor(said: Mapping[str, Any], name: str) -> int | None:
    text = str(said.get(name, "")).strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > MOST_RUBLES:
        raise BadInput(f"{name} {text[:20]!r}, expected whole roubles")
    return int(text) * 100


def _card(one: Found, spoken_language: str) -> Card:
    return Card(
        one.model,
        one.title,
        "" if one.landed_minor is None else money(one.landed_minor, one.currency, spoken_language),
        day(one.promised_on, spoken_language),
        number(one.offers, spoken_language),
        one.local,
        one.in_stock,
    )


def _count(page: SearchPage, spoken_language: str) -> str:
    return number(page.count, spoken_language) + ("+" if page.capped else "")


def _next(request: HttpRequest, cursor: str) -> str:
    """The address of the next page, '' at the end."""
    if not cursor:
        return ""
    said = request.GET.copy()
    said["after"] = cursor
    return "?" + said.urlencode()
