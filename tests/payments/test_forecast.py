"""A forecast adds up to the payment, opens with ten times the minute before, and says where its shares are from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.payments.forecast import (
    HALVES_IN_MINUTES,
    LEAST_MEASURED,
    MINUTES,
    PEAK,
    Counted,
    Sale,
    Shares,
    Source,
    forecast,
    minute_weights,
    shares_of,
    spread,
)

HOURS = [2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 8, 9, 10, 9, 7, 4]
METHODS = {"card": 0.6, "wallet": 0.22, "cod": 0.18}
BANKS = {"Volga Bank": 0.7, "Ob Bank": 0.3}
SHARES = Shares(0.6, Source.CORRIDOR, BANKS, Source.CORRIDOR)
NOTHING = Counted({}, {})

hours_of_days = st.lists(st.integers(0, 1_000), min_size=24, max_size=24).filter(any)
openings = st.integers(0, 86_399)


@given(
    orders=st.integers(1, 10**9),
    hours=hours_of_days,
    opens=openings,
    card=st.floats(0, 1),
    weights=st.lists(st.integers(1, 1_000), min_size=1, max_size=12),
)
def test_payments_add_up(orders: int, hours: list[int], opens: int, card: float, weights: list[int]) -> None:
    banks = {f"b{at}": weight / sum(weights) for at, weight in enumerate(weights)}
    shares = Shares(card, Source.CORRIDOR, banks, Source.CORRIDOR)
    found = forecast(Sale("eleven", 20_000, opens, orders), hours, shares)
    assert found.payments.shape == (len(banks), MINUTES)
    assert found.payments.dtype == np.int64
    assert found.payments.min() >= 0
    total = round(orders * card)
    assert found.payments.sum() == total
    for share, row in zip(banks.values(), found.payments, strict=True):
        assert abs(row.sum() - total * share) < 1 + 1e-6


@given(
    totals=st.lists(st.integers(0, 10**9), min_size=1, max_size=5),
    weights=st.lists(st.integers(0, 100), min_size=1, max_size=40).filter(any),
)
def test_parts_are_whole_near_their_quota_and_those_with_the_largest_remainders_are_rounded_up(
    totals: list[int], weights: list[int]
) -> None:
    parts = spread(np.array(totals), np.array(weights, dtype=float))
    assert parts.sum(axis=1).tolist() == totals
    for total, row in zip(totals, parts.tolist(), strict=True):
        remainders = {True: [0.0], False: [1.0]}
        for weight, part in zip(weights, row, strict=True):
            quota = total * weight / sum(weights)
            assert abs(part - quota) < 1 + 1e-6
            if not quota.is_integer():
                remainders[part > quota].append(quota % 1)
        assert min(remainders[True][1:], default=1.0) >= max(remainders[False][1:], default=0.0) - 1e-6


@given(hours=hours_of_days, opens=openings)
def test_the_first_minute_is_ten_times_the_one_before(hours: list[int], opens: int) -> None:
    weights = minute_weights(hours, opens)
    first = opens // 60
    usual = np.repeat(hours, 60).astype(float)
    before = usual[first - 1] or usual.mean()
    assert weights[first] == pytest.approx(max(PEAK * before, usual[first]))
    assert weights[:first].tolist() == usual[:first].tolist()
    on_top = weights[first:] - usual[first:]
    assert (np.diff(on_top) <= 1e-9).all()
    assert on_top.min() >= 0


def test_half_of_what_is_on_top_is_gone_after_ten_minutes() -> None:
    weights = minute_weights([60] * 24, 600 * 60)
    assert weights[599] == 60
    assert weights[600] == 600
    assert weights[600 + round(HALVES_IN_MINUTES)] == pytest.approx(60 + 540 / 2)


def test_whole_payments_keep_the_peak() -> None:
    found = forecast(Sale("eleven", 20_000, 10 * 3_600, 10**8), HOURS, SHARES).payments.sum(axis=0)
    assert found.argmax() == 600
    assert found[600] / found[599] == pytest.approx(PEAK, rel=1e-3)
    assert found[800] / found[799] == pytest.approx(1, rel=1e-2)


def test_at_midnight_the_end_of_the_day_stands_for_the_minute_before() -> None:
    weights = minute_weights(HOURS, 0)
    assert weights[0] == pytest.approx(PEAK * 4)


def test_shares_are_the_corridors_until_enough_is_measured() -> None:
    assert shares_of(NOTHING, METHODS, BANKS) == Shares(0.6, Source.CORRIDOR, BANKS, Source.CORRIDOR)
    few = Counted({"card": LEAST_MEASURED - 1}, {"Ob Bank": LEAST_MEASURED - 1})
    assert shares_of(few, METHODS, BANKS) == shares_of(NOTHING, METHODS, BANKS)
    many = Counted({"card": 150, "cash_code": 150}, {"Ob Bank": 225, "Volga Bank": 75})
    measured = Shares(0.5, Source.MEASURED, {"Volga Bank": 0.25, "Ob Bank": 0.75}, Source.MEASURED)
    assert shares_of(many, METHODS, BANKS) == measured
    assert list(measured.banks) == list(BANKS)


def test_each_share_is_measured_for_itself() -> None:
    found = shares_of(Counted({"card": 1, "wallet": 999}, {"Ob Bank": 5}), METHODS, BANKS)
    assert (found.card, found.card_from, found.banks_from) == (0.001, Source.MEASURED, Source.CORRIDOR)


def test_payments_of_banks_that_are_not_the_corridors_are_not_counted() -> None:
    found = shares_of(Counted({}, {"Gone Bank": 10**6, "Ob Bank": LEAST_MEASURED}), METHODS, BANKS)
    assert found.banks == {"Volga Bank": 0.0, "Ob Bank": 1.0}
    sale = forecast(Sale("eleven", 20_000, 0, 1_000), HOURS, found)
    assert sale.payments.sum(axis=1).tolist() == [0, 600]
