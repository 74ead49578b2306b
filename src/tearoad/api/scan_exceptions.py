"""`GET /api/v1/scans/exceptions`: scans of the post that somebody should look at."""

import msgspec
from django.http import HttpResponse

from tearoad.api.gate import Way, answer
from tearoad.api.moments import moment
from tearoad.api.provider import desks
from tearoad.api.questions import Questions
from tearoad.api.rights import ApiRequest
from tearoad.api.route import AFTER, PAGE, Route, Told, Word
from tearoad.api.sight import seen
from tearoad.boot.scan_desk import LAST
from tearoad.operations.lodging_place import places_to_scan_at
from tearoad.operations.scan_desk import LISTED, Listed, Wanted
from tearoad.operations.scan_ports import Fate

FATES = ("", *(fate.value for fate in LISTED))
STATES = ("waiting", "settled")


class ScanException(msgspec.Struct, frozen=True):
    """A scan as it was told, and its fate. `at` is None where what was told is no moment after 1970; `parcel` the id
    of one that the caller may see."""

    id: str
    number: str
    event: str
    place: str
    at: str | None
    reason: str | None
    fate: Fate
    told_by: str
    seen_at: str
    settled_at: str | None
    settled_by: str | None
    parcel: str | None


class ScanExceptions(msgspec.Struct, frozen=True):
    """A page; `next` is the `after` of the next page, None at the end."""

    items: list[ScanException]
    next: str | None


def listed(request: ApiRequest) -> HttpResponse:
    """Those of one's own place, or all: who waits longest first; of what was looked at the last."""
    asked = Questions(request, {"after", "limit", "fate", "state"})
    fate = asked.one_of("fate", FATES)
    wanted = Wanted(Fate(fate) if fate else None, asked.one_of("state", STATES) == "settled")
    places = places_to_scan_at(seen(request, "scan"), desks().corridor.road)
    page = (
        desks()
        .scanning()
        .desk.page(places, seen(request, "parcel"), wanted, asked.text("after", ""), asked.limit(20, 100))
    )
    return answer(ScanExceptions([_exception(one) for one in page.rows], page.cursor or None))


def _exception(one: Listed) -> ScanException:
    told = one.aside
    return ScanException(
        told.aside_id,
        told.number,
        told.event,
        told.place,
        moment(told.at) if 0 <= told.at <= LAST[0] else None,
        told.reason or None,
        Fate(told.fate),
        told.who,
        moment(told.seen_at),
        moment(one.settled_at) if one.settled_at >= 0 else None,
        one.settled_by or None,
        one.consignment_id or None,
    )


SCAN_EXCEPTION_ROUTES = (
    Route(
        "scans/exceptions",
        "scan_exceptions_listed",
        {"GET": Way(listed, "scan", "read")},
        {
            "GET": Told(
                "Scans that somebody should look at, the longest waiting first; or those that somebody looked at.",
                ScanExceptions,
                words=(
                    AFTER,
                    PAGE,
                    Word("fate", "One fate.", {"type": "string", "enum": list(FATES)}),
                    Word("state", "Which of them.", {"type": "string", "enum": list(STATES)}),
                ),
                fails=(422,),
            )
        },
    ),
)
