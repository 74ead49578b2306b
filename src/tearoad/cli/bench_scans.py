"""`bench scans`: scans of the post, told in batches as stations tell them, recorded durably.

What is timed is what a file of scans does: judged, kept, the parcels moved and their money, by two lanes, from columns
in memory. Parcels are real orders of the demo's, paid and handed over; nobody listens by webhook. Afterwards every rule
of `check` holds, and everything is told once more, which must change nothing.
"""

import os
import time
from collections import Counter
from typing import Any

import numpy as np

from tearoad.boot.road import OpenRoad, data_base, drop_data_base, fresh_data_base, open_road
from tearoad.boot.scanning import BATCH, LANES, record_all, taken
from tearoad.boot.settings import Settings
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.demo.orders import FIRST
from tearoad.demo.scans import Scanned, scans
from tearoad.journey.moving import Due
from tearoad.journey.stages import Border
from tearoad.operations.advance import advance
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.operations.place_orders import place_orders
from tearoad.operations.scan_ports import FATES, Fate
from tearoad.terms.days import DAY, HOUR, day_start

ORDERS, CHUNK, SEED = 20_000, 1_000, 20131111
PARCELS = """
SELECT s10, origin, office, destination, extract(epoch FROM dispatched_at)::bigint, border FROM consignment
WHERE s10 IS NOT NULL ORDER BY consignment_id
"""


def bench_scans(chosen: Settings, orders: int = ORDERS) -> dict[str, Any]:
    """Scans a second from the counter to the door."""
    with data_base(chosen) as url:
        name = f"tearoad_bench_scans_{os.getpid()}"
        try:
            with open_road(fresh_data_base(url, name)) as road:
                parcels = handed_over(road, orders)
                return {**_timed(road, parcels), "orders": orders, "parcels": len(parcels)}
        finally:
            drop_data_base(url, name)


def handed_over(road: OpenRoad, orders: int) -> list[Scanned]:
    """So many orders of one day, all handed over two hours later."""
    start, connection = day_start(FIRST), road.store.connection
    stock_demo(road, orders)
    connection.execute("UPDATE stock SET made_to_order = TRUE")
    advance(road.platform, start)
    asked = [order._replace(placed_at=start) for order in demo_orders(road.corridor, orders)]
    for at in range(0, len(asked), CHUNK):
        place_orders(road.platform, asked[at : at + CHUNK], ASSUMED_WEIGHT_GRAMS)
    ready = start + 2 * HOUR
    connection.execute("UPDATE consignment SET due = %s, due_at = to_timestamp(%s)", [Due.READY, ready])
    advance(road.platform, ready + 1)
    places = {office.id: office.place for office in road.platform.road.offices.values()}
    return [
        Scanned(s10, origin, places.get(office, ""), destination, at, border == Border.SELECTED)
        for s10, origin, office, destination, at, border in connection.execute(PARCELS).fetchall()
    ]


def _timed(road: OpenRoad, parcels: list[Scanned]) -> dict[str, Any]:
    told = scans(parcels, SEED)
    with road.store.unit() as unit:
        unit.roads.move_clock(int(told.at.max()) + DAY)
    warm = np.arange(BATCH)
    record_all(road, taken(told, warm), "bench", lambda more: None)
    rest = taken(told, np.arange(BATCH, len(told)))
    cpu, began = time.process_time(), time.perf_counter()
    fate = record_all(road, rest, "bench", lambda more: None)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    counted = Counter(fate.tolist())
    began = time.perf_counter()
    again = record_all(road, rest, "bench", lambda more: None)
    return {
        "scans": len(rest),
        "seconds": round(seconds, 2),
        "scans_per_second": round(len(rest) / seconds),
        "client_cpu_us_a_scan": round(cpu / len(rest) * 1e6, 1),
        "told_again_per_second": round(len(rest) / (time.perf_counter() - began)),
        "batch": BATCH,
        "lanes": LANES,
        "fates": {str(one): counted[at] for at, one in enumerate(FATES) if counted[at]},
        "wrong": _wrong(road, fate, again),
    }


def _wrong(road: OpenRoad, fate: np.ndarray, again: np.ndarray) -> list[str]:
    """The rules that are broken, and what was told twice and taken twice. What was refused because the border had not
    released it yet may be taken when it is told again."""
    taken_as = [FATES.index(one) for one in (Fate.MOVED, Fate.NOTED, Fate.LATE)]
    twice = (np.isin(fate, taken_as) & np.isin(again, taken_as)).sum()
    wrong = [f"{rule}: {broken} rows" for rule, broken, _ in road.check()]
    return [*wrong, f"{twice} scans were taken twice"] if twice else wrong


def in_words(found: dict[str, Any]) -> list[str]:
    """What a terminal shows."""
    told = f"{found['scans']} scans of {found['parcels']} parcels, {found['batch']} a commit, {found['lanes']} lanes"
    return [
        f"{told}: {found['scans_per_second']}/s; told again {found['told_again_per_second']}/s",
        f"{found['client_cpu_us_a_scan']} us of our own CPU a scan; {found['fates']}",
        "check: " + ("; ".join(found["wrong"]) or "every rule holds"),
    ]
