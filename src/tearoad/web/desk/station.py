"""The scan station: a number and Enter, or many numbers at once; the answer of each on top of the page's last ones."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tearoad.api.provider import desks
from tearoad.boot.scanning import MOST
from tearoad.operations.lodging_place import places_to_scan_at
from tearoad.operations.scan_desk import LISTED, REASONS, other_events, usual_events
from tearoad.operations.scan_ports import Fate, Scans
from tearoad.web.accounts.entry import INVALID
from tearoad.web.desk.fates import fate_words
from tearoad.web.desk.post_ways import post_ways
from tearoad.web.desk.sight import seen
from tearoad.web.desk.station_form import LONGEST_SHOWN, SHOWN, Row, Station, carried, remembered, sent
from tearoad.web.figures import moment_at, number
from tearoad.web.rights import Asked, needs
from tearoad.web.shop.orders import place as place_name
from tearoad.web.speech import language, spoken
from tearoad.web.words import word, word_of

GRAVE = ("bad", "warning")  # kinds that are told at once


@require_http_methods(["GET", "HEAD", "POST"])
@needs("scan", "create")
def station(request: Asked) -> HttpResponse:
    """The station of a place; what it sends is recorded as of now by the road's clock. With htmx the answer alone."""
    road = desks().corridor.road
    own = places_to_scan_at(seen(request, "scan", "create"), road)
    typed = {name: str(text) for name, text in (request.POST if request.method == "POST" else request.GET).items()}
    places = tuple(road.places) if own is None else tuple(sorted(own))
    place = typed.get("place", "") if own is None else next(iter(places), "")
    context: dict[str, Any] = {"answer": None}
    rows: list[Row] = []
    if request.method == "POST":
        rows = remembered([text.replace("\0", "") for text in request.POST.getlist("was")])
        context["answer"], new = _recorded(request, sent(typed, typed.get("place", ""), places))
        rows = [*new, *rows][:SHOWN]
    chosen = language(request)
    context["rows"] = [_row(row, chosen) for row in rows]
    status = INVALID if context["answer"] and context["answer"]["fault"] else 200
    if "HX-Request" in request.headers and request.method == "POST":
        return spoken(request, render(request, "desk/scan_answer.html", context, status=status))
    context |= _form(typed, place if place in places else "", chosen, status)
    if own is None:
        context["places"] = sorted(((one, place_name(one, chosen)) for one in places), key=lambda one: one[1])
    context["ways"] = post_ways(request)
    return spoken(request, render(request, "desk/scan_station.html", context, status=status))


def _recorded(request: Asked, asked: Station | str) -> tuple[dict[str, Any], list[Row]]:
    """What is told of it, and its rows: those that somebody should look at come first."""
    chosen = language(request)
    if isinstance(asked, str):
        return {"fault": word_of("station_fault", asked, chosen).format(number(MOST, chosen))}, []
    scanning, count = desks().scanning(), len(asked.numbers)
    at = scanning.desk.now()
    moments = np.full(count, at, dtype=np.int64)
    scans = Scans(asked.numbers, [asked.event] * count, [asked.place] * count, moments, [asked.reason] * count)
    fates = scanning.record(scans, request.user.name)
    rows = [
        Row(name[:LONGEST_SHOWN].replace("\0", "\N{REPLACEMENT CHARACTER}"), asked.event, at, fate)
        for name, fate in zip(asked.numbers, fates, strict=True)
    ]
    rows.sort(key=lambda row: row.fate not in LISTED)
    return _told(rows, fates, chosen), rows


def _told(rows: Sequence[Row], fates: Sequence[Fate], chosen: str) -> dict[str, Any]:
    """One scan by its number, several by their counts, which add up."""
    counted = Counter(fates)
    counts = [(*fate_words(fate, chosen), number(counted[fate], chosen)) for fate in Fate if counted[fate]]
    kinds = {kind for kind, *_ in counts}
    return {
        "fault": "",
        "kind": next((kind for kind in GRAVE if kind in kinds), "good" if "good" in kinds else ""),
        "number": rows[0].number if len(rows) == 1 else "",
        "fate": fate_words(rows[0].fate, chosen),
        "counts": counts,
        "total": word("station.total", chosen).format(number(len(rows), chosen)),
        "grave": any(fate in LISTED for fate in counted),
    }


def _row(row: Row, chosen: str) -> dict[str, Any]:
    return {
        "number": row.number,
        "event": row.event,
        "event_words": word_of("event", row.event, chosen),
        "at": moment_at(row.at, chosen),
        "fate": fate_words(row.fate, chosen),
        "carried": carried(row),
    }


def _form(typed: Mapping[str, str], place: str, chosen: str, status: int) -> dict[str, Any]:
    """The fields; what could not be taken stands there still."""
    usual = usual_events(desks().corridor.road, place)

    def events(some: Sequence[str]) -> list[tuple[str, str]]:
        return [(event, word_of("event", event, chosen)) for event in some]

    return {
        "place": place,
        "place_name": place_name(place, chosen) if place else "",
        "event": typed.get("event", ""),
        "usual": events(usual),
        "others": events(other_events(usual)),
        "reason": typed.get("reason", ""),
        "reasons": [
            (event, word_of("event", event, chosen), [(one, word_of("reason", one, chosen)) for one in some])
            for event, some in REASONS.items()
        ],
        "other": typed.get("other", "")[:200],
        "kept": {name: typed.get(name, "") for name in ("number", "many")} if status == INVALID else {},
        "most": MOST,
        "most_words": number(MOST, chosen),
    }
