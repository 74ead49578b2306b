"""What can be wrong with an interchange or a message of it: named, with the place, never an exception."""

from enum import StrEnum
from typing import NamedTuple

MOST_FAULTS = 20  # of one message, and of one interchange: more say nothing new
SHOWN = 40  # characters of what was found
LONGEST_TAG = 3


def shown(text: str) -> str:
    """The beginning of it, safe to print: what is no printable character is a mark of that."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text[:SHOWN])


def named(char: str) -> str:
    """A character that should not be there: U+0007, or the byte that is none, 0xE9."""
    code = ord(char)
    return f"0x{code - 0xDC00:02X}" if 0xDC80 <= code <= 0xDCFF else f"U+{code:04X}"


class Verdict(StrEnum):
    """One line of English each; a message without any is ok."""

    # of the interchange
    NO_INTERCHANGE = "not an interchange: it begins with neither UNA nor UNB"
    BAD_SERVICE = "service characters that cannot be told apart from data or from each other"
    UNKNOWN_CHARSET = "a character set that is not read"
    TOO_LARGE = "more bytes than are read"
    TOO_MANY_MESSAGES = "more messages and groups than are read"
    NO_END = "it ends without UNZ"
    BROKEN_TAIL = "the last segment has no terminator"
    AFTER_END = "something stands after UNZ"
    OUTSIDE = "segments stand outside of any message"
    WRONG_MESSAGE_COUNT = "the trailer counts other than what was read"
    WRONG_CONTROL_REFERENCE = "the trailer's reference is not the header's"
    GROUP_NOT_CLOSED = "a group ends without UNE"
    GROUP_NOT_OPENED = "UNE without UNG"
    # of a message as a whole
    NO_TRAILER = "the message ends without UNT"
    WRONG_SEGMENT_COUNT = "UNT counts other than the segments that are there"
    WRONG_REFERENCE = "UNT's reference is not UNH's"
    NO_SUBSET = "no subset for this type of message"
    OTHER_DIRECTORY = "the subset is of another directory"
    MESSAGE_TOO_LARGE = "more segments or characters than a message may have"
    # of the order of segments
    UNKNOWN_SEGMENT = "a segment that the subset does not use"
    MISSING_SEGMENT = "a mandatory segment is missing here"
    TOO_OFTEN = "more often than it may stand here"
    OUT_OF_ORDER = "it may not stand here"
    # of a segment
    BAD_TAG = "not a tag of three capitals or digits"
    SEGMENT_TOO_LONG = "a longer segment than is read"
    TOO_MANY_ELEMENTS = "more elements than the segment has"
    TOO_MANY_COMPONENTS = "more components than the element has"
    TOO_MANY_REPEATS = "more repetitions than the element may have"
    MISSING_ELEMENT = "a mandatory element is missing"
    MISSING_COMPONENT = "a mandatory component is missing"
    TOO_LONG = "too long"
    TOO_SHORT = "too short"
    NOT_NUMERIC = "not a number"
    NOT_ALPHABETIC = "a digit where letters are expected"
    NOT_IN_LIST = "not a code that the subset takes"
    WRONG_CHARACTER = "a character that the interchange's set does not have"


class Fault(NamedTuple):
    """`message` counts from 1 in the interchange, 0 is the interchange itself; `segment` from 1 in the message, whose
    UNH is 1; `element` and `component` from 1, 0 where it is none of one. `offset` is where the segment begins, in
    characters, the first of the interchange being 0; these are bytes where the set has one byte a character."""

    verdict: Verdict
    message: int
    segment: int = 0
    tag: str = ""
    offset: int = 0
    element: int = 0
    component: int = 0
    found: str = ""

    @property
    def place(self) -> str:
        """In words; '' for the interchange as a whole."""
        places = [
            ("segment", f"{self.segment} {self.tag}" if self.segment else self.tag),
            ("element", self.element),
            ("component", self.component),
            ("character", self.offset),
        ]
        return ", ".join(f"{word} {value}" for word, value in places if value)

    @property
    def without_data(self) -> "Fault":
        """The same, but for what stood there, which may be a person's name or number."""
        return self._replace(found="", tag=self.tag[:LONGEST_TAG])

    def __str__(self) -> str:
        said = f"{self.verdict}: {self.found!r}" if self.found else str(self.verdict)
        return f"{self.place}: {said}" if self.place else said
