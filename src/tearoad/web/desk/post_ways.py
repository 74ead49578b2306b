"""The ways between the pages of the post's desk: those that the visitor may go."""

from django.urls import reverse

from tearoad.operations.rights import may
from tearoad.web.rights import Asked
from tearoad.web.speech import language
from tearoad.web.words import word


def post_ways(request: Asked) -> list[tuple[str, str, bool]]:
    """Address, words, and whether one is there."""
    pages = {"scan_station": "create", "scan_exceptions": "read"}
    return [
        (address, word(f"post.{name}", language(request)), request.path == address)
        for name, action in pages.items()
        if may(request.roles, "scan", action) and (address := reverse(name))
    ]
