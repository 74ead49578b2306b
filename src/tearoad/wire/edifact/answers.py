"""Decisions as an interchange of CUSRES messages, one for each parcel.

BGM says 962, or 963 where it is rejected; GEI 5 what becomes of it, by three letters of ours (assumed); each reason is
an ERP with its code and a sentence; TAX and MOA 161 are what is owed.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

from tearoad.terms.money import EXPONENTS
from tearoad.wire.answer import Answer
from tearoad.wire.edifact.service import Service
from tearoad.wire.edifact.values import Segment
from tearoad.wire.edifact.write import interchange_of, message_of, write

CUSRES, RELEASE = "CUSRES", "21A"
SERVICE, CHARSET = Service(repetition="*", version=4), "UNOY"
STATE = {"": "REJ", "green": "REL", "documents": "DOC", "scan": "SCN", "open": "OPN"}
LONGEST_TEXT, LONGEST_ID = 512, 70


def cusres(found: Iterable[Answer], at: datetime, sender: str, recipient: str) -> bytes:
    """UTF-8. `BadInput` where an id has a character that no interchange has."""
    messages = [
        message_of(CUSRES, RELEASE, str(number), _body(one, at), SERVICE) for number, one in enumerate(found, 1)
    ]  # fmt: skip
    moment = at.astimezone(UTC)
    return write(interchange_of(sender, recipient, moment, f"{moment:%y%m%d%H%M%S}", messages, CHARSET, SERVICE))


def _body(one: Answer, at: datetime) -> Iterator[Segment]:
    yield Segment.of("BGM", "963" if one.verdict == "rejected" else "962", one.parcel_id[:LONGEST_ID], "9")
    yield Segment.of("DTM", ["9", f"{at.astimezone(UTC):%Y%m%d%H%M%S}", "204"])
    yield Segment.of("GEI", "5", STATE[one.channel])
    if one.s10:
        yield Segment.of("RFF", ["AAQ", one.s10])
    for why in one.reasons:
        yield Segment.of("ERP", "2")
        yield Segment.of("ERC", why.code)
        yield Segment.of("FTX", "AAO", "", "", why.words[:LONGEST_TEXT])
    if one.total_minor and one.currency:
        amount = Decimal(one.total_minor).scaleb(-EXPONENTS[one.currency])
        yield Segment.of("TAX", "1", "CUD")
        yield Segment.of("MOA", ["161", f"{amount:f}", one.currency])
