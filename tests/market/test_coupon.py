"""What a coupon takes off adds up, whatever it is parted among, and however goods come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.journey.give_back import coupon_left
from tearoad.market.coupon import CODE, PLATFORM, SCALE, Coupon, code_of, discount, parted, refused
from tearoad.market.limits import Limit
from tearoad.terms.refusal import Refusal

AMOUNTS = st.lists(st.integers(0, 10**11), min_size=1, max_size=12).filter(lambda found: sum(found) > 0)
TEN = Coupon("TEN", PLATFORM, 1_000, 0, "RUB", 50_000, 1, 100, 200)


@given(AMOUNTS, st.integers(0, SCALE), st.integers(0, 10**11))
def test_the_parts_add_up_and_none_is_more_than_its_goods(goods: list[int], rate: int, fixed: int) -> None:
    minor = discount(TEN._replace(rate=rate, fixed_minor=fixed), sum(goods))
    parts = parted(minor, goods)
    assert sum(parts) == minor <= sum(goods)
    assert all(0 <= part <= weight for part, weight in zip(parts, goods, strict=True))
    assert all(abs(part * sum(goods) - minor * weight) < sum(goods) for part, weight in zip(parts, goods, strict=True))


@given(st.integers(1, 10**9), st.data())
def test_what_is_left_falls_with_the_goods_to_nothing(goods: int, data: st.DataObject) -> None:
    coupon = data.draw(st.integers(0, goods))
    left = sorted(data.draw(st.lists(st.integers(0, goods))), reverse=True)
    shares = [coupon_left(coupon, goods, one) for one in (goods, *left, 0)]
    assert shares[0] == coupon
    assert shares[-1] == 0
    assert shares == sorted(shares, reverse=True)
    assert all(share <= one for share, one in zip(shares, (goods, *left, 0), strict=True))


@pytest.mark.parametrize(
    ("weights", "minor", "parts"),
    [((1, 1, 1), 100, [34, 33, 33]), ((0, 5), 3, [0, 3]), ((2, 1), 1, [1, 0]), ((7,), 0, [0]), ((1, 2), 3, [1, 2])],
)
def test_what_rounding_leaves_goes_to_the_largest_remainders(
    weights: tuple[int, ...], minor: int, parts: list[int]
) -> None:
    assert parted(minor, weights) == parts


@pytest.mark.parametrize(
    ("coupon", "currency", "goods", "at", "why"),
    [
        (None, "RUB", [90_000], 150, Refusal.UNKNOWN_COUPON),
        (TEN, "RUB", [90_000], 99, Refusal.COUPON_OVER),
        (TEN, "RUB", [90_000], 200, Refusal.COUPON_OVER),
        (TEN, "CNY", [90_000], 150, Refusal.NOT_FOR_THESE_GOODS),
        (TEN, "RUB", [], 150, Refusal.NOT_FOR_THESE_GOODS),
        (TEN, "RUB", [49_999], 150, Refusal.TOO_SMALL_FOR_COUPON),
        (TEN, "RUB", [30_000, 20_000], 100, None),
        (TEN._replace(until=None), "RUB", [50_000], 10**10, None),
    ],
)
def test_why_it_takes_nothing_off(
    coupon: Coupon | None, currency: str, goods: list[int], at: int, why: Refusal | None
) -> None:
    assert refused(coupon, currency, goods, at) == why


def test_a_code_is_as_people_type_it() -> None:
    assert code_of("  eleven-11 ") == "ELEVEN-11"
    assert [bool(CODE.fullmatch(text)) for text in ("ELEVEN-11", "", "-A", "A" * 41, "A B", "КУПОН", "A\0")] == [
        True, *[False] * 6
    ]  # fmt: skip


def test_a_limit_stands_from_its_beginning_to_its_end() -> None:
    limit = Limit(3, 2, 100, 200)
    assert [limit.stands(at) for at in (99, 100, 199, 200)] == [False, True, True, False]
    assert limit._replace(until=None).stands(10**10)
    assert [one.most_at_once for one in (limit, Limit(1, None, 0, None), Limit(None, None, 0, None))] == [2, 1, None]


def test_only_refusals_of_coupons_are_of_a_coupon() -> None:
    assert {one.name for one in Refusal if one.of_a_coupon} == {
        "UNKNOWN_COUPON", "COUPON_OVER", "COUPON_USED", "NOT_FOR_THESE_GOODS", "TOO_SMALL_FOR_COUPON", "COUPON_SPENT",
    }  # fmt: skip
