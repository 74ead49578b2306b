"""Buyers cancel and confirm: only their own, only in time, and however often they say so."""

from collections.abc import Iterator
from itertools import count

import pytest
from shops import ABROAD, LOCAL, fill, served, stocked

from tearoad.boot.desks import Desks
from tearoad.boot.road import OpenRoad
from tearoad.journey.stages import Carriage, Money
from tearoad.operations.advance import advance
from tearoad.operations.check_out import Checkout, check_out, order_id_of
from tearoad.operations.end_orders import Ending, end_orders
from tearoad.operations.settle_payment import Attempt
from tearoad.operations.shop_ports import Wanted
from tearoad.operations.take_payment import take_payments
from tearoad.operations.wallet import wallet_of
from tearoad.payments.attempt import State, payment_id_of
from tearoad.terms.days import DAY
from tearoad.terms.refusal import Refusal

keys = count()


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    with stocked(server_url, "tearoad_test_end_orders") as road:
        road.store.connection.execute("UPDATE stock SET made_to_order = TRUE")
        fill(road, "anna", 10**9, "test")
        yield road
        assert road.check() == []


@pytest.fixture(scope="module")
def desks(road: OpenRoad) -> Iterator[Desks]:
    with served(road) as found:
        yield found


def ordered(desks: Desks, method: str, *skus: str, payment: str = "wallet") -> str:
    """By anna; `method` '' pays nothing."""
    name = order_id_of("anna", str(next(keys)))
    bank = "Ob Bank" if method == "card" else ""
    attempt = Attempt(payment_id_of(name, "order"), name, "anna", method, bank) if method else None
    lines = tuple(Wanted(sku, 1) for sku in skus or (ABROAD.sku, LOCAL.sku))
    asked = Checkout(name, "anna", "kazan", payment, "RUB", lines, attempt=attempt)
    (found,) = check_out(desks.platform(), desks.store, [asked])
    assert found.refusals == {}
    return name


def tracks(road: OpenRoad, order_id: str) -> set[tuple[int, int]]:
    sql = "SELECT money, carriage FROM consignment WHERE order_id = %s"
    return set(road.store.connection.execute(sql, [order_id]).fetchall())


def number(road: OpenRoad, sql: str, *parameters: object) -> int:
    row = road.store.connection.execute(sql, parameters).fetchone()
    return int(row[0]) if row else 0


def purse(road: OpenRoad) -> int:
    return number(road, "SELECT credits - debits FROM account WHERE account = %s", wallet_of("anna", "RUB"))


def ended(road: OpenRoad, *asked: Ending) -> list[Refusal | None]:
    return end_orders(road.platform, road.store, asked)


def test_what_was_paid_goes_back_and_what_was_kept_is_free(road: OpenRoad, desks: Desks) -> None:
    before, free = purse(road), number(road, "SELECT sum(reserved) FROM stock")
    paid, unpaid, cod = ordered(desks, "wallet"), ordered(desks, ""), ordered(desks, "", payment="cod")
    assert purse(road) < before
    assert ended(road, *(Ending(name, "anna") for name in (paid, unpaid, cod, paid))) == [None] * 4
    assert purse(road) == before
    assert number(road, "SELECT sum(reserved) FROM stock") == free
    assert tracks(road, paid) == {(Money.REFUNDED, Carriage.CANCELLED)}
    assert tracks(road, unpaid) == tracks(road, cod) == {(Money.NONE, Carriage.CANCELLED)}
    assert ended(road, Ending(paid, "anna")) == [None], "said again it is as it was"


def test_a_bank_that_answers_later_charges_nothing(road: OpenRoad, desks: Desks) -> None:
    order = ordered(desks, "card")
    assert ended(road, Ending(order, "anna")) == [None]
    advance(road.platform, road.clock_at() + 3_600)
    attempt = Attempt(payment_id_of(order, "order"), order, "anna", "card", "Ob Bank")
    (found,) = take_payments(desks.platform(), desks.store, [attempt])
    assert found.row
    assert found.row.state is State.LAPSED
    assert tracks(road, order) == {(Money.NONE, Carriage.CANCELLED)}


def test_somebody_elses_order_is_not_there(road: OpenRoad, desks: Desks) -> None:
    order = ordered(desks, "wallet")
    asked = [Ending(order, "egor"), Ending("W0", "anna"), Ending(order, "egor", "0" * 32), Ending(order, "anna", "x")]
    assert ended(road, *asked) == [Refusal.UNKNOWN_ORDER] * 4
    assert tracks(road, order) == {(Money.HELD, Carriage.NONE)}
    assert ended(road, Ending(order, None)) == [None], "who may speak for everybody"


def test_what_was_handed_over_travels_on_and_is_confirmed_when_it_came(road: OpenRoad, desks: Desks) -> None:
    orders = [ordered(desks, "wallet", LOCAL.sku) for _ in range(12)]
    sql = "SELECT replace(consignment_id::text, '-', '') FROM consignment WHERE order_id = %s"
    parcel = {name: road.store.connection.execute(sql, [name]).fetchone()[0] for name in orders}  # type: ignore[index]
    assert ended(road, Ending(orders[0], "anna", parcel[orders[0]])) == [Refusal.NOT_DELIVERED]
    for _ in range(30):
        advance(road.platform, road.clock_at() + DAY // 2)
        came = [name for name in orders if tracks(road, name) == {(Money.HELD, Carriage.DELIVERED)}]
        if came:
            break
    assert came, "in two weeks local goods are there"
    under_way = [name for name in orders if next(iter(tracks(road, name)))[1] > Carriage.ACCEPTED]
    assert set(ended(road, *(Ending(name, "anna") for name in under_way))) == {Refusal.HANDED_OVER}
    wish = Ending(came[0], "anna", parcel[came[0]])
    assert ended(road, wish, wish) == [None, None]
    assert tracks(road, came[0]) == {(Money.RELEASED, Carriage.CONFIRMED)}
    assert ended(road, wish) == [None]
