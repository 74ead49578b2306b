"""Decisions as WCO Responses: accepted, rejected with every reason, or cleared."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from tearoad.wire.answer import Answer
from tearoad.wire.wco.message import ACCEPTED, CLEARED, REJECTED, Mistake
from tearoad.wire.wco.parts import NOT_XML
from tearoad.wire.wco.writing import NewResponse, moment, write_response

LONGEST_ID = 35  # characters of a functional reference
FUNCTION = {"rejected": REJECTED, "selected": ACCEPTED, "released": CLEARED}


def named(found: Sequence[Answer]) -> list[bool]:
    """Which of them have an id that a reference can be."""
    return [0 < len(one.parcel_id) <= LONGEST_ID and not NOT_XML.search(one.parcel_id) for one in found]


def responses(found: Sequence[Answer], at: datetime) -> Iterator[bytes]:
    """A document for each parcel, which is `named`; its reference is that of the declaration."""
    for number, one in enumerate(found, 1):
        said = moment(at)
        rejected = one.verdict == "rejected"
        yield write_response(
            NewResponse(
                FUNCTION[one.verdict], f"R-{number}", said, one.parcel_id,
                accepted="" if rejected else said, rejected=said if rejected else "",
                mistakes=tuple(Mistake(why.code, why.words) for why in one.reasons),
            )
        )  # fmt: skip
