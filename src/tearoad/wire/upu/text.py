"""Messages as EDIFACT-style text, not certified: interchanges by `wire.edifact`, with the layout of `upu.layout`.

Every message says what it is in UNH, whose agency is Tearoad's own, and that it is not certified in an FTX segment.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import msgspec

from tearoad.terms.refusal import BadInput
from tearoad.wire.edifact import values as edifact
from tearoad.wire.edifact.faults import Fault as EdifactFault
from tearoad.wire.edifact.read import Limits, Stream
from tearoad.wire.edifact.service import OUR_CHARSET, OURS
from tearoad.wire.edifact.subset import Book, own_book
from tearoad.wire.edifact.values import Segment
from tearoad.wire.edifact.write import interchange_of, segment_text, write
from tearoad.wire.upu.document import fault_of
from tearoad.wire.upu.faults import Fault, Verdict
from tearoad.wire.upu.judge import first_fault
from tearoad.wire.upu.layout import (
    AGENCY,
    HEADER,
    MESSAGES,
    RELEASE,
    VERSION,
    Block,
    Slot,
    book_on,
    by_beginning,
    conformance_of,
    filled,
)
from tearoad.wire.upu.values import NOT_CERTIFIED, Message

LIMITS = Limits(bytes=64 * 1024**2, segments=2_000_000, characters=64 * 1024**2)
AROUND = "interchange"  # how the path of a fault begins that is none of a message
KIND = {kind.__name__: name for name, (kind, _) in MESSAGES.items()}
NOTHING: dict[str, object] = {"gross_grams": None}


def write_text(messages: Sequence[Message], sender: str, recipient: str, prepared: datetime, reference: str) -> bytes:
    """One interchange. `BadInput` where the envelope's words do not fit it."""
    written = [_message(str(number), one) for number, one in enumerate(messages, 1)]
    return write(interchange_of(sender, recipient, prepared, reference, written, OUR_CHARSET, OURS))


def read_text(raw: bytes) -> list[Message | Fault]:
    """Each message of an interchange, or the first that is wrong with it; what is wrong around them comes last.
    No fault quotes a text: it may be a person's name."""
    stream = Stream(raw, postal_book(), LIMITS)
    found: list[Message | Fault] = []
    for number, one in enumerate(stream, 1):
        told = _fault(one.faults[0]) if one.faults else _read(one.message)
        if isinstance(told, Fault):
            told = told._replace(path=f"message {number}, {told.path}")
        found.append(told)
    around = map(_fault, stream.tally.faults)
    return [*found, *(one._replace(path=f"{AROUND} {one.path}".strip()) for one in around)]


def _fault(fault: EdifactFault) -> Fault:
    return Fault(Verdict.NOT_EDIFACT, fault.without_data.place, str(fault.verdict))


@cache
def postal_book() -> Book:
    """The subsets of these messages, made once."""
    return book_on(own_book())


def _message(number: str, message: Message) -> edifact.Message:
    kind = KIND[type(message).__name__]
    body = [
        *_slots(HEADER, message.header),
        conformance_of(kind),
        *_block(MESSAGES[kind][1], message),
    ]
    segments = [Segment.of("UNH", number, (kind, VERSION, RELEASE, AGENCY)), *body]
    segments.append(Segment.of("UNT", str(len(segments) + 1), number))
    return edifact.Message(0, kind, number, tuple(segment_text(one, OURS) for one in segments), OURS)


def _block(block: Block, value: object) -> Iterable[Segment]:
    yield from _slots(block.slots, value)
    for name, inner in block.lists.items():
        for number, one in enumerate(getattr(value, name), 1):
            yield filled(inner.opens, "#", str(number))
            yield from _block(inner, one)


def _slots(slots: tuple[Slot, ...], value: object) -> Iterable[Segment]:
    """What is '' or nothing has no segment."""
    for slot in slots:
        said = getattr(value, slot.field)
        for one in said if slot.repeats else (said,):
            if one not in ("", None):
                yield slot.segment(_word(one))


def _word(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _read(message: edifact.Message) -> Message | Fault:
    kind, block = MESSAGES[message.kind]
    reader = _Reader(message.segments[1:-1])
    header = reader.slots(HEADER)
    try:
        reader.expect(conformance_of(message.kind))
        words = reader.block(block)
        reader.end()
        told: Any = {**words, "header": header, "message": f"{message.kind}-like", "conformance": NOT_CERTIFIED}
        found: Message = msgspec.convert(told, kind, strict=False)  # type: ignore[assignment]
    except BadInput as error:
        return Fault(Verdict.NOT_A_MESSAGE, f"segment {reader.at + 2}", str(error))
    except msgspec.ValidationError as error:
        return fault_of(error)
    return first_fault(found) or found


class _Reader:
    """Walks through the segments of a message; `at` is the next."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments, self.at = segments, 0

    def expect(self, segment: Segment) -> None:
        """BadInput on any other."""
        if self._next() != segment:
            raise BadInput(f"expected {segment_text(segment, OURS)}")
        self.at += 1

    def end(self) -> None:
        """BadInput where something is left."""
        if segment := self._next():
            raise BadInput(f"{segment.tag}, not expected here")

    def block(self, block: Block) -> dict[str, object]:
        """The fields of a block, and of those in its lists."""
        words = self.slots(block.slots)
        for name, inner in block.lists.items():
            found: list[dict[str, object]] = []
            while (segment := self._next()) and segment.tag == inner.opens[:3]:
                self.expect(filled(inner.opens, "#", str(len(found) + 1)))
                found.append(self.block(inner))
            words[name] = found
        return words

    def slots(self, slots: tuple[Slot, ...]) -> dict[str, object]:
        """Fields in any order, as words; of what is not there '', or None where that is nothing. Stops at a segment
        that is none of these, or that stands for the second time."""
        words: dict[str, Any] = {}
        known = by_beginning(slots)
        while segment := self._next():
            slot = known.get((segment.tag, segment.get(1)))
            value = slot.value_of(segment) if slot else ""
            if slot is None or not value or (slot.field in words and not slot.repeats):
                break
            self.at += 1
            if slot.repeats:
                words.setdefault(slot.field, []).append(value)
            else:
                words[slot.field] = value
        missing = {slot.field: [] if slot.repeats else NOTHING.get(slot.field, "") for slot in slots}
        return {**missing, **words}

    def _next(self) -> Segment | None:
        return self.segments[self.at] if self.at < len(self.segments) else None
