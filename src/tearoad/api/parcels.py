"""`GET /api/v1/parcels/{s10}`: where a parcel is, for whoever has its number; nothing of who sends or gets it."""

from collections.abc import Sequence

import msgspec
from django.http import HttpResponse

from tearoad.api.gate import answer
from tearoad.api.moments import day, moment
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.rights import ApiRequest
from tearoad.operations.buyer_view import ScanView


class Scan(msgspec.Struct, frozen=True):
    """One event of the UPU's EMSEVT list; `place` is the id of a place of the road."""

    event: str
    place: str
    at: str
    reason: str | None


class TrackedParcel(msgspec.Struct, frozen=True):
    """`places` is the way from origin to destination, `progress` from 0 to 1 along it."""

    s10: str
    stage: str
    mode: str
    places: tuple[str, ...]
    progress: float
    promised_on: str
    delivered_at: str | None
    scans: list[Scan]


def tracked(request: ApiRequest, s10: str) -> HttpResponse:
    """404 where no parcel has the number."""
    found = desks().buyers().track(s10.upper()) if len(s10) == 13 and s10.isascii() else None
    if found is None:
        raise Problem(404, "there is no parcel of this number, expected an S10 number like RX000000013CN")
    return answer(
        TrackedParcel(
            found.s10,
            found.stage,
            found.mode,
            found.places,
            found.progress,
            day(found.promised_on),
            moment(found.delivered_at) if found.delivered_at else None,
            scans(found.scans),
        )
    )


def scans(rows: Sequence[ScanView]) -> list[Scan]:
    """In the order of time."""
    return [Scan(row.event, row.place, moment(row.at), row.reason) for row in rows]
