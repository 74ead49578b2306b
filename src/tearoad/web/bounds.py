"""The size of what a request may carry, judged before anybody reads it; and what nobody has read is read off.

A server that answers before a body has come closes the connection, and who is still sending may never see the answer.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import HttpResponse, HttpResponseBase

from tearoad.api.body import LARGEST_BYTES, LARGEST_DOCUMENT
from tearoad.api.problems import Problem
from tearoad.web.errors import too_large

API = "/api/"
# Where files are handed over; assumed, as all of these.
FORMS, LARGEST_FORM = re.compile(r"/(answer/[^/]+|items/[^/]+/documents)"), 20 * 2**20
DOCUMENTS = re.compile(r"/api/v1/declarations/lodged/[^/]+/documents")
DRAINED_BYTES, CHUNK_BYTES = 16 * 2**20, 2**16  # so much is read and thrown away


def bounded(get_response: Callable[[Any], HttpResponseBase]) -> Callable[[Any], HttpResponseBase]:
    """Middleware: 413 for a body above what its address takes."""

    def with_bounds(request: Any) -> HttpResponseBase:
        said, largest = request.headers.get("Content-Length", ""), largest_of(request.path)
        length = int(said[:18]) if said.isdecimal() else 0
        response = get_response(request) if length <= largest else _too_large(request, f"{length}", largest)
        most = max(DRAINED_BYTES, 2 * largest)
        if 0 < length <= most:  # of another body nobody knows whether more comes
            _read_off(request.environ["wsgi.input"], most)
        return response

    return with_bounds


def _too_large(request: Any, said: str, largest: int) -> HttpResponseBase:
    if FORMS.fullmatch(request.path):
        return too_large()
    detail = f"the body has {said} bytes, expected at most {largest}"
    if request.path.startswith(API):
        return Problem(413, detail).response()
    return HttpResponse(detail, status=413, content_type="text/plain")


def _read_off(body: Any, most: int) -> None:
    with suppress(OSError):  # who has gone away needs no answer
        while most > 0 and (chunk := body.read(CHUNK_BYTES)):
            most -= len(chunk)


def largest_of(path: str) -> int:
    """How many bytes a body of this address may have."""
    if FORMS.fullmatch(path):
        return LARGEST_FORM
    return LARGEST_DOCUMENT if DOCUMENTS.fullmatch(path) else LARGEST_BYTES
