"""The facts of the border track that carry a move of a declaration."""

from collections import deque
from functools import cache

from tearoad.customs.clearance import State
from tearoad.journey.border_of import BORDER_OF
from tearoad.journey.stages import MOVES, Border, Fact


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
