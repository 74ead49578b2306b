"""Exchange offices on the post's desk: how they stand, day by day; one is closed for some time, and opened again."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tearoad.api.provider import desks
from tearoad.operations.close_office import Asked as Wish
from tearoad.operations.close_office import Done
from tearoad.operations.office_ports import Closure
from tearoad.operations.office_view import OfficeNow, OfficesNow
from tearoad.operations.rights import may
from tearoad.terms.days import MOSCOW, day_start
from tearoad.web.accounts.entry import INVALID, gone_to
from tearoad.web.desk.post_ways import post_ways
from tearoad.web.desk.queue import span
from tearoad.web.figures import day_of, moment_at, number, percent
from tearoad.web.rights import Asked, needs
from tearoad.web.shop.orders import place
from tearoad.web.speech import language, spoken
from tearoad.web.words import word, word_of

FIELDS = ("from", "until", "reason")
DONE = {"closed": "offices.closed_done", "open": "offices.open_done", "known": "offices.known"}
COUNTS, NO_COUNTS = re.compile(r"\b[0-9]{1,9}\b"), ("0", "0", "0")


@require_safe
@needs("office", "read")
def offices(request: Asked) -> HttpResponse:
    """All of them; what was just done is said above."""
    chosen, words = language(request), DONE.get(request.GET.get("done", ""))
    counts = [number(int(count), chosen) for count in COUNTS.findall(request.GET.get("counts", ""))]
    return _page(request, told=word(words, chosen).format(*counts, *NO_COUNTS) if words else "")


@require_POST
@needs("office", "change")
def close(request: Asked) -> HttpResponse:
    """What it means is said first; with `sure` it is done."""
    office = _office(request)
    said = {name: request.POST.get(name, "").strip()[:201] for name in FIELDS}
    try:
        begin = _day_begins(said["from"]) if said["from"] else None
        until = _day_begins(said["until"])
    except ValueError:
        return _page(request, said, office, fault=word("offices.bad_day", language(request)))
    if "sure" not in request.POST:
        return _page(request, said, office, asks=True)
    done = desks().offices.close(Wish(office, begin, until, said["reason"], request.user.name))
    return _answered(request, done, office, said, "closed")


@require_POST
@needs("office", "change")
def open_again(request: Asked) -> HttpResponse:
    """From the road's clock on."""
    office = _office(request)
    return _answered(request, desks().offices.open(office, request.user.name), office, {}, "open")


def office_changes(request: Asked, parcel_id: str) -> list[tuple[str, str, str, str]]:
    """For the page of a parcel that is there: when, from which office to which, and why; nothing for whom offices do
    not concern."""
    if may(request.roles, "office", "read") is None:
        return []
    chosen, road = language(request), desks().corridor.road
    return [
        (
            moment_at(one.at, chosen),
            place(road.offices[one.office_before].place, chosen),
            place(road.offices[one.office_after].place, chosen),
            word_of("offices_reason", one.reason, chosen),
        )
        for one in desks().offices.assignments(parcel_id)
    ]


def _office(request: Asked) -> str:
    """404 where there is no such office."""
    office = request.POST.get("office", "")
    if office not in desks().corridor.road.offices:
        raise Http404
    return office


def _answered(request: Asked, done: Done, office: str, said: dict[str, str], what: str) -> HttpResponse:
    if done.refusal:
        return _page(request, said, office, fault=word_of("offices_refusal", done.refusal, language(request)))
    counts = f"{done.turned} {done.rerouted} {done.sent_on}"
    return gone_to(
        f"{reverse('post_offices')}?{urlencode({'done': 'known' if done.known else what, 'counts': counts})}"
    )


def _page(
    request: Asked,
    said: dict[str, str] | None = None,
    office: str = "",
    *,
    fault: str = "",
    told: str = "",
    asks: bool = False,
) -> HttpResponse:
    chosen, found = language(request), desks().offices.now()
    context = {
        "rows": [_row(one, found, chosen) for one in found.offices],
        "closures": [_closure(row, chosen) for one in found.offices for row in one.closures],
        "day_names": [day_of(row.day, chosen) for row in found.offices[0].days],
        "policy": word_of("offices_policy", found.policy.by, chosen),
        "at": moment_at(found.at, chosen),
        "may_change": may(request.roles, "office", "change") is not None,
        "said": said or {},
        "office": office,
        "office_name": place(desks().corridor.road.offices[office].place, chosen) if office else "",
        "fault": fault,
        "told": told,
        "asks": asks,
        "ways": post_ways(request),
    }
    return spoken(request, render(request, "desk/offices.html", context, status=INVALID if fault else None))


def _row(one: OfficeNow, found: OfficesNow, chosen: str) -> dict[str, Any]:
    stands = one.standing
    return {
        "id": one.id,
        "name": place(one.place, chosen),
        "lines": f"{number(one.lines, chosen)} / {number(one.most_lines, chosen)}",
        "works": one.lines > 0,
        "opens": moment_at(one.opens_at, chosen),
        "today": number(one.capacity, chosen),
        "waits": number(stands.waiting, chosen),
        "oldest": span(max(0, found.at - stands.oldest_at), chosen) if stands.oldest_at >= 0 else "",
        "held": number(stands.held, chosen),
        "coming": number(stands.coming, chosen),
        "floor": percent(stands.waiting / one.floor, chosen) if one.floor else "",
        "given": f"{number(one.gone.away, chosen)} / {number(one.gone.here, chosen)}",
        "days": [
            (number(row.there, chosen), f"+{number(row.came, chosen)} -{number(row.left, chosen)}") for row in one.days
        ],
    }


def _closure(one: Closure, chosen: str) -> dict[str, str]:
    road = desks().corridor.road
    return {
        "office": one.office,
        "name": place(road.offices[one.office].place, chosen),
        "from": moment_at(one.from_at, chosen),
        "until": moment_at(one.ends_at, chosen),
        "reason": one.reason,
        "who": one.who,
    }


def _day_begins(text: str) -> int:
    """In Moscow; ValueError on what is no day."""
    return day_start(date.fromisoformat(text)) - MOSCOW
