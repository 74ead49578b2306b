"""The page of one dispatch: its receptacles, its papers, and what is told of it on its way."""

import io
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from tearoad.api.provider import desks
from tearoad.boot.dispatch_papers import advised, as_json, as_text, printed, received
from tearoad.operations.dispatch_view import SeenReceptacle, WholeDispatch
from tearoad.operations.rights import may
from tearoad.operations.scan_receptacles import Answer, Event, Told, Verdict
from tearoad.terms.refusal import BadInput
from tearoad.web.accounts.entry import INVALID
from tearoad.web.desk.dispatches import listed_row, working_at
from tearoad.web.desk.fates import shown
from tearoad.web.desk.post_ways import post_ways
from tearoad.web.desk.station_form import LONGEST_SHOWN, numbers_of
from tearoad.web.figures import moment_at, number, tenths
from tearoad.web.rights import Asked, needs
from tearoad.web.speech import language, spoken
from tearoad.web.words import word, word_of

PDF, TEXT, JSON = "application/pdf", "application/edifact", "application/json"
PRINTED = {"labels.pdf": "receptacle", "list.pdf": "dispatch"}
STATES = ("opened", "arrived", "departed")


@require_safe
@needs("dispatch", "read")
def dispatch(request: Asked, s8: str) -> HttpResponse:
    """404 where there is none, or another's. `closed` says that it was closed just now."""
    chosen = language(request)
    said = {"words": word("dispatch.was_closed", chosen), "kind": "good"} if "closed" in request.GET else {}
    return _page(request, _found(request, s8), said, 200)


@require_POST
@needs("dispatch", "create")
def told(request: Asked, s8: str) -> HttpResponse:
    """Its receptacles, or one of them, departed, arrived or were opened, now by the road's clock."""
    chosen, of, own = language(request), _found(request, s8), working_at(request, "create")
    row, event = of.listed.row, request.POST.get("event", "")
    place = row.origin if event == Event.DEPARTED else row.destination
    if own is not None and place not in own:
        return _page(request, of, {"words": word("closing.not_here", chosen), "kind": "bad"}, INVALID)
    which = request.POST.get("which", "")
    name = which if which in {one.s9 for one in of.receptacles} else row.s8
    numbers = numbers_of(request.POST.get("found", ""))
    post = desks().dispatching()
    (answer,) = post.scan([Told(name, event, place, post.now(), numbers or None)], request.user.name)
    good = answer.verdict in (Verdict.DONE, Verdict.KNOWN)
    return _page(request, _found(request, s8), _said(answer, chosen), 200 if good else INVALID)


@require_safe
@needs("dispatch", "read")
def paper(request: Asked, s8: str, name: str) -> HttpResponse:
    """`labels.pdf`, `list.pdf`, `advice.json`, `advice.edi` or `receipt.json`; 404 where there is none of it."""
    of = _found(request, s8)
    if name in PRINTED:
        out = io.BytesIO()
        try:
            printed(of, PRINTED[name], desks().corridor.road, language(request), out)
        except BadInput:
            raise Http404 from None
        return _file(request, out.getvalue(), PDF, f"{s8}-{name}")
    message = received(of) if name == "receipt.json" else advised(of)
    if message is None or name not in ("receipt.json", "advice.json", "advice.edi"):
        raise Http404
    text = name.endswith(".edi")
    return _file(request, as_text(message) if text else as_json(message), TEXT if text else JSON, f"{s8}-{name}")


def _found(request: Asked, s8: str) -> WholeDispatch:
    found = desks().dispatching().whole(s8, working_at(request, "read"))
    if found is None:
        raise Http404
    return found


def _page(request: Asked, of: WholeDispatch, said: dict[str, Any], status: int) -> HttpResponse:
    chosen = language(request)
    tells = may(request.roles, "dispatch", "create") is not None
    own = working_at(request, "create") if tells else ()
    row = of.listed.row
    events = [one for one in Event if own is None or (row.origin if one is Event.DEPARTED else row.destination) in own]
    context = {
        "row": listed_row(of.listed, chosen),
        "receptacles": [_receptacle(one, chosen) for one in of.receptacles],
        "irregular": [
            {
                "number": shown(one.number, LONGEST_SHOWN),
                "what": word_of("irregular_kind", one.kind, chosen),
                "s9": one.s9,
                "who": one.who,
                "at": moment_at(one.at, chosen),
            }
            for one in of.irregular
        ],
        "said": said,
        "events": [(one.value, word_of("receptacle_event", one.value, chosen)) for one in events],
        "received": received(of) is not None,
        "ways": post_ways(request),
    }
    return spoken(request, render(request, "desk/dispatch.html", context, status=status))


def _receptacle(of: SeenReceptacle, chosen: str) -> dict[str, Any]:
    state = next((name for name in STATES if getattr(of, f"{name}_at") >= 0), "closed")
    at = getattr(of, f"{state}_at") if state != "closed" else -1
    return {
        "s9": of.s9,
        "items": number(of.items, chosen),
        "kilograms": tenths(of.weight_grams / 1000, chosen),
        "state": word_of("dispatch_state", state, chosen),
        "at": moment_at(at, chosen) if at >= 0 else "",
        "lying": number(of.lying, chosen),
    }


def _said(of: Answer, chosen: str) -> dict[str, Any]:
    new = word("dispatch.told_new", chosen).format(
        number(of.receptacles, chosen), number(sum(of.fates.values()), chosen)
    )
    grave = bool(of.missing or of.surplus) or of.verdict not in (Verdict.DONE, Verdict.KNOWN)
    return {
        "words": word_of("receptacle_verdict", of.verdict.name.lower(), chosen) + (f" {new}" if of.receptacles else ""),
        "kind": "warning" if grave else "good",
    }


def _file(request: Asked, content: bytes, media: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return spoken(request, response)
