"""Conversion agrees with fractions, to the minor unit, and a day without a rate has no answer; under a lock nothing is
lost, however a payment is cut."""

import random
from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.ledger.exchange import NO_RATE, Exchanged, Lock, Rates, exchange, locked, renewed, worth
from tearoad.terms.days import DAY, MOSCOW
from tearoad.terms.money import EXPONENTS

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


def lock(top: int, bottom: int, margin: int, source: str = "RUB", target: str = "CNY") -> Lock:
    return Lock(source, target, top, bottom, margin, 0, 1)


def test_no_kopeck_and_no_fen_is_lost_in_a_million_conversions() -> None:
    """Each is within half a fen of the exact value; from a rouble on, too much is as frequent as too little."""
    luck = random.Random(20131111)
    day = [
        lock(luck.randrange(60_000, 100_000), luck.randrange(600_000, 1_300_000), luck.randrange(500))
        for _ in range(999)
    ]
    off: list[float] = []
    for number in range(1_000_000):
        one, minor = day[number % 999], int(10 ** (8 * luck.random()))
        position, margin, owed = exchange(minor, one)
        assert position + margin == minor
        assert abs(20_000 * margin - 2 * minor * one.margin) <= 10_000
        error = 2 * (owed * one.bottom - position * one.top)
        assert -one.bottom < error <= one.bottom
        if minor >= 100:
            off.append(error / (2 * one.bottom))
    assert abs(sum(off)) < 5 * (len(off) / 12) ** 0.5  # five deviations of a sum of so many


AMOUNTS = st.integers(0, 10**11)
LOCKS = st.builds(
    lock,
    st.integers(1, 10**8),
    st.integers(1, 10**8),
    st.integers(0, 10_000),
    *[st.sampled_from(["RUB", "JPY", "CNY"])] * 2,
)


@given(AMOUNTS, LOCKS)
def test_an_exchange_is_the_reckoning_in_fractions(minor: int, one: Lock) -> None:
    half = Fraction(1, 2)
    margin = (minor * Fraction(one.margin, 10_000) + half) // 1
    rate = Fraction(one.top * 10 ** EXPONENTS[one.target], one.bottom * 10 ** EXPONENTS[one.source])
    assert exchange(minor, one) == Exchanged(minor - margin, margin, ((minor - margin) * rate + half) // 1)
    assert worth(minor, one) == (minor * rate + half) // 1


@given(LOCKS, st.lists(AMOUNTS, min_size=1, max_size=8))
def test_parts_given_back_add_up_to_what_was_taken(one: Lock, cuts: list[int]) -> None:
    left = sorted([*cuts, 0], reverse=True)
    steps = [exchange(amount, one) for amount in left]
    moved = [Exchanged(*(a - b for a, b in zip(*pair, strict=True))) for pair in pairwise(steps)]
    assert all(part >= 0 for step in moved for part in step)
    assert [sum(parts) for parts in zip(Exchanged(0, 0, 0), *moved, strict=True)] == list(exchange(left[0], one))


def test_a_rate_is_locked_for_its_time_then_that_of_the_day_holds() -> None:
    day = 110 * DAY - MOSCOW
    first = locked(RATES, "RUB", "CNY", day, 100, 15 * DAY)
    assert first == Lock("RUB", "CNY", 79_123, 950_000, 100, day, day + 15 * DAY)
    assert renewed(first, RATES, day + 15 * DAY - 1, 9) == first
    later = day + 15 * DAY
    assert renewed(first, RATES, later, 9) == Lock("RUB", "CNY", 81_001, 1_012_345, 100, later, later + 9)
    assert renewed(first, RATES, day + 900 * DAY, 9) == first
    assert locked(RATES, "RUB", "CNY", 99 * DAY, 100, 1) is None
    midnight = 120 * DAY - MOSCOW
    tops = [one and one.top for at in (midnight - 1, midnight) if (one := locked(RATES, "RUB", "CNY", at, 0, 1))]
    assert tops == [79_123, 81_001]
    assert locked(RATES, "JPY", "CNY", day, 100, 1) is None
