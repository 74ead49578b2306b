"""Lists of parcels and payments, one parcel with its scans, one declaration: each of what the visitor may see."""

from typing import TypeVar
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tearoad.api.provider import desks
from tearoad.boot.desk import STAGES
from tearoad.operations.buyer_view import ScanView
from tearoad.operations.desk_view import Declaration, DeskParcel, Payment
from tearoad.terms.refusal import BadInput
from tearoad.web.desk.offices import office_changes
from tearoad.web.desk.sight import seen
from tearoad.web.figures import day_of, moment_at, money, number
from tearoad.web.rights import Asked, needs
from tearoad.web.shop.orders import place
from tearoad.web.speech import language, spoken
from tearoad.web.words import word, word_of

A_PAGE = 30
T = TypeVar("T")


@require_safe
@needs("parcel", "read")
def parcels(request: Asked) -> HttpResponse:
    """The newest first; `stage` keeps those of one stage."""
    chosen, stage = language(request), request.GET.get("stage", "")
    try:
        page, cursor = desks().desk.parcels(
            seen(request, "parcel"), stage if stage in STAGES else "", request.GET.get("after", ""), A_PAGE
        )
    except BadInput:
        raise Http404 from None
    context = {
        "rows": [_row(one, chosen) for one in page],
        "stages": [(name, word_of("stage", name, chosen)) for name in STAGES],
        "stage": stage,
        "more": f"?{urlencode({'stage': stage, 'after': cursor})}" if cursor else "",
    }
    return spoken(request, render(request, "desk/parcels.html", context))


@require_safe
@needs("parcel", "read")
def parcel(request: Asked, parcel_id: str) -> HttpResponse:
    """One parcel; 404 where there is none, and where it is somebody else's."""
    found = _found(desks().desk.parcel(seen(request, "parcel"), parcel_id))
    chosen, (one, scans) = language(request), found
    declared = desks().desk.declaration(seen(request, "declaration"), parcel_id)
    context = {
        "parcel": _row(one, chosen),
        "facts": _facts(one, chosen),
        "scans": [_scan(scan, chosen) for scan in scans],
        "declared": declared is not None,
        "lodged": desks().items().queue.of_parcel(seen(request, "item"), parcel_id),
        "offices": office_changes(request, parcel_id),
    }
    return spoken(request, render(request, "desk/parcel.html", context))


@require_safe
@needs("payment", "read")
def payments(request: Asked) -> HttpResponse:
    """The newest first; `order` is the number of one."""
    chosen, typed, sight = language(request), request.GET.get("order", "")[:200].strip(), seen(request, "payment")
    try:
        if typed:
            one = desks().desk.payment(sight, typed)
            page, cursor = [one] if one else [], ""
        else:
            page, cursor = desks().desk.payments(sight, request.GET.get("after", ""), A_PAGE)
    except BadInput:
        raise Http404 from None
    context = {
        "rows": [_payment(one, chosen) for one in page],
        "typed": typed,
        "more": f"?{urlencode({'after': cursor})}" if cursor else "",
    }
    return spoken(request, render(request, "desk/payments.html", context))


@require_safe
@needs("declaration", "read")
def declaration(request: Asked, parcel_id: str) -> HttpResponse:
    """What the border was told of one parcel, and what it said."""
    one = _found(desks().desk.declaration(seen(request, "declaration"), parcel_id))
    context = {"one": one, **_declared(one, language(request))}
    return spoken(request, render(request, "desk/declaration.html", context))


def _found(found: T | None) -> T:
    if found is None:
        raise Http404
    return found


def _row(one: DeskParcel, chosen: str) -> dict[str, str]:
    return {
        "id": one.consignment_id,
        "number": one.s10 or "",
        "order": one.order_id,
        "merchant": one.merchant,
        "from": place(one.origin, chosen),
        "to": place(one.destination, chosen),
        "stage": one.stage,
        "stage_label": word_of("stage", one.stage, chosen),
        "placed": moment_at(one.placed_at, chosen),
        "promised": day_of(one.promised_on, chosen),
    }


def _facts(one: DeskParcel, chosen: str) -> list[tuple[str, str]]:
    """What there is to say of it yet: (label, text)."""
    moments = ("placed_at", "dispatched_at", "arrived_at", "left_office_at", "delivered_at")
    told = {name: "" if (at := getattr(one, name)) is None else moment_at(at, chosen) for name in moments}
    told["office"] = place(one.office, chosen) if one.office else ""
    told["weight"] = _grams(one.weight_grams, chosen)
    return [(word(f"desk.{name}", chosen), text) for name, text in told.items() if text]


def _scan(scan: ScanView, chosen: str) -> tuple[str, str, str, str]:
    return moment_at(scan.at, chosen), scan.event, word_of("event", scan.event, chosen), place(scan.place, chosen)


def _payment(one: Payment, chosen: str) -> dict[str, object]:
    def amount(minor: int) -> str:
        return money(minor, one.currency, chosen) if minor else ""

    return {
        "order": one.order_id,
        "placed": moment_at(one.placed_at, chosen),
        "method": word_of("payment", one.method, chosen),
        "total": money(one.total_minor, one.currency, chosen),
        "refunded": amount(one.refunded_minor),
        "parts": [
            (part.consignment_id, part.merchant, word_of("money_state", part.state, chosen), amount(part.paid_minor))
            for part in one.parts
        ],
    }


def _declared(one: Declaration, chosen: str) -> dict[str, object]:
    def amount(minor: int | None) -> str:
        return "" if minor is None else money(minor, one.currency, chosen)

    return {
        "status": word_of("border", one.status, chosen),
        "way": f"{place(one.origin, chosen)} → {place(one.destination, chosen)}",
        "office": place(one.office, chosen) if one.office else "",
        "placed": moment_at(one.placed_at, chosen),
        "weight": _grams(one.weight_grams, chosen),
        "goods": amount(one.goods_minor),
        "amounts": [
            (word("product.duty", chosen), amount(one.quoted_duty_minor), amount(one.assessed_duty_minor)),
            (word("product.tax", chosen), amount(one.quoted_tax_minor), amount(one.assessed_tax_minor)),
        ],
        "lines": [
            (
                line.hs6 or "",
                getattr(line, f"title_{chosen}"),
                number(line.quantity, chosen),
                amount(line.unit_price_minor),
            )
            for line in one.lines
        ],
    }


def _grams(weight: int, chosen: str) -> str:
    return word("desk.grams", chosen).format(number(weight, chosen))
