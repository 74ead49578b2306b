"""The page of one dispatch: its receptacles, its papers, and what is told of it on its way."""

import io
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from tearoad.api.provider import desks
from tearoad.boot.dispatch_papers import advised, as_json, as_text, printed, received
from tearoad.operations.dispatch_ports import SETTLED_AS, Irregular, Settlement
from tearoad.operations.dispatch_view import SeenIrregularity, SeenReceptacle, WholeDispatch
from tearoad.operations.rights import may
from tearoad.operations.scan_receptacles import Answer, Event, Told, Verdict
from tearoad.operations.settle_irregularity import Settling
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


@require_POST
@needs("dispatch", "create")
def settled(request: Asked, s8: str) -> HttpResponse:
    """What was not as advised in one of its receptacles comes to an end, where that is opened."""
    chosen, of, own = language(request), _found(request, s8), working_at(request, "create")
    s9, how = request.POST.get("receptacle", ""), request.POST.get("how", "")
    if own is not None and of.listed.row.destination not in own:
        said, good = word("closing.not_here", chosen), False
    elif how not in {one.value for one in Settlement} or s9 not in {one.s9 for one in of.receptacles}:
        said, good = word_of("settling", "unfit", chosen), False
    else:
        found = desks().dispatching().settle(s9, request.POST.get("number", ""), Settlement(how), request.user.name)
        said, good = word_of("settling", found.name.lower(), chosen), found in (Settling.SETTLED, Settling.KNOWN)
    kind = "good" if good else "bad"
    return _page(request, _found(request, s8), {"words": said, "kind": kind}, 200 if good else INVALID)


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
        "irregular": [_irregular(one, chosen) for one in of.irregular],
        "settles": tells and (own is None or row.destination in own),
        "said": said,
        "events": [(one.value, word_of("receptacle_event", one.value, chosen)) for one in events],
        "received": received(of) is not None,
        "ways": post_ways(request),
    }
    return spoken(request, render(request, "desk/dispatch.html", context, status=status))


def _irregular(of: SeenIrregularity, chosen: str) -> dict[str, Any]:
    """With the ways in which it may end, where it is open."""
    ends = () if of.settled else SETTLED_AS[Irregular(of.kind)]
    return {
        "number": shown(of.number, LONGEST_SHOWN),
        "value": of.number,
        "what": word_of("irregular_kind", of.kind, chosen),
        "s9": of.s9,
        "who": of.who,
        "at": moment_at(of.at, chosen),
        "settled": word_of("settlement", of.settled, chosen) if of.settled else "",
        "settled_by": of.settled_by,
        "settled_at": moment_at(of.settled_at, chosen) if of.settled else "",
        "ends": [(one.value, word_of("settlement", one.value, chosen)) for one in ends],
    }


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
