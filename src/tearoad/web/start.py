"""The start page: the road in one minute, with the numbers of this moment, and a door for each who works on it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tearoad.api.provider import desks
from tearoad.operations.control_room_view import ControlRoom
from tearoad.operations.rights import ROLES
from tearoad.web.figures import about, moment, number
from tearoad.web.rights import needs
from tearoad.web.road_picture import road_picture
from tearoad.web.speech import language, spoken
from tearoad.web.words import word, word_of

# The stages that a step of the road counts, in the order in which a parcel goes through them; no stages: all of them.
STEPS: dict[str, tuple[str, ...]] = {
    "price": (),
    "escrow": (),
    "declared": ("placed", "paid", "accepted", "dispatched"),
    "carried": ("in_transit",),
    "cleared": ("at_exchange_office", "held_at_border"),
    "delivered": ("out_for_delivery", "failed_attempt", "collectable", "delivered"),
    "paid": ("confirmed", "auto_confirmed"),
}
# Where a role's door leads; the others work in the control room.
FIRST_PAGES = {
    "buyer": "shop",
    "merchant": "parcels",
    "officer": "parcels",
    "post_worker": "parcels",
    "bank_liaison": "payments",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step as finished text."""

    name: str
    count: str
    label: str
    about: str


@require_safe
@needs("site", "read")
def start(request: HttpRequest) -> HttpResponse:
    """The page, or for those who poll it the parts that move."""
    chosen, room = language(request), desks().control_room()
    part = request.headers.get("HX-Request") == "true"
    context = {
        "part": part,
        "steps": _steps(room, chosen),
        "clock": moment(room.clock, chosen),
        "clock_iso": room.clock.isoformat(),
        "picture": road_picture(room, chosen),
        "modes": [(mode, word_of("mode", mode, chosen)) for mode in sorted({lane.mode for lane in room.lanes})],
        "roles": [
            (role, word(f"role.{role}", chosen), word(f"does.{role}", chosen), FIRST_PAGES.get(role, "control_room"))
            for role in ROLES
        ],
    }
    return spoken(request, render(request, "start_now.html" if part else "start.html", context))


def _steps(room: ControlRoom, chosen: str) -> list[Step]:
    held = [about(one.held_minor, one.currency, chosen) for one in room.money if one.held_minor]
    counts = {
        name: number(sum(room.counts.get(stage, 0) for stage in stages or room.counts), chosen)
        for name, stages in STEPS.items()
    }
    counts["escrow"] = ", ".join(held) or number(0, chosen)
    return [
        Step(name, counts[name], word(f"step.{name}", chosen), word(f"step.{name}_about", chosen)) for name in STEPS
    ]
