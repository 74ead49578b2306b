"""Law gets the rate of the bank and the day that it names, exactly, or none."""

import calendar
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.customs.rates import ASSUMED_DAYS, NO_SERIES, Compiled, Policy, Rates, Series, joined
from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS, RateDay
from tearoad.terms.days import day_number
from tearoad.terms.money import EXPONENTS
from tearoad.terms.refusal import BadInput

MONTHLY: RateDay = "second last Wednesday of the month before"
START = date(2024, 1, 1)


@pytest.fixture(autouse=True)
def yen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EXPONENTS, "JPY", 0)


def series(bank: str, currency: str, base: str, rows: dict[date, tuple[int, int]], assumed: bool = False) -> Series:
    days = sorted(rows)
    terms = np.array([rows[day] for day in days], dtype=np.int64).reshape(-1, 2)
    numbers = np.array([day_number(day) for day in days], dtype=np.int64)
    return Series(bank, currency, base, numbers, terms[:, 0], terms[:, 1], f"{bank} said so", assumed)


def at(compiled: Compiled, day: date, c: int = 0, p: int = 0) -> tuple[int, int, int]:
    found = p, c, day_number(day) - compiled.first_day
    return int(compiled.units[found]), int(compiled.base_units[found]), int(compiled.series[found])


def test_the_bank_and_its_own_currency() -> None:
    yuan = series("ECB", "CNY", "EUR", {START: (78_124, 10_000)})
    found = Rates((yuan,)).compiled([Policy("ECB", "acceptance", 0)], ["CNY", "EUR", "KZT", "XXX"])
    assert found.units.shape == found.base_units.shape == found.series.shape == (1, 4, 5_844)
    assert found.first_day == day_number(BOOK_BEGINS)
    assert at(found, START) == (19_531, 2_500, 0)
    assert (found.units[0, 1] == 1).all()
    assert (found.base_units[0, 1] == 1).all()
    assert (found.series[0, 1] == NO_SERIES).all()
    for nobody_said in (2, 3):
        assert not found.units[0, nobody_said].any()
        assert not found.base_units[0, nobody_said].any()
    assert (found.units > 0).tolist() == (found.base_units > 0).tolist()


def test_a_bank_without_any_series_still_has_its_currency() -> None:
    found = Rates(()).compiled([Policy("NBRB", "acceptance", 0)], ["BYN", "EUR"])
    assert at(found, START) == (1, 1, NO_SERIES)
    assert at(found, START, c=1) == (0, 0, NO_SERIES)
    with pytest.raises(BadInput, match="bank 'nobody'"):
        Rates(()).compiled([Policy("nobody", "acceptance", 0)], ["BYN"])


@pytest.mark.parametrize("carried", [0, 1, 3])
def test_a_rate_goes_on_for_the_days_of_the_policy_and_no_longer(carried: int) -> None:
    friday = series("CBR", "CNY", "RUB", {START: (1, 12), START + timedelta(10): (1, 13)})
    found = Rates((friday,)).compiled([Policy("CBR", "acceptance", carried)], ["CNY"])
    known = [at(found, START + timedelta(n))[:2] for n in range(-1, 12)]
    expected = [(0, 0), *[(1, 12)] * (1 + carried), *[(0, 0)] * (9 - carried), (1, 13), (1, 13) if carried else (0, 0)]
    assert known == expected


@pytest.mark.parametrize(
    ("day", "wednesday"),
    [
        (date(2022, 3, 1), date(2022, 2, 16)),
        (date(2022, 3, 31), date(2022, 2, 16)),
        (date(2024, 1, 15), date(2023, 12, 20)),
        (date(2024, 2, 29), date(2024, 1, 24)),  # the month before ends on a Wednesday
        (date(2024, 5, 1), date(2024, 4, 17)),
    ],
)
def test_a_month_uses_the_second_last_wednesday_of_the_month_before(day: date, wednesday: date) -> None:
    rows = {wednesday + timedelta(n): (100 + n, 1) for n in range(-40, 41)}
    found = Rates((series("ECB", "CNY", "EUR", rows),)).compiled([Policy("ECB", MONTHLY, 0)], ["CNY"])
    assert at(found, day) == (100, 1, 0)


def test_every_day_of_the_book_asks_for_the_right_wednesday() -> None:
    first, last = date(2012, 11, 1), date(2029, 2, 1)
    every = {first + timedelta(n): (1 + n, 1) for n in range((last - first).days)}
    found = Rates((series("ECB", "CNY", "EUR", every),)).compiled([Policy("ECB", MONTHLY, 0)], ["CNY"])
    day = BOOK_BEGINS
    while day < BOOK_ENDS:
        before = day.replace(day=1) - timedelta(1)
        weeks = calendar.monthcalendar(before.year, before.month)
        wednesday = before.replace(day=[week[2] for week in weeks if week[2]][-2])
        assert at(found, day)[:2] == every[wednesday], day
        day += timedelta(1)


def test_a_wednesday_without_a_rate_takes_an_earlier_one_only_within_the_policy() -> None:
    rates = Rates((series("ECB", "CNY", "EUR", {date(2023, 12, 18): (8, 1), date(2023, 12, 21): (9, 1)}),))
    policies = [Policy("ECB", MONTHLY, carried) for carried in (1, 2)]
    found = rates.compiled(policies, ["CNY"])
    assert at(found, START) == (0, 0, NO_SERIES)
    assert at(found, START, p=1) == (8, 1, 0)
    assert rates.used_day(policies[1], 0, day_number(START)) == day_number(date(2023, 12, 18))


def test_yen_have_no_minor_unit_and_roubles_have() -> None:
    rates = Rates(
        (
            series("CBR", "JPY", "RUB", {START: (100 * 10_000, 581_234)}),
            series("ECB", "JPY", "EUR", {START: (17_568, 100)}),
            series("PBC", "KZT", "CNY", {START: (6_613, 100)}),
        )
    )
    policies = [Policy(bank, "acceptance", 0) for bank in ("CBR", "ECB", "PBC")]
    found = rates.compiled(policies, ["JPY", "KZT"])
    yen, kopecks, _ = at(found, START)
    assert Fraction(kopecks, yen) == Fraction("0.581234") * 100
    yen, cents, _ = at(found, START, p=1)
    assert Fraction(cents, yen) == 100 / Fraction("175.68")
    assert Fraction(1, 1) == Fraction(int(np.gcd(yen, cents)))
    assert at(found, START, c=1, p=2) == (6_613, 100, 2)


def test_stand_ins_are_asked_in_order_and_only_where_the_bank_is_silent() -> None:
    later, last = START + timedelta(1), START + timedelta(2)
    rates = Rates(
        (
            series("CBR", "USD", "RUB", {START: (1, 90)}),
            series("ECB", "USD", "EUR", {START: (11, 10), later: (12, 10)}),
            series("ECB", "RUB", "EUR", {START: (100, 1), later: (100, 1)}),
            series("assumed", "USD", "EUR", {START: (2, 1)}, assumed=True),
            series("assumed", "RUB", "EUR", {START: (50, 1)}, assumed=True),
        ),
        ("ECB", "nobody", "assumed"),
    )
    found = rates.compiled([Policy("CBR", "acceptance", 0)], ["USD", "EUR"])
    assert at(found, START) == (1, 90, 0)
    assert at(found, later) == (3, 250, 1)  # 1.2 USD = 1 EUR = 100 RUB
    assert at(found, last) == (1, 25, 3)  # 2 USD = 1 EUR = 50 RUB
    assert at(found, START + timedelta(ASSUMED_DAYS)) == (1, 25, 3)
    assert at(found, START + timedelta(ASSUMED_DAYS + 1)) == (0, 0, NO_SERIES)
    assert at(found, later, c=1) == (1, 100, 2)  # the stand-in's own currency, by its quote of the rouble
    alone = Rates(rates.series).compiled([Policy("CBR", "acceptance", 0)], ["USD"])
    assert at(alone, later) == (0, 0, NO_SERIES)


def test_a_stand_in_of_the_same_currency_is_not_rebased() -> None:
    rates = Rates((series("assumed", "CNY", "EUR", {START: (79, 10)}, assumed=True),), ("assumed",))
    found = rates.compiled([Policy("ECB", MONTHLY, 0)], ["CNY"])
    assert at(found, date(2024, 2, 10)) == (79, 10, 0)
    assert at(found, date(2024, 1, 31)) == (0, 0, NO_SERIES)


def test_assumed_rates_that_a_policy_itself_names_go_on_as_it_says() -> None:
    rates = Rates((series("assumed", "CNY", "EUR", {START: (79, 10)}, assumed=True),), ("assumed",))
    found = rates.compiled([Policy("assumed", "acceptance", 2)], ["CNY", "EUR"])
    assert [at(found, START + timedelta(n))[0] for n in range(4)] == [79, 79, 79, 0]
    assert at(found, START, c=1) == (1, 1, NO_SERIES)


PAIRS = (("CBR", "JPY"), ("ECB", "JPY"), ("ECB", "RUB"))
TERMS = st.tuples(st.integers(1, 10**8), st.integers(1, 10**8))
SOME_ROWS = st.dictionaries(st.integers(0, 8), TERMS, min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries(dict.fromkeys(PAIRS, SOME_ROWS)),
    st.integers(0, 3),
)
def test_it_is_the_reckoning_in_fractions(
    table: dict[tuple[str, str], dict[int, tuple[int, int]]], carried: int
) -> None:
    def said(bank: str, currency: str, day: int) -> Fraction | None:
        rows = [n for n in table[bank, currency] if day - carried <= n <= day]
        return Fraction(table[bank, currency][max(rows)][1], table[bank, currency][max(rows)][0]) if rows else None

    rates = Rates(
        tuple(
            series(
                bank,
                currency,
                {"CBR": "RUB", "ECB": "EUR"}[bank],
                {START + timedelta(n): row for n, row in rows.items()},
            )
            for (bank, currency), rows in table.items()
        ),
        ("ECB",),
    )
    found = rates.compiled([Policy("CBR", "acceptance", carried)], ["JPY"])
    for n in range(13):
        own, euros, roubles = said("CBR", "JPY", n), said("ECB", "JPY", n), said("ECB", "RUB", n)
        expected = own or (euros / roubles if euros and roubles else None)
        yen, kopecks, place = at(found, START + timedelta(n))
        if expected is None:
            assert (yen, kopecks, place) == (0, 0, NO_SERIES)
        else:
            assert (kopecks, yen) == (100 * expected).as_integer_ratio()
            assert place == rates.places["CBR" if own else "ECB", "JPY"]


def test_a_rebased_rate_never_runs_over() -> None:
    primes = 2**31 - 1, 2**31 - 19, 2**31 - 61, 2**31 - 85
    rates = Rates(
        (
            series("ECB", "CNY", "EUR", {START: primes[:2]}),
            series("ECB", "JPY", "EUR", {START: primes[:2]}),
            series("ECB", "RUB", "EUR", {START: primes[2:]}),
        ),
        ("ECB",),
    )
    policies = [Policy("CBR", "acceptance", 0)]
    exact = Fraction(primes[1] * primes[2], primes[0] * primes[3])
    assert at(rates.compiled(policies, ["CNY"]), START)[:2] == (exact.denominator, exact.numerator)
    with pytest.raises(BadInput, match="too fine"):
        rates.compiled(policies, ["JPY"])


def test_series_are_reduced_and_bounded() -> None:
    one = series("CBR", "JPY", "RUB", {START: (2**32, 2**33)})
    assert (one.units.tolist(), one.base_units.tolist()) == ([1], [2])
    for terms in ((2**31, 1), (1, 2**31), (0, 1), (1, 0), (-1, 1)):
        with pytest.raises(BadInput, match="CBR, JPY on 2024-01-01"):
            series("CBR", "JPY", "RUB", {START: terms})


def test_series_of_one_bank_are_joined_or_refused() -> None:
    old = series("ECB", "CNY", "EUR", {START: (79, 10)})
    new = series("ECB", "CNY", "EUR", {START: (790, 100), START + timedelta(1): (8, 1)})
    (one,) = joined([old, new])
    assert one.units.tolist() == [79, 8]
    assert one.source == "ECB said so"
    with pytest.raises(BadInput, match=r"ECB, CNY on 2024-01-01: 8/1 .* expected 79/10"):
        joined([old, series("ECB", "CNY", "EUR", {START: (8, 1)})])
    with pytest.raises(BadInput, match="expected rates in EUR alone"):
        Rates((series("ECB", "CNY", "USD", {START: (7, 1)}),))
    with pytest.raises(AssertionError):
        Rates((old, new))
