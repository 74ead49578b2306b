"""Claims about parcels: the post's list of them with its answers, and what buyers send from the page of an order."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tearoad.api.provider import desks
from tearoad.operations.claim_parcels import Claimed, Opening, Report
from tearoad.operations.claim_ports import claim_id_of
from tearoad.operations.claim_view import ListedClaim
from tearoad.operations.rights import may
from tearoad.post.claims import ANSWERS, Answer, Fact, Kind, State
from tearoad.terms.refusal import BadInput, Refusal
from tearoad.web.accounts.entry import gone_to
from tearoad.web.desk.post_ways import post_ways
from tearoad.web.desk.sight import seen
from tearoad.web.figures import moment_at
from tearoad.web.rights import Asked, needs
from tearoad.web.speech import language, spoken
from tearoad.web.words import CATALOGUE, word_of

A_PAGE = 30
KINDS = {kind.name.lower(): kind for kind in Kind}
SAID = {one.name.lower(): one for one in ANSWERS}
SETTLED = "settled"
UNKNOWN = (Refusal.UNKNOWN_CLAIM, Refusal.UNKNOWN_PARCEL)


@require_safe
@needs("claim", "read")
def listed(request: Asked) -> HttpResponse:
    """A page of what one may see: whose answer is due first; with `settled` those that were settled last."""
    chosen, settled = language(request), SETTLED in request.GET
    try:
        page = desks().claims().page(seen(request, "claim"), request.GET.get("after", ""), A_PAGE, settled=settled)
    except BadInput:
        raise Http404 from None
    words = {SETTLED: "1"} if settled else {}
    context = {
        "rows": [_row(one, page.at, chosen) for one in page.rows],
        "settled": settled,
        "may_answer": may(request.roles, "claim", "change") is not None and not settled,
        "answers": [(name, word_of("claim_answer", name, chosen)) for name in SAID],
        "more": f"?{urlencode({**words, 'after': page.cursor})}" if page.cursor else "",
        "at": moment_at(page.at, chosen),
        "told": told(request.GET.get("told", ""), chosen),
        "good": request.GET.get("told", "") == "done",
        "ways": post_ways(request),
    }
    return spoken(request, render(request, "desk/claims.html", context))


@require_POST
@needs("claim", "change")
def answered(request: Asked, claim_id: str) -> HttpResponse:
    """What the post found, or that it is settled; 404 where it is none that one may answer, or nothing was chosen."""
    said = request.POST.get("answer", "")
    if said != SETTLED and said not in SAID:
        raise Http404
    fact, found = (Fact.SETTLED, Answer.NONE) if said == SETTLED else (Fact.ANSWERED, SAID[said])
    claimed = (
        desks().claims().report(Report(claim_id, fact, request.user.name, seen(request, "claim", "change"), found))
    )
    return gone_to(f"{reverse('claims')}?{urlencode({'told': _code(claimed, 'done')})}")


@require_POST
@needs("claim", "create")
def opened(request: Asked, order_id: str, parcel_id: str) -> HttpResponse:
    """Back to the order, which says what came of it; the same form sent again is the same claim."""
    kind = KINDS.get(request.POST.get("kind", ""))
    if kind is None:
        raise Http404
    name = claim_id_of(parcel_id, kind, f"{request.user.name}\0page {request.POST.get('after', '')[:10]}")
    whose = seen(request, "claim", "create")
    claimed = desks().claims().open(Opening(name, parcel_id, kind, request.user.name, whose))
    return _back(order_id, _code(claimed, "opened"))


@require_POST
@needs("claim", "create")
def withdrawn(request: Asked, order_id: str, claim_id: str) -> HttpResponse:
    """By who opened it."""
    whose = seen(request, "claim", "create")
    claimed = desks().claims().report(Report(claim_id, Fact.WITHDRAWN, request.user.name, whose))
    return _back(order_id, _code(claimed, "withdrawn"))


def told(code: str, chosen: str) -> str:
    """What came of a wish, in words; '' for a code that is none of ours."""
    if code == "done":
        return word_of("claim", "done", chosen)
    return word_of("claim_told", code, chosen) if code in CATALOGUE["claim_told"] else ""


def _code(claimed: Claimed, done: str) -> str:
    if claimed.refusal in UNKNOWN:
        raise Http404
    return claimed.refusal.name.lower() if claimed.refusal else done


def _back(order_id: str, code: str) -> HttpResponse:
    return gone_to(f"{reverse('my_order', args=[order_id])}?{urlencode({'claim': code})}#claims")


def _row(one: ListedClaim, now: int, chosen: str) -> dict[str, Any]:
    row = one.claim
    return {
        "id": row.claim_id,
        "parcel": row.consignment_id,
        "number": one.s10,
        "stage": one.stage,
        "stage_label": word_of("stage", one.stage, chosen),
        "merchant": one.merchant,
        "kind": word_of("claim_kind", row.kind.name.lower(), chosen),
        "state": word_of("claim_state", row.state.name.lower(), chosen),
        "answer": "" if row.answer is Answer.NONE else word_of("claim_answer", row.answer.name.lower(), chosen),
        "opened": moment_at(row.opened_at, chosen),
        "who": row.opened_by,
        "answer_by": moment_at(row.answer_by, chosen),
        "late": row.state is State.OPEN and row.answer_by < now,
        "waits": row.state is State.OPEN,
        "settled": moment_at(row.settled_at, chosen) if row.settled_at >= 0 else "",
        "answered_by": row.answered_by,
    }
