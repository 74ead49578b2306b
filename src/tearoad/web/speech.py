"""In which language a page speaks: `?lang=` goes before the cookie, and the cookie before the browser."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from tearoad.web.words import DJANGO_CODES, LANGUAGES, OWN_NAMES, language_of


def language(request: HttpRequest) -> str:
    """ru, zh or en."""
    asked = request.GET.get("lang")
    return language_of(asked or get_language() or "en")


def speech(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: `language` is ours, `html_language` that of the html tag."""
    spoken = language(request)
    return {
        "language": spoken,
        "html_language": DJANGO_CODES[spoken],
        "languages": [(code, DJANGO_CODES[code], OWN_NAMES[code]) for code in LANGUAGES],
    }


def spoken(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with its language said, and kept by nobody on the way."""
    response["Content-Language"] = DJANGO_CODES[language(request)]
    response["Cache-Control"] = "no-store"
    return response
