"""Interchanges as values: segments of elements, messages of segments. A message's segments are cut when asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from tearoad.wire.edifact.service import Service, data_of, plain

Composite = tuple[str, ...]
Element = tuple[Composite, ...]  # its repetitions, one of them but for a repetition separator


class Segment(NamedTuple):
    """`elements` do not count the tag; each is its repetitions, each of them its components, '' where empty."""

    tag: str
    elements: tuple[Element, ...] = ()

    @classmethod
    def of(cls, tag: str, *elements: str | Iterable[str]) -> "Segment":
        """Each element is a component or several, without repetitions: `Segment.of("BGM", "785", ["R1", "2"], "9")`."""
        return cls(tag, tuple(((one,) if isinstance(one, str) else tuple(one),) for one in elements))

    def get(self, element: int, component: int = 1, repeat: int = 1) -> str:
        """Counted from 1; '' for what is not there."""
        try:
            return self.elements[element - 1][repeat - 1][component - 1] if min(element, component, repeat) > 0 else ""
        except IndexError:
            return ""


@dataclass(frozen=True)
class Message:
    """`raw` is the text of each segment as it came, without terminators; `group` counts from 1, 0 is no group."""

    number: int
    kind: str
    reference: str
    raw: tuple[str, ...]
    service: Service = field(default_factory=Service)
    group: int = 0

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """UNH to UNT, cut once."""
        return tuple([cut(text, self.service) for text in self.raw])


@dataclass(frozen=True)
class Interchange:
    """`groups` are the UNG segments in order; messages name theirs. UNZ and UNE say nothing that these do not."""

    service: Service
    header: Segment
    messages: tuple[Message, ...]
    groups: tuple[Segment, ...] = ()

    @property
    def charset(self) -> str:
        """UNOA to UNOY."""
        return self.header.get(1)


def cut(text: str, service: Service) -> Segment:
    """A segment's text, without its terminator, as a value."""
    if service.is_simple and "?" not in text:
        tag, *elements = text.split("+")
        return Segment(tag, tuple([(tuple(one.split(":")),) if ":" in one else ((one,),) for one in elements]))
    tag, *elements = plain(text, service).split("+")
    return Segment(data_of(tag), tuple([_repeats(element, service.repetition) for element in elements]))


def _repeats(element: str, repetition: str) -> Element:
    repeats = element.split("*") if repetition else [element]
    return tuple([tuple(map(data_of, repeat.split(":"))) for repeat in repeats])
