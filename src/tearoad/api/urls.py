"""The addresses of the machines' door, under /api/v1/."""

from django.urls import path

from tearoad.api.document import document
from tearoad.api.gate import Way, door
from tearoad.api.metrics import metrics
from tearoad.api.routes import ROUTES

urlpatterns = [
    *(path(route.path, door(**route.ways), name=f"api_{route.name}") for route in ROUTES),
    path("metrics", door(GET=Way(metrics, "metrics", "read")), name="api_metrics"),
    path("openapi.json", door(GET=Way(document, "site", "read")), name="api_document"),
]
