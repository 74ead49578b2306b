"""What every page knows of its visitor: the language, by `?lang=`, cookie or browser, and the theme."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from tearoad.web.words import DJANGO_CODES, LANGUAGES, OWN_NAMES, language_of, word

THEME, THEMES = "theme", ("auto", "light", "dark")  # the cookie, and what may be in it


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
        "theme": theme(request),
        "themes": [(name, word(f"site.theme_{name}", spoken)) for name in THEMES],
    }


def theme(request: HttpRequest) -> str:
    """What the visitor chose, one of THEMES."""
    kept = request.COOKIES.get(THEME, "")
    return kept if kept in THEMES else THEMES[0]


def spoken(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with its language said, and kept by nobody on the way."""
    response["Content-Language"] = DJANGO_CODES[language(request)]
    response["Cache-Control"] = "no-store"
    return response
