"""The page of dispatches: a number and Enter puts a parcel into its receptacle, a button closes a dispatch, and what is
closed is a list."""

import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tearoad.api.provider import desks
from tearoad.operations.dispatch_ports import MOST_SORTED, Closing, Sorting
from tearoad.operations.dispatch_view import ListedDispatch, OpenLane
from tearoad.operations.lodging_place import places_to_scan_at
from tearoad.operations.rights import Action, may
from tearoad.post.exchange import Way
from tearoad.terms.refusal import BadInput
from tearoad.web.accounts.entry import INVALID, gone_to
from tearoad.web.desk.fates import MARKS, FateWords, shown
from tearoad.web.desk.post_ways import post_ways
from tearoad.web.desk.queue import span
from tearoad.web.desk.sight import seen
from tearoad.web.desk.station_form import LONGEST_SHOWN, numbers_of
from tearoad.web.figures import moment_at, number, tenths
from tearoad.web.rights import Asked, needs
from tearoad.web.shop.orders import place as place_name
from tearoad.web.speech import language, spoken
from tearoad.web.words import word, word_of

A_PAGE = 30
MOST_NAMED = 20  # numbers of one call that are named; assumed
LONGEST_KEY = 64


@require_safe
@needs("dispatch", "read")
def dispatches(request: Asked) -> HttpResponse:
    """Open receptacles and closed dispatches of one's own place, or of all; `place` is where one sorts."""
    return _page(request, request.GET.get("place", ""), {}, 200)


@require_POST
@needs("dispatch", "create")
def sorted_in(request: Asked) -> HttpResponse:
    """Numbers go into the receptacles of their lanes; with htmx the answer alone."""
    chosen, place = language(request), request.POST.get("place", "")
    typed = [str(request.POST.get(name, "")) for name in ("number", "many")]
    numbers = numbers_of("\n".join(typed))
    if place not in _origins(working_at(request, "create")):
        said = {"fault": word("closing.not_here", chosen)}
    elif not numbers:
        said = {"fault": word_of("station_fault", "no_number", chosen)}
    elif len(numbers) > MOST_SORTED:
        said = {"fault": word_of("station_fault", "too_many", chosen).format(number(MOST_SORTED, chosen))}
    else:
        said = _told(numbers, desks().dispatching().sort(numbers, place), chosen)
    status = INVALID if said.get("fault") else 200
    if "HX-Request" in request.headers:
        context = {"answer": said, **_open_context(request, place, chosen)}
        return spoken(request, render(request, "desk/sort_answer.html", context, status=status))
    kept = dict(zip(("number", "many"), typed, strict=True)) if status == INVALID else {}
    return _page(request, place, {"answer": said, "kept": kept}, status)


@require_POST
@needs("dispatch", "create")
def closed(request: Asked) -> HttpResponse:
    """A page closes a dispatch once: its key comes with it."""
    lane, key = request.POST.get("lane", ""), request.POST.get("key", "")[:LONGEST_KEY]
    place, way = request.POST.get("place", ""), desks().dispatching().ways.get(lane)
    if way is None or way.origin not in _origins(working_at(request, "create")) or not key:
        said = "not_here"
    else:
        found = desks().dispatching().close(lane, f"{request.user.name} page {key}", request.user.name)
        if not isinstance(found, Closing):
            return gone_to(f"{reverse('dispatch', args=[found.s8])}?{urlencode({'closed': '1'})}")
        said = found.name.lower()
    answer = {"fault": word_of("closing", said, language(request))}
    return _page(request, place, {"answer": answer}, INVALID)


def working_at(request: Asked, action: Action) -> Collection[str] | None:
    """The places whose dispatches one may see, or work with; None is all."""
    return places_to_scan_at(seen(request, "dispatch", action), desks().corridor.road)


def listed_row(of: ListedDispatch, chosen: str) -> dict[str, Any]:
    """A dispatch as a row of a table."""
    row = of.row
    way = desks().dispatching().ways.get(row.lane)
    state = next((name for name in ("opened", "arrived", "departed") if getattr(of, name)), "closed")
    count = getattr(of, state) if state != "closed" else 0
    parts = f" {number(count, chosen)}/{number(row.receptacles, chosen)}" if 0 < count < row.receptacles else ""
    return {
        "s8": row.s8,
        "from": place_name(row.origin, chosen),
        "to": place_name(row.destination, chosen),
        "mode": word_of("mode", way.mode, chosen) if way else "",
        "closed_at": moment_at(row.closed_at, chosen),
        "closed_by": row.closed_by,
        "receptacles": number(row.receptacles, chosen),
        "items": number(row.items, chosen),
        "kilograms": tenths(row.weight_grams / 1000, chosen),
        "state": word_of("dispatch_state", state, chosen) + parts,
        "kind": "good" if of.opened == row.receptacles else "",
        "irregular": number(of.irregular, chosen) if of.irregular else "",
    }


def _page(request: Asked, place: str, more: dict[str, Any], status: int) -> HttpResponse:
    chosen, after = language(request), request.GET.get("after", "")
    try:
        page = desks().dispatching().page(working_at(request, "read"), after, A_PAGE)
    except BadInput:
        raise Http404 from None
    context = {
        "answer": {},
        "kept": {},
        "rows": [listed_row(one, chosen) for one in page.rows],
        "more": f"?{urlencode({'after': page.cursor})}" if page.cursor else "",
        "ways": post_ways(request),
        "most": MOST_SORTED,
        "most_words": number(MOST_SORTED, chosen),
        **_station(request, place, chosen),
        **more,
    }
    return spoken(request, render(request, "desk/dispatches.html", context, status=status))


def _station(request: Asked, place: str, chosen: str) -> dict[str, Any]:
    """Where one sorts: a single place is taken at once, of several one chooses."""
    sorts = may(request.roles, "dispatch", "create") is not None
    origins = _origins(working_at(request, "create")) if sorts else []
    taken = place if place in origins else origins[0] if len(origins) == 1 else ""
    several = sorted(((one, place_name(one, chosen)) for one in origins), key=lambda one: one[1])
    return {
        "sorts": sorts,
        "place": taken,
        "place_name": place_name(taken, chosen) if taken else "",
        "places": several if len(origins) > 1 else [],
        **_open_context(request, taken, chosen),
    }


def _open_context(request: Asked, place: str, chosen: str) -> dict[str, Any]:
    """What waits, where one works first; each lane that one may close with a key of its own."""
    post = desks().dispatching()
    ways, now = post.ways, post.now()
    closes = _origins(working_at(request, "create")) if may(request.roles, "dispatch", "create") else []
    found = sorted(post.open(working_at(request, "read")), key=lambda one: (ways[one.lane].origin != place, one.lane))
    return {"open": [_open_row(one, ways[one.lane], now, chosen, closes) for one in found], "place": place}


def _open_row(one: OpenLane, way: Way, now: int, chosen: str, closes: Collection[str]) -> dict[str, Any]:
    return {
        "lane": one.lane,
        "from": place_name(way.origin, chosen),
        "to": place_name(way.destination, chosen),
        "mode": word_of("mode", way.mode, chosen),
        "receptacles": number(one.receptacles, chosen),
        "items": number(one.items, chosen),
        "kilograms": tenths(one.weight_grams / 1000, chosen),
        "age": span(max(0, now - one.oldest_at), chosen),
        "key": secrets.token_urlsafe(16) if way.origin in closes else "",
    }


def _origins(places: Collection[str] | None) -> list[str]:
    """Places from which mail goes abroad."""
    origins = {way.origin for way in desks().dispatching().ways.values()}
    return sorted(origins if places is None else origins.intersection(places))


def _told(numbers: Sequence[str], verdicts: Sequence[Sorting], chosen: str) -> dict[str, Any]:
    """One number by its verdict, several by their counts, which add up; those that went nowhere are named."""
    counted = Counter(verdicts)
    words = {verdict: _words(verdict, chosen) for verdict in counted}
    grave = [one for one in counted if one not in (Sorting.SORTED, Sorting.THERE)]
    named = [
        (shown(name, LONGEST_SHOWN), words[verdict])
        for name, verdict in zip(numbers, verdicts, strict=True)
        if verdict in grave
    ]
    return {
        "fault": "",
        "kind": "bad" if grave else "good",
        "number": shown(numbers[0], LONGEST_SHOWN) if len(numbers) == 1 else "",
        "verdict": words[verdicts[0]],
        "counts": [(words[one], number(counted[one], chosen)) for one in Sorting if counted[one]],
        "total": word("station.total", chosen).format(number(len(numbers), chosen)),
        "named": named[:MOST_NAMED],
        "grave": bool(grave),
    }


def _words(verdict: Sorting, chosen: str) -> FateWords:
    kind = "good" if verdict is Sorting.SORTED else "" if verdict is Sorting.THERE else "bad"
    name = verdict.name.lower()
    return FateWords(
        kind, MARKS[kind], word_of("sorting", name, chosen), word_of("sorting_help", name, chosen) if kind else ""
    )
