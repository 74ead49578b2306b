"""The control room and the state it polls, the choice of language and theme, and the sign of life."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tearoad.api.provider import desks
from tearoad.web.board import board
from tearoad.web.flow_map import flow_map
from tearoad.web.rights import needs
from tearoad.web.speech import THEME, THEMES, language, spoken
from tearoad.web.watch_board import watch_board
from tearoad.web.words import DJANGO_CODES

YEAR_SECONDS = 365 * 24 * 3600
FRAGMENTS = ("clock", "map", "summary", "counts", "offices", "promises", "danger", "flows", "money", "orders")


@require_safe
@needs("control_room", "read")
def room(request: HttpRequest) -> HttpResponse:
    """The whole page, complete without scripts."""
    return spoken(request, render(request, "control_room.html", _shown(language(request))))


@require_safe
@needs("control_room", "read")
def state(request: HttpRequest) -> HttpResponse:
    """The page's changing parts as HTML, by their names in FRAGMENTS."""
    chosen = language(request)
    shown = {**_shown(chosen), "language": chosen}
    answer = {"fragments": {name: render_to_string(f"fragments/{name}.html", shown) for name in FRAGMENTS}}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


@require_safe
@needs("site", "read")
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Keeps the language for a year in a cookie and goes back to the page; 404 for one we do not speak."""
    if code not in DJANGO_CODES.values():
        raise Http404
    response = _back(request, request.GET.get("next", ""))
    return _kept(response, settings.LANGUAGE_COOKIE_NAME, code)


@require_POST
@needs("site", "read")
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keeps the theme for a year in a cookie and goes back to the page; what is no theme changes nothing."""
    chosen, response = request.POST.get("theme", ""), _back(request, request.POST.get("next", ""))
    return _kept(response, THEME, chosen) if chosen in THEMES else response


@require_safe
@needs("site", "read")
def healthz(request: HttpRequest) -> HttpResponse:
    """'ok' while the server answers; it asks neither the road nor the data base."""
    return HttpResponse("ok", content_type="text/plain")


def _shown(chosen: str) -> dict[str, object]:
    room, watch = desks().control_room(), desks().road_watch()
    return {
        "board": board(room, chosen),
        "watch": watch_board(desks().corridor.road, watch, chosen),
        "map": flow_map(room, watch, chosen),
    }


def _back(request: HttpRequest, to: str) -> HttpResponseRedirect:
    """To an address of this site, without a language of its own; to the start page from anywhere else."""
    safe = url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(re.sub(r"([?&])lang=[^&]*&?", r"\1", to).rstrip("?&") if safe else reverse("start"))


def _kept(response: HttpResponseRedirect, cookie: str, value: str) -> HttpResponse:
    response.set_cookie(
        cookie, value, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response
