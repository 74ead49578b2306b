"""Payments: an order is paid once or not at all, its stock is kept until then and not longer, and wallets end at 0."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from shops import ABROAD, LOCAL, an_attempt, an_order, by_card, fill, keys, served, stocked, tracks

from tearoad.boot.desks import Desks
from tearoad.boot.road import OpenRoad
from tearoad.journey.stages import Carriage, Money
from tearoad.operations.advance import advance
from tearoad.operations.asked import AskedLine, AskedOrder
from tearoad.operations.charge_back import Chargeback, charge_back
from tearoad.operations.ports import PaymentRow
from tearoad.operations.settle_payment import Attempt, Paid
from tearoad.operations.take_payment import take_payments
from tearoad.operations.take_returns import take_returns
from tearoad.operations.wallet import wallet_of
from tearoad.payments.attempt import State
from tearoad.store.ledger import PostgresLedger
from tearoad.terms.days import DAY
from tearoad.terms.refusal import Refusal


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    with stocked(server_url, "tearoad_test_take_payment", 500) as road:
        yield road


@pytest.fixture(scope="module")
def desks(road: OpenRoad) -> Iterator[Desks]:
    with served(road) as found:
        yield found


def paid(desks: Desks, *attempts: Attempt) -> list[Paid]:
    return take_payments(desks.platform(), desks.store, attempts)


def row_of(found: Paid) -> PaymentRow:
    assert found.row
    return found.row


def balance(road: OpenRoad, account: str) -> int:
    sql = "SELECT credits - debits - debits_pending FROM account WHERE account = %s"
    row = road.store.connection.execute(sql, [account]).fetchone()
    return int(row[0]) if row else 0


def reserved(road: OpenRoad) -> int:
    row = road.store.connection.execute("SELECT reserved FROM stock WHERE sku = %s", [LOCAL.sku]).fetchone()
    assert row
    return int(row[0])


def answer_of(desks: Desks, attempt: Attempt) -> PaymentRow:
    return row_of(paid(desks, attempt)[0])


def test_a_wallet_pays_at_once_and_never_more_than_is_in_it(road: OpenRoad, desks: Desks) -> None:
    orders = [an_order(desks, "anna") for _ in range(3)]
    total = orders[0][1]
    wallet = wallet_of("anna", "RUB")
    found = paid(desks, *(an_attempt(name, "anna", "wallet") for name, _ in orders))
    assert {row_of(one).refusal for one in found} == {Refusal.NOT_COVERED}
    fill(road, "anna", 2 * total + 1, next(keys))
    found = paid(desks, *(an_attempt(name, "anna", "wallet") for name, _ in orders))
    assert [row_of(one).state for one in found] == [State.PAID, State.PAID, State.REFUSED]
    assert balance(road, wallet) == 1
    assert tracks(road, orders[0][0]) == {(Money.HELD, Carriage.NONE)}
    assert tracks(road, orders[2][0]) == {(Money.NONE, Carriage.NONE)}


def test_of_one_order_and_one_wallet_in_a_batch_one_is_paid(road: OpenRoad, desks: Desks) -> None:
    order, total = an_order(desks, "boris")
    fill(road, "boris", 3 * total, next(keys))
    found = paid(desks, *(an_attempt(order, "boris", way) for way in ("wallet", "wallet")), by_card(order, "boris"))
    assert [row_of(one).refusal for one in found] == ["", Refusal.ALREADY_PAID, Refusal.ALREADY_PAID]
    assert balance(road, wallet_of("boris", "RUB")) == 2 * total


def test_many_at_once_pay_once(road: OpenRoad, desks: Desks) -> None:
    order, total = an_order(desks, "vera")
    fill(road, "vera", 8 * total, next(keys))
    attempts = [an_attempt(order, "vera", "wallet") for _ in range(8)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda one: answer_of(desks, one), attempts))
    assert sorted(row.state for row in found) == [State.PAID] + [State.REFUSED] * 7
    assert balance(road, wallet_of("vera", "RUB")) == 7 * total


def test_what_another_spends_meanwhile_is_not_spent_twice(
    road: OpenRoad, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(road, "zoya", 1, next(keys))
    (name, _), wallet = an_order(desks, "zoya"), wallet_of("zoya", "RUB")
    asked = list[bool]()
    as_it_is = PostgresLedger.balances

    def before_it_was_spent(self: PostgresLedger, accounts: Sequence[str], *, alone: bool) -> dict[str, int]:
        asked.append(alone)
        return as_it_is(self, accounts, alone=alone) if alone else dict.fromkeys(accounts, 10**9)

    monkeypatch.setattr(PostgresLedger, "balances", before_it_was_spent)
    assert answer_of(desks, an_attempt(name, "zoya", "wallet")).refusal == Refusal.NOT_COVERED
    assert asked == [False, True], "first beside others, then alone"
    assert balance(road, wallet) == 1
    assert tracks(road, name) == {(Money.NONE, Carriage.NONE)}


def test_the_same_again_is_the_same_attempt_and_another_is_not(road: OpenRoad, desks: Desks) -> None:
    order, _ = an_order(desks, "egor")
    one = by_card(order, "egor")
    first, twice = paid(desks, one, one)
    assert first == twice
    assert paid(desks, one)[0] == first
    for other in (one._replace(method="cash_code", bank=""), one._replace(bank="Ob Bank"), one._replace(order_id="W")):
        assert paid(desks, other)[0] == Paid(one.payment_id, None, Refusal.OTHER_CONTENT)
    assert paid(desks, one, one._replace(bank="Ob Bank"))[1].refusal is Refusal.OTHER_CONTENT


def test_somebody_elses_order_is_not_there(road: OpenRoad, desks: Desks) -> None:
    order, _ = an_order(desks, "zoya")
    for attempt in (by_card(order, "egor"), by_card("W0", "egor")):
        assert paid(desks, attempt) == [Paid(attempt.payment_id, None, Refusal.UNKNOWN_ORDER)]
    known = by_card(order, "zoya", key="known")
    assert answer_of(desks, known).state is State.WAITING
    stolen = paid(desks, known._replace(buyer="egor"))[0]
    assert stolen.row is None, "the id of somebody else's attempt tells nothing of it"


def test_what_is_paid_at_the_door_is_not_paid_before(desks: Desks) -> None:
    order, _ = an_order(desks, "inna", payment="cod")
    assert answer_of(desks, by_card(order, "inna")).refusal == Refusal.PAID_AT_THE_DOOR


def test_a_bank_is_waited_for_and_then_heard(road: OpenRoad, desks: Desks) -> None:
    orders = [an_order(desks, "kira")[0] for _ in range(120)]
    attempts = [by_card(name, "kira") for name in orders]
    rows = [row_of(one) for one in paid(desks, *attempts)]
    assert {row.state for row in rows} == {State.WAITING}
    assert {row.until - row.at for row in rows} == {DAY}
    again = by_card(orders[0], "kira")
    assert answer_of(desks, again).refusal == Refusal.PAYMENT_WAITS
    assert road.check() == []
    advance(road.platform, road.clock_at() + 3_600)
    heard = [answer_of(desks, one) for one in attempts]
    assert {row.state for row in heard} == {State.PAID, State.REFUSED}
    assert {row.refusal for row in heard} == {"", Refusal.BY_BANK}
    for row in heard:
        assert row.answered_at
        assert row.at <= row.answered_at < row.until
        state = Money.HELD if row.state is State.PAID else Money.NONE
        assert {money for money, _ in tracks(road, row.order_id)} == {state}
    refused = next(row.order_id for row in heard if row.state is State.REFUSED)
    assert answer_of(desks, by_card(refused, "kira")).state is State.WAITING, "another bank may be tried"


def test_nobody_paid_and_the_goods_go_back_to_the_shelf(road: OpenRoad, desks: Desks) -> None:
    before = reserved(road)
    order, _ = an_order(desks, "lena", LOCAL.sku)
    slow, _ = an_order(desks, "lena", LOCAL.sku, payment="cash_code")
    assert reserved(road) == before + 2
    advance(road.platform, road.clock_at() + DAY)  # what is due at this very moment is not due before it
    assert tracks(road, order) == {(Money.NONE, Carriage.NONE)}
    advance(road.platform, road.clock_at() + 1)
    assert tracks(road, order) == {(Money.NONE, Carriage.CANCELLED)}
    assert tracks(road, slow) == {(Money.NONE, Carriage.NONE)}
    assert answer_of(desks, by_card(order, "lena")).refusal == Refusal.ORDER_CLOSED
    advance(road.platform, road.clock_at() + DAY)
    assert tracks(road, slow) == {(Money.NONE, Carriage.CANCELLED)}
    assert road.check() == []


def test_an_answer_after_the_end_charges_nobody(road: OpenRoad, desks: Desks) -> None:
    """Attempts of the last second, of which some answers come in time and some do not."""
    orders = [an_order(desks, "maria")[0] for _ in range(30)]
    advance(road.platform, road.clock_at() + DAY - 20)
    attempts = [by_card(name, "maria") for name in orders]
    paid(desks, *attempts)
    advance(road.platform, road.clock_at() + DAY)
    rows = [answer_of(desks, one) for one in attempts]
    assert {State.PAID, State.LAPSED} <= {row.state for row in rows}
    for row in rows:
        went = (Money.NONE, Carriage.CANCELLED) not in tracks(road, row.order_id)
        assert went == (row.state is State.PAID)
    assert road.check() == []


def test_what_a_wallet_paid_goes_back_into_it(road: OpenRoad, desks: Desks) -> None:
    """To the end of many journeys: cancelled, lost and refused at the border are among them."""
    orders = [an_order(desks, "nina", ABROAD.sku, key=f"fate {nr}") for nr in range(60)]
    fill(road, "nina", sum(total for _, total in orders), next(keys))
    rows = [answer_of(desks, an_attempt(name, "nina", "wallet")) for name, _ in orders]
    assert {row.state for row in rows} == {State.PAID}
    assert balance(road, wallet_of("nina", "RUB")) == 0
    advance(road.platform, road.clock_at() + 150 * DAY)
    sql = "SELECT sum(refunded_minor)::bigint FROM consignment WHERE order_id = ANY (%s)"
    (back,) = road.store.connection.execute(sql, [[name for name, _ in orders]]).fetchone() or (0,)
    assert back > 0
    assert balance(road, wallet_of("nina", "RUB")) == back


def test_a_wallet_is_not_charged_back_by_a_bank(road: OpenRoad, desks: Desks) -> None:
    order, total = an_order(desks, "olga", LOCAL.sku)
    fill(road, "olga", total, next(keys))
    assert answer_of(desks, an_attempt(order, "olga", "wallet")).state is State.PAID
    sql = "SELECT replace(consignment_id::text, '-', '') FROM consignment WHERE order_id = %s"
    (name,) = road.store.connection.execute(sql, [order]).fetchone() or ("",)
    assert charge_back(road.platform, [Chargeback(name, road.clock_at())]) == ["not paid through a bank"]


def test_while_a_bank_is_asked_nothing_is_returned(road: OpenRoad, desks: Desks) -> None:
    order, _ = an_order(desks, "rita", LOCAL.sku)
    assert answer_of(desks, by_card(order, "rita")).state is State.WAITING
    back = AskedLine(
        row=1, order="back", line=1, buyer="rita", sku=LOCAL.sku, quantity=-1, placed_at=road.clock_at(),
        destination="kazan", payment="card", currency="RUB", unit_price_minor=None, title="", weight_grams=None,
        merchant="", hs6=None, origin="", goods=True,
    )  # fmt: skip
    take_returns(road.platform, [AskedOrder("back", "rita", "kazan", "card", "RUB", road.clock_at(), (back,), b"")])
    sql = "SELECT returned FROM order_line WHERE order_id = %s"
    assert road.store.connection.execute(sql, [order]).fetchall() == [(0,)]
    advance(road.platform, road.clock_at() + DAY)  # the bank has said yes or no
