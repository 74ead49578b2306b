"""Coupons through every end that an order can come to; each test has a road of its own, so that budgets can be told."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from coupons import asked, balance, lived, made, ordered, refusals, returned, rows, state
from shops import ABROAD, LOCAL, START, by_card, fill, served

from tearoad.boot.desks import Desks
from tearoad.boot.road import OpenRoad
from tearoad.cli.demo_commands import stock_demo
from tearoad.journey.consignments import Consignments
from tearoad.journey.stages import Carriage, Money
from tearoad.market.coupon import SCALE
from tearoad.network.outlook import Outlook
from tearoad.operations import check_out
from tearoad.operations.advance import advance
from tearoad.operations.charge_back import Chargeback, Verdict, charge_back
from tearoad.operations.place_orders import Groups, consignments
from tearoad.operations.platform import Prices
from tearoad.operations.settle_payment import Attempt
from tearoad.operations.take_payment import take_payments
from tearoad.payments.attempt import payment_id_of
from tearoad.terms.days import DAY


@pytest.fixture
def desks(road: OpenRoad) -> Iterator[Desks]:
    stock_demo(road)
    advance(road.platform, START)
    road.store.connection.execute("UPDATE stock SET made_to_order = TRUE")
    fill(road, "anna", 10**9, "test")
    with served(road) as found:
        yield found


def test_what_a_coupon_pays_wholly_waits_for_nobody(
    road: OpenRoad, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing_else(p: Prices, outlook: Outlook, groups: Groups) -> Consignments:
        c = consignments(p, outlook, groups)
        none = np.zeros(len(c), dtype=np.int64)
        return replace(c, postage_minor=none, duty_minor=none.copy(), tax_minor=none.copy())

    monkeypatch.setattr(check_out, "consignments", nothing_else)
    code = made(road, rate=SCALE)
    one = asked(code, pay=True)
    (found,) = ordered(desks, one)
    assert (found.refusals, found.total_minor, found.pay_until, found.payment) == ({}, 0, None, None)
    assert [row[2] for row in rows(road, one)] == [Money.HELD] * 2
    assert road.check() == []
    lived(road)
    assert road.check() == []


@pytest.mark.parametrize("early", [True, False])
def test_goods_that_come_back_bring_the_funders_share_back(road: OpenRoad, desks: Desks, early: bool) -> None:
    code = made(road, rate=1_234)
    left, clearing = state(road, code).left_minor, balance(road, "wallet:anna:RUB")
    one = asked(code, (LOCAL.sku, 3), (ABROAD.sku, 1), pay=True)
    (found,) = ordered(desks, one)
    assert clearing - balance(road, "wallet:anna:RUB") == found.total_minor
    if not early:
        lived(road)
    for pieces in (1, 2):
        returned(road, one, LOCAL.sku, pieces)
        assert road.check() == []
    parts = rows(road, one)
    mine = [row for row in parts if row[0] == 0]
    if mine:  # it was neither lost nor refused on its way
        assert mine[0][1] == 0
        assert mine[0][4] > 0
    lived(road)
    spent = left - state(road, code).left_minor
    assert spent == sum(row[1] for row in rows(road, one) if row[2] in (Money.HELD, Money.RELEASED))
    assert road.check() == []


def test_goods_that_come_back_before_anything_is_paid(road: OpenRoad, desks: Desks) -> None:
    code = made(road)
    left = state(road, code).left_minor
    one = asked(code, (LOCAL.sku, 2), (ABROAD.sku, 1))
    (found,) = ordered(desks, one)
    returned(road, one, LOCAL.sku, 2)
    assert [row[1] for row in rows(road, one) if row[0] == 0] == [0]
    name = payment_id_of(one.order_id, "later")
    (paid,) = take_payments(desks.platform(), desks.store, [Attempt(name, one.order_id, "anna", "wallet", "")])
    assert paid.row
    assert paid.row.amount_minor < found.total_minor
    assert left - state(road, code).left_minor == sum(row[1] for row in rows(road, one))
    assert road.check() == []


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize("early", [True, False])
def test_a_bank_takes_back_what_the_buyer_paid_alone(road: OpenRoad, desks: Desks, early: bool, answers: bool) -> None:
    code = made(road)
    left = state(road, code).left_minor
    orders = [asked(code, payment="card") for _ in range(4)]
    assert refusals(desks, *orders) == [None] * 4
    take_payments(desks.platform(), desks.store, [by_card(one.order_id, "anna") for one in orders])
    if early:
        advance(road.platform, road.clock_at() + 600)
    else:
        lived(road)
    sql = "SELECT replace(consignment_id::text, '-', '') FROM consignment WHERE order_id = ANY (%s) AND money IN (1, 2)"
    names = [row[0] for row in road.store.connection.execute(sql, [[one.order_id for one in orders]])]
    assert names
    said = charge_back(road.platform, [Chargeback(name, road.clock_at(), answers) for name in names])
    assert set(said) == {Verdict.DONE}
    assert road.check() == []
    lived(road)
    kept = sum(row[1] for one in orders for row in rows(road, one) if row[2] == Money.CHARGED_BACK)
    assert left - state(road, code).left_minor == kept
    assert (kept == 0) == (early or answers)


def test_everything_adds_up_to_the_end(road: OpenRoad, desks: Desks) -> None:
    code = made(road, rate=777)
    ways = ("card", "wallet", "cod", "cash_code")
    buyer = {"card": "anna", "wallet": "anna", "cod": "cash", "cash_code": "anna"}
    orders = [
        asked(code, (ABROAD.sku, 1 + n % 2), (LOCAL.sku, 2), buyer=buyer[way], payment=way, pay=n % 8 == 1)
        for n, way in ((number, ways[number % 4]) for number in range(48))
    ]
    assert refusals(desks, *orders) == [None] * 48
    take_payments(
        desks.platform(), desks.store, [by_card(one.order_id, "anna") for one in orders if one.payment == "card"]
    )
    for one in orders[2::8]:
        returned(road, one, LOCAL.sku, 1)
    assert road.check() == []
    for day in range(1, 40, 3):
        advance(road.platform, road.clock_at() + 3 * DAY)
        if day == 10:
            assert road.check() == []
    lived(road)
    assert road.check() == []
    sql = "SELECT DISTINCT carriage FROM consignment WHERE order_id = ANY (%s)"
    ends = {row[0] for row in road.store.connection.execute(sql, [[one.order_id for one in orders]])}
    assert ends >= {Carriage.CANCELLED, Carriage.AUTO_CONFIRMED} or Carriage.CONFIRMED in ends
    assert balance(road, "escrow:RUB") == 0
    assert road.report().flows
