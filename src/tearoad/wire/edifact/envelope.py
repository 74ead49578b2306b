"""What stands around the messages: UNA, UNB, groups, UNZ; their elements, counts and references."""

import re
from dataclasses import dataclass

from tearoad.wire.edifact.check import LONGEST_SEGMENT
from tearoad.wire.edifact.faults import MOST_FAULTS, Fault, Verdict, named, shown
from tearoad.wire.edifact.pattern import faults_of
from tearoad.wire.edifact.service import CHARSETS, Service, cutter, data_of, plain, service_of, strange
from tearoad.wire.edifact.subset import Book
from tearoad.wire.edifact.values import Segment, cut

HEAD = 64  # bytes in which UNA, and UNB's S001, are found
CONTROL = re.compile("[\x80-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Opening:
    """An interchange that can be read: `at` is where the text goes on after UNB; `clean` where no character of it is
    outside the set."""

    text: str
    service: Service
    charset: str
    header: Segment
    unb: str
    begin: int
    at: int
    clean: bool


def opening_of(raw: bytes, most_bytes: int) -> Opening | Fault:
    """The fault that keeps all of it from being read, where there is one."""
    if len(raw) > most_bytes:
        return Fault(Verdict.TOO_LARGE, 0, found=str(len(raw)))
    head = raw[:HEAD].decode("latin-1")
    service = service_of(head)
    if service is None:
        return Fault(Verdict.BAD_SERVICE if head[:3] == "UNA" else Verdict.NO_INTERCHANGE, 0, found=shown(head[:9]))
    begin = len(head) - len(head[9:].lstrip("\r\n")) if service.advised else 0
    told = re.match(rf"UNB{re.escape(service.element)}([A-Za-z0-9]{{0,8}})", head[begin:])
    if told is None:
        return Fault(Verdict.NO_INTERCHANGE, 0, offset=begin, found=shown(head[begin : begin + 4]))
    if told[1] not in CHARSETS:
        return Fault(Verdict.UNKNOWN_CHARSET, 0, 0, "UNB", begin, 1, 1, told[1])
    text = raw.decode(CHARSETS[told[1]], "surrogateescape")
    found = cutter(service).match(text, begin, begin + LONGEST_SEGMENT)
    if found is None:
        return Fault(Verdict.BROKEN_TAIL, 0, 0, "UNB", begin)
    clean = _is_clean(raw, text, told[1], service)
    return Opening(text, service, told[1], cut(found[1], service), found[1], begin, found.end(), clean)


def _is_clean(raw: bytes, text: str, charset: str, service: Service) -> bool:
    """Line breaks are let through: whether they stand between segments is seen later."""
    codec, wrong = CHARSETS[charset], strange(charset, service)
    chars = [bytes([byte]).decode(codec, "surrogateescape") for byte in range(256)]
    taken = [byte for byte, char in enumerate(chars) if char in "\r\n" or not wrong.match(char)]
    if codec == "utf-8":
        taken += [byte for byte in range(0x80, 0x100) if byte not in taken]
    left = raw.translate(None, bytes(taken))
    return not left and (codec != "utf-8" or raw.isascii() or not CONTROL.search(text))


class Envelope:
    """Counts what goes by, `seen` messages and other service segments, and keeps what is wrong with it: at most
    `MOST_FAULTS`, the first ones."""

    def __init__(self, opening: Opening, book: Book) -> None:
        self.opening, self._book = opening, book
        self.groups: list[Segment] = []
        self.faults: list[Fault] = []
        self.messages = self.seen = self._in_group = 0
        self.ended = self._group_open = self.is_outside = False
        self._elements("UNB", opening.unb, opening.begin)

    @property
    def group(self) -> int:
        """The number of the group that is open, or 0."""
        return len(self.groups) if self._group_open else 0

    def message(self) -> int:
        """The number of the next message, which begins."""
        self.seen += 1
        self.messages += 1
        self._in_group += 1
        self.is_outside = False
        return self.messages

    def outside(self, at: int, found: str = "") -> None:
        """Segments that belong to nothing; told once for a run of them."""
        if not self.is_outside:
            self._fault(Verdict.OUTSIDE, at, found=found)
        self.is_outside = True

    def segment(self, tag: str, text: str, at: int) -> None:
        """A service segment that is not of a message."""
        self.seen += 1
        self.is_outside = False
        if tag not in ("UNG", "UNE", "UNZ") or len(text) > LONGEST_SEGMENT:
            self.outside(at, text)
            return
        self._elements(tag, text, at)
        segment = cut(text, self.opening.service)
        if tag == "UNE":
            self._end_group(segment, at)
            return
        if self._group_open:
            self._fault(Verdict.GROUP_NOT_CLOSED, at, tag)
        self._group_open, self._in_group = tag == "UNG", 0
        if tag == "UNG":
            self.groups.append(segment)
        else:
            self.ended = True
            self._compare(segment, at, len(self.groups) or self.messages, self.opening.header.get(5))

    def refuse(self, at: int) -> None:
        """There is more of it than is read."""
        self._fault(Verdict.TOO_MANY_MESSAGES, at)

    def finish(self, at: int) -> None:
        """Nothing more can be cut from `at` on."""
        rest = self.opening.text[at : at + LONGEST_SEGMENT].strip("\r\n")
        if self.ended:
            if rest:
                self._fault(Verdict.AFTER_END, at, found=rest)
            return
        if rest:
            self._fault(Verdict.BROKEN_TAIL, at, found=rest)
        self._fault(Verdict.NO_END, len(self.opening.text))

    def _end_group(self, segment: Segment, at: int) -> None:
        if self._group_open:
            self._compare(segment, at, self._in_group, self.groups[-1].get(5))
        else:
            self._fault(Verdict.GROUP_NOT_OPENED, at, "UNE")
        self._group_open = False

    def _compare(self, segment: Segment, at: int, count: int, reference: str) -> None:
        said = segment.get(1)
        if not (said.isascii() and said.isdigit() and int(said[:10]) == count):
            self._fault(Verdict.WRONG_MESSAGE_COUNT, at, segment.tag, 1, said)
        if segment.get(2) != reference:
            self._fault(Verdict.WRONG_CONTROL_REFERENCE, at, segment.tag, 2, segment.get(2))

    def _elements(self, tag: str, text: str, at: int) -> None:
        service = self.opening.service
        if wrong := strange(self.opening.charset, service).search(text):
            self._fault(Verdict.WRONG_CHARACTER, at + wrong.start(), tag, found=named(wrong[0]))
        wholes = self._book.segments[tag]
        for verdict, element, component, found in faults_of(
            plain(text, service), wholes, bool(service.repetition), service.decimals
        ):
            self._fault(verdict, at, tag, element, found, component)

    def _fault(
        self, verdict: Verdict, at: int, tag: str = "", element: int = 0, found: str = "", component: int = 0
    ) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(verdict, 0, 0, tag, at, element, component, shown(data_of(found))))
