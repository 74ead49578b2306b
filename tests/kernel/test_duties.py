"""The kernel beside fractions and the oracle, where numbers are largest: each amount is exact, or it is unknown."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.boot.law import applied_law
from tearoad.cli.law_oracle import Line, Parcel, reckon, tracks_of
from tearoad.customs.answer import VERDICTS
from tearoad.customs.applied import CURRENCY_NUMBER, AppliedLaw
from tearoad.customs.assess import assess, prepare
from tearoad.customs.frame import read
from tearoad.customs.goods import SUBJECTS
from tearoad.customs.rates import Rates, Series
from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS
from tearoad.customs.tariff import Tariff, TariffRow
from tearoad.kernel import duty_columns as d
from tearoad.kernel.duties import charge
from tearoad.kernel.exact import TOO_LARGE
from tearoad.kernel.exchange import UNKNOWN, exchanged, rate_of
from tearoad.terms.days import day_number

TERMS = st.tuples(st.integers(0, 2**31 - 1), st.integers(1, 2**31 - 1))
CN_TO = ("RU", "KZ", "BY", "DE", "CZ", "HU", "IC", "GB", "US", "CN")


def half_up(amount: Fraction) -> int:
    return (2 * amount + 1) // 2


@settings(max_examples=1_000)
@given(st.integers(0, d.LARGEST_MINOR), TERMS, TERMS)
def test_amounts_go_through_the_banks_own_currency(
    minor: int, source: tuple[int, int], target: tuple[int, int]
) -> None:
    rates = np.array([[[source, target, (1, 1)]]], dtype=np.int64)
    found = exchanged(minor, rate_of(0, 1, 0, 0, rates))
    if minor == 0:
        assert found == 0
        return
    if not source[0] or not target[0]:
        assert found == UNKNOWN
        return
    own = half_up(Fraction(minor * source[1], source[0]))
    wanted = half_up(Fraction(own * target[0], target[1]))
    if own < TOO_LARGE - 2 and wanted < TOO_LARGE - 2:
        assert found == wanted
    assert found in (wanted, UNKNOWN) or own >= TOO_LARGE - 2


def test_no_exchange_needs_no_rate_and_the_own_currency_one_alone() -> None:
    rates = np.array([[[(0, 0), (7, 2), (1, 1)]]], dtype=np.int64)
    assert exchanged(1_234, rate_of(0, 0, 0, 0, rates)) == 1_234
    assert exchanged(10, rate_of(1, 2, 0, 0, rates)) == 3  # 20 / 7
    assert exchanged(3, rate_of(2, 1, 0, 0, rates)) == 11  # 21 / 2, half up
    assert exchanged(3, rate_of(0, 1, 0, 0, rates)) == UNKNOWN
    assert exchanged(3, rate_of(1, 0, 0, 0, rates)) == UNKNOWN


@cache
def law() -> AppliedLaw:
    """The shipped book under the highest rates that a tariff may give."""
    shipped = applied_law(date(2026, 11, 24))
    rows = [
        TariffRow(place, hs, BOOK_BEGINS, BOOK_ENDS, d.LARGEST_RATE, 10**6, 9_000, "constructed")
        for place in shipped.snapshot.territories
        for hs in ("61", "85")
    ]
    return AppliedLaw(shipped.snapshot, shipped.rates, Tariff(tuple(rows)), shipped.codes)


def converter(day: date, place: str, policy: int) -> Callable[[int, str, str], int | None]:
    rates = law().exchange.rates[policy, day_number(day) - law().exchange.first_day].tolist()

    def convert(amount: int, source: str, target: str) -> int | None:
        (sold, worth), (bought, price) = (rates[CURRENCY_NUMBER[code]] for code in (source, target))
        if source == target or amount == 0:
            return amount
        if not sold or not bought:
            return None
        return half_up(Fraction(half_up(Fraction(amount * worth, sold)) * bought, price))

    return convert


@pytest.mark.parametrize("place", CN_TO)
@pytest.mark.parametrize("day", [date(2023, 5, 3), date(2026, 8, 3)], ids=str)
def test_the_largest_parcel_that_is_let_in_is_exact(place: str, day: date) -> None:
    """A thousand million pounds of goods, as much postage, and a thousand tonnes, in two lines."""
    half = d.LARGEST_MINOR // 2
    lines = [
        {"line": number, "hs": hs, "quantity": 100, "value_minor": half, "weight_grams": d.LARGEST_GRAMS // 2}
        for number, hs in ((1, "610910"), (2, "851714"))
    ]
    whole = {"currency": "GBP", "origin": "CN", "destination": place, "accepted_on": day,
             "postage_minor": d.LARGEST_MINOR}  # fmt: skip
    frame = pl.DataFrame([{**line, **whole, "parcel_id": subject, "subject": subject} for subject in SUBJECTS
                          for line in lines])  # fmt: skip
    goods = read(frame, law().snapshot.territories)
    found, _ = assess(goods.goods, law(), {})
    charges, seen = found.found.charges, 0
    for at, subject in enumerate(sorted(SUBJECTS)):
        tracks = tracks_of(law().snapshot.rules, place, subject, False, "CN")
        policy = law().policies.index(found.schemes[found.scheme[at]].policy)
        asked = Parcel(
            day, "GBP", law().snapshot.territories[place].currency, d.LARGEST_MINOR,
            [Line(at, one["hs"], 100, half, d.LARGEST_GRAMS // 2, d.LARGEST_RATE, 10**6, 9_000)
             for at, one in enumerate(lines, 1)],
        )  # fmt: skip
        answer = reckon(asked, tracks, converter(day, place, policy))
        own = np.flatnonzero(charges.parcel == at)
        assert VERDICTS[found.found.verdict[at]] == answer.verdict
        assert [int(amount) for amount in charges.amount[own]] == [
            d.UNKNOWN if amount is None else amount for *_, amount, _ in answer.charges
        ]
        assert [int(paid) for paid in charges.paid[own]] == [
            d.UNKNOWN if paid is None else paid for *_, paid in answer.charges
        ]
        seen += len(own)
    assert seen >= 2


def test_what_a_rate_makes_too_large_to_reckon_is_unknown() -> None:
    """A mistyped rate of exchange ends in a verdict, not in a wrong number or a search without end."""
    day = day_number(date(2026, 8, 3))
    rate = Series("CBR", "EUR", "RUB", np.array([day]), np.array([1]), np.array([999_999_999]), "mistyped")
    mistyped = AppliedLaw(law().snapshot, Rates((rate,)), Tariff(), law().codes)
    row = {"parcel_id": "p", "value_minor": d.LARGEST_MINOR, "currency": "EUR", "weight_grams": 1, "origin": "CN",
           "destination": "RU", "accepted_on": date(2026, 8, 3)}  # fmt: skip
    found, _ = assess(read(pl.DataFrame([row]), mistyped.snapshot.territories).goods, mistyped, {})
    assert VERDICTS[found.found.verdict[0]] == "cannot_pay_amount"
    assert found.found.total.tolist() == [d.UNKNOWN]
    assert (found.found.charges.amount[0], found.found.charges.paid[0]) == (d.LARGEST_MINOR // 20, d.UNKNOWN)


def test_an_amount_that_is_too_large_to_reckon_is_unknown() -> None:
    """A base that is just let in, and a tariff of four times as much."""
    day = day_number(date(2026, 8, 3))
    terms = {"GBP": (1, 5_000), "EUR": (1, 1)}  # in tenge, mistyped
    rates = [Series("NBK", code, "KZT", np.array([day]), *(np.array([one]) for one in both), "mistyped")
             for code, both in terms.items()]  # fmt: skip
    mistyped = AppliedLaw(law().snapshot, Rates(tuple(rates)), law().tariff, law().codes)
    row = {"parcel_id": "p", "value_minor": d.LARGEST_MINOR, "currency": "GBP", "weight_grams": 1_000, "origin": "CN",
           "destination": "KZ", "accepted_on": date(2026, 8, 3), "subject": "commercial", "hs": "610910"}  # fmt: skip
    found, _ = assess(read(pl.DataFrame([row]), mistyped.snapshot.territories).goods, mistyped, {})
    assert found.found.value.tolist() == [5_000 * d.LARGEST_MINOR]
    assert VERDICTS[found.found.verdict[0]] == "cannot_tell"
    assert set(found.found.charges.amount.tolist()) == {d.UNKNOWN}
    assert found.found.total.tolist() == [d.UNKNOWN]


def test_no_parcel_and_no_law_are_answered_too() -> None:
    columns = {"parcel_id": "p", "value_minor": 1, "currency": "EUR", "weight_grams": 1, "origin": "CN",
               "destination": "HK", "accepted_on": date(2026, 8, 3)}  # fmt: skip
    for frame, verdicts in ((pl.DataFrame([columns]), ["cannot_tell"]), (pl.DataFrame([columns]).head(0), [])):
        asked = prepare(read(frame, law().snapshot.territories).goods, law(), {})
        found = charge(*asked[:3], law().exchange, asked.spent, True)
        assert [VERDICTS[one] for one in found.verdict] == verdicts
        assert found.total.tolist() == [d.UNKNOWN] * len(verdicts)
        assert not len(found.charges.parcel)
