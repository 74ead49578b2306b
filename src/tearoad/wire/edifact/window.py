"""An interchange's text, cut into segments a window at a time, so that memory is bounded by the window."""

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from tearoad.wire.edifact.service import Service, cutter, whole_segments

CHARACTERS = 262_144


@dataclass(frozen=True)
class Window:
    """Whole segments from `begin` to `end`; `last` where the text has no more after it but perhaps a broken tail."""

    text: str
    begin: int
    end: int
    last: bool
    service: Service

    @cached_property
    def segments(self) -> list[str]:
        """Without terminators and the line breaks before them."""
        return cutter(self.service).findall(self.text, self.begin, self.end)

    @cached_property
    def tags(self) -> list[str]:
        """The first three characters of each."""
        return [segment[:3] for segment in self.segments]

    @cached_property
    def starts(self) -> list[int]:
        """Where each segment begins in the text."""
        lengths = [len(segment) + 1 for segment in self.segments]
        if sum(lengths) == self.end - self.begin:  # no line breaks
            return list(accumulate(lengths[:-1], initial=self.begin)) if lengths else []
        return [found.start(1) for found in cutter(self.service).finditer(self.text, self.begin, self.end)]


def window_from(text: str, begin: int, characters: int, service: Service) -> Window | None:
    """As many whole segments as there are within so many characters; None where there is not one."""
    limit = min(begin + characters, len(text))
    at = text.rfind(service.terminator, begin, limit)
    if at < 0:
        return None
    end = at + 1
    if service.release and is_released(text, begin, at, service.release):
        found = whole_segments(service).match(text, begin, limit)
        end = found.end() if found else begin
    return Window(text, begin, end, limit == len(text), service) if end > begin else None


def is_released(text: str, begin: int, at: int, release: str) -> bool:
    """Whether a release character makes data of what stands there: whether an odd number of them stands before it, as
    each second one is released by the one before. `begin` is where a segment begins."""
    first = at
    while first > begin and text[first - 1] == release:
        first -= 1
    return (at - first) % 2 == 1
