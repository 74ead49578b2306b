"""The ways between the pages of the post's desk: those that the visitor may go."""

from django.urls import reverse

from tearoad.operations.rights import may
from tearoad.web.rights import Asked
from tearoad.web.speech import language
from tearoad.web.words import word

PAGES = {
    "scan_station": ("scan", "create"),
    "dispatches": ("dispatch", "read"),
    "scan_exceptions": ("scan", "read"),
    "claims": ("claim", "read"),
    "post_offices": ("office", "read"),
}


def post_ways(request: Asked) -> list[tuple[str, str, bool]]:
    """Address, words, and whether one is there."""
    return [
        (address, word(f"post.{name}", language(request)), request.path == address)
        for name, right in PAGES.items()
        if may(request.roles, *right) and (address := reverse(name))
    ]
