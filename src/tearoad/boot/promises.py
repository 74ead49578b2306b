"""Promises for the operator: held against the journeys of a file or of the road, and asked for one parcel."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from tearoad.boot.rehearsal import scenario
from tearoad.boot.road import OpenRoad, own_corridor
from tearoad.network.choose import NO_LANE, LaneTable, cheapest, lane_table
from tearoad.network.lately import HAND_OVER, LAST_MILE, TRANSIT, WHOLE, groups_of
from tearoad.network.outlook import Outlook, unknown
from tearoad.network.promise import LEVEL, door_after, promised_day
from tearoad.network.promises_kept import reported
from tearoad.network.reliability import calibrated
from tearoad.network.road import Road
from tearoad.network.ways import ways_of
from tearoad.operations.outlooks import outlook_at
from tearoad.store.database import CELL
from tearoad.store.promises import PostgresPromises, delivered
from tearoad.terms.days import DAY, day_word
from tearoad.terms.refusal import BadInput
from tearoad.wire.past_orders import read_journeys

LEAST_LEVEL, MOST_LEVEL = 0.5, 0.99
LEVELS = (0.5, 0.8, LEVEL, 0.95)
PARTS = {HAND_OVER: "hand-over", TRANSIT: "transit", LAST_MILE: "last mile"}
MOST_DOUBT = 0.25  # standard error of a logarithm; of what is doubted more nothing is said


def calibrated_file(path: Path, level: float) -> dict[str, Any]:
    """Figures of `network/reliability`; `BadInput` where the file or the level cannot be understood."""
    if not LEAST_LEVEL <= level <= MOST_LEVEL:
        raise BadInput(f"--level {level}, expected a share from {LEAST_LEVEL} to {MOST_LEVEL}")
    return {"file": str(path), **calibrated(read_journeys(path), level)}


def road_report(road: OpenRoad) -> dict[str, Any]:
    """Figures of `network/promises_kept` on all that the road has delivered."""
    table = road.platform.table
    with road.store.connection.cursor() as cursor:
        rows, late = delivered(cursor, CELL, table.lane_number, table.destination_number)
    return {"road": road.name, **reported(road.platform.road, table, rows, late)}


def by_data(origin: str, destination: str, grams: int, at: datetime, of_scenario: str) -> dict[str, Any]:
    """What is promised to who orders at a moment, by the data of the road, or of a scenario, alone: nobody waits
    anywhere. `BadInput` for places and scenarios that are not there."""
    road = scenario(of_scenario).network.road if of_scenario else own_corridor().road
    table = lane_table(road)
    return _asked(road, table, unknown(road, ways_of(road, table)), origin, destination, grams, int(at.timestamp()))


def by_road(opened: OpenRoad, origin: str, destination: str, grams: int) -> dict[str, Any]:
    """The same where the road's clock stands, with its queues and with what it has learnt."""
    p, at = opened.platform, opened.clock_at()
    with opened.store.connection.cursor() as cursor:
        outlook = outlook_at(p, PostgresPromises(cursor, CELL), at)
    return _asked(p.road, p.table, outlook, origin, destination, grams, at)


def lately(opened: OpenRoad) -> dict[str, Any]:
    """What the road has learnt by the morning of its clock's day: how many times as long, give or take `doubt`, and as
    uneven, as its data say each part of the way takes; without those of which too little was seen."""
    p, at = opened.platform, opened.clock_at()
    with opened.store.connection.cursor() as cursor:
        outlook = outlook_at(p, PostgresPromises(cursor, CELL), at)
    times, seen = outlook.lately.times / WHOLE, outlook.lately.sure[:, 0] / WHOLE
    rows = [
        {
            "part": PARTS[part],
            "name": name,
            "stretch": round(times[row, 0], 3),
            "doubt": round(seen[row] ** -0.5, 3),
            "spread": round(times[row, 1], 3),
        }
        for row, (part, name) in enumerate(groups_of(p.road))
        if seen[row] >= MOST_DOUBT**-2
    ]
    return {"road": opened.name, "day": day_word(outlook.day) if outlook.day else None, "parts": rows}


def _asked(
    road: Road, table: LaneTable, outlook: Outlook, origin: str, destination: str, grams: int, at: int
) -> dict[str, Any]:
    start, end = _number(table.origin_number, origin, "--from"), _number(table.destination_number, destination, "--to")
    lane = int(cheapest(table, np.array([start]), np.array([end]), np.array([grams]))[0][0])
    ordered = f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
    found = {"from": origin, "to": destination, "weight_grams": grams, "ordered_at": ordered}
    if lane == NO_LANE:
        return {**found, "lane": None, "promises": []}
    seconds = door_after(outlook, np.array([at]), np.array([lane]), np.array([end]), LEVELS)[0]
    promises = [
        {"level": level, "days": round(took / DAY, 1), "promised_on": day_word(promised_day(at, took))}
        for level, took in zip(LEVELS, seconds.tolist(), strict=True)
    ]
    return {**found, "lane": road.lanes[lane].id, "promises": promises}


def _number(known: Mapping[str, int], name: str, option: str) -> int:
    if name not in known:
        raise BadInput(f"{option} {name!r}, expected one of {', '.join(sorted(known))}")
    return known[name]
