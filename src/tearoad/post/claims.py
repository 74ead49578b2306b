"""Claims about parcels, in the manner of the UPU's inquiry (CN 08): a parcel did not come, or not as it was sent.

A claim is open until the post answers, and settled when what follows from the answer is done. When the post does not
answer in time, it admits what is claimed, as far as its scans leave room for that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class Kind(IntEnum):
    """What is claimed."""

    NOT_ARRIVED = 0
    DAMAGED = 1
    CONTENTS_MISSING = 2


class State(IntEnum):
    """Where a claim is."""

    OPEN = 0
    ANSWERED = 1
    SETTLED = 2


class Answer(IntEnum):
    """What became of it; `DAMAGED` is also what is not whole."""

    NONE = 0
    FOUND = 1
    LOST = 2
    DAMAGED = 3
    REJECTED = 4
    WITHDRAWN = 5


class Fact(IntEnum):
    """What is reported of a claim."""

    ANSWERED = 0
    SETTLED = 1
    WITHDRAWN = 2


MOVES: Mapping[Fact, tuple[tuple[State, ...], State]] = {
    Fact.ANSWERED: ((State.OPEN,), State.ANSWERED),
    Fact.SETTLED: ((State.ANSWERED,), State.SETTLED),
    Fact.WITHDRAWN: ((State.OPEN, State.ANSWERED), State.SETTLED),
}
ANSWERS = (Answer.FOUND, Answer.LOST, Answer.DAMAGED, Answer.REJECTED)  # what the post may say
# What follows from these is done at once; what follows from damage is somebody's to arrange.
AT_ONCE = (Answer.FOUND, Answer.LOST, Answer.REJECTED)


@dataclass(frozen=True)
class Terms:
    """From a day on: for how many months after the hand-over a claim is taken, in how many months it is answered, and
    for how many days a buyer's money waits at most after damage was found. `status` says whether that was verified."""

    valid_from: date
    open_months: int
    answer_months: int
    settle_days: int
    source: str
    status: str


def terms_on(terms: Sequence[Terms], day: date) -> Terms:
    """Those of a day; the first also hold before."""
    return max((one for one in terms if one.valid_from <= day), key=lambda one: one.valid_from, default=terms[0])


def advance(state: State, fact: Fact) -> State | None:
    """The state after a fact, None where the table does not admit it."""
    sources, target = MOVES[fact]
    return target if state in sources else None


def silent(kind: Kind, *, delivered: bool, ended: bool) -> Answer:
    """What counts as said when the time to answer is over: of a parcel that was `delivered`, or went back otherwise
    (`ended`), its scans prove that it is not lost."""
    if kind is not Kind.NOT_ARRIVED:
        return Answer.DAMAGED
    return Answer.REJECTED if delivered or ended else Answer.LOST
