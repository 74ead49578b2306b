"""Intervals: Student's quantiles as printed in tables, coverage as promised, and when there is enough."""

import math

import numpy as np
import pytest

from tearoad.twin.interval import Interval, enough, interval, student, told_apart

# The 97.5 % quantile of Student's t, from its usual tables, and between their rows.
KNOWN = {
    1: 12.7062, 2: 4.3027, 3: 3.1824, 4: 2.7764, 5: 2.5706, 9: 2.2622, 10: 2.2281, 15: 2.1314, 20: 2.0860, 29: 2.0452,
    30: 2.0423, 35: 2.0301, 40: 2.0211, 50: 2.0086, 60: 2.0003, 80: 1.9901, 99: 1.9842, 100: 1.9840, 120: 1.9799,
    200: 1.9719, 1_000: 1.9623, 10**6: 1.9600,
}  # fmt: skip


@pytest.mark.parametrize("freedom", KNOWN)
def test_quantiles_are_those_of_the_tables(freedom: int) -> None:
    assert student(freedom) == pytest.approx(KNOWN[freedom], abs=6e-4)


def test_quantiles_fall() -> None:
    found = [student(freedom) for freedom in range(1, 400)]
    assert (np.diff(found) < 0).all()


def test_the_quantile_is_where_the_density_says() -> None:
    for freedom in (4, 9, 24, 99):
        x = np.linspace(0.0, student(freedom), 100_001)
        scale = math.gamma((freedom + 1) / 2) / math.gamma(freedom / 2) / math.sqrt(freedom * math.pi)
        density = scale * (1 + x**2 / freedom) ** (-(freedom + 1) / 2)
        assert 0.5 + np.trapezoid(density, x) == pytest.approx(0.975, abs=1e-4)


def test_by_hand() -> None:
    found = interval([1.0, 2.0, 3.0, 4.0])  # mean 2.5, deviation sqrt(5 / 3)
    half = 3.182 * math.sqrt(5 / 3) / 2
    assert found.mean == 2.5
    assert found.low == pytest.approx(2.5 - half)
    assert found.high == pytest.approx(2.5 + half)
    assert found.n == 4
    assert interval([7.0]) == Interval(7.0, None, None, 1)
    assert interval([7.0, 7.0]) == Interval(7.0, 7.0, 7.0, 2)


@pytest.mark.parametrize("n", [5, 20])
def test_nineteen_of_twenty_intervals_hold_the_mean(n: int) -> None:
    luck = np.random.default_rng(2013)
    runs = 4_000
    found = [interval(row) for row in luck.normal(10.0, 3.0, size=(runs, n))]
    held = sum((one.low or 0.0) <= 10.0 <= (one.high or 0.0) for one in found) / runs
    assert held == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / runs))


def test_enough_is_half_an_interval_of_the_target_less_a_little() -> None:
    values = [95.0, 100.0, 105.0, 98.0, 102.0, 100.0]
    found = interval(values)
    assert found.low is not None
    relative = (found.mean - found.low) / found.mean
    just = relative / (1 - relative)  # target / (1 + target) is then the half-width itself
    assert enough(values, just * 1.000001)
    assert not enough(values, just * 0.999999)
    assert not enough(values, relative), "the error is bounded against the true mean, not the one that was found"
    assert enough([-value for value in values], just * 1.000001)
    assert not enough([100.0], 1.0)
    assert enough([100.0, 100.0], 0.0001)
    assert not enough([-1.0, 1.0], 1.0)


def test_a_relative_error_is_bounded_by_the_target_in_nineteen_of_twenty() -> None:
    luck, target, kept = np.random.default_rng(7), 0.05, 0
    runs = 500
    for _ in range(runs):
        values = luck.normal(30.0, 4.0, size=100).tolist()
        count = next(n for n in range(5, 101, 5) if n == 100 or enough(values[:n], target))
        kept += abs(np.mean(values[:count]) - 30.0) <= target * 30.0
    assert kept / runs > 0.93


def test_a_difference_is_told_where_nought_is_outside() -> None:
    assert told_apart(Interval(1.0, 0.5, 1.5, 5)) == "more"
    assert told_apart(Interval(-1.0, -1.5, -0.5, 5)) == "less"
    for low, high in ((-0.5, 2.5), (0.0, 2.0), (-2.0, 0.0), (0.0, 0.0), (None, None)):
        assert told_apart(Interval(1.0, low, high, 5)) == "cannot tell apart"
