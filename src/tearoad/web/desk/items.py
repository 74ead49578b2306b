"""One item declaration that a machine lodged: its history, and what the visitor may report of it."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from tearoad.api.provider import desks
from tearoad.boot.border import reasons_in
from tearoad.boot.items import ItemView
from tearoad.customs.clearance import MOVES, Fact, State, Verdict
from tearoad.customs.clearance_events import Event
from tearoad.operations.item_ports import ItemRow, from_inside, told_to
from tearoad.operations.report_items import FACTS, LONGEST_NOTE, Said, Standpoint, misfit_of, possible, standpoints
from tearoad.operations.rights import may
from tearoad.terms.refusal import Refusal
from tearoad.web.accounts.entry import INVALID, gone_to
from tearoad.web.desk import duty
from tearoad.web.desk.item_forms import choice, panels, printed
from tearoad.web.desk.paper_panel import documents_of
from tearoad.web.desk.queue import along, onward
from tearoad.web.desk.sight import seen
from tearoad.web.figures import moment_at, money, number
from tearoad.web.rights import Asked, needs
from tearoad.web.shop.orders import place
from tearoad.web.speech import language, spoken
from tearoad.web.words import word, word_of


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
    if fact is None:
        return _page(request, declaration_id, fault="unknown_fact")
    why = tuple(request.POST.get("why", "").split())
    if misfit_of(why) is not None:
        return _page(request, declaration_id, fault="bad_code")
    user, note = request.user, request.POST.get("note", "")[:LONGEST_NOTE].replace("\0", "").strip()
    said = Said(declaration_id, fact, user.name, _points(request, fact), why, note)
    heard = desks().items().report(said)
    if heard.row is None:
        raise Http404
    if heard.refusal:
        return _page(request, declaration_id, fault=heard.refusal.name)
    return gone_to(onward(request, heard.row))


@require_POST
@needs("item", "change")
def named(request: Asked, declaration_id: str) -> HttpResponse:
    """Whom it names, whole; who saw it, and why, is kept first."""
    found = _seen_whole(request, declaration_id)
    if isinstance(found, str):
        return _page(request, declaration_id, fault=found)
    return _page(request, declaration_id, whole=dict(found))


@require_POST
@needs("item", "change")
def whole_form(request: Asked, declaration_id: str) -> HttpResponse:
    """Form and ruling as PDF with whom it names whole; that is kept as a view."""
    found = _seen_whole(request, declaration_id)
    if isinstance(found, str):
        return _page(request, declaration_id, fault=found)
    return printed(request, declaration_id, found)


def _seen_whole(request: Asked, declaration_id: str) -> Mapping[str, str] | str:
    """Whom it names, by the words of PERSONAL, or the name of what stands in the way."""
    why = request.POST.get("why", "")[:200].replace("\0", "").strip()
    if not why:
        return Verdict.NO_REASON.name
    found = desks().items().named(seen(request, "item", "change"), declaration_id, request.user.name, why)
    if found is Refusal.UNKNOWN_DECLARATION:
        raise Http404
    return found.name if isinstance(found, Refusal) else found


def page_with(request: Asked, declaration_id: str, more: Mapping[str, Any]) -> HttpResponse:
    """The page of one declaration with what a form beside this module has to say; a `fault` is in words."""
    return _page(request, declaration_id, more=more)


def _page(
    request: Asked,
    declaration_id: str,
    *,
    fault: str = "",
    whole: dict[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    chosen, sight, who = language(request), seen(request, "item"), request.user.name
    found = desks().items().item(sight, declaration_id)
    if found is None:
        raise Http404
    history = [(told_to(who, event, inside=from_inside(found.row, sight)), state) for event, state in found.case.done]
    facts = possible(found.row, found.case, who, lambda fact: _points(request, fact), gone=found.handed_over)
    context = {
        **_told(found, chosen),
        **along(request, sight, found.row),
        **panels(found, whole, request.roles, chosen),
        **(choice(found.row, chosen) if from_inside(found.row, sight) else {}),
        "history": [_event(event, state, chosen) for event, state in history],
        "fault": word_of("item_refusal", fault.lower(), chosen) if fault else "",
        "facts": [(fact.name.lower(), _fact(fact, chosen), MOVES[fact].reason) for fact in facts],
        "named": [(word(f"item.{name}", chosen), text) for name, text in (whole or found.named or {}).items() if text],
        "sealed": found.named is None,
        "whole": whole is not None,
        "duty": duty.panel(request, found.row, chosen),
        "may_see": may(request.roles, "item", "change") is not None,
        **documents_of(request, found),
        **(more or {}),
    }
    status = INVALID if context["fault"] else 200
    return spoken(request, render(request, "desk/item.html", context, status=status))


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
    }  # fmt: skip


def _event(event: Event, state: State, chosen: str) -> tuple[str, ...]:
    return (
        moment_at(event.at, chosen), _fact(event.fact, chosen), word_of("item_role", event.role.name.lower(), chosen),
        " ".join(event.why), event.note, word_of("item_state", state.name.lower(), chosen),
    )  # fmt: skip


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


def _points(request: Asked, fact: Fact) -> tuple[Standpoint, ...]:
    return standpoints(request.roles, fact, merchant=request.user.merchant, office=request.user.office)
