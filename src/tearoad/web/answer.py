"""The page behind a link: what is asked of the sender of a declaration, and the form by which they answer.

Nobody signs in: whoever has the link answers for the sender, once. All that is no link, or is void, gets one page.
"""

import time
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tearoad.api.address import client_address
from tearoad.api.provider import desks
from tearoad.api.rates import Rate, Rates
from tearoad.boot.border import reasons_in
from tearoad.operations.item_papers import Asked as Question
from tearoad.operations.paper import KINDS
from tearoad.operations.report_items import LONGEST_NOTE
from tearoad.terms.refusal import Refusal
from tearoad.web.accounts.entry import INVALID
from tearoad.web.errors import not_found, too_many
from tearoad.web.figures import moment_at, money, number
from tearoad.web.rights import Asked, needs
from tearoad.web.shop.orders import place
from tearoad.web.speech import language, spoken
from tearoad.web.uploads import files_of, takes_files, thrown_away
from tearoad.web.words import word_of

OF_ADDRESS = Rate(1, 60)  # requests of one address; assumed. The token itself cannot be guessed
# The link is in the address of the page, so no address is told to anybody. A form's page tells its origin: the token
# of the form is judged by that.
NOTHING, ORIGIN_ALONE = "no-referrer", "strict-origin"
_asked = Rates()


@require_http_methods(["GET", "HEAD", "POST"])
@needs("site", "read")
def answer(request: Asked, token: str) -> HttpResponse:
    """404 on all that is no link any more; 429 after too many requests of one address. A body is read only where the
    link is one."""
    wait = _asked.wait(client_address(request), OF_ADDRESS, time.monotonic())
    if wait:
        thrown_away(request)
        return _closed(too_many(request, wait))
    found = desks().items().papers.asked(token)
    if found is None or (found.answered and request.method != "POST"):
        thrown_away(request)
        return _closed(not_found(request, None))
    if request.method == "POST":
        return taken(request, token, found)  # type: ignore[return-value]
    return _page(request, found)


answer.csrf_exempt = True  # type: ignore[attr-defined]  # `taken` judges it, once the link is known


@takes_files
def taken(request: Asked, token: str, found: Question) -> HttpResponse:
    """The answer, with its documents; said again by the same it is as it was."""
    note = request.POST.get("note", "")[:LONGEST_NOTE].replace("\0", "").strip()
    refusal = desks().items().papers.answer(token, files_of(request), note)
    if refusal is Refusal.UNKNOWN_LINK:
        return _closed(not_found(request, None))
    if refusal and found.answered:  # who says something else now, says it too late
        return _closed(not_found(request, None))
    if refusal:
        return _page(request, found, refusal=refusal, note=note)
    return _closed(spoken(request, render(request, "answer.html", {"done": True, **_named(found)})))


def _page(request: Asked, found: Question, *, refusal: Refusal | None = None, note: str = "") -> HttpResponse:
    chosen, row = language(request), found.row
    content = msgspec.json.decode(row.plain)
    asks = found.case.done[found.link.asked - 1].event
    context: dict[str, Any] = {
        **_named(found),
        "office": place(row.office, chosen),
        "asks": word_of("item_state", row.state.name.lower(), chosen),
        "codes": [code for code in asks.why if code not in row.reasons.split()],  # those have words
        "reasons": [(one.code, ", ".join(map(str, one.lines)), one.words) for one in reasons_in(chosen, row.reasons)],
        "lines": [
            (line["description"], number(line["quantity"], chosen), number(line["weight_grams"], chosen),
             money(line["value_minor"], content["currency"], chosen))
            for line in content["lines"]
        ],
        "ends": moment_at(found.link.ends_at, chosen),
        "fault": word_of("document_refusal", refusal.name.lower(), chosen) if refusal else "",
        "accepted": ",".join(KINDS),
        "note": note,
    }  # fmt: skip
    response = spoken(request, render(request, "answer.html", context, status=INVALID if refusal else 200))
    return _closed(response, ORIGIN_ALONE)


def _named(found: Question) -> dict[str, str]:
    return {"name": found.row.s10 or found.row.reference}


def _closed(response: HttpResponse, tells: str = NOTHING) -> HttpResponse:
    response["Referrer-Policy"] = tells
    response["X-Robots-Tag"] = "noindex"
    return response
