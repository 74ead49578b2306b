"""`/api/v1/dispatches` and `/api/v1/receptacles`: parcels are sorted, dispatches closed, receptacles scanned."""

from datetime import datetime
from typing import Annotated

import msgspec
from django.http import HttpResponse
from msgspec import Meta

from tearoad.api.body import Misfit, decoded, json_body
from tearoad.api.gate import answer
from tearoad.api.idempotency import key_of
from tearoad.api.moments import moment
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.questions import Questions
from tearoad.api.rights import ApiRequest
from tearoad.api.sight import seen
from tearoad.boot.dispatch_papers import advised, as_json, as_text, received
from tearoad.operations.dispatch_ports import MOST_SORTED, Closing, Settlement, Sorting
from tearoad.operations.dispatch_view import ListedDispatch, WholeDispatch
from tearoad.operations.lodging_place import places_to_scan_at
from tearoad.operations.rights import Action
from tearoad.operations.scan_receptacles import MOST_FOUND, MOST_TOLD, Event, Told, Verdict
from tearoad.operations.settle_irregularity import Settling

Name = Annotated[str, Meta(max_length=100)]
NOT_THERE = "no such dispatch"
ADVICE, RECEIPT = "application/vnd.tearoad.predes-like+json", "application/vnd.tearoad.resdes-like+json"
EDIFACT = "application/edifact"


class AskedClosing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Close what lies in the open receptacles of a lane."""

    lane: Name


class AskedSorting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """S10 numbers that are put into the receptacles of their lanes, at a place of origin."""

    place: Name
    numbers: Annotated[list[Name], Meta(max_length=MOST_SORTED)]


class AskedReceptacleScan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """29 characters of a receptacle, or 20 of a dispatch for all of its receptacles; `found` are the numbers in a
    receptacle that is opened, where they are not those that were advised."""

    number: Name
    event: Event
    place: Name
    at: Annotated[datetime, Meta(tz=True)]
    found: Annotated[list[Name], Meta(max_length=MOST_FOUND)] | None = None


class AskedReceptacleScans(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In the order in which they happened."""

    scans: Annotated[list[AskedReceptacleScan], Meta(max_length=MOST_TOLD)]


class Sorted(msgspec.Struct, frozen=True):
    """What became of each number, in the order of asking."""

    verdicts: list[Sorting]


class ReceptacleAnswer(msgspec.Struct, frozen=True):
    """What became of one scan: `receptacles` that it told something new of, `fates` of the scans of their parcels, and
    what was not as advised."""

    verdict: Verdict
    receptacles: int
    fates: dict[str, int]
    missing: list[str]
    surplus: list[str]


class ReceptacleAnswers(msgspec.Struct, frozen=True):
    """In the order of asking."""

    answers: list[ReceptacleAnswer]


class OpenDispatch(msgspec.Struct, frozen=True):
    """What waits in the open receptacles of a lane; `oldest_at` is when the first of it was put there."""

    lane: str
    origin: str
    destination: str
    category: str
    receptacles: int
    items: int
    weight_grams: int
    oldest_at: str


class OpenDispatches(msgspec.Struct, frozen=True):
    """By lane."""

    items: list[OpenDispatch]


class Dispatch(msgspec.Struct, frozen=True):
    """A closed dispatch; `id` is its number in the manner of S8, `closed_by` None where the road closed it itself.
    `departed`, `arrived` and `opened` count receptacles, `lying` items that were not taken out yet, `irregular` what
    was not as advised and is not settled."""

    id: str
    lane: str
    origin: str
    destination: str
    closed_at: str
    closed_by: str | None
    receptacles: int
    items: int
    weight_grams: int
    departed: int
    arrived: int
    opened: int
    lying: int
    irregular: int


class Dispatches(msgspec.Struct, frozen=True):
    """A page; `next` is the `after` of the next page, None at the end."""

    items: list[Dispatch]
    next: str | None


class ClosedReceptacle(msgspec.Struct, frozen=True):
    """A receptacle; `id` is its number in the manner of S9."""

    id: str
    items: int
    weight_grams: int
    departed_at: str | None
    arrived_at: str | None
    opened_at: str | None


class Irregularity(msgspec.Struct, frozen=True):
    """What was missing or surplus in a receptacle, and how that was settled: None where it is open."""

    receptacle: str
    number: str
    kind: str
    at: str
    told_by: str
    settled: str | None
    settled_by: str | None
    settled_at: str | None


class AskedSettlement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of the number that was missing or surplus in a receptacle: what was missing is `found`, `lost` or was `misread`,
    what was surplus was `sent_on` or `misread`."""

    receptacle: Annotated[str, Meta(min_length=29, max_length=29)]
    number: Annotated[str, Meta(min_length=1, max_length=40)]
    settled: Settlement


class OneDispatch(msgspec.Struct, frozen=True):
    """A dispatch with its receptacles, and what was not as advised."""

    dispatch: Dispatch
    receptacles: list[ClosedReceptacle]
    irregularities: list[Irregularity]


CLOSING, SORTING = msgspec.json.Decoder(AskedClosing), msgspec.json.Decoder(AskedSorting)
SETTLING = msgspec.json.Decoder(AskedSettlement)
SCANS = msgspec.json.Decoder(AskedReceptacleScans)


def closed(request: ApiRequest) -> HttpResponse:
    """The same key gives the same dispatch; 409 where there is nothing to close, 422 at a place where one does not
    work."""
    asked, key, caller = decoded(CLOSING, json_body(request)), key_of(request), request.caller
    assert caller, "the right to close comes with a key"
    way = desks().dispatching().ways.get(asked.lane)
    if way is None:
        raise Misfit("/lane", f"{asked.lane[:60]!r}, expected a lane that leads abroad")
    _expect_place(request, "/lane", way.origin)
    found = desks().dispatching().close(asked.lane, f"{caller.name} {key}", caller.name)
    if isinstance(found, Closing):
        raise Problem(409, str(found))
    whole = desks().dispatching().whole(found.s8, None)
    assert whole, "it was closed just now"
    return answer(_whole(whole), status=201, location=f"/api/v1/dispatches/{found.s8}")


def sorted_in(request: ApiRequest) -> HttpResponse:
    """422 at a place where one does not work."""
    asked = decoded(SORTING, json_body(request))
    _expect_place(request, "/place", asked.place)
    return answer(Sorted(desks().dispatching().sort(asked.numbers, asked.place)))


def scanned(request: ApiRequest) -> HttpResponse:
    """Each for itself; 422 where somebody tells of a place at which they do not work."""
    asked, caller = decoded(SCANS, json_body(request)).scans, request.caller
    assert caller, "the right to scan comes with a key"
    for row, one in enumerate(asked):
        _expect_place(request, f"/scans/{row}/place", one.place)
    told = [Told(one.number, one.event, one.place, int(one.at.timestamp()), one.found) for one in asked]
    found = desks().dispatching().scan(told, caller.name)
    rows = [
        ReceptacleAnswer(
            one.verdict,
            one.receptacles,
            {fate.value: count for fate, count in one.fates.items()},
            list(one.missing),
            list(one.surplus),
        )
        for one in found
    ]
    return answer(ReceptacleAnswers(rows))


def settled(request: ApiRequest, s8: str) -> HttpResponse:
    """404 where there is no such dispatch or irregularity, 409 where it was settled otherwise, 422 where it cannot end
    so, or where one does not work."""
    asked, caller = decoded(SETTLING, json_body(request)), request.caller
    assert caller, "the right to settle comes with a key"
    whole = _found(request, s8)
    _expect_place(request, "/receptacle", whole.listed.row.destination)
    if asked.receptacle not in {one.s9 for one in whole.receptacles}:
        raise Problem(404, NOT_THERE)
    found = desks().dispatching().settle(asked.receptacle, asked.number, asked.settled, caller.name)
    if found is Settling.UNKNOWN:
        raise Problem(404, str(found))
    if found is Settling.OTHERWISE:
        raise Problem(409, str(found))
    if found is Settling.UNFIT:
        raise Misfit("/settled", str(found))
    return answer(_whole(_found(request, s8)))


def opened(request: ApiRequest) -> HttpResponse:
    """What waits to be closed where one works, or everywhere."""
    Questions(request, set())
    ways = desks().dispatching().ways
    rows = [
        OpenDispatch(
            one.lane,
            ways[one.lane].origin,
            ways[one.lane].destination,
            ways[one.lane].category,
            one.receptacles,
            one.items,
            one.weight_grams,
            moment(one.oldest_at),
        )
        for one in desks().dispatching().open(_places(request))
    ]
    return answer(OpenDispatches(rows))


def listed(request: ApiRequest) -> HttpResponse:
    """From or to where one works, or all; the newest first."""
    asked = Questions(request, {"after", "limit"})
    page = desks().dispatching().page(_places(request), asked.text("after", ""), asked.limit(20, 100))
    return answer(Dispatches([_listed(one) for one in page.rows], page.cursor or None))


def one(request: ApiRequest, s8: str) -> HttpResponse:
    """404 where there is none, and where it is another's."""
    return answer(_whole(_found(request, s8)))


def advice(request: ApiRequest, s8: str) -> HttpResponse:
    """PREDES-like, as JSON."""
    return _message(as_json(advised(_found(request, s8))), ADVICE)


def advice_text(request: ApiRequest, s8: str) -> HttpResponse:
    """The same as EDIFACT-style text."""
    return _message(as_text(advised(_found(request, s8))), EDIFACT)


def receipt(request: ApiRequest, s8: str) -> HttpResponse:
    """RESDES-like, as JSON; 409 where nothing came yet."""
    found = received(_found(request, s8))
    if found is None:
        raise Problem(409, "nothing of it has come yet")
    return _message(as_json(found), RECEIPT)


def _found(request: ApiRequest, s8: str) -> WholeDispatch:
    Questions(request, set())
    found = desks().dispatching().whole(s8, _places(request))
    if found is None:
        raise Problem(404, NOT_THERE)
    return found


def _places(request: ApiRequest, action: Action = "read") -> frozenset[str] | None:
    return places_to_scan_at(seen(request, "dispatch", action), desks().corridor.road)


def _expect_place(request: ApiRequest, pointer: str, place: str) -> None:
    places = _places(request, "create")
    if places is not None and place not in places:
        raise Misfit(pointer, f"{place[:60]!r}, expected where you work: {', '.join(sorted(places)) or 'no place'}")


def _message(text: bytes, media: str) -> HttpResponse:
    response = HttpResponse(text, content_type=media)
    response["Cache-Control"] = "no-store"
    return response


def _listed(of: ListedDispatch) -> Dispatch:
    row = of.row
    return Dispatch(
        row.s8, row.lane, row.origin, row.destination, moment(row.closed_at), row.closed_by or None,
        row.receptacles, row.items, row.weight_grams, of.departed, of.arrived, of.opened, of.lying, of.irregular,
    )  # fmt: skip


def _whole(of: WholeDispatch) -> OneDispatch:
    return OneDispatch(
        _listed(of.listed),
        [
            ClosedReceptacle(
                one.s9,
                one.items,
                one.weight_grams,
                _maybe(one.departed_at),
                _maybe(one.arrived_at),
                _maybe(one.opened_at),
            )
            for one in of.receptacles
        ],
        [
            Irregularity(
                one.s9,
                one.number,
                one.kind,
                moment(one.at),
                one.who,
                one.settled or None,
                one.settled_by or None,
                _maybe(one.settled_at),
            )
            for one in of.irregular
        ],
    )


def _maybe(at: int) -> str | None:
    return moment(at) if at >= 0 else None
