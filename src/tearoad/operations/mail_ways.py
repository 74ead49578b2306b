"""Lanes of the road as ways of the mail, between offices of exchange."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tearoad.network.road import Road
from tearoad.post.exchange import Exchange, Way
from tearoad.post.receptacle import CodeList, Layout

NO_CODES = CodeList({}, True, "", "")


@dataclass(frozen=True)
class MailWays:
    """By lane, those that lead abroad; none where no corridor said anything of its offices of exchange. `layout` is
    that of the identifiers of dispatches and receptacles."""

    exchange: Exchange = field(default_factory=Exchange)
    layout: Layout = field(default_factory=lambda: Layout((), (), NO_CODES, NO_CODES))
    by_lane: Mapping[str, Way] = field(default_factory=dict)


def ways_of(road: Road, exchange: Exchange, layout: Layout) -> MailWays:
    """From a road and what its corridor says of its offices."""
    found = {}
    for lane in road.lanes:
        if lane.office:
            way = exchange.way(lane.id, lane.mode, lane.origin, road.end_of(lane))
            if way:
                found[lane.id] = way
    return MailWays(exchange, layout, found)
