"""Decisions as an interchange of CUSRES messages, one for each parcel.

BGM says 962, or 963 where it is rejected; GEI 5 what becomes of it, by three letters of ours (assumed); each reason is
an ERP with its code and a sentence; TAX 4 and MOA 161 are what is owed: all duties, taxes and fees of the declaration.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from tearoad.terms.money import EXPONENTS
from tearoad.terms.refusal import BadInput
from tearoad.wire.answer import Answer
from tearoad.wire.edifact.read import Limits
from tearoad.wire.edifact.service import OUR_CHARSET, OURS, strange
from tearoad.wire.edifact.values import Segment
from tearoad.wire.edifact.write import interchange_of, message_of, write

CUSRES, RELEASE = "CUSRES", "21A"
STATE = {"": "REJ", "green": "REL", "documents": "DOC", "scan": "SCN", "open": "OPN"}
LONGEST_TEXT, LONGEST_ID = 512, 70
LIMITS = Limits()


def named(found: Sequence[Answer]) -> list[bool]:
    """Which of them have an id that a document's number can be."""
    return [_fits(one.parcel_id) for one in found]


def cusres(found: Sequence[Answer], at: datetime, sender: str, recipient: str) -> bytes:
    """UTF-8, of parcels that are `named`. `BadInput` where there are more than an interchange may have."""
    if len(found) > LIMITS.messages:
        raise BadInput(f"answers for {len(found)} parcels, expected at most {LIMITS.messages} in an interchange")
    messages = [
        message_of(CUSRES, RELEASE, str(number), _body(one, at), OURS) for number, one in enumerate(found, 1)
    ]  # fmt: skip
    moment = at.astimezone(UTC)
    raw = write(interchange_of(sender, recipient, moment, f"{moment:%y%m%d%H%M%S}", messages, OUR_CHARSET, OURS))
    if len(raw) > LIMITS.bytes:
        raise BadInput(f"answers of {len(raw)} bytes, expected at most {LIMITS.bytes} in an interchange")
    return raw


def _fits(word: str) -> bool:
    return 0 < len(word) <= LONGEST_ID and not strange(OUR_CHARSET, OURS).search(word)


def _body(one: Answer, at: datetime) -> Iterator[Segment]:
    yield Segment.of("BGM", "963" if one.verdict == "rejected" else "962", one.parcel_id, "9")
    yield Segment.of("DTM", ["9", f"{at.astimezone(UTC):%Y%m%d%H%M%S}", "204"])
    yield Segment.of("GEI", "5", STATE[one.channel])
    if _fits(one.s10):
        yield Segment.of("RFF", ["AAQ", one.s10])
    for why in one.reasons:
        yield Segment.of("ERP", "2")
        yield Segment.of("ERC", why.code)
        yield Segment.of("FTX", "AAO", "", "", why.words[:LONGEST_TEXT])
    if one.total_minor and one.currency:
        amount = Decimal(one.total_minor).scaleb(-EXPONENTS[one.currency])
        yield Segment.of("TAX", "4")
        yield Segment.of("MOA", ["161", f"{amount:f}", one.currency])
