"""Conversion agrees with fractions, to the minor unit, and a day without a rate has no answer."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.ledger.exchange import NO_RATE, Rates

PER_EURO = {"RUB": [950_000, 1_012_345], "CNY": [79_123, 81_001]}
RATES = Rates(np.array([100, 120]), {code: np.array(rates) for code, rates in PER_EURO.items()})
CURRENCIES = st.sampled_from(["EUR", "RUB", "CNY"])


def rate(currency: str, day: int) -> Fraction:
    return Fraction(1) if currency == "EUR" else Fraction(PER_EURO[currency][day >= 120], 10_000)


@given(st.integers(0, 10**11), CURRENCIES, CURRENCIES, st.integers(100, 150))
def test_it_is_the_reckoning_in_fractions(minor: int, source: str, target: str, day: int) -> None:
    exact = minor * rate(target, day) / rate(source, day)
    found = RATES.convert(np.array([minor]), source, target, np.array([day]))
    assert found.tolist() == [int(exact + Fraction(1, 2))]


def test_a_day_without_a_rate_has_no_answer() -> None:
    days = np.array([99, 100, 119, 120, 150, 151])
    known = (RATES.convert(np.full(6, 100), "EUR", "RUB", days) != NO_RATE).tolist()
    assert known == [False, True, True, True, True, False]
    assert RATES.convert(np.full(6, 100), "EUR", "JPY", days).tolist() == [NO_RATE] * 6
    assert Rates(np.array([], dtype=np.int64), {}).on("RUB", days).tolist() == [NO_RATE] * 6
