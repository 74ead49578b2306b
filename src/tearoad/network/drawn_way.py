"""Where a lane runs, town by town, as a map draws it: its legs, and where a through train runs along others, those."""

import heapq
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from tearoad.network.chain import Chain
from tearoad.network.leg import Arc, LegBook
from tearoad.network.road import Lane, Road

AS_LONG = 0.04  # a through train runs along legs whose kilometres differ from its own by no more than this; assumed


class Piece(NamedTuple):
    """From one place to the next, by one mode."""

    mode: str
    start: str
    end: str


def drawn_ways(road: Road, book: LegBook, chains: Mapping[str, Chain]) -> dict[str, tuple[Piece, ...]]:
    """By lane, of those that pass an exchange office. A lane without a chain goes straight by its own places."""
    along = {arc: _along(arc, book) for arc in book.arcs()}
    return {lane.id: _drawn(lane, road, book, chains.get(lane.id), along) for lane in road.lanes if lane.office}


def _drawn(
    lane: Lane, road: Road, book: LegBook, chain: Chain | None, along: Mapping[Arc, tuple[Piece, ...]]
) -> tuple[Piece, ...]:
    if chain is None:
        stops = (lane.origin, *lane.via, road.end_of(lane))
        return tuple(Piece(lane.mode, start, end) for start, end in pairwise(stops) if start != end)
    arcs = (
        Arc(book.legs[name], start, end)
        for name, start, end in zip(chain.legs, chain.places, chain.places[1:], strict=False)
    )
    return tuple(piece for arc in arcs for piece in along[arc])


def _along(arc: Arc, book: LegBook) -> tuple[Piece, ...]:
    """The shortest way over other legs of the same mode where it is as long as the leg itself; else the leg alone."""
    straight = (Piece(arc.leg.mode, arc.start, arc.end),)
    if arc.leg.both or arc.leg.mode in ("air", "sea"):
        return straight
    beside: dict[str, list[tuple[int, str]]] = {}
    for other in book.arcs():
        if other.leg.mode == arc.leg.mode and other.leg.km < arc.leg.km:
            beside.setdefault(other.start, []).append((other.leg.km, other.end))
    waiting: list[tuple[int, str, tuple[Piece, ...]]] = [(0, arc.start, ())]
    seen = set[str]()
    while waiting:
        km, place, way = heapq.heappop(waiting)
        if place == arc.end and abs(km - arc.leg.km) <= AS_LONG * arc.leg.km:
            return way
        if place in seen:
            continue
        seen.add(place)
        for more, end in beside.get(place, ()):
            if km + more <= (1 + AS_LONG) * arc.leg.km:
                heapq.heappush(waiting, (km + more, end, (*way, Piece(arc.leg.mode, place, end))))
    return straight
