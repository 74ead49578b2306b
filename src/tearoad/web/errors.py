"""Pages of errors: what went wrong in the visitor's words, and a way out. No cause, no path, no traceback.

From 500 on the page asks neither who one is nor the data base, for that may be what is away.
"""

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from tearoad.terms.refusal import Unavailable
from tearoad.web.speech import language, spoken
from tearoad.web.words import DJANGO_CODES, word

AWAY = (Unavailable, OperationalError, InterfaceError)  # what is raised where the data base does not answer
RETRY_SECONDS = "5"


def told(request: HttpRequest, section: str, status: int) -> HttpResponse:
    """The page of errors with the title and the hint of a section of words; 503 where its menu cannot be had."""
    try:
        return _page(request, section, status)
    except AWAY:
        response = _page(request, "busy", 503)
        response["Retry-After"] = RETRY_SECONDS
        return response


def bad_request(request: HttpRequest, exception: object) -> HttpResponse:
    """400: nothing of the request is looked at, for it may be hostile; so the page speaks all languages at once."""
    return _in_all_tongues(400)


def too_large() -> HttpResponse:
    """413: files that are too large together. What they came with was not looked at either."""
    response = _in_all_tongues(413)
    response["Referrer-Policy"] = "no-referrer"  # a link's address is as good as the link
    return response


def denied(request: HttpRequest, exception: object) -> HttpResponse:
    """403 for one who is signed in and has not the right."""
    return told(request, "denied", 403)


def not_found(request: HttpRequest, exception: object) -> HttpResponse:
    """404, for another's order too."""
    return told(request, "not_found", 404)


def too_many(request: HttpRequest, retry_seconds: int) -> HttpResponse:
    """429, and when to come again."""
    response = told(request, "too_many", 429)
    response["Retry-After"] = str(retry_seconds)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    return told(request, "broken", 500)


def _in_all_tongues(status: int) -> HttpResponse:
    known = {"tongues": DJANGO_CODES.items(), "language": "en", "html_language": "en"}
    page = render_to_string(f"errors/{status}.html", known)
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})


def _page(request: HttpRequest, section: str, status: int) -> HttpResponse:
    said = {name: word(f"{section}.{key}", language(request)) for name, key in (("title", "title"), ("more", "hint"))}
    return spoken(request, render(request, "errors/page.html", {**said, "status": status}, status=status))
