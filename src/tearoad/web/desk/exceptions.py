"""Scans of the post that somebody should look at: what waits, the longest first, and what was looked at."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tearoad.api.provider import desks
from tearoad.operations.lodging_place import places_to_scan_at
from tearoad.operations.rights import may
from tearoad.operations.scan_desk import LISTED, Listed, Wanted
from tearoad.operations.scan_ports import Fate
from tearoad.terms.names import is_id
from tearoad.terms.refusal import BadInput
from tearoad.web.accounts.entry import gone_to
from tearoad.web.desk.fates import BY_NAME, fate_words, moment_told, shown
from tearoad.web.desk.post_ways import post_ways
from tearoad.web.desk.queue import span
from tearoad.web.desk.sight import seen
from tearoad.web.figures import moment_at
from tearoad.web.rights import Asked, needs
from tearoad.web.shop.orders import place
from tearoad.web.speech import language, spoken
from tearoad.web.words import word_of

A_PAGE = 30


@require_safe
@needs("scan", "read")
def listed(request: Asked) -> HttpResponse:
    """A page of one's own place, or of all. `fate` keeps those of one, `settled` shows what was looked at."""
    chosen, asked, after = language(request), wanted(request.GET), request.GET.get("after", "")
    road = desks().corridor.road
    places = places_to_scan_at(seen(request, "scan"), road)
    try:
        page = desks().scanning().desk.page(places, seen(request, "parcel"), asked, after, A_PAGE)
    except BadInput:
        raise Http404 from None
    words, done = words_of(asked), request.GET.get("done", "")
    context = {
        "rows": [_row(one, page.at, chosen) for one in page.rows],
        "settled": asked.settled,
        "fate": words.get("fate", ""),
        "fates": [(one.name.lower(), fate_words(one, chosen).words) for one in LISTED],
        "more": f"?{urlencode({**words, 'after': page.cursor})}" if page.cursor else "",
        "at": moment_at(page.at, chosen),
        "may_settle": may(request.roles, "scan", "create") is not None and not asked.settled,
        "after": after,
        "done": done if is_id(done) else "",
        "was_done": "before" in request.GET,
        "ways": post_ways(request),
    }
    return spoken(request, render(request, "desk/exceptions.html", context))


@require_POST
@needs("scan", "create")
def looked_at(request: Asked, aside_id: str) -> HttpResponse:
    """It leaves what waits, once; 404 where it is of a place at which one does not work."""
    places = places_to_scan_at(seen(request, "scan", "create"), desks().corridor.road)
    settled = desks().scanning().desk.looked_at(aside_id, places, request.user.name)
    if settled is None:
        raise Http404
    words, after = words_of(wanted(request.POST)), request.POST.get("after", "")[:1_000]
    more = {"after": after} if after else {}
    before = {} if settled else {"before": "1"}
    return gone_to(f"{reverse('scan_exceptions')}?{urlencode({**words, **more, 'done': aside_id, **before})}")


def wanted(asked: Any) -> Wanted:
    """What was asked for; a word that is none of ours counts for nothing."""
    fate = BY_NAME.get(asked.get("fate", ""))
    return Wanted(fate if fate in LISTED else None, "settled" in asked)


def words_of(asked: Wanted) -> dict[str, str]:
    """The same as words of an address."""
    fate = {"fate": asked.fate.name.lower()} if asked.fate else {}
    return {**fate, **({"settled": "1"} if asked.settled else {})}


def _row(one: Listed, now: int, chosen: str) -> dict[str, Any]:
    told = one.aside
    return {
        "id": told.aside_id,
        "parcel": one.consignment_id,
        "number": shown(told.number, 40),
        "event": shown(told.event, 20),
        "event_words": word_of("event", told.event, chosen) if told.event else "",
        "reason": shown(word_of("reason", told.reason, chosen), 100),
        "place": shown(place(told.place, chosen), 40),
        "at": moment_told(told.at, chosen),
        "fate": fate_words(Fate(told.fate), chosen),
        "who": told.who,
        "waits": span(max(0, now - told.seen_at), chosen),
        "settled": moment_at(one.settled_at, chosen) if one.settled_at >= 0 else "",
        "settled_by": one.settled_by,
    }
