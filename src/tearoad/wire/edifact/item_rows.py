"""CUSDEC messages as rows of item declarations.

| row | segment |
|---|---|
| parcel_id | BGM, the document's number |
| destination, sender_country | LOC 36 and 35 of the header |
| office | LOC 22 |
| s10 | RFF AAQ |
| gross_grams | MEA AAD of the header, in kg |
| sender | NAD CZ or EX; of an address in lines, the first is the name |
| recipient | NAD IM or CN, whose id is the identity |
| category | GEI 4, three letters of `CATEGORY` (assumed) |
| each CST | code; FTX AAA, LOC 27, MEA AAB in kg, PAC, MOA 38 |
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from tearoad.wire.edifact.read import Stream
from tearoad.wire.edifact.values import Message, Segment
from tearoad.wire.item_rows import Row, grams, minor

CUSDEC = "CUSDEC"
CATEGORY = {"DOC": "documents", "GIF": "gift", "OTH": "other", "RET": "return", "SAL": "sale", "SAM": "sample"}


def rows_of(stream: Stream) -> Iterator[Row]:
    """Of every CUSDEC of an interchange. What is wrong with a message is the fault of its rows, and what is wrong with
    the interchange that of them all."""
    found = [(one.message, str(one.faults[0]) if one.faults else "") for one in stream]
    whole = str(stream.tally.faults[0]) if stream.tally.faults else ""
    for message, fault in found:
        said = fault or ("" if message.kind == CUSDEC else f"{message.kind}, expected {CUSDEC}")
        yield from _rows(message, said or whole)


def _rows(message: Message, fault: str) -> Iterator[Row]:
    starts = [at for at, one in enumerate(message.segments) if one.tag == "CST"]
    last = next((at for at, one in enumerate(message.segments) if _ends(one)), len(message.segments))
    head = message.segments[: starts[0] if starts else len(message.segments)]
    whole = _head(head, message, fault)
    if not starts:
        yield whole
    for start, end in pairwise([*starts, last]):
        yield {**whole, **_line(message.segments[start : max(start, end)])}


def _ends(one: Segment) -> bool:
    return one.tag == "UNS" and one.get(1) == "S"


def _head(segments: Sequence[Segment], message: Message, fault: str) -> Row:
    sender = _first(segments, "NAD", "CZ", "EX")
    recipient = _first(segments, "NAD", "IM", "CN")
    return {
        "parcel_id": _first(segments, "BGM").get(2) or f"message {message.number}",
        "destination": _first(segments, "LOC", "36").get(2),
        "office": _first(segments, "LOC", "22").get(2),
        "s10": _of_reference(segments, "AAQ"),
        "gross_grams": grams(_measure(segments, "AAD")),
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
        "weight_grams": grams(_measure(segments, "AAB")),
        "quantity": _first(segments, "PAC").get(1) or "1",
        "value_minor": minor(_number(money.get(1, 2)), currency),
        "currency": currency,
    }


def _first(segments: Sequence[Segment], tag: str, *codes: str) -> Segment:
    """The first with a code of the list, in the list's order."""
    of_tag = [one for one in segments if one.tag == tag]
    if not codes:
        return of_tag[0] if of_tag else Segment(tag)
    return next((one for code in codes for one in of_tag if one.get(1) == code), Segment(tag))


def _of_reference(segments: Sequence[Segment], code: str) -> str:
    return next((one.get(1, 2) for one in segments if one.tag == "RFF" and one.get(1) == code), "")


def _measure(segments: Sequence[Segment], code: str) -> Decimal | None:
    return next((_number(one.get(3, 2)) for one in segments if one.tag == "MEA" and one.get(2) == code), None)


def _number(word: str) -> Decimal | None:
    plain = word.replace(",", ".")
    return Decimal(plain) if plain.replace(".", "", 1).isascii() and plain.replace(".", "", 1).isdigit() else None
