"""Item declarations that machines lodged: a queue, one with its history, and what the visitor may report of it."""

from typing import Any
from urllib.parse import urlencode

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tearoad.api.provider import desks
from tearoad.boot.border import reasons_in
from tearoad.boot.buyers import ACCOUNT
from tearoad.boot.items import ItemView
from tearoad.customs.clearance import FINAL, MOVES, Fact, State, Verdict
from tearoad.operations.desk_view import Seen, seen_by
from tearoad.operations.item_ports import ItemRow
from tearoad.operations.report_items import REPORTED, Said, Standpoint, possible, standpoints
from tearoad.operations.rights import Action, may
from tearoad.terms.refusal import BadInput
from tearoad.web.accounts.entry import INVALID, gone_to
from tearoad.web.figures import moment_at, money, number
from tearoad.web.rights import Asked, needs
from tearoad.web.shop.orders import place
from tearoad.web.speech import language, spoken
from tearoad.web.words import word, word_of

A_PAGE = 30
LONGEST_CODE, LONGEST_NOTE = 40, 500
WAITING = tuple(state for state in State if state not in (*FINAL, State.NOT_LODGED, State.REJECTED))
FACTS = {fact.name.lower(): fact for fact in REPORTED}


@require_safe
@needs("item", "read")
def listed(request: Asked) -> HttpResponse:
    """The newest first; with `waiting` those that somebody has still to act on."""
    chosen, waiting = language(request), "waiting" in request.GET
    try:
        page, cursor = (
            desks().items().items(_seen(request), request.GET.get("after", ""), A_PAGE, WAITING if waiting else ())
        )
    except BadInput:
        raise Http404 from None
    asked = {"waiting": "1"} if waiting else {}
    context = {
        "rows": [_row(one, chosen) for one in page],
        "waiting": waiting,
        "more": f"?{urlencode({**asked, 'after': cursor})}" if cursor else "",
    }
    return spoken(request, render(request, "desk/items.html", context))


@require_safe
@needs("item", "read")
def one(request: Asked, declaration_id: str) -> HttpResponse:
    """One declaration; 404 where there is none, and where it is somebody else's."""
    return _page(request, declaration_id)


@require_POST
@needs("item", "change")
def reported(request: Asked, declaration_id: str) -> HttpResponse:
    """One further fact, with its reasons and a note."""
    fact = FACTS.get(request.POST.get("fact", ""))
    why = tuple(request.POST.get("why", "")[: LONGEST_CODE * 4].split())
    if fact is None or any(len(code) > LONGEST_CODE or not code.isascii() for code in why):
        return _page(request, declaration_id, fault=Verdict.NO_REASON.name)
    user, note = request.user, request.POST.get("note", "")[:LONGEST_NOTE].replace("\0", "").strip()
    said = Said(declaration_id, fact, user.name, _points(request, fact), why, note)
    heard = desks().items().report(said)
    if heard.row is None:
        raise Http404
    if isinstance(heard.refusal, Verdict):
        return _page(request, declaration_id, fault=heard.refusal.name)
    return gone_to(reverse("item", args=[declaration_id]))


@require_POST
@needs("item", "change")
def named(request: Asked, declaration_id: str) -> HttpResponse:
    """Whom it names, whole; who saw it, and why, is kept first."""
    why = request.POST.get("why", "")[:200].replace("\0", "").strip()
    if not why:
        return _page(request, declaration_id, fault=Verdict.NO_REASON.name)
    try:
        found = desks().items().named(_seen(request, "change"), declaration_id, request.user.name, why)
    except BadInput:
        raise Http404 from None
    if found is None:
        raise Http404
    return _page(request, declaration_id, whole=dict(found))


def _page(request: Asked, declaration_id: str, *, fault: str = "", whole: dict[str, str] | None = None) -> HttpResponse:
    chosen = language(request)
    found = desks().items().item(_seen(request), declaration_id)
    if found is None:
        raise Http404
    facts = possible(found.row, found.case, request.user.name, lambda fact: _points(request, fact))
    context = {
        **_told(found, chosen),
        "fault": word_of("item_refusal", fault.lower(), chosen) if fault else "",
        "facts": [(fact.name.lower(), _fact(fact, chosen), MOVES[fact].reason) for fact in facts],
        "named": [(word(f"item.{name}", chosen), text) for name, text in (whole or found.named or {}).items() if text],
        "whole": whole is not None,
        "may_see": may(request.roles, "item", "change") is not None,
    }
    return spoken(request, render(request, "desk/item.html", context, status=INVALID if fault else 200))


def _told(of: ItemView, chosen: str) -> dict[str, Any]:
    row, content = of.row, msgspec.json.decode(of.row.plain)
    return {
        "row": _row(row, chosen),
        "destination": row.destination,
        "reasons": [(one.code, ", ".join(map(str, one.lines)), one.words) for one in reasons_in(chosen, row.reasons)],
        "terms": [
            (word_of("item_term", term.clock.name, chosen), word_of("item_whose", term.clock.whose, chosen),
             "" if term.ends_at is None else moment_at(term.ends_at, chosen), term.clock.id, term.clock.status)
            for term in of.terms
        ],
        "lines": [
            (line["hs"], line["description"], number(line["quantity"], chosen), number(line["weight_grams"], chosen),
             money(line["value_minor"], content["currency"], chosen))
            for line in content["lines"]
        ],
        "history": [
            (moment_at(event.at, chosen), _fact(event.fact, chosen),
             word_of("item_role", event.role.name.lower(), chosen), " ".join(event.why), event.note,
             word_of("item_state", state.name.lower(), chosen))
            for event, state in of.case.done
        ],
    }  # fmt: skip


def _fact(fact: Fact, chosen: str) -> str:
    return word_of("item_fact", fact.name.lower(), chosen)


def _row(row: ItemRow, chosen: str) -> dict[str, str]:
    return {
        "id": row.declaration_id,
        "reference": row.reference,
        "number": row.s10,
        "office": place(row.office, chosen),
        "state": word_of("item_state", row.state.name.lower(), chosen),
        "channel": word_of("item_channel", row.channel or "none", chosen),
        "lodged": moment_at(row.lodged_at, chosen),
        "owed": "" if row.total_minor is None else money(row.total_minor, row.currency, chosen),
    }


def _seen(request: Asked, action: Action = "read") -> Seen:
    user = request.user
    return seen_by(
        request.roles, "item", buyer=ACCOUNT + user.name, merchant=user.merchant, office=user.office, action=action
    )


def _points(request: Asked, fact: Fact) -> tuple[Standpoint, ...]:
    user = request.user
    return standpoints(
        request.roles, fact, account=ACCOUNT + user.name, merchant=user.merchant, office=user.office
    )  # fmt: skip
