"""`POST /api/v1/scans`: what stations and carriers scanned.

The same scan again is known as the same, so it takes no Idempotency-Key.
"""

from collections import Counter
from datetime import datetime
from typing import Annotated

import msgspec
import numpy as np
from django.http import HttpResponse
from msgspec import Meta

from tearoad.api.body import Misfit, decoded, json_body
from tearoad.api.gate import answer
from tearoad.api.provider import desks
from tearoad.api.rights import ApiRequest
from tearoad.api.sight import seen
from tearoad.boot.scanning import MOST
from tearoad.operations.lodging_place import places_to_scan_at
from tearoad.operations.scan_ports import Fate, Scans

Told = Annotated[str, Meta(max_length=100)]


class AskedScan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One scan: the S10 number on the label, an event of EMSEVT, the id of a place of the road, the moment with its
    time zone, and a reason where the event has one: a hold by customs needs it."""

    number: Told
    event: Told
    place: Told
    at: Annotated[datetime, Meta(tz=True)]
    reason: Told = ""


class AskedScans(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was scanned, in any order."""

    scans: Annotated[list[AskedScan], Meta(max_length=MOST)]


class RecordedScans(msgspec.Struct, frozen=True):
    """What became of each, in the order of asking; `counts` add up to them. Docs: guides/scans.md."""

    fates: list[Fate]
    counts: dict[str, int]


EXAMPLE = {"number": "RX000000013CN", "event": "EMD", "place": "moscow", "at": "2026-11-12T08:00:00+03:00"}
BODY = msgspec.json.Decoder(AskedScans)


def made(request: ApiRequest) -> HttpResponse:
    """Each for itself; 422 where somebody tells of a place at which they do not work."""
    asked, caller = decoded(BODY, json_body(request)).scans, request.caller
    assert caller, "the right to scan comes with a key"
    places = places_to_scan_at(seen(request, "scan", "create"), desks().corridor.road)
    for row, one in enumerate(asked):
        if places is not None and one.place not in places:
            expected = ", ".join(sorted(places)) or "no place"
            raise Misfit(f"/scans/{row}/place", f"{one.place[:60]!r}, expected where you work: {expected}")
    columns = zip(*((one.number, one.event, one.place, one.reason) for one in asked), strict=True)
    number, event, place, reason = (list(column) for column in columns) if asked else ([], [], [], [])
    at = np.array([int(one.at.timestamp()) for one in asked], dtype=np.int64)
    fates = desks().scanning().record(Scans(number, event, place, at, reason), caller.name)
    count = Counter(fates)
    return answer(RecordedScans(fates, {one.value: count[one] for one in Fate}))
