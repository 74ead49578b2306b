"""`POST /api/v1/declarations/arrivals`: the numbers of parcels that were scanned at an office.

The same numbers again change nothing, so it takes no Idempotency-Key.
"""

from collections import Counter
from typing import Annotated

import msgspec
from django.http import HttpResponse
from msgspec import Meta

from tearoad.api.body import Misfit, decoded, json_body
from tearoad.api.gate import answer
from tearoad.api.provider import desks
from tearoad.api.rights import ApiRequest
from tearoad.api.sight import seen
from tearoad.operations.arrive_items import MOST_ARRIVALS, Arrival
from tearoad.operations.asked_item import Word
from tearoad.operations.lodging_place import offices_to_scan_at


class AskedArrivals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was scanned. `office` is where; it may be left out by who works at one."""

    numbers: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=MOST_ARRIVALS)]
    office: Word = ""


class ScannedNumber(msgspec.Struct, frozen=True):
    """`verdict`: arrived, just now; already, before; undeclared, where nobody declared it: it is on the list of the
    office until somebody does; elsewhere, declared for another office; own_scans, a parcel of the road, which its own
    scans tell of; bad_number. `declaration` is that of what has arrived."""

    s10: str
    verdict: Arrival
    declaration: str | None


class ScannedNumbers(msgspec.Struct, frozen=True):
    """In the order of the numbers; `counts` of each verdict add up to them."""

    numbers: list[ScannedNumber]
    counts: dict[str, int]


BODY = msgspec.json.Decoder(AskedArrivals)


def made(request: ApiRequest) -> HttpResponse:
    """One transaction; one verdict for each number."""
    asked, caller = decoded(BODY, json_body(request)), request.caller
    assert caller, "the right to report comes with a key"
    offices = offices_to_scan_at(seen(request, "item", "change"), desks().corridor.road.offices)
    office = asked.office or (offices[0] if len(offices) == 1 else "")
    if office not in offices:
        raise Misfit("/office", f"{office[:60]!r}, expected one of {', '.join(offices) or 'no office'}")
    found = desks().items().arrivals.arrive(office, asked.numbers, caller.name)
    count = Counter(one.arrival for one in found)
    numbers = [ScannedNumber(one.s10, one.arrival, one.declaration_id or None) for one in found]
    return answer(ScannedNumbers(numbers, {str(one): count[one] for one in Arrival}))
