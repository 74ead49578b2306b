"""Decisions as a CUSRSP-like message, from customs to the post, which knows an item by its S10 number."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from tearoad.kernel.s10 import valid
from tearoad.terms.refusal import BadInput
from tearoad.wire.answer import Answer
from tearoad.wire.upu.judge import first_fault
from tearoad.wire.upu.values import MOST_ITEMS, NOT_CERTIFIED, Cusrsp, Duty, Header, Response

LONGEST_REASON, LONGEST_TEXT = 35, 256
DECISION: dict[str, Literal["release", "hold", "request"]] = {
    "green": "release", "scan": "hold", "open": "hold", "documents": "request", "": "request"
}  # fmt: skip


def named(found: Sequence[Answer]) -> list[bool]:
    """Which of them have a valid number of their own; of those with one number, the first."""
    first = {one.s10: at for at, one in reversed([*enumerate(found)])}
    return [valid(one.s10) and first[one.s10] == at for at, one in enumerate(found)]


def cusrsp(found: Sequence[Answer], at: datetime, sender: str, recipient: str) -> Cusrsp:
    """Of parcels that are `named`. `BadInput` where there is none, or too many are."""
    if not 1 <= len(found) <= MOST_ITEMS:
        raise BadInput(f"answers for {len(found)} parcels with a number, expected 1 to {MOST_ITEMS} in a message")
    header = Header(reference=f"{at:%Y%m%d%H%M%S}", prepared_at=at, sender=sender, recipient=recipient)
    responses = tuple(map(_response, found))
    message = Cusrsp(conformance=NOT_CERTIFIED, header=header, response_count=len(responses), responses=responses)
    assert first_fault(message) is None, "what we say is a message"
    return message


def _response(one: Answer) -> Response:
    decision = DECISION[one.channel]
    codes = " ".join(why.code for why in one.reasons)
    words = " ".join(why.words for why in one.reasons)
    duties: tuple[Duty, ...] = ()
    if one.total_minor and one.currency:
        duties = (Duty(tax="duty and tax", amount_minor=one.total_minor, currency=one.currency),)
    reason = "" if decision == "release" else _cut(codes, LONGEST_REASON) or one.channel
    return Response(s10=one.s10, decision=decision, reason=reason, duties=duties, text=_cut(words, LONGEST_TEXT))


def _cut(words: str, most: int) -> str:
    """Whole words, as many as there is room for."""
    return words if len(words) <= most else words[: most + 1].rpartition(" ")[0]
