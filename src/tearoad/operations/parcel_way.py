"""A parcel's own road, place by place: what lies behind it, where it is, and when it usually comes to what lies ahead.

Scans speak where they are; between them the clock does, at the usual pace of the lane.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tearoad.journey.stages import AT_THE_DOOR, Carriage
from tearoad.network.drawn_way import Piece
from tearoad.network.places import distances
from tearoad.network.road import Lane, Road
from tearoad.operations.buyer_view import ParcelWay, ScanView, Stop, StopKind

AT_THE_END = (Carriage.DELIVERED, Carriage.CONFIRMED, Carriage.AUTO_CONFIRMED)
ON_LANE = (Carriage.DISPATCHED, Carriage.IN_TRANSIT)
ALMOST = 0.93  # of a lane, for a picture: nobody has said yet that the parcel came to the office


class Travel(NamedTuple):
    """What is known of a parcel's travel: its state of carriage, hand-over and delivery in seconds since 1970."""

    carriage: int
    destination: str
    dispatched_at: int | None
    delivered_at: int | None
    scans: Sequence[ScanView]


def parcel_way(road: Road, lane: Lane, pieces: Sequence[Piece], travel: Travel, now: int) -> ParcelWay:
    """`pieces` are the lane's way to its exchange office, none of local goods; `now` is the road's clock."""
    end = road.end_of(lane)
    ways = [*pieces, *([Piece("local", end, travel.destination)] if travel.destination != end else [])]
    places = [ways[0].start if ways else end, *(piece.end for piece in ways)]
    office = len(pieces)  # the stop at which the lane ends
    shares = _shares(road, places[: office + 1])
    seen = _first_scans(travel)
    leg, share = _position(road, lane, travel, shares, _last_seen(places, travel), now)
    stops = []
    for at, place in enumerate(places):
        passed = at < leg or at == leg or (at == leg + 1 and share >= 1)
        about = None
        if travel.dispatched_at is not None and 0 < at <= office:
            about = travel.dispatched_at + round(shares[at] * _usual(lane))
        kind = _kind(at, place, lane, office, len(places) - 1)
        when = seen.get(place) if passed else None
        # What is later or earlier than usual has no usual moment any more.
        fits = about is not None and passed == (about <= now)
        stops.append(Stop(place, kind, ways[at - 1].mode if at else "", passed, when, about if fits else None))
    return ParcelWay(tuple(stops), leg, share)


def _usual(lane: Lane) -> int:
    return lane.headway // 2 + lane.transit_p50


def _shares(road: Road, places: Sequence[str]) -> list[float]:
    """Of the lane's length that lies before each of its places: from 0 to 1."""
    steps = np.diagonal(distances([road.places[place] for place in places]), 1)
    done: list[float] = np.cumsum(steps / (steps.sum() or 1.0)).tolist()
    return [0.0, *done]


def _first_scans(travel: Travel) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for scan in travel.scans:
        found[scan.place] = min(scan.at, found.get(scan.place, scan.at))
    if travel.delivered_at is not None:
        found[travel.destination] = travel.delivered_at
    return found


def _last_seen(places: Sequence[str], travel: Travel) -> int:
    """The furthest place of the way that has a scan, as its number; 0 where none has."""
    scanned = {scan.place for scan in travel.scans}
    return max((at for at, place in enumerate(places) if place in scanned), default=0)


def _position(
    road: Road, lane: Lane, travel: Travel, shares: Sequence[float], seen: int, now: int
) -> tuple[int, float]:
    """The leg on which it is and the share of that, by its state; on the lane by its scans and the clock."""
    office = len(shares) - 1
    last = office + (travel.destination != road.end_of(lane))
    if travel.carriage in AT_THE_END:
        return max(last - 1, 0), float(last > 0)
    if travel.carriage in AT_THE_DOOR:
        return (office, 0.5) if last > office else (max(office - 1, 0), float(office > 0))
    if travel.carriage in ON_LANE and travel.dispatched_at is not None and office:
        gone = min(max((now - travel.dispatched_at) / _usual(lane), shares[min(seen, office)]), ALMOST)
        leg = max(at for at, share in enumerate(shares[:-1]) if share <= gone)
        return leg, (gone - shares[leg]) / (shares[leg + 1] - shares[leg])
    if travel.carriage in (Carriage.AT_OFFICE, Carriage.RETURNED) and office:
        return office - 1, 1.0
    return max(seen - 1, 0), float(seen > 0)


def _kind(at: int, place: str, lane: Lane, office: int, last: int) -> StopKind:
    if at == 0 and last:
        return "origin"
    if at == office and lane.office:
        return "office"
    if at == last:
        return "destination"
    return "border" if place == lane.border else "town"
