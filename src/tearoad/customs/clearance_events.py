"""What was reported of a declaration, as values that are only ever added; its standing is their fold.

`case_of` takes one event after the other through `clearance.advance`, so there is no second telling of the table. What
is refused changes nothing and is not kept; among events that are folded it is passed over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tearoad.customs.clearance import Fact, Report, Role, Standing, State, Verdict, advance, unlodged

ENTERING = (Fact.LODGED, Fact.CORRECTED, Fact.ANSWERED, Fact.ANSWERED_ON_HOLD)


@dataclass(frozen=True)
class Event:
    """`at` in seconds since 1970; `who` is the actor's id; `why` are codes of reasons, of checks that did not pass or
    of what is held against the item; `note` is for people."""

    declaration: str
    fact: Fact
    at: int
    who: str
    role: Role
    why: tuple[str, ...] = ()
    note: str = ""


class Done(NamedTuple):
    """An event that was taken, and the state after it."""

    event: Event
    state: State


class Case(NamedTuple):
    """One declaration: its standing of one row, who entered any of it, and what was done, in its order."""

    standing: Standing
    entered_by: frozenset[str]
    done: tuple[Done, ...]

    @property
    def state(self) -> State:
        """Where it stands."""
        return State(int(self.standing.state[0]))


NOTHING_YET = Case(unlodged(1), frozenset(), ())


def after(case: Case, event: Event) -> tuple[Case, Verdict]:
    """The case after one more event, unchanged where the verdict is a refusal."""
    standing, verdict = advance(case.standing, report_of([event], [event.who in case.entered_by]))
    if verdict[0] != Verdict.DONE:
        return case, Verdict(int(verdict[0]))
    entered = {event.who} if event.fact in ENTERING else set()
    done = Done(event, State(int(standing.state[0])))
    return Case(standing, case.entered_by | entered, (*case.done, done)), Verdict.DONE


def case_of(events: Iterable[Event]) -> Case:
    """All that is known of one declaration, whose events come in the order in which they were taken."""
    case = NOTHING_YET
    for event in events:
        case, _ = after(case, event)
    return case


def report_of(events: list[Event], own: list[bool]) -> Report:
    """Events of n declarations as columns, one of each; `own`: whether who reports entered it."""
    return Report(
        np.array([event.fact for event in events], dtype=np.int8),
        np.array([event.role for event in events], dtype=np.int8),
        np.array([any(event.why) for event in events], dtype=bool),
        np.array(own, dtype=bool),
    )
