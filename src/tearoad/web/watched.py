"""Every request is told in one line and counted: which route, how it ended, how long it took.

Nothing that was typed is in it, no address but the route's name, no cookie.
"""

import re
import secrets
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpResponseBase

from tearoad.boot.metrics import answered

GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")  # ids that a proxy may hand on
QUIET = ("healthz", "api_health", "api_ready", "state")  # asked all the time; told only where they fail
HEADER = "X-Request-Id"
log = structlog.get_logger("tearoad.request")


def watched(get_response: Callable[[Any], HttpResponseBase]) -> Callable[[Any], HttpResponseBase]:
    """Middleware, the outermost: it gives each request an id, or keeps the proxy's, and answers it."""

    def with_eyes(request: Any) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        name = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=name):
            response = get_response(request)
            seconds = time.perf_counter() - began
            route = request.resolver_match.view_name if request.resolver_match else ""
            answered(route or "none", request.method or "", response.status_code, seconds)
            if route not in QUIET or response.status_code >= 400:
                _tell(request, route, response.status_code, seconds)
            structlog.contextvars.clear_contextvars()
        response[HEADER] = name
        return response

    return with_eyes


def _tell(request: Any, route: str, status: int, seconds: float) -> None:
    # Who asks is looked up only where the view has done so already: a line is not worth a question to the data base.
    user = request.__dict__.get("_cached_user")
    words = {"user_id": str(user.pk)} if user is not None and user.pk else {}
    level = log.error if status >= 500 else log.info
    level("request", route=route or "none", method=request.method, status=status, ms=round(seconds * 1_000, 1), **words)
