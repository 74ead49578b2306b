"""`/api/v1/control-room`: the road as the control room has it: counts, flows, queues of offices, promises in danger."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from django.http import HttpRequest, HttpResponse

from tearoad.api.gate import Way, answer
from tearoad.api.provider import desks
from tearoad.api.route import Route, Told
from tearoad.operations.road_watch_view import Flow, Promises, Queue


class ControlRoom(msgspec.Struct, frozen=True):
    """At the road's `clock`. `stages` counts consignments; `flows` are lanes that pass an exchange office."""

    clock: datetime
    stages: Mapping[str, int]
    flows: Sequence[Flow]
    offices: Sequence[Queue]
    promises: Promises


def watched(request: HttpRequest) -> HttpResponse:
    """One picture that all who ask share for some seconds."""
    watch = desks().road_watch()
    return answer(ControlRoom(watch.clock, desks().control_room().counts, watch.flows, watch.offices, watch.promises))


CONTROL_ROOM_ROUTES = (
    Route(
        "control-room",
        "api_control_room",
        {"GET": Way(watched, "control_room", "read")},
        {
            "GET": Told(
                "Flows of a week by lane, queues of exchange offices, and promises that are late, at risk or tight.",
                ControlRoom,
            )
        },
    ),
)
