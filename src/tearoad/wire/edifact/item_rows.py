"""CUSDEC messages as rows of item declarations.

| row | segment |
|---|---|
| parcel_id | BGM, the document's number |
| destination, sender_country | LOC 36 and 35 of the header (assumed) |
| office | LOC 22 (assumed) |
| s10 | RFF AAQ (assumed) |
| gross_grams | MEA AAD of the header |
| sender | NAD CZ or EX; of an address in lines, the first is the name |
| recipient | NAD IM or CN, whose id is the identity |
| category | GEI 4, three letters of `CATEGORY` (assumed) |
| each CST of the goods | code; FTX AAA, LOC 27, MOA 38 (assumed) |
| quantity | PAC: packages |
| weight_grams | MEA AAA, the net weight, of the line (assumed); else AAB, the gross one, as the most that it can be |

The header ends with UNS D, the goods with UNS S. Weights are in one of the units of `GRAMS`. What does not declare an
import for the first time, such as a cancellation, is no declaration here: its rows say so.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from tearoad.wire.edifact.faults import Fault
from tearoad.wire.edifact.read import Stream
from tearoad.wire.edifact.values import Message, Segment
from tearoad.wire.item_rows import GRAMS, UNITS, Parcels, Row, grams, minor

CUSDEC = "CUSDEC"
IMPORT, ORIGINAL = "929", "9"  # of 1001 and 1225
GROSS, NET = ("AAD",), ("AAA", "AAB")  # of 6313
CATEGORY = {"DOC": "documents", "GIF": "gift", "OTH": "other", "RET": "return", "SAL": "sale", "SAM": "sample"}


def rows_of(stream: Stream) -> Iterator[Row]:
    """Of every CUSDEC of an interchange. What is wrong with a message is the fault of its rows, and what is wrong with
    the interchange that of them all."""
    found = [(one.message, _first_of(one.faults)) for one in stream]
    whole = _first_of(stream.tally.faults)
    parcels = Parcels()
    for message, fault in found:
        said = fault or ("" if message.kind == CUSDEC else f"{message.kind}, expected {CUSDEC}")
        yield from _rows(message, said or whole, parcels)


def _first_of(faults: Sequence[Fault]) -> str:
    return str(faults[0].without_data) if faults else ""


def _rows(message: Message, fault: str, parcels: Parcels) -> Iterator[Row]:
    segments = message.segments
    goods, totals = (_section(segments, name) for name in ("D", "S"))
    head = segments[:goods]
    parcel_id, twice = parcels.own(_first(head, "BGM").get(2), message.number)
    whole = _head(head, parcel_id, fault or twice or _refused(head, segments[:totals]))
    starts = [at for at in range(goods, totals) if segments[at].tag == "CST"]
    if not starts:
        yield whole
    for start, end in pairwise([*starts, totals]):
        yield {**whole, **_line(segments[start:end])}


def _section(segments: Sequence[Segment], name: str) -> int:
    """Where UNS begins it, else where the message ends."""
    found = (at for at, one in enumerate(segments) if one.tag == "UNS" and one.get(1) == name)
    return next(found, len(segments))


def _refused(head: Sequence[Segment], declared: Sequence[Segment]) -> str:
    """Why a message without a fault is no declaration of an import, '' where it is one."""
    document = _first(head, "BGM")
    for element, said, expected in (("1001", document.get(1), IMPORT), ("1225", document.get(3), ORIGINAL)):
        if said != expected:
            return f"BGM {element} {said or 'is empty'}, expected {expected}"
    weights = (one for one in declared if one.tag == "MEA" and one.get(2) in GROSS + NET)
    return "" if all(one.get(3) in GRAMS for one in weights) else f"MEA 6411, expected {UNITS}"


def _head(segments: Sequence[Segment], parcel_id: str, fault: str) -> Row:
    sender = _first(segments, "NAD", "CZ", "EX")
    recipient = _first(segments, "NAD", "IM", "CN")
    return {
        "parcel_id": parcel_id,
        "destination": _first(segments, "LOC", "36").get(2),
        "office": _first(segments, "LOC", "22").get(2),
        "s10": _of_reference(segments, "AAQ"),
        "gross_grams": _grams(segments, *GROSS),
        "category": CATEGORY.get(_first(segments, "GEI", "4").get(2), ""),
        "sender_name": sender.get(4) or sender.get(3),
        "sender_id": sender.get(2),
        "sender_country": _first(segments, "LOC", "35").get(2),
        "recipient_name": recipient.get(4) or recipient.get(3),
        "recipient_postcode": recipient.get(8),
        "recipient_identity": recipient.get(2),
        "fault": fault,
    }


def _line(segments: Sequence[Segment]) -> Row:
    money = next((one for one in segments if one.tag == "MOA" and one.get(1) == "38"), Segment("MOA"))
    currency = money.get(1, 3)
    return {
        "line": segments[0].get(1),
        "hs": segments[0].get(2)[:10],
        "description": " ".join(filter(None, (_first(segments, "FTX", "AAA").get(4, part) for part in range(1, 6)))),
        "origin": _first(segments, "LOC", "27").get(2),
        "weight_grams": _grams(segments, *NET),
        "quantity": _first(segments, "PAC").get(1) or "1",
        "value_minor": minor(_number(money.get(1, 2)), currency),
        "currency": currency,
    }


def _first(segments: Sequence[Segment], tag: str, *codes: str, element: int = 1) -> Segment:
    """The first with a code of the list, in the list's order."""
    of_tag = [one for one in segments if one.tag == tag]
    if not codes:
        return of_tag[0] if of_tag else Segment(tag)
    return next((one for code in codes for one in of_tag if one.get(element) == code), Segment(tag))


def _of_reference(segments: Sequence[Segment], code: str) -> str:
    return next((one.get(1, 2) for one in segments if one.tag == "RFF" and one.get(1) == code), "")


def _grams(segments: Sequence[Segment], *codes: str) -> str:
    found = _first(segments, "MEA", *codes, element=2)
    return grams(_number(found.get(3, 2)), found.get(3))


def _number(word: str) -> Decimal | None:
    plain = word.replace(",", ".")
    return Decimal(plain) if plain.replace(".", "", 1).isascii() and plain.replace(".", "", 1).isdigit() else None
