"""Until when somebody has to act on a declaration: the clocks of the law and of service at its office."""

from functools import cache

from tearoad.boot.road import CORRIDOR
from tearoad.customs.clearance_clock import Clocks, Office, Term, term_of
from tearoad.customs.clearance_events import Case
from tearoad.customs.lawbook import Snapshot
from tearoad.wire.clearance import read_clocks, read_customs_offices
from tearoad.wire.shipped import corridor_folder

NOBODYS = ""  # jurisdiction of service terms


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
    territories = {NOBODYS, *(rule.jurisdiction for rule in law.rules if destination in rule.territories)}
    terms = [term_of(clock, case, place) for clock in own_clocks().rows if clock.jurisdiction in territories]
    return [term for term in terms if term]
