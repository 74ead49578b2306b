"""`/api/v1/offices`: how exchange offices stand, and closing them for some time and opening them again."""

from datetime import datetime
from typing import Annotated

import msgspec
from django.http import HttpResponse
from msgspec import Meta

from tearoad.api.body import decoded, json_body
from tearoad.api.gate import Way, answer
from tearoad.api.idempotency import key_of
from tearoad.api.moments import day, moment
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.questions import Questions
from tearoad.api.rights import ApiRequest
from tearoad.api.route import KEY, Route, Told, Word
from tearoad.api.sight import seen
from tearoad.boot.offices import wish_of
from tearoad.operations.close_office import OPEN, UNKNOWN, Asked, Done
from tearoad.operations.office_ports import Closure
from tearoad.operations.office_view import OfficeNow


class AskedClosure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To close an office: `from` a moment of the road's clock, or from now on, `until` another; and why."""

    until: Annotated[datetime, Meta(tz=True)]
    reason: Annotated[str, Meta(min_length=1, max_length=200)]
    from_: Annotated[datetime, Meta(tz=True)] | None = msgspec.field(name="from", default=None)


class OfficeClosure(msgspec.Struct, frozen=True):
    """A time for which an office takes nothing in hand; `until` is when it works again, by now."""

    id: str
    from_: str = msgspec.field(name="from")
    until: str
    reason: str
    who: str


class ClosedOffice(msgspec.Struct, frozen=True):
    """What came of closing or opening an office: parcels with another turn at its lines, with another lane, and sent on
    to another office on their way; none where the same wish was done before."""

    office: str
    closures: list[OfficeClosure]
    turned: int
    rerouted: int
    sent_on: int


class OfficeDay(msgspec.Struct, frozen=True):
    """Parcels that came in on a day, left, and were there at its end; today's are of now."""

    day: str
    came: int
    left: int
    there: int


class Office(msgspec.Struct, frozen=True):
    """`lines` work now of `most_lines`, the next ones at `opens_at`; `capacity_today` items. `waiting` for its lines or
    at them, the one that waits longest since `oldest_at`; `held` by officers; `coming` are on their way. `floor_items`
    fit in, None where nobody said. `given_away` and `given_here` were given to others, and from others, within the days
    that are told."""

    id: str
    place: str
    lines: int
    most_lines: int
    opens_at: str
    capacity_today: int
    floor_items: int | None
    waiting: int
    held: int
    coming: int
    oldest_at: str | None
    given_away: int
    given_here: int
    closures: list[OfficeClosure]
    days: list[OfficeDay]


class Offices(msgspec.Struct, frozen=True):
    """All offices at the road's moment. `policy` is how parcels are given to them: by cost, backlog or region."""

    at: str
    policy: str
    items: list[Office]


class Assignment(msgspec.Struct, frozen=True):
    """A parcel got another office, or waits before its own: when, why, by which policy, and what it had before."""

    at: str
    office_before: str
    office_after: str
    lane_before: str
    lane_after: str
    policy: str
    reason: str


class Assignments(msgspec.Struct, frozen=True):
    """Those of one parcel, the first first."""

    items: list[Assignment]


ASKED = msgspec.json.Decoder(AskedClosure)


def listed(request: ApiRequest) -> HttpResponse:
    """There are few, so there are no pages."""
    found = desks().offices.now()
    return answer(Offices(moment(found.at), found.policy.by, [_office(one) for one in found.offices]))


def assigned(request: ApiRequest) -> HttpResponse:
    """404 where there is no such parcel, and where it is somebody else's."""
    parcel = Questions(request, {"parcel"}).text("parcel", "")
    if desks().desk.parcel(seen(request, "parcel"), parcel) is None:
        raise Problem(404, "there is no such parcel")
    rows = desks().offices.assignments(parcel)
    return answer(
        Assignments(
            [
                Assignment(
                    moment(row.at), row.office_before, row.office_after, row.lane_before, row.lane_after, row.policy,
                    row.reason,
                )
                for row in rows
            ]
        )
    )  # fmt: skip


def closed(request: ApiRequest, office: str) -> HttpResponse:
    """201 with the closure, the same for the same key and body; 422 where it cannot be."""
    key, asked = key_of(request), decoded(ASKED, json_body(request))
    assert request.caller, "the right to close an office comes with a key"
    who = request.caller.name
    begin = None if asked.from_ is None else int(asked.from_.timestamp())
    wish = Asked(office, begin, int(asked.until.timestamp()), asked.reason, who, wish_of(who, key))
    return answer(_done(office, desks().offices.close(wish)), status=201)


def opened(request: ApiRequest, office: str) -> HttpResponse:
    """It works from now on; 409 where it is not closed."""
    assert request.caller, "the right to open an office comes with a key"
    return answer(_done(office, desks().offices.open(office, request.caller.name)))


def _done(office: str, done: Done) -> ClosedOffice:
    if done.refusal:
        raise Problem({UNKNOWN: 404, OPEN: 409}.get(done.refusal, 422), done.refusal)
    closures = [_closure(one) for one in done.closures]
    return ClosedOffice(office, closures, done.turned, done.rerouted, done.sent_on)


def _office(one: OfficeNow) -> Office:
    stands = one.standing
    return Office(
        one.id,
        one.place,
        one.lines,
        one.most_lines,
        moment(one.opens_at),
        one.capacity,
        one.floor,
        stands.waiting,
        stands.held,
        stands.coming,
        moment(stands.oldest_at) if stands.oldest_at >= 0 else None,
        one.gone.away,
        one.gone.here,
        [_closure(row) for row in one.closures],
        [OfficeDay(day(row.day), row.came, row.left, row.there) for row in one.days],
    )


def _closure(one: Closure) -> OfficeClosure:
    return OfficeClosure(one.closure_id, moment(one.from_at), moment(one.ends_at), one.reason, one.who)


OFFICE_ROUTES = (
    Route(
        "offices",
        "offices",
        {"GET": Way(listed, "office", "read")},
        {"GET": Told("How the exchange offices stand: lines, backlog and its age, floor, closures, days.", Offices)},
    ),
    Route(
        "offices/assignments",
        "office_assignments",
        {"GET": Way(assigned, "office", "read")},
        {
            "GET": Told(
                "Why one parcel has another office than the one that was quoted, by its id.",
                Assignments,
                words=(Word("parcel", "The id of a parcel.", {"type": "string"}, required=True),),
                fails=(404, 422),
            )
        },
    ),
    Route(
        "offices/<str:office>/closures",
        "office_closures",
        {"POST": Way(closed, "office", "change")},
        {
            "POST": Told(
                "Close an office for some time; who would come meanwhile gets another, and why is kept.",
                ClosedOffice,
                201,
                AskedClosure,
                (KEY,),
                (400, 404, 411, 413, 415, 422),
                {"until": "2026-12-01T00:00:00+03:00", "reason": "embargo on inbound mail"},
            )
        },
    ),
    Route(
        "offices/<str:office>/open",
        "office_open",
        {"POST": Way(opened, "office", "change")},
        {"POST": Told("Open an office again before its time.", ClosedOffice, fails=(404, 409))},
    ),
)
