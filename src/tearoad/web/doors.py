"""The doors in the header: those that this visitor may open."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from tearoad.operations.rights import DEMO_VISITOR, Resource, may
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
    "payments": "payment",
    "control_room": "control_room",
    "people": "person",
}
SHOPPING = frozenset({"shop", "basket", "my_orders"})  # for visitors, and those who may order
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
        ]

    return {"doors": SimpleLazyObject(open_doors)}


def _shops(roles: Sequence[str]) -> bool:
    return may(roles, "order", "create") is not None or set(roles) <= {DEMO_VISITOR}
