"""Decisions as WCO Responses: accepted, rejected with every reason, or cleared."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from tearoad.wire.answer import Answer
from tearoad.wire.wco.message import ACCEPTED, CLEARED, REJECTED, Mistake
from tearoad.wire.wco.writing import NewResponse, moment, write_response

FUNCTION = {"rejected": REJECTED, "selected": ACCEPTED, "released": CLEARED}


def responses(found: Iterable[Answer], at: datetime) -> Iterator[bytes]:
    """A document for each parcel; its reference is that of the declaration. `BadInput` where the schema does not allow
    what is to be written."""
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
