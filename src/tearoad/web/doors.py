"""The doors in the header: those that this visitor may open."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from tearoad.operations.rights import AT_OFFICES, DEMO_VISITOR, Resource, may
from tearoad.web.rights import trusted_roles
from tearoad.web.speech import language
from tearoad.web.words import word

# The name of each address, in the order of the header, and the resource that one must be allowed to read.
DOORS: dict[str, Resource] = {
    "shop": "product",
    "basket": "basket",
    "my_orders": "order",
    "wallet": "wallet",
    "tracking": "tracking",
    "parcels": "parcel",
    "items": "item",
    "scan_station": "scan",
    "scan_exceptions": "scan",
    "payments": "payment",
    "control_room": "control_room",
    "people": "person",
}
SHOPPING = frozenset({"shop", "basket", "my_orders"})  # for visitors, and those who may order
POST = frozenset({"scan_station", "scan_exceptions"})  # one of them, for who works with scans
WORK = frozenset({"parcels", "items", "payments"})  # a buyer has them with their orders


def doors(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: (name, address, label) each, looked up only where a page shows them."""

    def open_doors() -> list[tuple[str, str, str]]:
        roles = trusted_roles(request) if hasattr(request, "user") else ()
        chosen = language(request)
        return [
            (name, reverse(name), word(f"door.{name}", chosen))
            for name, resource in DOORS.items()
            if may(roles, resource, "read") and name not in (WORK if _shops(roles) else SHOPPING)
            if name not in POST or name == _post(roles)
        ]

    return {"doors": SimpleLazyObject(open_doors)}


def _post(roles: Sequence[str]) -> str:
    """Who scans has the station; officers and auditors have the list of exceptions, others nothing."""
    if may(roles, "scan", "create"):
        return "scan_station"
    at_work = may(roles, "scan", "read") == "all" or not set(AT_OFFICES).isdisjoint(roles)
    return "scan_exceptions" if at_work else ""


def _shops(roles: Sequence[str]) -> bool:
    return may(roles, "order", "create") is not None or set(roles) <= {DEMO_VISITOR}
