"""The bench's network is what it says: its size, its festival, its load, and the same from the same seed."""

import numpy as np
import pytest

from tearoad.kernel.stations import DELAY, FAR
from tearoad.twin.engine import departures
from tearoad.twin.reference import (
    BY_HOUR,
    CHUNK,
    DAY,
    DAYS,
    FESTIVAL_DAY,
    HOUR,
    ORDINARY_USE,
    PEAK,
    STAGES,
    reference,
)

SEED = 5


@pytest.mark.parametrize("parcels", [200, 20_000])
def test_an_ordinary_day_asks_for_four_fifths(parcels: int) -> None:
    made = reference(parcels, SEED)
    stations, visits = made.stations, made.visits
    day = visits.arrival // DAY
    ordinary = np.repeat(day != FESTIVAL_DAY, STAGES)
    for number, kind in enumerate(stations.kind):
        if kind == DELAY:
            continue
        first = stations.step_from[number]
        capacity = int(stations.step_capacity[first : first + 3].sum()) * 8 * HOUR
        work = visits.service[(visits.station == number) & ordinary].sum() / (DAYS - 1)
        assert work / capacity == pytest.approx(ORDINARY_USE, rel=0.25 if parcels < 1_000 else 0.06)


def test_the_festivals_peak_is_twenty_times_the_ordinary_hour() -> None:
    arrival = reference(400_000, SEED).visits.arrival
    hours = np.bincount(arrival // HOUR, minlength=DAYS * 24).reshape(DAYS, 24)
    ordinary = np.delete(hours, FESTIVAL_DAY, axis=0).mean(axis=0)
    assert hours[FESTIVAL_DAY][0] / ordinary[0] == pytest.approx(PEAK, rel=0.1)
    assert (hours[FESTIVAL_DAY] / ordinary).max() == pytest.approx(PEAK, rel=0.2)
    assert np.corrcoef(ordinary, BY_HOUR)[0, 1] > 0.99


def test_every_parcel_goes_through_six_stages_and_arrives() -> None:
    made = reference(3_000, SEED)
    stations, visits = made.stations, made.visits
    assert len(made.names) == len(stations.kind) == 8
    assert (np.diff(visits.arrival) >= 0).all()
    route = visits.station.reshape(-1, STAGES)
    assert (np.diff(route, axis=1) > 0).all()
    assert set(route[:, 3]) == {3, 4, 5}
    assert visits.service.min() >= 1
    assert visits.arrival.max() > 2**32
    assert departures(stations, visits).max() < FAR


def test_the_same_seed_gives_the_same_whatever_the_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reference(1_000, SEED)
    monkeypatch.setattr("tearoad.twin.reference.CHUNK", 64)
    parts = reference(1_000, SEED)
    for one, other in zip((*whole.stations, *whole.visits), (*parts.stations, *parts.visits), strict=True):
        assert (one == other).all()
    assert (reference(1_000, SEED + 1).visits.service != whole.visits.service).any()
    assert CHUNK > 64
