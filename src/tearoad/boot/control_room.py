"""The control room's picture of a live road: plain queries joined with the corridor's places and lanes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tearoad.journey.stages import stage
from tearoad.network.desk import of_that_day
from tearoad.network.drawn_way import Piece
from tearoad.network.road import Road
from tearoad.operations.control_room_view import (
    LAST_ORDERS,
    ControlRoom,
    ControlRoomOf,
    Lane,
    Money,
    Office,
    Order,
    Parcel,
    Place,
)
from tearoad.store.control_room import Rows, control_room_rows
from tearoad.store.pool import PooledStore
from tearoad.terms.days import HOUR

Ways = Mapping[str, Sequence[Piece]]


def control_room_of(store: PooledStore, road: Road, ways: Ways) -> ControlRoomOf:
    """A function that takes the picture now; `ways` says where lanes run."""

    def picture() -> ControlRoom:
        with store.reading() as cursor:
            return _picture(road, ways, control_room_rows(cursor))

    return picture


def _picture(road: Road, ways: Ways, rows: Rows) -> ControlRoom:
    clock: Any = rows.clock
    now = int(clock.timestamp())
    return ControlRoom(
        clock=clock,
        places=_places(road),
        lanes=[
            _lane(road, lane.id, lane.mode, ways[lane.id], rows.on_lanes.get(lane.id, 0))
            for lane in road.lanes
            if lane.office
        ],
        parcels=[
            Parcel(lane, min(max((now - left) / max(due - left, 1), 0.0), 1.0), name[20:])
            for lane, name, left, due in rows.parcels
        ],
        offices=_offices(road, rows, now),
        money=[Money(code, int(held or 0), int(due or 0), int(paid or 0)) for code, held, due, paid in rows.money],
        orders=_orders(rows),
        counts=_counts(rows),
    )


def _places(road: Road) -> list[Place]:
    origins, via = {lane.origin for lane in road.lanes}, {place for lane in road.lanes for place in lane.via}
    seats = {office.place for office in road.offices.values()}

    def kind(name: str) -> Any:
        return "office" if name in seats else "origin" if name in origins else "border" if name in via else "city"

    return [Place(p.id, p.names, p.latitude, p.longitude, kind(p.id)) for p in road.places.values()]


def _lane(road: Road, name: str, mode: str, way: Sequence[Piece], travelling: int) -> Lane:
    places = [way[0].start, *(piece.end for piece in way)]
    points = [(road.places[place].longitude, road.places[place].latitude) for place in places]
    return Lane(name, mode, points, travelling, [piece.mode for piece in way], places)


def _offices(road: Road, rows: Rows, now: int) -> list[Office]:
    waiting: Mapping[str, tuple[int, int]] = {office: (count, oldest) for office, count, oldest in rows.waiting}
    return [
        Office(
            id=office.id,
            place=office.place,
            backlog=waiting.get(office.id, (0, now))[0],
            capacity_per_day=of_that_day(office.desk(), now),
            oldest_hours=(now - waiting.get(office.id, (0, now))[1]) / HOUR,
        )
        for office in road.offices.values()
    ]


def _orders(rows: Rows) -> list[Order]:
    """Consignments of one order are added up; it shows the stage of the first."""
    found: dict[str, Order] = {}
    for name, placed, destination, money, border, carriage, total, currency in rows.latest:
        order = str(name)
        if order in found:
            one = found[order]
            found[order] = Order(
                order, one.placed_at, one.destination, one.stage, one.total_minor + _int(total), one.currency
            )
        elif len(found) < LAST_ORDERS and isinstance(placed, datetime):
            word = stage(_int(money), _int(border), _int(carriage))
            found[order] = Order(order, placed, str(destination), word, _int(total), str(currency))
    return list(found.values())


def _counts(rows: Rows) -> dict[str, int]:
    counts: dict[str, int] = {}
    for money, border, carriage, count in rows.states:
        word = stage(money, border, carriage)
        counts[word] = counts.get(word, 0) + count
    return counts


def _int(value: object) -> int:
    return int(str(value))
