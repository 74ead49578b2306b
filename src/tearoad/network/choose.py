"""The lane of a consignment: the cheapest that is there, reckoned for many consignments at once."""

from dataclasses import dataclass

import numpy as np

from tearoad.network.road import Road

NO_LANE = -1
NO_OFFICE = -1
FAR = np.iinfo(np.int64).max // 4


@dataclass(frozen=True)
class LaneTable:
    """The road's lanes and last miles as arrays, rows in the order of `road.lanes`, for look-ups by number."""

    lane_number: dict[str, int]
    origin_number: dict[str, int]
    destination_number: dict[str, int]
    from_origin: np.ndarray  # bool[lanes, origins]
    base: np.ndarray  # int64[lanes]
    per_kg: np.ndarray  # int64[lanes]
    transit: np.ndarray  # int64[lanes, 2] p50, p90
    headway: np.ndarray  # int64[lanes]
    cut_off: np.ndarray  # int64[lanes], -1 where there is none
    door_price: np.ndarray  # int64[lanes, destinations], FAR where the lane does not lead there
    door: np.ndarray  # int64[lanes, destinations, 2] p50, p90
    office_number: dict[str, int]  # offices in the order of their names
    office: np.ndarray  # int64[lanes], NO_OFFICE where the lane ends at none
    ending: np.ndarray  # int64[offices]: a lane that ends there
    mode: np.ndarray  # int64[lanes], the same for lanes of one mode


def lane_table(road: Road) -> LaneTable:
    """Arrays from a road."""
    origins = {name: number for number, name in enumerate(sorted({lane.origin for lane in road.lanes}))}
    doors = {name: number for number, name in enumerate(sorted({pair[1] for pair in road.last_miles}))}
    offices = {name: number for number, name in enumerate(sorted(road.offices))}
    modes = sorted({lane.mode for lane in road.lanes})
    office = np.array([offices[lane.office] if lane.office else NO_OFFICE for lane in road.lanes], dtype=np.int64)
    ending = np.zeros(len(offices), dtype=np.int64)
    ending[office[office != NO_OFFICE]] = np.flatnonzero(office != NO_OFFICE)
    shape = (len(road.lanes), len(doors))
    from_origin = np.zeros((len(road.lanes), len(origins)), dtype=bool)
    door_price, door = np.full(shape, FAR, dtype=np.int64), np.zeros((*shape, 2), dtype=np.int64)
    for row, lane in enumerate(road.lanes):
        from_origin[row, origins[lane.origin]] = True
        for name, number in doors.items():
            last = road.last_miles.get((road.end_of(lane), name))
            if last:
                door_price[row, number] = last.price_minor
                door[row, number] = last.p50, last.p90
    return LaneTable(
        lane_number={lane.id: row for row, lane in enumerate(road.lanes)},
        origin_number=origins,
        destination_number=doors,
        from_origin=from_origin,
        base=np.array([lane.price_base_minor for lane in road.lanes], dtype=np.int64),
        per_kg=np.array([lane.price_per_kg_minor for lane in road.lanes], dtype=np.int64),
        transit=np.array([(lane.transit_p50, lane.transit_p90) for lane in road.lanes], dtype=np.int64),
        headway=np.array([lane.headway for lane in road.lanes], dtype=np.int64),
        cut_off=np.array([-1 if lane.cut_off is None else lane.cut_off for lane in road.lanes], dtype=np.int64),
        door_price=door_price,
        door=door,
        office_number=offices,
        office=office,
        ending=ending,
        mode=np.array([modes.index(lane.mode) for lane in road.lanes], dtype=np.int64),
    )


def cheapest(
    table: LaneTable, origin: np.ndarray, destination: np.ndarray, weight_grams: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Lane int64[n] (-1: none) and postage int64[n] in minor units; ties go to the lane that stands first.

    `origin` and `destination` int64[n] are numbers of the table, -1 for a place that is not on the road.
    """
    known = (origin >= 0) & (destination >= 0)
    start, end = np.where(known, origin, 0), np.where(known, destination, 0)
    carriage = table.base[:, None] + (table.per_kg[:, None] * weight_grams[None, :] + 500) // 1000
    price = carriage + table.door_price[:, end]
    price[~table.from_origin[:, start] | (table.door_price[:, end] == FAR)] = FAR
    lane = price.argmin(axis=0)
    postage = price[lane, np.arange(len(lane))]
    found = known & (postage < FAR)
    return np.where(found, lane, NO_LANE), np.where(found, postage, 0)
