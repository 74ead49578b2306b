"""The control room page, the state it polls, the choice of language, and the sign of life."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from tearoad.web.board import board, map_data
from tearoad.web.provider import control_room
from tearoad.web.speech import language, spoken
from tearoad.web.words import DJANGO_CODES

FRAGMENTS = ("clock", "summary", "legend", "counts", "offices", "money", "orders")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The whole page, complete without scripts but for the map."""
    return spoken(request, render(request, "control_room.html", {"board": board(control_room(), language(request))}))


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """The page's changing parts as HTML, by their names in FRAGMENTS, and the map's data."""
    room, chosen = control_room(), language(request)
    shown = {"board": board(room, chosen), "language": chosen}
    answer = {
        "fragments": {name: render_to_string(f"fragments/{name}.html", shown) for name in FRAGMENTS},
        "map": map_data(room, chosen),
    }
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


@require_safe
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Keeps the language for a year in a cookie and goes back to the page; 404 for one we do not speak."""
    if code not in DJANGO_CODES.values():
        raise Http404
    response = HttpResponseRedirect(reverse("page"))
    year_seconds = 365 * 24 * 3600
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=year_seconds, httponly=True, samesite="Lax")
    return response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """'ok' while the server answers; it asks neither the road nor the data base."""
    return HttpResponse("ok", content_type="text/plain")
