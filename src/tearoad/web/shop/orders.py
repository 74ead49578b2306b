"""A buyer's orders, one order with its parcels on their way, and the tracking of a parcel by its number."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tearoad.api.provider import desks
from tearoad.operations.buyer_view import OrderView, ParcelView, ScanView, TrackedParcel
from tearoad.operations.end_orders import Ending
from tearoad.operations.rights import may
from tearoad.terms.days import DAY, MOSCOW
from tearoad.terms.refusal import BadInput, Refusal
from tearoad.web.figures import day_of, moment_at, money, number
from tearoad.web.rights import needs
from tearoad.web.shop.claims import claims_of
from tearoad.web.shop.paying import paying
from tearoad.web.shop.way import Way, way_of
from tearoad.web.speech import language, spoken
from tearoad.web.words import CATALOGUE, word_of

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Event:
    when: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Box:
    """One parcel as finished text; `id` is empty where the page may change nothing."""

    id: str
    number: str
    stage: str
    stage_label: str
    merchant: str
    mode: str
    promised: str
    instead_of: str
    reason: str
    delivered: str
    collect_until: str
    amounts: list[tuple[str, str]]
    refunded: str
    lines: list[tuple[str, str, str]]
    events: list[Event]
    way: Way


@require_safe
@needs("order", "read")
def orders(request: HttpRequest) -> HttpResponse:
    """The newest first, A_PAGE a page."""
    chosen = language(request)
    buyer = str(request.user.get_username())
    try:
        found, cursor = desks().buyers().orders(buyer, request.GET.get("after", ""), A_PAGE)
    except BadInput:
        raise Http404 from None
    rows = [
        (
            one.order_id,
            moment_at(one.placed_at, chosen),
            place(one.destination, chosen),
            [(name, word_of("stage", name, chosen)) for name in dict.fromkeys(one.stages)],
            money(one.total_minor, one.currency, chosen),
        )
        for one in found
    ]
    return spoken(request, render(request, "shop/orders.html", {"rows": rows, "next": cursor}))


@require_safe
@needs("order", "read")
def order(request: HttpRequest, order_id: str) -> HttpResponse:
    """One order; 404 where there is none, and where it is another buyer's."""
    own = getattr(request, "scope", "own") == "own"
    buyer = str(request.user.get_username()) if own else None
    found = desks().buyers().order(order_id, buyer)
    if found is None:
        raise Http404
    chosen = language(request)
    pay = paying(order_id, found, chosen)
    context = {
        "order_id": order_id,
        "placed": moment_at(found.placed_at, chosen),
        "to": place(found.destination, chosen),
        "payment": word_of("payment", found.payment, chosen),
        "total": money(found.total_minor, found.currency, chosen),
        "boxes": [_box(parcel, found, chosen) for parcel in found.parcels],
        "recipient": desks().buyers().masked_recipient(order_id),
        "thanks": "thanks" in request.GET,
        "pay": pay,
        "own": own,
        "may_cancel": own and any(parcel.stage in ("placed", "paid") for parcel in found.parcels),
    }
    part = request.headers.get("HX-Request") == "true"
    if not part:
        context |= _claims(request, found, chosen)
    response = spoken(request, render(request, "shop/order_part.html" if part else "shop/order.html", context))
    if part and request.GET.get("pay") != pay.state:
        response["HX-Refresh"] = "true"  # the page around the part says something else of the payment
    return response


def _claims(request: HttpRequest, found: OrderView, chosen: str) -> dict[str, object]:
    code = request.GET.get("claim", "")
    may_claim = may(getattr(request, "roles", ()), "claim", "create") is not None
    return {
        "claims": claims_of(found, str(request.user.get_username()), chosen, may_claim=may_claim),
        "claim_told": word_of("claim_told", code, chosen) if code in CATALOGUE["claim_told"] else "",
        "claim_good": code in ("opened", "withdrawn"),
    }


@require_POST
@needs("order", "change")
def cancel(request: HttpRequest, order_id: str) -> HttpResponse:
    """What was not handed over goes no further; 404 where it is no order of the visitor's."""
    return _ended(request, Ending(order_id, None))


@require_POST
@needs("order", "change")
def confirm(request: HttpRequest, order_id: str, parcel_id: str) -> HttpResponse:
    """The buyer has the parcel; 404 as above."""
    return _ended(request, Ending(order_id, None, parcel_id))


def _ended(request: HttpRequest, wish: Ending) -> HttpResponse:
    """Back to the order, which shows how it stands, also where it was too late or too early."""
    own = getattr(request, "scope", "own") == "own"
    buyer = str(request.user.get_username()) if own else None
    refusal = desks().buyers().end(wish._replace(buyer=buyer))
    if refusal is Refusal.UNKNOWN_ORDER:
        raise Http404
    why = "?claim=claim_open#claims" if refusal is Refusal.CLAIM_OPEN else ""
    return HttpResponseRedirect(reverse("my_order", args=[wish.order_id]) + why)


@require_safe
@needs("tracking", "read")
def tracking(request: HttpRequest) -> HttpResponse:
    """The form, and the parcel of the number that was asked for."""
    chosen, said = language(request), "".join(request.GET.get("number", "")[:40].split()).upper()
    found = desks().buyers().track(said) if said else None
    context = {"number": said, "asked": bool(said), "box": _tracked(found, chosen) if found else None}
    return spoken(request, render(request, "shop/tracking.html", context, status=404 if said and not found else 200))


def place(name: str, chosen: str) -> str:
    """The name of a place of the road in a language."""
    known = desks().corridor.road.places.get(name)
    return known.names[chosen] if known else name


def _box(parcel: ParcelView, of: OrderView, chosen: str) -> Box:
    def amount(minor: int) -> str:
        return money(minor, of.currency, chosen)

    parts = ("goods", "postage", "duty", "tax")
    title = f"title_{chosen}"
    return Box(
        parcel.consignment_id,
        parcel.s10 or "",
        parcel.stage,
        word_of("stage", parcel.stage, chosen),
        parcel.merchant,
        word_of("mode", parcel.mode, chosen),
        day_of(parcel.promised_on, chosen),
        *_renewed(parcel, chosen),
        moment_at(parcel.delivered_at, chosen) if parcel.delivered_at else "",
        day_of((parcel.collect_until + MOSCOW) // DAY, chosen) if parcel.collect_until else "",
        [(word_of("product", part, chosen), amount(getattr(parcel, f"{part}_minor"))) for part in parts]
        + ([(word_of("my_orders", "coupon", chosen), amount(-parcel.coupon_minor))] if parcel.coupon_minor else []),
        amount(parcel.refunded_minor) if parcel.refunded_minor else "",
        [
            (getattr(line, title), number(line.quantity, chosen), amount(line.unit_price_minor * line.quantity))
            for line in parcel.lines
        ],
        _events(parcel.scans, chosen),
        way_of(parcel.way, parcel.promised_on, chosen),
    )


def _renewed(parcel: ParcelView | TrackedParcel, chosen: str) -> tuple[str, str]:
    """The day that was promised first and why it was not kept, '' where it stands."""
    if not parcel.promise_reason:
        return "", ""
    return day_of(parcel.first_promised_on, chosen), word_of("late", parcel.promise_reason, chosen)


def _tracked(parcel: TrackedParcel, chosen: str) -> Box:
    return Box(
        "",
        parcel.s10,
        parcel.stage,
        word_of("stage", parcel.stage, chosen),
        "",
        word_of("mode", parcel.mode, chosen),
        day_of(parcel.promised_on, chosen),
        *_renewed(parcel, chosen),
        moment_at(parcel.delivered_at, chosen) if parcel.delivered_at else "",
        day_of((parcel.collect_until + MOSCOW) // DAY, chosen) if parcel.collect_until else "",
        [],
        "",
        [],
        _events(parcel.scans, chosen),
        way_of(parcel.way, parcel.promised_on, chosen),
    )


def _events(scans: tuple[ScanView, ...], chosen: str) -> list[Event]:
    """The newest first."""
    return [
        Event(moment_at(scan.at, chosen), place(scan.place, chosen), word_of("event", scan.event, chosen))
        for scan in reversed(scans)
    ]
