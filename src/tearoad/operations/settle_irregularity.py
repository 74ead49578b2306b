"""What was not as advised comes to an end: found, lost, sent on, or misread."""

from enum import StrEnum

from tearoad.operations.dispatch_ports import SETTLED_AS, Irregular, Settlement
from tearoad.operations.ports import Store


class Settling(StrEnum):
    """What becomes of it."""

    SETTLED = "settled"
    KNOWN = "settled so already"
    OTHERWISE = "settled otherwise already"
    UNKNOWN = "no such irregularity"
    UNFIT = "what is of this kind does not end so"


def settle_irregularity(store: Store, s9: str, number: str, how: Settlement, who: str) -> Settling:
    """Of a receptacle and the number that was missing or surplus in it, by the road's clock. Said again it is known;
    what is settled stays so."""
    with store.unit() as unit:
        found = unit.dispatches.case(s9, number)
        if found is None:
            return Settling.UNKNOWN
        if found.settled:
            return Settling.KNOWN if found.settled == how else Settling.OTHERWISE
        if how not in SETTLED_AS[Irregular(found.kind)]:
            return Settling.UNFIT
        unit.dispatches.settle(found.irregularity_id, how, who, unit.roads.clock_at())
        return Settling.SETTLED
