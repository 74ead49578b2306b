"""The road's own time against plain loops."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.kernel.life_table import BINS, EDGES, risk_at
from tearoad.kernel.road_clock import days_promised, expected, speed_of_day, still_to_come

RISK = np.stack([EDGES * 0.8, EDGES**2 / 3, np.minimum(EDGES, 5)])
PARCELS = st.lists(
    st.tuples(st.integers(0, 2), st.floats(0, 8), st.floats(0.5, 5), st.floats(0.1, 1)), min_size=1, max_size=60
)


@settings(max_examples=60)
@given(PARCELS, st.floats(0.01, 3))
def test_chances_are_those_of_the_table(parcels: list[tuple[int, float, float, float]], speed: float) -> None:
    group, age, scale, part = (np.array(column) for column in zip(*parcels, strict=True))
    found = expected(group, age, scale, part, speed, RISK)
    rest = still_to_come(group, age, scale, RISK)
    for row, (own, old, size, share) in enumerate(parcels):
        risk = RISK[own]
        run = risk_at(risk, (old + speed * share) / size) - risk_at(risk, old / size)
        assert found[row] == pytest.approx(1 - math.exp(-run))
        assert rest[row] == pytest.approx(1 - math.exp(risk_at(risk, old / size) - risk[BINS]))


@pytest.mark.parametrize("speed", [0.05, 0.6, 1.0, 1.7])
def test_a_day_is_as_fast_as_makes_so_many_expected(speed: float) -> None:
    luck = np.random.default_rng(2)
    count = 3_000
    group, age = luck.integers(0, 3, count), luck.uniform(0, 4, count)
    scale, part = luck.uniform(1, 3, count), luck.uniform(0.2, 1, count)
    came = float(expected(group, age, scale, part, speed, RISK).sum())
    assert speed_of_day(group, age, scale, part, came, 1.0, 0.0, RISK) == pytest.approx(speed, rel=0.03)
    assert speed_of_day(group, age, scale, part, came, 1.0, 1e9, RISK) == pytest.approx(1.0, rel=0.01)


ASKED = st.tuples(st.integers(17_000, 17_010), st.floats(0, 1), st.floats(0, 30), st.floats(0.2, 3))


@settings(max_examples=100)
@given(st.lists(ASKED, min_size=1, max_size=10), st.lists(st.floats(0.02, 2), min_size=7, max_size=7))
def test_promises_are_the_last_day_within_their_time(
    asked: list[tuple[int, float, float, float]], week: list[float]
) -> None:
    day, part, target, factor = (np.array(column) for column in zip(*asked, strict=True))
    speed = np.array(week)
    found = days_promised(day, part, np.stack([target, target + 1], axis=1), factor, speed, 3, 400)
    for row, (start, share, time, own) in enumerate(asked):
        previous = start
        for level in range(2):
            promised, passed = start, share * week[(start + 3) % 7] * own
            while promised < start + 400 and passed + week[(promised + 4) % 7] * own <= time + level:
                promised += 1
                passed += week[(promised + 3) % 7] * own
            while promised > start and week[(promised + 3) % 7] < 0.1 * speed.mean():
                promised -= 1
            previous = max(previous, promised)
            assert found[row, level] == previous
