"""Which state of the border track each state of a declaration is, and the facts that carry a move of the one over.

The declaration's table (`customs.clearance`) refines the border track; here is all that the two know of each other.
"""

from collections import deque
from functools import cache

from tearoad.customs.clearance import State
from tearoad.journey.stages import MOVES, Border, Fact

BORDER_OF: dict[State, Border] = {
    State.NOT_LODGED: Border.UNDECLARED,
    State.LODGED: Border.LODGED,
    State.VALIDATED: Border.LODGED,
    State.REJECTED: Border.LODGED,
    State.ASSESSED: Border.ASSESSED,
    State.FOR_DOCUMENTS: Border.SELECTED,
    State.FOR_SCAN: Border.SELECTED,
    State.FOR_OPENING: Border.SELECTED,
    State.ANSWERED: Border.SELECTED,
    State.EXAMINED: Border.SELECTED,
    State.HELD: Border.HELD,
    State.HELD_ANSWERED: Border.HELD,
    State.RELEASED: Border.RELEASED,
    # Back over the border either way; the track of carriage says that the item was returned.
    State.REFUSED: Border.REFUSED,
    State.RETURNED: Border.REFUSED,
    State.WITHDRAWN: Border.UNDECLARED,
}


@cache
def facts_between(before: State, after: State) -> tuple[Fact, ...] | None:
    """The fewest facts of the border track, in their order, that follow a declaration from one state to another; none
    where the track stays, None where the track has no such way. Gates of the other tracks are not asked here.

    It is for the join of consignments with their declarations, which is still to be made (docs/decisions/0008).
    """
    start, end = BORDER_OF[before], BORDER_OF[after]
    ways: dict[Border, tuple[Fact, ...]] = {start: ()}
    queue = deque([start])
    while queue and end not in ways:
        at = queue.popleft()
        for fact, move in MOVES.items():
            if move.track is Border and at in move.sources and move.target not in ways:
                ways[Border(move.target)] = (*ways[at], fact)
                queue.append(Border(move.target))
    return ways.get(end)
