"""Answers 503 where somebody else's work must be done first: too many passwords at a time, or no data base."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from tearoad.api.problems import Problem
from tearoad.web.errors import AWAY, RETRY_SECONDS, told

API = "/api/"


class Busy:
    """Middleware; a traceback goes to the log as with any error, the answer says when to come again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: Any, error: Exception) -> HttpResponse | None:
        """None for errors of other kinds, which Django answers."""
        if not isinstance(error, AWAY):
            return None
        if request.path.startswith(API):
            response = Problem(503, "the road does not answer at the moment").response()
        else:
            request.user, request.demo = AnonymousUser(), False  # the page must not ask who it is for
            response = told(request, "busy", 503)
        response["Retry-After"] = RETRY_SECONDS
        return response
