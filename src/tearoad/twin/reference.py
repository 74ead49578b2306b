"""The reference network of the bench: six stages, eight stations, sixty days with a festival, for any count of parcels.

All of it is assumed. Servers grow with the parcels, and services are scaled so that every station that serves has
`ORDINARY_USE` of its calendar's capacity to do on an ordinary day; on the festival it has many times as much.
"""

from typing import NamedTuple

import numpy as np

from tearoad.kernel.draws import delay, uniform
from tearoad.kernel.stations import DELAY, FIFO, NO_LIMIT, SERVE, Stations, Visits

HOUR = 3_600 * 10_000  # a tick is 0.1 ms
DAY = 24 * HOUR
DAYS, FESTIVAL_DAY, CALENDAR_DAYS = 60, 20, 150
PEAK = 20.0
ORDINARY_USE = 0.8
SPREAD = 2.5  # 90 % quantile of services over their median
HAUL_P50, HAUL_P90 = 6.0 * DAY, 9.0 * DAY
SHARES = (0.5, 0.3, 0.2)  # of the three exchange offices, by the parcel's class
# Of an ordinary day, hour by hour; then by how much the festival's hours are above them.
BY_HOUR = (2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 5, 5, 6, 6, 6, 5, 5, 6, 7, 7, 5, 3)
BY_FESTIVAL_HOUR = (PEAK, PEAK, 14, 8, 6, 5, 5, 5, 6, 7, 8, 8, 7, 6, 6, 6, 6, 6, 7, 8, 9, 10, 12, 12)
LUCK_OF_ARRIVAL, LUCK_OF_CLASS, LUCK_OF_STAGE = 0, 1, 2  # the last has six
CHUNK = 1 << 20


class Place(NamedTuple):
    """`servers` by day for 100,000 parcels, and what part of them works at night; no servers: a delay."""

    name: str
    stage: int
    servers: float
    night: float
    share: float = 1.0


PLACES = (
    Place("acceptance", 0, 8, 0.0),
    Place("export sorting", 1, 4, 0.25),
    Place("line-haul", 2, 0, 0.0),
    *(Place(f"exchange office {number + 1}", 3, 20 * share, 0.0, share) for number, share in enumerate(SHARES)),
    Place("domestic sorting", 4, 4, 0.25),
    Place("delivery", 5, 24, 0.0),
)
STAGES = 6


class Reference(NamedTuple):
    names: tuple[str, ...]
    stations: Stations
    visits: Visits


def reference(parcels: int, seed: int) -> Reference:
    """Parcels are numbered as they appear; each visits all six stages, and no service is shorter than a tick."""
    calendars = [_calendar(place, parcels) for place in PLACES]
    a_day = parcels * sum(BY_HOUR) / _weights().sum()
    means = [
        0.0 if calendar is None else ORDINARY_USE * _capacity_of_a_day(calendar) / (a_day * place.share)
        for place, calendar in zip(PLACES, calendars, strict=True)
    ]
    station = np.empty((parcels, STAGES), dtype=np.int32)
    service = np.empty((parcels, STAGES), dtype=np.int64)
    for first in range(0, parcels, CHUNK):
        rows = slice(first, min(first + CHUNK, parcels))
        _draw_rows(np.arange(rows.start, rows.stop, dtype=np.uint64), seed, means, station[rows], service[rows])
    visits = Visits(
        arrival=_arrivals(parcels, seed),
        route_from=np.arange(0, STAGES * parcels + 1, STAGES, dtype=np.int64),
        station=station.reshape(-1),
        service=service.reshape(-1),
    )
    return Reference(tuple(place.name for place in PLACES), _stations(calendars), visits)


def _draw_rows(keys: np.ndarray, seed: int, means: list[float], station: np.ndarray, service: np.ndarray) -> None:
    """Fills `station` and `service` [len(keys), STAGES] of some parcels."""
    fit = 1.0 / _mean_over_median()
    office = np.searchsorted(np.cumsum(SHARES[:-1]), uniform(seed, keys, LUCK_OF_CLASS), side="right")
    for stage in range(STAGES):
        places = [number for number, place in enumerate(PLACES) if place.stage == stage]
        number = np.array(places)[office] if len(places) > 1 else np.full(len(keys), places[0])
        if PLACES[places[0]].servers:
            p50 = np.array(means)[number] * fit
            p90 = p50 * SPREAD
        else:
            p50, p90 = np.array([HAUL_P50]), np.array([HAUL_P90])
        station[:, stage] = number
        service[:, stage] = np.maximum(delay(uniform(seed, keys, LUCK_OF_STAGE + stage), p50, p90), 1)


def _arrivals(parcels: int, seed: int) -> np.ndarray:
    """int64[n] ascending: the intensity by hours, upside down."""
    weights = _weights()
    reached = np.concatenate([[0.0], np.cumsum(weights)]) / weights.sum()
    luck = uniform(seed, np.arange(parcels, dtype=np.uint64), LUCK_OF_ARRIVAL)
    luck.sort()
    return np.interp(luck, reached, np.arange(len(reached)) * float(HOUR)).astype(np.int64)


def _weights() -> np.ndarray:
    """float64[DAYS * 24]: the intensity of each hour."""
    weights = np.tile(np.array(BY_HOUR, dtype=np.float64), (DAYS, 1))
    weights[FESTIVAL_DAY] *= BY_FESTIVAL_HOUR
    return weights.reshape(-1)


def _calendar(place: Place, parcels: int) -> list[tuple[int, int]] | None:
    """Night, early and late shift of each day, and all servers for ever after."""
    if not place.servers:
        return None
    full = max(2, round(place.servers * parcels / 100_000))
    shifts = ((0, round(full * place.night)), (8, full), (16, full // 2))
    steps = [(day * DAY + hour * HOUR, capacity) for day in range(CALENDAR_DAYS) for hour, capacity in shifts]
    return [*steps, (CALENDAR_DAYS * DAY, full)]


def _capacity_of_a_day(calendar: list[tuple[int, int]]) -> int:
    """Server ticks."""
    return sum(capacity for _, capacity in calendar[:3]) * 8 * HOUR


def _mean_over_median() -> float:
    """Of the services as they are drawn."""
    even = (np.arange(100_000) + 0.5) / 100_000
    return float(delay(even, np.array([1e9]), np.array([SPREAD * 1e9])).mean() / 1e9)


def _stations(calendars: list[list[tuple[int, int]] | None]) -> Stations:
    steps = np.array([step for calendar in calendars for step in calendar or []], dtype=np.int64)
    return Stations(
        kind=np.array([DELAY if calendar is None else SERVE for calendar in calendars], dtype=np.int8),
        discipline=np.full(len(calendars), FIFO, dtype=np.int8),
        room=np.full(len(calendars), NO_LIMIT, dtype=np.int64),
        step_from=np.cumsum([0, *(len(calendar or []) for calendar in calendars)], dtype=np.int64),
        step_tick=steps[:, 0].copy(),
        step_capacity=steps[:, 1].copy(),
    )
