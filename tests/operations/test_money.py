"""Money on the live road: merchants are owed their own currency, tax stands beside duty, banks take payments back."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from tearoad.boot.road import OpenRoad
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.journey.books import lock_of
from tearoad.journey.consignments import Consignments
from tearoad.journey.stages import Carriage, Money
from tearoad.ledger.exchange import exchange, locked, worth
from tearoad.network.road import Behaviour
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS, AskedLine, AskedOrder, orders_of
from tearoad.operations.charge_back import Chargeback, Verdict, charge_back
from tearoad.operations.landed_price import duty_of, one_line_each
from tearoad.operations.platform import Platform
from tearoad.operations.play import play
from tearoad.terms.days import DAY, day_start
from tearoad.twin.players import SimulatedRoad

COUNT = 400
PLACED = 20_500 * DAY + 9 * 3_600


LEAF, FIRE, JADE = "leaf", "fire", "jade"


def run(road: OpenRoad, orders: list[AskedOrder], until: int | None = None, platform: Platform | None = None) -> None:
    assert play(platform or road.platform, orders, ASSUMED_WEIGHT_GRAMS, lambda more: None, until) == {}


def rows(road: OpenRoad, sql: str) -> list[tuple[Any, ...]]:
    with road.store.connection.cursor() as cursor:
        return cursor.execute(sql).fetchall()


def balances(road: OpenRoad) -> dict[str, int]:
    return {name: amount for name, amount in rows(road, "SELECT account, credits - debits FROM account") if amount}


def consignments(road: OpenRoad) -> dict[str, Consignments]:
    """By merchant, a batch of one each."""
    names = [row[0] for row in rows(road, "SELECT replace(consignment_id::text, '-', '') FROM consignment")]
    with road.store.unit() as unit:
        batch = unit.journeys.some(names)
    return {batch.merchant[row]: batch.take(np.array([row])) for row in range(len(batch))}


def order(
    name: str, *merchants: str, currency: str = "RUB", payment: str = "card", at: int = PLACED, quantity: int = 2
) -> AskedOrder:
    """Tins of tea from each merchant, 900.00 apiece."""
    lines = [
        AskedLine(
            row=line, order=name, line=line, buyer="anna", sku=f"tin-{merchant}", quantity=quantity, placed_at=at,
            destination="kazan", payment=payment, currency=currency, unit_price_minor=90_000, title="Tea",
            weight_grams=300, merchant=merchant, hs6="090210", origin="yiwu", goods=True,
        )
        for line, merchant in enumerate(merchants, 1)
    ]  # fmt: skip
    return orders_of(lines)[0]


def certain(road: OpenRoad, **behaviour: Any) -> Platform:
    """The road's platform where nothing goes wrong by itself."""
    shares = {name: 0.0 for name in Behaviour.__dataclass_fields__ if name.endswith("_share")}
    own = replace(road.corridor.road, behaviour=replace(road.corridor.road.behaviour, **shares, **behaviour))
    players = SimulatedRoad(own, road.platform.table, 1)
    return replace(road.platform, road=own, players=players)


def owed(c: Consignments) -> int:
    """By its lock and what is left of it."""
    lock = lock_of(c, 0)
    assert lock is not None
    return exchange(int(c.goods_minor[0] - c.fee_minor[0]), lock).owed


def test_merchants_are_owed_their_own_currency_to_the_fen(road: OpenRoad) -> None:
    stock_demo(road, COUNT)
    run(road, demo_orders(road.corridor, COUNT))
    assert road.check() == []
    names = [row[0] for row in rows(road, "SELECT replace(consignment_id::text, '-', '') FROM consignment")]
    with road.store.unit() as unit:
        c = unit.journeys.some(names)
    due: dict[str, int] = {}
    for row in range(len(c)):
        lock = lock_of(c, row)
        assert (lock is not None) == (road.corridor.road.places[c.origin[row]].country == "CN")
        account = f"seller_payable:{c.merchant[row]}:{'CNY' if lock else 'RUB'}"
        part = int(c.goods_minor[row] - c.fee_minor[row])
        if c.money[row] == Money.RELEASED:
            due[account] = due.get(account, 0) + (exchange(part, lock).owed if lock else part)
        if c.carriage[row] == Carriage.RETURNED and not c.cash_on_delivery[row]:
            postage = int(c.postage_minor[row])
            due[account] = due.get(account, 0) - (worth(postage, lock) if lock else postage)
    found = {name: amount for name, amount in balances(road).items() if name.startswith("seller_payable:")}
    assert found == {name: amount for name, amount in due.items() if amount}
    assert {name[-3:] for name in found} == {"CNY", "RUB"}
    assert sum(amount for name, amount in found.items() if name.endswith("CNY")) == -balances(road)["fx:CNY"]


def test_without_a_rate_or_a_need_the_merchant_is_owed_the_buyers_currency(road: OpenRoad) -> None:
    before_all_rates = day_start(date(2015, 3, 2))
    run(road, [order("old", LEAF, at=before_all_rates), order("yuan", JADE, currency="CNY")])
    assert {row[0] for row in rows(road, "SELECT payout_currency FROM consignment")} == {None}
    found = balances(road)
    assert not any(name.startswith("fx") for name in found)
    assert {"seller_payable:leaf:RUB", "seller_payable:jade:CNY"} <= set(found)


def test_a_rate_that_ran_out_gives_way_to_that_of_the_day(road: OpenRoad) -> None:
    platform = certain(road, fx_lock=DAY)
    run(road, [order("A", LEAF)], platform=platform)
    (c,) = consignments(road).values()
    lock = lock_of(c, 0)
    assert lock == locked(platform.rates, "RUB", "CNY", int(c.settled_at[0]), platform.road.behaviour.fx_margin, DAY)
    assert lock != locked(platform.rates, "RUB", "CNY", int(c.placed_at[0]), platform.road.behaviour.fx_margin, DAY)
    assert balances(road)["seller_payable:leaf:CNY"] == owed(c)
    assert road.check() == []


def test_a_rate_that_stands_is_that_of_the_order(road: OpenRoad) -> None:
    platform = certain(road)
    run(road, [order("A", LEAF)], platform=platform)
    (c,) = consignments(road).values()
    behaviour = platform.road.behaviour
    assert lock_of(c, 0) == locked(platform.rates, "RUB", "CNY", PLACED, behaviour.fx_margin, behaviour.fx_lock)
    assert balances(road)["seller_payable:leaf:CNY"] == owed(c) > 0


def test_goods_come_back_by_the_rate_at_which_they_were_paid(road: OpenRoad) -> None:
    platform = certain(road)
    run(road, [order("A", LEAF)], platform=platform)
    before = owed(next(iter(consignments(road).values())))
    later = order("back", LEAF, at=PLACED + 100 * DAY, quantity=-1)
    run(road, [later], platform=platform)
    (c,) = consignments(road).values()
    assert c.goods_minor.tolist() == [90_000]
    assert balances(road)["seller_payable:leaf:CNY"] == owed(c) < before
    run(
        road,
        [later._replace(order_id="rest", lines=tuple(line._replace(order="rest") for line in later.lines))],
        platform=platform,
    )
    assert not any(name.startswith(("seller_payable:", "fx", "fee:", "escrow:")) for name in balances(road))
    assert road.check() == []


def test_tax_is_held_and_owed_beside_duty(road: OpenRoad) -> None:
    """The law of the demo counts no tax; that of Great Britain does, so this road is told to end there."""
    platform = replace(certain(road), territory="GB")
    goods = one_line_each(*(np.array([value], dtype=kind) for value, kind in (
        (PLACED, np.int64), (180_000, np.int64), ("RUB", object), (600, np.int64), ("yiwu", object),
    )))  # fmt: skip
    asked = duty_of(platform, goods)
    assert 0 < asked.tax_minor[0] <= asked.minor[0]
    run(road, [order("A", LEAF), order("B", JADE, payment="cod")], platform=platform)
    found = consignments(road)
    assert all(c.tax_minor[0] > 0 and c.assessed_tax_minor[0] > 0 for c in found.values())
    total = sum(int(c.assessed_minor[0]) for c in found.values())
    tax = sum(int(c.assessed_tax_minor[0]) for c in found.values())
    assert balances(road)["tax_payable:GB:RUB"] == tax
    assert balances(road).get("duty_payable:GB:RUB", 0) == total - tax
    assert not any(name.startswith(("escrow", "duty_advance", "cod_receivable")) for name in balances(road))
    assert road.check() == []


def test_each_consignment_of_an_order_has_its_own_end(road: OpenRoad) -> None:
    """Of three merchants of one order one is paid, one loses the parcel's money on its way, one before it left."""
    platform, day = certain(road), PLACED // DAY * DAY
    run(road, [order("A", LEAF, FIRE, JADE)], until=day + DAY, platform=platform)
    name = {merchant: c.consignment_id[0] for merchant, c in consignments(road).items()}
    assert charge_back(platform, [Chargeback(name[JADE], PLACED + DAY)]) == [Verdict.DONE]
    while consignments(road)[FIRE].carriage[0] != Carriage.IN_TRANSIT:
        day += DAY
        run(road, [], until=day + DAY, platform=platform)
    assert charge_back(platform, [Chargeback(name[FIRE], day + DAY)]) == [Verdict.DONE]
    assert road.check() == []
    run(road, [], platform=platform)
    found = consignments(road)
    assert {merchant: (Money(c.money[0]), Carriage(c.carriage[0])) for merchant, c in found.items()} == {
        LEAF: (Money.RELEASED, Carriage.AUTO_CONFIRMED),
        FIRE: (Money.CHARGED_BACK, Carriage.AUTO_CONFIRMED),
        JADE: (Money.CHARGED_BACK, Carriage.CANCELLED),
    }
    postage = {merchant: int(c.postage_minor[0]) for merchant, c in found.items()}
    assert balances(road)["dispute_reserve:RUB"] == -postage[FIRE] - max(int(found[FIRE].assessed_minor[0]), 0)
    assert balances(road)["postage_payable:road-post:RUB"] == postage[LEAF] + postage[FIRE]
    assert balances(road)["seller_payable:leaf:CNY"] == owed(found[LEAF])
    assert not any(word in name for name in balances(road) for word in ("fire", "jade", "escrow"))
    assert road.check() == []
    assert road.report().stages["charged_back"] == 2


@pytest.mark.parametrize("answers", [True, False])
def test_a_merchant_who_was_paid_answers_for_a_chargeback_or_the_reserve_does(road: OpenRoad, answers: bool) -> None:
    platform = certain(road)
    run(road, [order("A", LEAF)], platform=platform)
    (c,) = consignments(road).values()
    at = int(c.settled_at[0]) + 30 * DAY
    assert charge_back(platform, [Chargeback(c.consignment_id[0], at, answers)]) == [Verdict.DONE]
    found = balances(road)
    spent = int(c.postage_minor[0]) + max(int(c.assessed_minor[0]), 0)
    goods = 0 if answers else int(c.goods_minor[0])
    assert found["dispute_reserve:RUB"] == -spent - goods
    assert found.get("seller_payable:leaf:CNY", 0) == (0 if answers else owed(c))
    assert "psp_clearing:RUB" not in found
    assert road.check() == []


def test_chargebacks_are_judged_one_by_one(road: OpenRoad) -> None:
    platform = certain(road)
    run(road, [order("A", LEAF), order("B", JADE, payment="cod")], until=PLACED // DAY * DAY + DAY, platform=platform)
    found = consignments(road)
    leaf, jade = found[LEAF].consignment_id[0], found[JADE].consignment_id[0]
    assert charge_back(platform, [
        Chargeback("f" * 32, PLACED), Chargeback(jade, PLACED), Chargeback(leaf, PLACED - 1),
        Chargeback(leaf, PLACED + 1), Chargeback(leaf, PLACED + 1),
    ]) == [Verdict.UNKNOWN, Verdict.NOT_BY_BANK, Verdict.TOO_EARLY, Verdict.DONE, Verdict.GIVEN_BACK]  # fmt: skip
    assert charge_back(platform, [Chargeback(leaf, PLACED + 1)]) == [Verdict.GIVEN_BACK]
    assert balances(road) == {}
    assert charge_back(platform, []) == []
    back = order("back", LEAF, at=PLACED + DAY, quantity=-1)
    run(road, [back], platform=platform)
    assert road.verdicts(["back"])["back", 1][0] == "return without purchase"
    assert road.check() == []
