"""Interchanges to bytes: canonical, that is without trailing separators, line breaks, or release characters in vain."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from tearoad.terms.refusal import BadInput
from tearoad.wire.edifact.faults import SHOWN
from tearoad.wire.edifact.service import CHARSETS, DEFAULT, REPEATS_FROM, Service, strange
from tearoad.wire.edifact.values import Interchange, Message, Segment


def message_of(kind: str, release: str, reference: str, body: Iterable[Segment], service: Service) -> Message:
    """`body` is what stands between UNH and UNT; `release` is the directory's, 21A. `BadInput` as in `segment_text`."""
    segments = [Segment.of("UNH", reference, (kind, "D", release, "UN")), *body]
    segments.append(Segment.of("UNT", str(len(segments) + 1), reference))
    return Message(0, kind, reference, tuple(segment_text(one, service) for one in segments), service)


def interchange_of(
    sender: str,
    recipient: str,
    prepared: datetime,
    reference: str,
    messages: Iterable[Message],
    charset: str = "UNOC",
    service: Service = DEFAULT,
) -> Interchange:
    """Its header says UNOC and version 3 unless told otherwise; the moment has no zone in UNB."""
    day = "%Y%m%d" if service.version >= REPEATS_FROM else "%y%m%d"
    moment = (f"{prepared:{day}}", f"{prepared:%H%M}")
    header = Segment.of("UNB", (charset, str(service.version)), sender, recipient, moment, reference)
    return Interchange(service, header, tuple(messages))


def write(interchange: Interchange) -> bytes:
    """UNZ and UNE count what is there. `BadInput` where the character set does not have what is to be written."""
    service = interchange.service
    if interchange.charset not in CHARSETS:
        raise BadInput(f"UNB: character set {interchange.charset[:SHOWN]!r}, expected one of {', '.join(CHARSETS)}")
    wrong = strange(interchange.charset, service)
    texts = [segment_text(segment, service) for segment in _segments(interchange)]
    for text in texts:
        if found := wrong.search(text):
            raise BadInput(f"segment {text[:3]}: {found[0]!r}, expected a character of {interchange.charset}")
    whole = _advice(service) + "".join(text + service.terminator for text in texts)
    try:
        return whole.encode(CHARSETS[interchange.charset])
    except UnicodeEncodeError as error:
        found_there = whole[error.start : error.end][:SHOWN]
        raise BadInput(f"character {error.start}: {found_there!r}, expected some of {interchange.charset}") from None


def segment_text(segment: Segment, service: Service) -> str:
    """Without its terminator. `BadInput` where something must be released or repeated and no character does that."""
    elements = [_element(segment.tag, element, service) for element in segment.elements]
    return service.element.join([segment.tag, *_trimmed(elements)])


def _element(tag: str, repeats: tuple[tuple[str, ...], ...], service: Service) -> str:
    used = service.component + service.element + service.release + service.repetition + service.terminator
    special = re.compile(f"[{re.escape(used)}]")

    def released(text: str) -> str:
        if special.search(text) and not service.release:
            raise BadInput(f"segment {tag}: {text[:SHOWN]!r}, expected no service character where none is released")
        return special.sub(lambda found: service.release + found[0], text)

    if len(repeats) > 1 and not service.repetition:
        raise BadInput(f"segment {tag}: {len(repeats)} repetitions, expected a syntax version that has them")
    told = [service.component.join(_trimmed([released(text) for text in one])) for one in repeats]
    return service.repetition.join(_trimmed(told))


def _trimmed(texts: list[str]) -> list[str]:
    """Without what is empty at the end."""
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _advice(service: Service) -> str:
    if not service.advised and service.is_default:
        return ""
    told = service.component + service.element + service.decimal + (service.release or " ")
    return f"UNA{told}{service.repetition or ' '}{service.terminator}"


def _segments(interchange: Interchange) -> Iterator[Segment]:
    """Messages of no group come first: an interchange has groups or has none."""
    members: dict[int, list[Message]] = {}
    for message in interchange.messages:
        members.setdefault(message.group, []).append(message)
    yield interchange.header
    for message in members.get(0, ()):
        yield from message.segments
    for number, group in enumerate(interchange.groups, 1):
        own = members.get(number, [])
        yield group
        for message in own:
            yield from message.segments
        yield Segment.of("UNE", str(len(own)), group.get(5))
    total = len(interchange.groups) or len(interchange.messages)
    yield Segment.of("UNZ", str(total), interchange.header.get(5))
