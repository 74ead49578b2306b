"""Messages against the subsets that ship, compiled once for an interchange's kind of service characters.

The quick way says only that a message is right: its tags are a sequence whose places are known, every segment matches
the pattern of its place, and UNT is what it must be. Everything else goes the slow way, which says what is wrong and
has the last word.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice

from tearoad.wire.edifact.faults import LONGEST_TAG, MOST_FAULTS, Fault, Verdict, named, shown
from tearoad.wire.edifact.pattern import faults_of, pattern_of
from tearoad.wire.edifact.service import Service, data_of, plain, strange
from tearoad.wire.edifact.structure import place
from tearoad.wire.edifact.subset import Book, Identity, Part, Subset, Whole

# Bounds are assumed to be far above what is ever sent.
MOST_SHAPES, LONGEST_SHAPE = 4_096, 400  # sequences of tags that are remembered for a subset, and segments of one
LONGEST_SEGMENT = 32_768  # characters; the longest of the subsets, FTX, has 2 600
Match = Callable[[str], object]


class Table:
    """A subset with its patterns; `shapes` are the pattern of each segment but UNT, by the tags in one word."""

    def __init__(self, subset: Subset, repeats: bool, decimals: str) -> None:
        self.subset, self.repeats, self.decimals = subset, repeats, decimals
        self.shapes: dict[str, list[Match]] = {}
        self._matches: dict[tuple[str, tuple[str, ...]], Match] = {}

    def shape(self, word: str, tags: Sequence[str]) -> list[Match] | None:
        """None where the order is wrong; else remembered."""
        placed = place(self.subset, tags)
        if placed.faults:
            return None
        found = [self._match(tag, codes) for tag, codes in zip(tags[:-1], placed.codes, strict=False)]
        if len(tags) <= LONGEST_SHAPE:
            if len(self.shapes) >= MOST_SHAPES:
                self.shapes.clear()
            self.shapes[word] = found
        return found

    def _match(self, tag: str, codes: tuple[str, ...]) -> Match:
        if (tag, codes) not in self._matches:
            compiled = pattern_of(tag, self.wholes(tag, codes), self.repeats, self.decimals)
            self._matches[tag, codes] = compiled.fullmatch
        return self._matches[tag, codes]

    def wholes(self, tag: str, codes: tuple[str, ...]) -> tuple[Whole, ...]:
        """The elements of a segment at a place where only these codes may stand first."""
        found = self.subset.wholes[tag]
        return (_coded(found[0], codes), *found[1:]) if codes else found


def _coded(whole: Whole, codes: tuple[str, ...]) -> Whole:
    part = whole.parts[0]
    first = Part(part.id, part.mandatory, part.kind, part.least, part.most, codes)
    return Whole(whole.id, whole.mandatory, (first, *whole.parts[1:]), whole.most)


class Checker:
    """All subsets, for interchanges of one version and decimal mark. Knows nothing of any interchange."""

    def __init__(self, book: Book, repeats: bool, decimals: str) -> None:
        self.tables: dict[Identity, Table] = {}
        for subset in book.subsets:
            table = Table(subset, repeats, decimals)
            self.tables |= dict.fromkeys(subset.identities, table)
        self.types = {subset.message for subset in book.subsets}

    def is_right(self, identity: Identity, reference: str, segments: list[str], tags: list[str]) -> bool:
        """The quick way, on plain segments or such whose release characters are not replaced yet."""
        table = self.tables.get(identity)
        if table is None:
            return False
        count = len(segments)
        word = "".join(tags)
        shape = table.shapes.get(word) or table.shape(word, tags)
        if shape is None or len(shape) != count - 1 or segments[-1] != f"UNT+{count}+{reference}":
            return False
        for match, segment in zip(shape, segments, strict=False):
            if match(segment) is None and (
                "?" not in segment or match(plain(segment, _default(table.repeats))) is None
            ):
                return False
        return True

    def faults(
        self, number: int, raw: Sequence[str], starts: Sequence[int], service: Service, charset: str
    ) -> list[Fault]:
        """The slow way, at most `MOST_FAULTS`; empty for a message that is right after all."""
        return list(islice(self._all_faults(number, raw, starts, service, charset), MOST_FAULTS))

    def _all_faults(
        self, number: int, raw: Sequence[str], starts: Sequence[int], service: Service, charset: str
    ) -> Iterator[Fault]:
        segments = [plain(text, service) if len(text) <= LONGEST_SEGMENT else "" for text in raw]
        tags = [(segment or text[:LONGEST_TAG]).partition("+")[0] for segment, text in zip(segments, raw, strict=True)]

        def fault(verdict: Verdict, at: int, element: int = 0, component: int = 0, found: str = "") -> Fault:
            tag = shown(tags[at]) if at < len(tags) else ""
            start = starts[min(at, len(starts) - 1)]
            return Fault(verdict, number, at + 1, tag, start, element, component, shown(data_of(found)))

        for at, text in enumerate(raw):
            if len(text) > LONGEST_SEGMENT:
                yield fault(Verdict.SEGMENT_TOO_LONG, at)
            elif wrong := strange(charset, service).search(text):
                yield fault(Verdict.WRONG_CHARACTER, at, found=named(wrong[0]))._replace(
                    offset=starts[at] + wrong.start()
                )
            elif not (
                len(tags[at]) == LONGEST_TAG and tags[at].isascii() and tags[at].isalnum() and tags[at].isupper()
            ):
                yield fault(Verdict.BAD_TAG, at)
        table = self.tables.get(_identity(segments[0]))
        if table is None:
            kind = _identity(segments[0])[0]
            known = kind in self.types
            yield fault(Verdict.OTHER_DIRECTORY if known else Verdict.NO_SUBSET, 0, 2, found=segments[0][4:])
        else:
            yield from self._of_table(table, segments, tags, fault)
        yield from _trailer(segments, fault)

    def _of_table(
        self, table: Table, segments: list[str], tags: list[str], fault: Callable[..., Fault]
    ) -> Iterator[Fault]:
        placed = place(table.subset, tags)
        for verdict, at, tag in placed.faults:
            if tag != "UNT":  # of which `_trailer` tells
                yield fault(verdict, at)._replace(tag=tag)
        for at, (segment, tag) in enumerate(zip(segments, tags, strict=True)):
            if segment and tag in table.subset.wholes:
                wholes = table.wholes(tag, placed.codes[at])
                for verdict, element, component, found in faults_of(segment, wholes, table.repeats, table.decimals):
                    yield fault(verdict, at, element, component, found)


def _identity(unh: str) -> Identity:
    """Of S009; '' where it says nothing."""
    elements = [*unh.split("+"), "", ""]
    said = [*elements[2].split(":"), "", "", ""]
    return said[0], said[1], said[2], said[3]


def _trailer(segments: list[str], fault: Callable[..., Fault]) -> Iterator[Fault]:
    last = len(segments) - 1
    said = [*segments[last].split("+"), "", ""]
    if said[0] != "UNT":
        yield fault(Verdict.NO_TRAILER, last)
        return
    if not (said[1].isascii() and said[1].isdigit() and int(said[1][:10]) == len(segments)):
        yield fault(Verdict.WRONG_SEGMENT_COUNT, last, 1, found=said[1])
    if said[2] != [*segments[0].split("+"), ""][1]:
        yield fault(Verdict.WRONG_REFERENCE, last, 2, found=said[2])


@cache
def checker_of(book: Book, repeats: bool, decimals: str) -> Checker:
    """Its patterns and shapes serve every interchange that is read."""
    return Checker(book, repeats, decimals)


@cache
def _default(repeats: bool) -> Service:
    return Service(repetition="*" if repeats else "")
