"""`/api/v1/parcels`: where a parcel is, for whoever has its number; and lists for those whom parcels concern."""

from collections.abc import Sequence

import msgspec
from django.http import HttpResponse

from tearoad.api.gate import answer
from tearoad.api.moments import day, maybe, moment
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.questions import Questions
from tearoad.api.rights import ApiRequest
from tearoad.api.sight import seen
from tearoad.boot.desk import STAGES
from tearoad.network.promise import LEVEL
from tearoad.operations.buyer_view import ScanView
from tearoad.operations.desk_view import DeskParcel


class Scan(msgspec.Struct, frozen=True):
    """One event of the UPU's EMSEVT list; `place` is the id of a place of the road."""

    event: str
    place: str
    at: str
    reason: str | None


class TrackedParcel(msgspec.Struct, frozen=True):
    """`places` is the way from origin to destination, `progress` from 0 to 1 along it. By the end of `promised_on`
    `promise_level` of such parcels come; where another day was promised with the order, `promise_reason` says why. It
    waits to be fetched until `collect_until`, None where it does not."""

    s10: str
    stage: str
    mode: str
    places: tuple[str, ...]
    progress: float
    promised_on: str
    promise_level: float
    first_promised_on: str
    promise_reason: str | None
    delivered_at: str | None
    scans: list[Scan]
    collect_until: str | None


class ListedParcel(msgspec.Struct, frozen=True):
    """A parcel as those see it who work on it: nothing of who gets it. `office` is None where the way has none."""

    id: str
    order: str
    s10: str | None
    stage: str
    merchant: str
    origin: str
    destination: str
    office: str | None
    weight_grams: int
    placed_at: str
    promised_on: str
    promise_level: float
    dispatched_at: str | None
    arrived_at: str | None
    left_office_at: str | None
    delivered_at: str | None


class ListedParcels(msgspec.Struct, frozen=True):
    """A page, the newest first; `next` is the `after` of the next page, None at the end."""

    items: list[ListedParcel]
    next: str | None


class ScannedParcel(msgspec.Struct, frozen=True):
    """A parcel with all that happened to it, by time."""

    parcel: ListedParcel
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
            LEVEL,
            day(found.first_promised_on),
            found.promise_reason or None,
            maybe(found.delivered_at),
            scans(found.scans),
            maybe(found.collect_until),
        )
    )


def listed(request: ApiRequest) -> HttpResponse:
    """A buyer's own, a merchant's, an exchange office's, or all."""
    asked = Questions(request, {"after", "limit", "stage"})
    page, cursor = desks().desk.parcels(
        seen(request, "parcel"), asked.one_of("stage", ("", *STAGES)), asked.text("after", ""), asked.limit(20, 100)
    )
    return answer(ListedParcels([_parcel(one) for one in page], cursor or None))


def scanned(request: ApiRequest) -> HttpResponse:
    """The scans of one consignment, by its id; 404 where there is none, and where it is somebody else's."""
    asked = Questions(request, {"parcel"})
    parcel_id = asked.text("parcel", "")
    if not parcel_id:
        raise Problem(422, "'parcel' is missing, expected the id of one in your list")
    found = desks().desk.parcel(seen(request, "scan"), parcel_id)
    if found is None:
        raise Problem(404, "there is no such parcel")
    return answer(ScannedParcel(_parcel(found[0]), scans(found[1])))


def scans(rows: Sequence[ScanView]) -> list[Scan]:
    """In the order of time."""
    return [Scan(row.event, row.place, moment(row.at), row.reason) for row in rows]


def _parcel(one: DeskParcel) -> ListedParcel:
    return ListedParcel(
        one.consignment_id,
        one.order_id,
        one.s10,
        one.stage,
        one.merchant,
        one.origin,
        one.destination,
        one.office,
        one.weight_grams,
        moment(one.placed_at),
        day(one.promised_on),
        LEVEL,
        maybe(one.dispatched_at),
        maybe(one.arrived_at),
        maybe(one.left_office_at),
        maybe(one.delivered_at),
    )
