"""`GET /api/v1/metrics`: for Prometheus, with a key that has metrics:read."""

from django.http import HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST

from tearoad.api.provider import desks
from tearoad.api.rights import ApiRequest
from tearoad.boot.metrics import Road, exposition


def metrics(request: ApiRequest) -> HttpResponse:
    """Of this process, and of the road."""
    found = desks()
    response = HttpResponse(exposition(Road(found.control_room, found.store)), content_type=CONTENT_TYPE_LATEST)
    response["Cache-Control"] = "no-store"
    return response
