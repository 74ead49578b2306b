"""What can be wrong with a postal message: named, with its place, in one line."""

from enum import StrEnum
from typing import NamedTuple

SHOWN = 200  # characters


class Verdict(StrEnum):
    """One line of English each."""

    TOO_LARGE = "more bytes than are read"
    NOT_JSON = "not JSON in UTF-8"
    NOT_A_MESSAGE = "not a message of this kind"
    WRONG_COUNT = "the count is another than that of what is there"
    TWICE = "a number stands twice"
    BAD_ITEM_ID = "not an item identifier of S10"
    BAD_MAIL_ID = "not an identifier of a dispatch or a receptacle"
    OTHER_DISPATCH = "a receptacle of another dispatch"
    UNKNOWN_EVENT = "an event that is not in the list"
    NO_RETENTION_REASON = "held by customs without a retention reason: the clock does not stop"
    NO_ATTEMPT_REASON = "a failed attempt without its reason or the action taken"
    NO_REASON = "a decision against an item without a reason"
    OUT_OF_PLACE = "a reason or an action where nothing is held or failed"
    NOT_EDIFACT = "not an interchange of these messages"


class Fault(NamedTuple):
    """`path` is a JSON path, `$` for the whole; `found` is what stood there or, in other words, why not."""

    verdict: Verdict
    path: str
    found: str = ""

    def __str__(self) -> str:
        said = "".join(char if char.isprintable() else "?" for char in self.found[:SHOWN])
        return f"{self.path}: {self.verdict}" + (f": {said}" if said else "")
