"""The size of what a request may carry, judged before anybody reads it."""

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
# So much more is read and thrown away: a browser sees no answer while it still sends.
DRAINED_BYTES, CHUNK_BYTES = 16 * 2**20, 2**16


def bounded(get_response: Callable[[Any], HttpResponseBase]) -> Callable[[Any], HttpResponseBase]:
    """Middleware: 413 for a body above what its address takes."""

    def with_bounds(request: Any) -> HttpResponseBase:
        said, largest = request.headers.get("Content-Length", ""), largest_of(request.path)
        if not said.isdecimal() or int(said[:18]) <= largest:
            return get_response(request)
        if int(said[:18]) <= max(DRAINED_BYTES, 2 * largest):
            with suppress(OSError):  # who has gone away needs no answer
                while request.read(CHUNK_BYTES):
                    pass
        if FORMS.fullmatch(request.path):
            return too_large()
        detail = f"the body has {said[:18]} bytes, expected at most {largest}"
        if request.path.startswith(API):
            return Problem(413, detail).response()
        return HttpResponse(detail, status=413, content_type="text/plain")

    return with_bounds


def largest_of(path: str) -> int:
    """How many bytes a body of this address may have."""
    if FORMS.fullmatch(path):
        return LARGEST_FORM
    return LARGEST_DOCUMENT if DOCUMENTS.fullmatch(path) else LARGEST_BYTES
