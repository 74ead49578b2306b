"""The ways between the pages of the post's desk: those that the visitor may go."""

from django.urls import reverse

from tearoad.operations.rights import may
from tearoad.web.rights import Asked
from tearoad.web.speech import language
from tearoad.web.words import word


def post_ways(request: Asked) -> list[tuple[str, str, bool]]:
    """Address, words, and whether one is there."""
    pages = {"scan_station": ("scan", "create"), "scan_exceptions": ("scan", "read"), "claims": ("claim", "read")}
    return [
        (address, word(f"post.{name}", language(request)), request.path == address)
        for name, (resource, action) in pages.items()
        if may(request.roles, resource, action) and (address := reverse(name))
    ]
