"""The size of what a request may carry, judged before anybody reads it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import HttpResponse, HttpResponseBase

from tearoad.api.body import LARGEST_BYTES
from tearoad.api.problems import Problem

API = "/api/"
# So much more is read and thrown away: a browser sees no answer while it still sends.
DRAINED_BYTES, CHUNK_BYTES = 16 * 2**20, 2**16


def bounded(get_response: Callable[[Any], HttpResponseBase]) -> Callable[[Any], HttpResponseBase]:
    """Middleware: 413 for a body above LARGEST_BYTES."""

    def with_bounds(request: Any) -> HttpResponseBase:
        said = request.headers.get("Content-Length", "")
        if not said.isdecimal() or int(said[:18]) <= LARGEST_BYTES:
            return get_response(request)
        if int(said[:18]) <= DRAINED_BYTES:
            with suppress(OSError):  # who has gone away needs no answer
                while request.read(CHUNK_BYTES):
                    pass
        detail = f"the body has {said[:18]} bytes, expected at most {LARGEST_BYTES}"
        if request.path.startswith(API):
            return Problem(413, detail).response()
        return HttpResponse(detail, status=413, content_type="text/plain")

    return with_bounds
