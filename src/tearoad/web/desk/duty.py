"""Duty that is paid from a wallet: on the page of a declaration by its sender, at /duty by whoever has its code."""

from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tearoad.api.duty import seconds_to_wait
from tearoad.api.provider import desks
from tearoad.boot.item_duty import LONGEST_SAID, DutyView, Payer
from tearoad.operations.item_ports import ItemRow
from tearoad.operations.pay_duty import DutyPaid
from tearoad.operations.rights import may
from tearoad.terms.money import LARGEST_MINOR
from tearoad.terms.refusal import Refusal
from tearoad.web.accounts.entry import INVALID, gone_to
from tearoad.web.figures import money
from tearoad.web.rights import Asked, needs
from tearoad.web.speech import language, spoken
from tearoad.web.words import word_of

SHOWN = 3  # lines of the goods
TOO_MANY = 429
UNKNOWN, TOO_OFTEN = "unknown_code", "too_often"


@require_http_methods(["GET", "HEAD", "POST"])
@needs("wallet", "change")
def duty(request: Asked) -> HttpResponse:
    """The form for number and code; sent, what is owed. One answer to a wrong number and a wrong code."""
    if request.method != "POST":
        return _page(request)
    found = _opened(request)
    return found if isinstance(found, HttpResponse) else _page(request, found)


@require_POST
@needs("wallet", "change")
def pay_by_code(request: Asked) -> HttpResponse:
    """From the visitor's wallet what the form has shown, once."""
    found = _opened(request)
    if isinstance(found, HttpResponse):
        return found
    name, (_, code) = found.row.declaration_id, _said(request)
    done = desks().items().duty.pay(_payer(request), name, code, _expected(request))
    if done.refusal:
        again = _opened_again(request)
        return _page(request, again or found, fault=done.refusal.name.lower(), status=INVALID)
    return _page(request, found, done=done)


@require_POST
@needs("wallet", "change")
def pay_as_sender(request: Asked, declaration_id: str) -> HttpResponse:
    """The same of what the visitor's side lodged, and back to its page; 404 where it is somebody else's."""
    done = desks().items().duty.pay(_payer(request), declaration_id, "", _expected(request))
    if done.row is None:
        raise Http404
    if done.refusal:
        found = desks().items().duty.one(_payer(request), declaration_id)
        return _page(request, found, fault=done.refusal.name.lower(), status=INVALID, as_sender=True)
    return gone_to(reverse("item", args=[declaration_id]))


def panel(request: Asked, row: ItemRow, chosen: str) -> dict[str, str] | None:
    """For the page of a declaration: what its sender pays, and the code by which others may; None where nothing is to
    be paid by the visitor."""
    if may(request.roles, "wallet", "change") is None or row.paid or row.consignment_id:
        return None
    found = desks().items().duty.one(_payer(request), row.declaration_id)
    return _due(found, chosen) if found and not isinstance(found.due, Refusal) else None


def _opened(request: Asked) -> DutyView | HttpResponse:
    """What number and code open, or the page that says why nothing is opened. Each try counts."""
    wait = seconds_to_wait(request.user.name)
    if wait:
        response = _page(request, fault=TOO_OFTEN, status=TOO_MANY)
        response["Retry-After"] = str(wait)
        return response
    found = _opened_again(request)
    return found or _page(request, fault=UNKNOWN, status=INVALID)


def _opened_again(request: Asked) -> DutyView | None:
    return desks().items().duty.by_code(*_said(request))


def _page(
    request: Asked,
    found: DutyView | None = None,
    *,
    fault: str = "",
    done: DutyPaid | None = None,
    status: int = 200,
    as_sender: bool = False,
) -> HttpResponse:
    chosen = language(request)
    number, code = _said(request)
    why = found.due.name.lower() if found and isinstance(found.due, Refusal) and not fault and not done else fault
    name = found.row.declaration_id if found else ""
    context = {
        "number": number,
        "code": code,
        "fault": word_of("duty_refusal", why, chosen) if why else "",
        "due": _due(found, chosen) if found else None,
        "paid": money(done.duty.amount_minor, done.duty.currency, chosen) if done and done.duty else "",
        "action": reverse("pay_item", args=[name]) if as_sender else reverse("pay_duty"),
        "back": reverse("item", args=[name]) if as_sender else "",
    }
    return spoken(request, render(request, "desk/duty.html", context, status=status))


def _due(found: DutyView, chosen: str) -> dict[str, str]:
    """As finished text; `amount` is '' where nothing is to be paid."""
    row, due = found.row, found.due
    lines = [str(line["description"])[:60] for line in msgspec.json.decode(row.plain)["lines"]]
    told: dict[str, Any] = {
        "id": row.declaration_id,
        "number": row.s10,
        "goods": "; ".join(lines[:SHOWN]) + (" …" if len(lines) > SHOWN else ""),
        "code": found.code,
    }
    if isinstance(due, Refusal):
        return {**told, "amount": ""}
    return {
        **told,
        "owed": money(due.owed_minor, row.currency, chosen),
        "amount": money(due.amount_minor, found.currency, chosen),
        "expected": str(due.amount_minor),
    }


def _said(request: Asked) -> tuple[str, str]:
    """Number and code of a form, cut where they are longer than any is."""
    number, code = (request.POST.get(name, "")[: LONGEST_SAID + 1].replace("\0", "") for name in ("number", "code"))
    return number.strip(), code.strip()


def _expected(request: Asked) -> int:
    """The amount that the form has shown; 0, which nothing costs, where that is no amount."""
    said = request.POST.get("expected", "")[:20]
    minor = int(said) if said.isascii() and said.isdecimal() else 0
    return minor if minor <= LARGEST_MINOR else 0


def _payer(request: Asked) -> Payer:
    return Payer(request.user.name, request.user.merchant)
