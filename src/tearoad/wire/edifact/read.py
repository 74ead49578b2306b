"""Interchanges from bytes: a stream of checked messages, and what is wrong with the interchange around them.

Reading never raises: what is wrong has a name (`Verdict`) and a place. A bad message does not disturb the others. Work
and memory are bounded: by the bytes of the whole, the segments and characters of a message, and those of a segment.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from tearoad.wire.edifact.check import checker_of
from tearoad.wire.edifact.envelope import Envelope, opening_of
from tearoad.wire.edifact.faults import Fault, Verdict, shown
from tearoad.wire.edifact.service import DEFAULT, Service, cutter, plain, strange
from tearoad.wire.edifact.subset import Book
from tearoad.wire.edifact.values import Interchange, Message, cut
from tearoad.wire.edifact.window import CHARACTERS, Window, is_released, window_from

UNH = re.compile(r"UNH\+([^+:?*\r\n]{1,14})\+([^+:?*]+):([^+:?*]*):([^+:?*]*):([^+:?*]*)")
ENVELOPE = frozenset({"UNA", "UNB", "UNG", "UNH", "UNT", "UNE", "UNZ"})


@dataclass(frozen=True)
class Limits:
    """What is read at most: more is a named fault. All of them are assumed to be far above what is ever sent."""

    bytes: int = 256 * 1024**2
    segments: int = 10_000  # of a message
    characters: int = 4 * 1024**2  # of a message
    messages: int = 500_000  # with groups and their trailers


class Checked(NamedTuple):
    """A message with its faults. Of one that was too large to be held, `message.raw` is only UNH."""

    message: Message
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.faults


@dataclass(frozen=True)
class Tally:
    """What was read; `faults` are of the interchange itself."""

    messages: int
    good: int
    groups: int
    faults: tuple[Fault, ...]

    @property
    def bad(self) -> int:
        """Messages with faults."""
        return self.messages - self.good

    @property
    def ok(self) -> bool:
        """Whether nothing at all is wrong."""
        return not (self.bad or self.faults)


class Stream:
    """Iterate once for the messages, in their order; `tally` is complete after the last. `refusal` says why nothing of
    it is read, where that is so."""

    def __init__(self, raw: bytes, book: Book, limits: Limits = Limits()) -> None:
        opening = opening_of(raw, limits.bytes)
        self._limits, self._good = limits, 0
        self.refusal = opening if isinstance(opening, Fault) else None
        self._envelope = None if isinstance(opening, Fault) else Envelope(opening, book)
        if not isinstance(opening, Fault):
            self._opening, self._service = opening, opening.service
            self._checker = checker_of(book, bool(self._service.repetition), self._service.decimals)

    @property
    def tally(self) -> Tally:
        """So far."""
        if self._envelope is None:
            return Tally(0, 0, 0, (self.refusal,) if self.refusal else ())
        envelope = self._envelope
        return Tally(envelope.messages, self._good, len(envelope.groups), tuple(envelope.faults))

    def interchange(self, messages: Iterable[Message]) -> Interchange | None:
        """The value of it with these of its messages; None where there is none."""
        if self._envelope is None:
            return None
        return Interchange(self._service, self._opening.header, tuple(messages), tuple(self._envelope.groups))

    def __iter__(self) -> Iterator[Checked]:
        return iter(()) if self._envelope is None else self._all(self._envelope)

    def _all(self, envelope: Envelope) -> Iterator[Checked]:
        text, at, size = self._opening.text, self._opening.at, CHARACTERS
        while at < len(text) and not envelope.ended:
            if envelope.seen > self._limits.messages:
                envelope.refuse(at)
                return
            window = window_from(text, at, size, self._service)
            if window is None:
                if at + size >= len(text):
                    break
                envelope.outside(at, text[at : at + 3])
                at = self._next_service(at)
                continue
            done = yield from self._messages(envelope, window)
            if envelope.ended:
                at = window.starts[done - 1] + len(window.segments[done - 1]) + 1
            elif done == len(window.segments):
                at = self._next_service(window.end - 1) if envelope.is_outside else window.end
                size = CHARACTERS
            elif self._is_too_large(window, done, size):
                yield self._refused(envelope, window, done)
                at, size = self._after_trailer(window.end - 1), CHARACTERS
            elif window.last:
                yield self._message(envelope, window, done, len(window.segments))
                at = window.end
            else:
                at, size = window.starts[done], 2 * size if done == 0 else CHARACTERS
        envelope.finish(at)

    def _messages(self, envelope: Envelope, window: Window) -> Generator[Checked, None, int]:
        """The messages that end in the window; how many of its segments are done, up to UNH of one that does not."""
        tags = window.tags
        found = [at for at, tag in enumerate(tags) if tag in ENVELOPE]
        done = 0
        for at, after in pairwise([*found, len(tags)]):
            if at < done:
                continue  # UNT of the message before
            if at > done:
                envelope.outside(window.starts[done], window.segments[done])
            if tags[at] != "UNH":
                envelope.segment(tags[at], window.segments[at], window.starts[at])
                done = at + 1
                if envelope.ended:
                    return done
                continue
            if after == len(tags):
                return at
            done = after + 1 if tags[after] == "UNT" else after
            too_many = done - at > self._limits.segments
            yield self._refused(envelope, window, at) if too_many else self._message(envelope, window, at, done)
        if done < len(tags):
            envelope.outside(window.starts[done], window.segments[done])
        return len(tags)

    def _message(self, envelope: Envelope, window: Window, begin: int, end: int) -> Checked:
        number, service = envelope.message(), self._service
        raw = window.segments[begin:end]
        segments = raw if service.is_default else [plain(text, service) for text in raw]
        head = UNH.match(segments[0])
        kind, reference = (head[2], head[1]) if head and head[0].isprintable() else _told(segments[0])
        message = Message(number, kind, reference, tuple(raw), service, envelope.group)
        if head and self._is_clean(raw):
            identity = (kind, head[3], head[4], head[5])
            if self._checker.is_right(identity, reference, segments, window.tags[begin:end]):
                self._good += 1
                return Checked(message, ())
        starts = window.starts[begin:end]
        faults = self._checker.faults(number, raw, starts, service, self._opening.charset)
        self._good += not faults
        return Checked(message, tuple(faults))

    def _is_clean(self, raw: list[str]) -> bool:
        if self._opening.clean:
            return True
        wrong = strange(self._opening.charset, self._service)
        return not any(map(wrong.search, raw))

    def _is_too_large(self, window: Window, begin: int, size: int) -> bool:
        """Of the message that begins there, whose end is not in the window; `size` is that of the window."""
        too_long = begin == 0 and size > self._limits.characters
        return too_long or len(window.segments) - begin > self._limits.segments

    def _refused(self, envelope: Envelope, window: Window, begin: int) -> Checked:
        unh = window.segments[begin]
        kind, reference = _told(plain(unh, self._service))
        message = Message(envelope.message(), kind, reference, (unh,), self._service, envelope.group)
        fault = Fault(Verdict.MESSAGE_TOO_LARGE, message.number, 1, "UNH", window.starts[begin])
        return Checked(message, (fault,))

    def _next_service(self, at: int) -> int:
        """Where the next service segment begins after a terminator; the end of the text where there is none."""
        text, service = self._opening.text, self._service
        for found in _service_segment(service).finditer(text, at):
            if not (service.release and is_released(text, at, found.start(), service.release)):
                return found.end()
        return len(text)

    def _after_trailer(self, at: int) -> int:
        """Where it goes on after the rest of a message that is not held."""
        begin = self._next_service(at)
        if self._opening.text.startswith("UNT", begin):
            found = cutter(self._service).match(self._opening.text, begin, begin + CHARACTERS)
            return found.end() if found else self._next_service(begin)
        return begin


def read(raw: bytes, book: Book, limits: Limits = Limits()) -> tuple[Interchange | None, list[Checked], Tally]:
    """All of an interchange at once: its value with every message, good or bad; None where there is no interchange."""
    stream = Stream(raw, book, limits)
    checked = list(stream)
    return stream.interchange([one.message for one in checked]), checked, stream.tally


def _told(unh: str) -> tuple[str, str]:
    """Type and reference of a header that is not as it should be, as far as it has them."""
    segment = cut(unh, DEFAULT)
    return shown(segment.get(2)), shown(segment.get(1))


@cache
def _service_segment(service: Service) -> re.Pattern[str]:
    end, element = re.escape(service.terminator), re.escape(service.element)
    return re.compile(rf"{end}[\r\n]*+(?=UN[HTEZG]{element})")
