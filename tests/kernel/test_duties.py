"""The kernel agrees with a reckoning in fractions on every parcel and with the published examples."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.duties import DutyRules, parcel_duty

ROWS = [(100, 200, 20_000, 31_000, False, 1_500, 200), (200, 300, 20_000, 31_000, True, 500, 100)]
RULES = DutyRules(*(np.array(column) for column in zip(*ROWS, strict=True)))


def half_up(amount: Fraction) -> int:
    return int(amount + Fraction(1, 2))


def oracle(day: int, value: int, grams: int) -> tuple[int, int]:
    for number, (first, until, free, free_grams, whole, rate, per_kg) in enumerate(ROWS):
        if first <= day < until:
            if value <= free and grams <= free_grams:
                return 0, number
            base = value if whole else max(value - free, 0)
            weight = grams if whole else max(grams - free_grams, 0)
            return max(half_up(Fraction(base * rate, 10_000)), half_up(Fraction(weight * per_kg, 1_000))), number
    return 0, -1


PARCEL = st.tuples(st.integers(90, 310), st.integers(0, 200_000), st.integers(0, 60_000))


@given(st.lists(PARCEL, min_size=1))
def test_kernel_is_the_plain_reckoning(parcels: list[tuple[int, int, int]]) -> None:
    duty, rule = parcel_duty(*(np.array(column) for column in zip(*parcels, strict=True)), RULES)
    assert list(zip(duty.tolist(), rule.tolist(), strict=True)) == [oracle(*parcel) for parcel in parcels]


def test_published_examples() -> None:
    day, value, grams = (
        np.array([150, 150, 250, 250]),
        np.array([30_000, 10_000, 35_000, 20_000]),
        np.array([5_000, 35_000, 5_000, 31_000]),
    )
    assert parcel_duty(day, value, grams, RULES)[0].tolist() == [1_500, 800, 1_750, 0]
