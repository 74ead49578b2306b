"""The life of one item's customs declaration as a table: states, facts, moves and who may report what.

It is the finer form of the border track of a consignment, onto which `journey.border_of` maps every state. A fact moves
some states to one state or raises a flag. Gates: what was selected is released only when the outcome is on record,
nothing is released before duty and tax are paid or secured, and only what is at the office is examined, held or sent
back. Reachability, dead ends and the diagram in docs/guides/clearance_states.md come from this table, and so does
`advance`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np


class State(IntEnum):
    """The numbers are stored."""

    NOT_LODGED = 0
    LODGED = 1
    VALIDATED = 2
    REJECTED = 3
    ASSESSED = 4
    FOR_DOCUMENTS = 5
    FOR_SCAN = 6
    FOR_OPENING = 7
    ANSWERED = 8
    EXAMINED = 9
    HELD = 10
    HELD_ANSWERED = 11
    RELEASED = 12
    REFUSED = 13
    RETURNED = 14
    WITHDRAWN = 15


class Fact(IntEnum):
    """What is reported of a declaration; the numbers are stored."""

    LODGED = 0
    CORRECTED = 1
    WITHDRAWN = 2
    VALIDATED = 3
    REJECTED = 4
    ASSESSED = 5
    ASSESSED_FREE = 6
    PAID = 7
    ARRIVED = 8
    DOCUMENTS_ASKED = 9
    SCAN_ORDERED = 10
    OPENING_ORDERED = 11
    ANSWERED = 12
    EXAMINED = 13
    HELD = 14
    ANSWERED_ON_HOLD = 15
    PASSED = 16
    RELEASED = 17
    HOLD_LIFTED = 18
    REFUSED = 19
    RETURNED = 20
    REASSESSED = 21


class Role(IntEnum):
    """Who reports. The post acts for the sender, its scans and the ledger are the system."""

    SENDER = 0
    SYSTEM = 1
    OFFICER = 2


class Verdict(IntEnum):
    """What became of a reported fact; of two refusals the one that stands first here is given."""

    DONE = 0
    NOT_THEIRS = 1
    OWN_ENTRY = 2
    NO_REASON = 3
    NOT_IN_THIS_STATE = 4
    NOT_ARRIVED = 5
    ARRIVED = 6
    NOT_PAID = 7
    PAID = 8

    @property
    def words(self) -> str:
        """One line in English."""
        return _WORDS[self]


_WORDS = {
    Verdict.DONE: "done",
    Verdict.NOT_THEIRS: "not for them to report",
    Verdict.OWN_ENTRY: "nobody clears what they entered",
    Verdict.NO_REASON: "a reason is missing",
    Verdict.NOT_IN_THIS_STATE: "not in this state",
    Verdict.NOT_ARRIVED: "the item is not at the office yet",
    Verdict.ARRIVED: "the item is at the office already",
    Verdict.NOT_PAID: "duty and tax are neither paid nor secured",
    Verdict.PAID: "nothing is to be paid any more",
}


@dataclass(frozen=True)
class Move:
    """One fact: from which states to which (None: they stay), who may report it and what admits it.

    `arrived` and `paid` are what the flags must be, where it is said; `sets_arrived` and `sets_paid` what they become.
    `reason`: it is kept why. `clears`: nobody reports it of a declaration that they entered.
    """

    sources: tuple[State, ...]
    target: State | None
    by: tuple[Role, ...]
    arrived: bool | None = None
    paid: bool | None = None
    sets_arrived: bool | None = None
    sets_paid: bool | None = None
    reason: bool = False
    clears: bool = False


_SENDER, _SYSTEM, _OFFICER = Role
DECIDED = (State.ANSWERED, State.EXAMINED)  # the outcome of a selection is on record
ON_HOLD = (State.HELD, State.HELD_ANSWERED)
SELECTED = (State.FOR_DOCUMENTS, State.FOR_SCAN, State.FOR_OPENING)
FINAL = (State.RELEASED, State.REFUSED, State.RETURNED, State.WITHDRAWN)
# Somebody has still to act. The numbers stand in an index of the store too.
WAITING = tuple(state for state in State if state not in (*FINAL, State.NOT_LODGED, State.REJECTED))

MOVES: dict[Fact, Move] = {
    # What was rejected counts as never lodged, so it is lodged again, wherever the item is.
    Fact.LODGED: Move((State.NOT_LODGED, State.REJECTED), State.LODGED, (_SENDER, _OFFICER)),
    # Once something is asked or ordered the declaration stands as it is, and the sender answers.
    Fact.CORRECTED: Move(
        (State.LODGED, State.VALIDATED, State.ASSESSED), State.LODGED, (_SENDER, _OFFICER), arrived=False
    ),
    Fact.WITHDRAWN: Move(
        (State.LODGED, State.VALIDATED, State.REJECTED, State.ASSESSED, *SELECTED, State.ANSWERED),
        State.WITHDRAWN,
        (_SENDER,),
        arrived=False,
    ),
    Fact.VALIDATED: Move((State.LODGED,), State.VALIDATED, (_SYSTEM, _OFFICER), clears=True),
    Fact.REJECTED: Move((State.LODGED,), State.REJECTED, (_SYSTEM, _OFFICER), reason=True),
    # What was paid on an earlier assessment does not pay another.
    Fact.ASSESSED: Move((State.VALIDATED,), State.ASSESSED, (_SYSTEM, _OFFICER), sets_paid=False, clears=True),
    Fact.ASSESSED_FREE: Move((State.VALIDATED,), State.ASSESSED, (_SYSTEM, _OFFICER), sets_paid=True, clears=True),
    Fact.PAID: Move(
        (State.ASSESSED, *SELECTED, *DECIDED, *ON_HOLD),
        None,
        (_SYSTEM,),
        paid=False,
        sets_paid=True,
        clears=True,
    ),
    Fact.ARRIVED: Move(
        tuple(state for state in State if state is not State.WITHDRAWN),
        None,
        (_SYSTEM,),
        arrived=False,
        sets_arrived=True,
    ),
    Fact.DOCUMENTS_ASKED: Move((State.ASSESSED, *DECIDED), State.FOR_DOCUMENTS, (_SYSTEM, _OFFICER)),
    Fact.SCAN_ORDERED: Move((State.ASSESSED, State.ANSWERED), State.FOR_SCAN, (_SYSTEM, _OFFICER)),
    Fact.OPENING_ORDERED: Move((State.ASSESSED, State.FOR_SCAN, *DECIDED), State.FOR_OPENING, (_SYSTEM, _OFFICER)),
    Fact.ANSWERED: Move((State.FOR_DOCUMENTS,), State.ANSWERED, (_SENDER, _OFFICER)),
    Fact.EXAMINED: Move((State.FOR_SCAN, State.FOR_OPENING), State.EXAMINED, (_OFFICER,), arrived=True, clears=True),
    Fact.HELD: Move(
        (State.ASSESSED, *SELECTED, *DECIDED, State.HELD_ANSWERED),
        State.HELD,
        (_SYSTEM, _OFFICER),
        arrived=True,
        reason=True,
    ),
    Fact.ANSWERED_ON_HOLD: Move((State.HELD,), State.HELD_ANSWERED, (_SENDER, _OFFICER)),
    # Nobody needs to look where nothing was selected; all else is released by an officer.
    Fact.PASSED: Move((State.ASSESSED,), State.RELEASED, (_SYSTEM,), paid=True),
    Fact.RELEASED: Move((State.ASSESSED, *DECIDED), State.RELEASED, (_OFFICER,), paid=True, clears=True),
    Fact.HOLD_LIFTED: Move(ON_HOLD, State.RELEASED, (_OFFICER,), paid=True, clears=True),
    Fact.REFUSED: Move((*DECIDED, *ON_HOLD), State.REFUSED, (_OFFICER,), arrived=True, reason=True),
    Fact.RETURNED: Move((*DECIDED, *ON_HOLD), State.RETURNED, tuple(Role), arrived=True, reason=True),
    # What came to light asks for more, or less; it is to be paid before anything else.
    Fact.REASSESSED: Move((*DECIDED, *ON_HOLD), None, (_OFFICER,), sets_paid=False, reason=True, clears=True),
}


class Standing(NamedTuple):
    """Columns of n declarations: `state` int8[n], `arrived` and `paid` bool[n]; where nothing is due all is paid."""

    state: np.ndarray
    arrived: np.ndarray
    paid: np.ndarray


class Report(NamedTuple):
    """One fact of each of n declarations: `fact` and `role` int8[n]; `reason` bool[n], whether it is said why; `own`
    bool[n], whether who reports it entered the declaration."""

    fact: np.ndarray
    role: np.ndarray
    reason: np.ndarray
    own: np.ndarray


def unlodged(n: int) -> Standing:
    """n declarations before anything was reported of them."""
    return Standing(np.full(n, State.NOT_LODGED, np.int8), np.zeros(n, bool), np.zeros(n, bool))


def advance(before: Standing, report: Report) -> tuple[Standing, np.ndarray]:
    """The standings after the reports, and int8[n]: the `Verdict` of each. A refused report leaves its row alone."""
    state, arrived, paid, fact = before.state, before.arrived, before.paid, report.fact
    refusals = {
        Verdict.NOT_THEIRS: ~_BY[fact, report.role],
        Verdict.OWN_ENTRY: report.own & _CLEARS[fact],
        Verdict.NO_REASON: _REASON[fact] & ~report.reason,
        Verdict.NOT_IN_THIS_STATE: _TARGET[fact, state] < 0,
        Verdict.NOT_ARRIVED: (_ARRIVED[fact] == _YES) & ~arrived,
        Verdict.ARRIVED: (_ARRIVED[fact] == _NO) & arrived,
        Verdict.NOT_PAID: (_PAID[fact] == _YES) & ~paid,
        Verdict.PAID: (_PAID[fact] == _NO) & paid,
    }
    verdict = np.select(list(refusals.values()), list(refusals), Verdict.DONE).astype(np.int8)
    done = verdict == Verdict.DONE
    after = Standing(
        np.where(done, _TARGET[fact, state], state),
        np.where(done & (_SETS_ARRIVED[fact] != _ANY), _SETS_ARRIVED[fact] == _YES, arrived),
        np.where(done & (_SETS_PAID[fact] != _ANY), _SETS_PAID[fact] == _YES, paid),
    )
    return after, verdict


def diagram() -> str:
    """The table as a state diagram in Mermaid's words: an arrow is a fact that moves, with its gate of presence."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.NOT_LODGED.name}"]
    for fact, move in MOVES.items():
        if move.target is not None:
            mark = {True: " (at the office)", False: " (before arrival)", None: ""}[move.arrived]
            lines += [f"    {source.name} --> {move.target.name}: {fact.name}{mark}" for source in move.sources]
    return "\n".join([*lines, *(f"    {state.name} --> [*]" for state in FINAL)])


_NO, _YES, _ANY = 0, 1, 2


def _targets() -> np.ndarray:
    """int8[facts, states], -1 where the fact is not admitted."""
    table = np.full((len(Fact), len(State)), -1, dtype=np.int8)
    for fact, move in MOVES.items():
        for source in move.sources:
            table[fact, source] = source if move.target is None else move.target
    return table


def _flags(values: Iterable[bool | None]) -> np.ndarray:
    return np.array([_ANY if value is None else int(value) for value in values], dtype=np.int8)


_ROWS = [MOVES[fact] for fact in Fact]
_TARGET = _targets()
_BY = np.array([[role in move.by for role in Role] for move in _ROWS])
_CLEARS, _REASON = np.array([move.clears for move in _ROWS]), np.array([move.reason for move in _ROWS])
_ARRIVED, _PAID = _flags(move.arrived for move in _ROWS), _flags(move.paid for move in _ROWS)
_SETS_ARRIVED = _flags(move.sets_arrived for move in _ROWS)
_SETS_PAID = _flags(move.sets_paid for move in _ROWS)
