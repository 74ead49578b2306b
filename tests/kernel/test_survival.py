"""The share that is left is the product of the shares that outlive each moment; what goes on counts until then."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.survival import bounds, curve, quantile

LIVES = st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=14)


def plainly(lives: list[tuple[int, bool]], level: Fraction) -> int | None:
    left = Fraction(1)
    for moment in sorted({duration for duration, ended in lives if ended}):
        at_risk = sum(duration >= moment for duration, _ in lives)
        left *= 1 - Fraction(sum(life == (moment, True) for life in lives), at_risk)
        if left <= 1 - level:
            return moment
    return None


@given(LIVES, st.sampled_from([Fraction(1, 2), Fraction(9, 10), Fraction(1, 3)]))
def test_quantiles_are_those_of_the_plain_product(lives: list[tuple[int, bool]], level: Fraction) -> None:
    duration, ended = (np.array([life[at] for life in lives]) for at in (0, 1))
    of = curve(duration.astype(np.int64), ended.astype(bool))
    found = quantile(of, float(level))
    assert found == plainly(lives, level)
    low, high = bounds(of, float(level), 1.96)
    if found is not None:
        assert low is not None
        assert low <= found
        assert high is None or found <= high


def test_what_goes_on_makes_the_rest_slower() -> None:
    duration, ended = np.arange(10), np.arange(10) % 2 == 0
    of = curve(duration, ended)
    assert quantile(of, 0.5) == 6
    assert quantile(curve(duration[ended], ended[ended]), 0.5) == 4, "who leaves out what goes on is too fast"
    assert quantile(of, 0.9) is None


def test_bounds_hold_as_often_as_they_say() -> None:
    """Of 400 samples of 200 lives, of which some are cut off: 95 in 100, give or take."""
    luck, held = np.random.default_rng(7), 0
    for _ in range(400):
        life, cut = luck.exponential(1_000_000, 200), luck.uniform(500_000, 6_000_000, 200)
        low, high = bounds(curve(np.minimum(life, cut).astype(np.int64), life <= cut), 0.5, 1.96)
        assert low is not None
        assert high is not None
        held += low <= np.log(2) * 1_000_000 <= high
    assert 0.92 * 400 <= held <= 0.98 * 400
