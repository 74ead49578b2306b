"""Refusals of a request as application/problem+json (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpResponse

MEDIA_TYPE = "application/problem+json"
# The titles of RFC 9110 where the standard library of Python 3.11 still has those of older ones.
TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}


class Problem(Exception):
    """A request that is not answered: a status of HTTP, one sentence, and the places in the body that it is about."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Mapping[str, str] | None = None,
        allow: str | None = None,
        retry: int = 0,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors, self.allow, self.retry = status, detail, errors or {}, allow, retry

    def response(self) -> HttpResponse:
        """`errors` has the detail by JSON pointer; a problem without any has no such member."""
        document: dict[str, Any] = {
            "type": "about:blank",
            "title": TITLES.get(self.status) or HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            document["errors"] = [{"pointer": at, "detail": detail} for at, detail in self.errors.items()]
        response = HttpResponse(msgspec.json.encode(document), status=self.status, content_type=MEDIA_TYPE)
        response["Cache-Control"] = "no-store"
        response["Content-Language"] = "en"
        if self.allow:
            response["Allow"] = self.allow
        if self.retry:
            response["Retry-After"] = str(self.retry)
        return response
