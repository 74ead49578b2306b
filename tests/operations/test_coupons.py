"""Coupons of orders: refused by name or granted whole, never beyond a buyer's uses or a funder's money."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b

import pytest
from coupons import FOREVER, asked, balance, keys, made, ordered, refusals, rows, state
from shops import ABROAD, GOODS, LOCAL, by_card, fill, served, stocked

from tearoad.boot.desks import Desks
from tearoad.boot.road import OpenRoad
from tearoad.journey.stages import Money
from tearoad.market.coupon import PLATFORM, SCALE, Coupon
from tearoad.operations.advance import advance
from tearoad.operations.check_out import asked_order
from tearoad.operations.coupon_ports import CouponState
from tearoad.operations.end_orders import Ending, end_orders
from tearoad.operations.make_coupon import Made, find_coupon, make_coupon
from tearoad.operations.take_payment import take_payments
from tearoad.terms.days import DAY
from tearoad.terms.refusal import BadInput, Refusal

OTHER = next(one for one in GOODS if one.merchant != LOCAL.merchant and one.merchant != ABROAD.merchant)


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    with stocked(server_url, "tearoad_test_coupons") as road:
        road.store.connection.execute("UPDATE stock SET made_to_order = sku <> %s, on_hand = 10000", [LOCAL.sku])
        for buyer in ("anna", "boris"):
            fill(road, buyer, 10**9, "test")
        yield road
        assert road.check() == []


@pytest.fixture(scope="module")
def desks(road: OpenRoad) -> Iterator[Desks]:
    with served(road) as found:
        yield found


def test_a_coupon_comes_off_the_goods_of_each_consignment(road: OpenRoad, desks: Desks) -> None:
    code = made(road)
    (plain,) = ordered(desks, asked(""))
    one = asked(code, pay=True)
    (found,) = ordered(desks, one)
    assert found.refusals == {}
    parts = rows(road, one)
    goods, off = sum(row[0] for row in parts), sum(row[1] for row in parts)
    assert off == (2 * goods * 1_000 + SCALE) // (2 * SCALE) == plain.total_minor - found.total_minor
    assert found.payment
    assert found.payment.amount_minor == found.total_minor
    assert [row[2:4] for row in parts] == [(Money.HELD, PLATFORM)] * 2
    assert all(abs(row[1] - row[0] / 10) <= 1 for row in parts)
    assert state(road, code)[:2] == (1, off)
    assert road.check() == []


def test_a_merchants_coupon_is_for_their_goods_alone(road: OpenRoad, desks: Desks) -> None:
    code = made(road, funder=LOCAL.merchant, rate=0, fixed_minor=5_000, least_minor=LOCAL.price_minor or 0)
    one, other = asked(code), asked(code, (ABROAD.sku, 1))
    assert refusals(desks, one, other) == [None, Refusal.NOT_FOR_THESE_GOODS]
    assert sorted((row[1], row[3]) for row in rows(road, one) if row[3]) == [(5_000, LOCAL.merchant)]
    assert sum(row[1] for row in rows(road, one)) == 5_000
    assert state(road, code).left_minor == FOREVER - 5_000


def test_every_refusal_has_its_name_and_leaves_nothing(road: OpenRoad, desks: Desks) -> None:
    clock = road.clock_at()
    over = made(road, since=clock - 2 * DAY, until=clock - DAY)
    early = made(road, since=clock + DAY)
    dear = made(road, least_minor=10**9)
    poor = made(road, budget=0, funder=OTHER.merchant)
    tiny = made(road, rate=1)
    stock = "SELECT sum(reserved), (SELECT count(*) FROM orders), (SELECT count(*) FROM transfer) FROM stock"
    before = road.store.connection.execute(stock).fetchone()
    cheap = min((one for one in GOODS if one.currency == "RUB"), key=lambda one: one.price_minor or 10**9)
    found = refusals(
        desks,
        asked("NO-SUCH-COUPON"),
        asked("no good\0code"),
        asked("X" * 41),
        asked(over),
        asked(early),
        asked(dear),
        asked(poor, (OTHER.sku, 1)),
        asked(made(road), currency="CNY"),
    )
    assert found == [
        *[Refusal.UNKNOWN_COUPON] * 3,
        *[Refusal.COUPON_OVER] * 2,
        Refusal.TOO_SMALL_FOR_COUPON,
        Refusal.COUPON_SPENT,
        Refusal.NOT_FOR_THESE_GOODS,
    ]
    after = road.store.connection.execute(stock).fetchone()
    assert before
    assert after == (before[0], before[1], before[2] + 1), "but the budget of the last coupon"
    if (cheap.price_minor or 0) < 5_000:
        assert refusals(desks, asked(tiny, (cheap.sku, 1))) == [Refusal.TOO_SMALL_FOR_COUPON]


def test_lines_that_cannot_be_had_are_told_before_the_coupon(desks: Desks) -> None:
    (found,) = ordered(desks, asked("NO-SUCH-COUPON", ("no-such-thing", 1)))
    assert found.refusals == {"no-such-thing": Refusal.UNKNOWN_PRODUCT}


def test_the_price_that_was_seen_is_the_one_after_the_coupon(road: OpenRoad, desks: Desks) -> None:
    code = made(road)
    total = ordered(desks, asked(code))[0].total_minor
    assert refusals(desks, asked(code, expected_minor=total - 1)) == [Refusal.PRICE_CHANGED]
    assert refusals(desks, asked(code, expected_minor=total)) == [None]


def test_the_same_again_is_the_same_and_another_coupon_is_another_order(road: OpenRoad, desks: Desks) -> None:
    code, other = made(road, per_buyer=1), made(road)
    one = asked(code)
    first, twice = ordered(desks, one, one)
    assert first.refusals == twice.refusals == {}
    assert ordered(desks, one)[0].known
    assert ordered(desks, one)[0].refusals == {}
    assert [refusals(desks, one._replace(coupon=text)) for text in (other, "")] == [[Refusal.OTHER_CONTENT]] * 2
    assert state(road, code).uses == 1
    plain = asked("")
    said = ("anna", "kazan", "wallet", "RUB", plain.lines, "")
    before = blake2b(repr(said).encode(), digest_size=16).digest()
    assert asked_order(plain, 0).content == before, "as before there were coupons"


def test_a_buyer_uses_one_so_often_and_no_more(road: OpenRoad, desks: Desks) -> None:
    code = made(road, per_buyer=2)
    found = refusals(desks, *(asked(code) for _ in range(3)), asked(code, buyer="boris"))
    assert found == [None, None, Refusal.COUPON_USED, None]
    assert refusals(desks, asked(code)) == [Refusal.COUPON_USED]


def test_a_budget_ends_to_the_last_minor_unit(road: OpenRoad, desks: Desks) -> None:
    fixed = {"funder": ABROAD.merchant, "rate": 0, "fixed_minor": 1_000}
    code = made(road, budget=2_000, **fixed)
    reserved = "SELECT reserved FROM stock WHERE sku = %s"
    before = road.store.connection.execute(reserved, [ABROAD.sku]).fetchone()
    found = refusals(desks, *(asked(code, (ABROAD.sku, 2)) for _ in range(3)))
    assert found == [None, None, Refusal.COUPON_SPENT]
    assert before
    assert road.store.connection.execute(reserved, [ABROAD.sku]).fetchone() == (before[0] + 4,)
    assert state(road, code) == CouponState(2, 2_000, 0)
    assert road.check() == []


def test_many_at_once_never_use_more_than_there_is(road: OpenRoad, desks: Desks) -> None:
    once = made(road, per_buyer=3)
    funder = next(one for one in GOODS if one.merchant not in {LOCAL.merchant, ABROAD.merchant, OTHER.merchant})
    short = made(road, budget=4_000, funder=funder.merchant, rate=0, fixed_minor=1_000)
    orders = [asked(once, buyer="crowd") for _ in range(10)]
    orders += [asked(short, (funder.sku, 1), buyer=f"b{number}") for number in range(10)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda one: ordered(desks, one)[0], orders))
    assert sum(not one.refusals for one in found[:10]) == 3
    assert sum(not one.refusals for one in found[10:]) == 4
    assert state(road, short).left_minor == 0


@pytest.mark.parametrize("ended", [False, True])
def test_who_does_not_pay_may_use_it_again(road: OpenRoad, desks: Desks, ended: bool) -> None:
    code = made(road, per_buyer=1)
    left = state(road, code).left_minor
    one = asked(code)
    assert refusals(desks, one) == [None]
    assert state(road, code).left_minor < left
    if ended:
        assert end_orders(road.platform, road.store, [Ending(one.order_id, "anna")]) == [None]
    else:
        advance(road.platform, road.clock_at() + DAY + 1)
    assert state(road, code)[:2] == (0, 0)
    assert state(road, code).left_minor >= left
    assert road.check() == []
    assert refusals(desks, asked(code)) == [None]


def test_who_has_paid_has_used_it(road: OpenRoad, desks: Desks) -> None:
    code = made(road, per_buyer=1)
    left = state(road, code).left_minor
    one = asked(code, pay=True)
    (found,) = ordered(desks, one)
    assert end_orders(road.platform, road.store, [Ending(one.order_id, "anna")]) == [None]
    assert [row[2] for row in rows(road, one)] == [Money.REFUNDED] * 2
    assert sum(row[4] for row in rows(road, one)) == found.total_minor
    assert state(road, code)[:1] == (1,)
    assert state(road, code).left_minor == left
    assert refusals(desks, asked(code)) == [Refusal.COUPON_USED]
    assert road.check() == []


def test_cash_that_is_cancelled_before_the_door_gives_the_use_back(road: OpenRoad, desks: Desks) -> None:
    code = made(road, per_buyer=1)
    left = state(road, code).left_minor
    one = asked(code, payment="cod")
    assert refusals(desks, one) == [None]
    assert end_orders(road.platform, road.store, [Ending(one.order_id, "anna")]) == [None]
    assert state(road, code) == CouponState(0, 0, left)
    assert road.check() == []


def test_a_bank_is_asked_for_the_rest(road: OpenRoad, desks: Desks) -> None:
    code = made(road)
    one = asked(code, payment="card")
    (found,) = ordered(desks, one)
    (paid,) = take_payments(desks.platform(), desks.store, [by_card(one.order_id, "anna")])
    assert paid.row
    assert paid.row.amount_minor == found.total_minor
    advance(road.platform, road.clock_at() + 3_600)
    assert road.check() == []


def test_an_operator_makes_one_once(road: OpenRoad) -> None:
    code = f"C{next(keys)}"
    coupon = Coupon(code, PLATFORM, 500, 0, "RUB", 0, 1, 0, None)
    before = balance(road, "coupon_funding:platform:RUB")
    first = make_coupon(road.store, coupon, None, 7_000, "one")
    assert first == Made(coupon._replace(since=road.clock_at()), True, True)
    advance(road.platform, road.clock_at() + 60)
    assert make_coupon(road.store, coupon, None, 7_000, "one") == Made(first.coupon, False, False)
    assert make_coupon(road.store, coupon, None, 5_000, "two") == Made(first.coupon, False, True)
    assert balance(road, "coupon_funding:platform:RUB") == before + 12_000
    with pytest.raises(BadInput, match="another budget"):
        make_coupon(road.store, coupon, None, 6_000, "two")
    with pytest.raises(BadInput, match="other terms"):
        make_coupon(road.store, coupon._replace(rate=501), None, 7_000, "one")
    with pytest.raises(BadInput, match="is not known"):
        find_coupon(road.store, "NO-SUCH-COUPON")


@pytest.mark.parametrize(
    ("terms", "budget", "why"),
    [
        ({"code": "small"}, 1, "capital letters"),
        ({"currency": "XAU"}, 1, "currency 'XAU'"),
        ({"rate": 0}, 1, "either a share"),
        ({"fixed_minor": 5}, 1, "either a share"),
        ({"rate": 10_001}, 1, "at most 100 percent"),
        ({"least_minor": -1}, 1, "expected amounts"),
        ({}, -1, "expected amounts"),
        ({"per_buyer": 0}, 1, "0 uses"),
        ({"funder": ""}, 1, "funder ''"),
        ({"funder": "no such merchant"}, 1, "who sells something"),
        ({"until": 5}, 1, "end before it begins"),
    ],
)
def test_what_is_no_coupon(road: OpenRoad, terms: dict[str, object], budget: int, why: str) -> None:
    coupon = Coupon("NONE", PLATFORM, 500, 0, "RUB", 0, 1, 0, None)._replace(**terms)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match=why):
        make_coupon(road.store, coupon, None, budget, "")
    with pytest.raises(BadInput):
        find_coupon(road.store, "NONE")
