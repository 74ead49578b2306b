"""Until when somebody has to act on a declaration: the clocks of the law and of service at its office."""

from functools import cache
from typing import NamedTuple

import numpy as np

from tearoad.boot.road import CORRIDOR
from tearoad.customs.clearance_clock import NEVER, Clock, Clocks, Office, running
from tearoad.customs.clearance_events import Case
from tearoad.customs.lawbook import Snapshot
from tearoad.wire.clearance import read_clocks, read_customs_offices
from tearoad.wire.shipped import corridor_folder

NOBODYS = ""  # jurisdiction of service terms


class Term(NamedTuple):
    """A clock that runs, or stands while somebody else is waited for: then `ends_at` is None. Seconds since 1970."""

    clock: Clock
    ends_at: int | None


@cache
def own_clocks() -> Clocks:
    """Read once."""
    return read_clocks()


@cache
def own_customs_offices() -> dict[str, Office]:
    """By their ids; read once."""
    return read_customs_offices(corridor_folder(CORRIDOR))


def terms_of(case: Case, office: str, destination: str, law: Snapshot) -> list[Term]:
    """Of one declaration, in the order of the book; none of an office whose hours nobody knows."""
    place = own_customs_offices().get(office)
    if place is None:
        return []
    territories = {rule.jurisdiction for rule in law.rules if destination in rule.territories}
    state, clocks, found = np.array([case.state], dtype=np.int8), own_clocks(), []
    for number, clock in enumerate(clocks.rows):
        if clock.jurisdiction not in (NOBODYS, *territories):
            continue
        run = running(clock, case)
        due = clocks.due_at(
            clock.name, clock.jurisdiction, state, np.array([run.began]), np.array([run.stood]), place
        )  # fmt: skip
        if due.row[0] == number:
            found.append(Term(clock, None if due.at[0] == NEVER else int(due.at[0])))
    return found
