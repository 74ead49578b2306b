"""What providers say: heard once, in any order, and money that nobody waits for goes back."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shops import ABROAD, LOCAL, an_attempt, an_order, by_card, served, stocked, tracks

from tearoad.boot.banks import Account
from tearoad.boot.desks import Desks
from tearoad.boot.road import OpenRoad
from tearoad.journey.stages import Carriage, Money
from tearoad.operations.advance import advance
from tearoad.operations.bank_ports import Asks, Taken, back_of
from tearoad.operations.end_orders import Ending, end_orders
from tearoad.operations.hear_provider import Done, Heard, Said, hear
from tearoad.operations.take_payment import take_payments
from tearoad.payments.attempt import State
from tearoad.payments.bank import not_taken
from tearoad.terms.days import DAY
from tearoad.terms.refusal import Refusal

ACCOUNT = Account("roadpay", "http://127.0.0.1:1", "whsec_" + "a" * 40)
AT = 1_700_000_000


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    with stocked(server_url, "tearoad_test_hear_provider", 5_000) as road:
        yield road


@pytest.fixture(scope="module")
def desks(road: OpenRoad) -> Iterator[Desks]:
    with served(road, ACCOUNT) as found:
        yield found


def waiting(desks: Desks, buyer: str = "vera") -> tuple[str, str, int]:
    """An order whose card is being asked: its id, the call's key, and what it costs."""
    order, total = an_order(desks, buyer, ABROAD.sku, LOCAL.sku)
    (found,) = take_payments(desks.platform(), desks.store, [by_card(order, buyer)])
    assert found.row
    assert found.row.state is State.WAITING
    return order, found.payment_id, total


def took(key: str, operation: str, minor: int, provider: str = "roadpay", currency: str = "RUB") -> Said:
    return Said(provider, key, Done.PAID, operation, minor, currency, AT)


def heard(desks: Desks, *words: Said) -> list[Heard]:
    return hear(desks.platform(), desks.store, words)


def state(desks: Desks, key: str) -> tuple[State, str]:
    with desks.store.unit() as unit:
        row = unit.payments.some([key])[key]
    return row.state, row.refusal


def calls(road: OpenRoad, key: str) -> list[tuple[int, int, str, bool]]:
    """What is, or was, to be asked for a payment: kind, amount, of which operation, and whether it is still due."""
    sql = "SELECT asks, amount_minor, charge, due_at IS NOT NULL FROM bank_call WHERE payment_id = %s ORDER BY 1, 2, 3"
    return road.store.connection.execute(sql, [key]).fetchall()


def suspense(road: OpenRoad) -> int:
    sql = "SELECT coalesce(sum(credits - debits), 0)::bigint FROM account WHERE account = 'suspense:roadpay:RUB'"
    (found,) = road.store.connection.execute(sql).fetchone() or (0,)
    return int(found)


def test_a_charge_pays_and_is_heard_once(road: OpenRoad, desks: Desks) -> None:
    order, key, total = waiting(desks)
    assert calls(road, key) == [(Asks.CHARGE, total, "", True)]
    word = took(key, "op-once", total)
    assert heard(desks, word, word) == [Heard.TAKEN, Heard.SEEN_BEFORE]
    assert heard(desks, word) == [Heard.SEEN_BEFORE]
    assert state(desks, key) == (State.PAID, "")
    assert tracks(road, order) == {(Money.HELD, Carriage.NONE)}
    assert calls(road, key) == [(Asks.CHARGE, total, "", False)]


def test_a_bank_says_no_and_another_is_asked(road: OpenRoad, desks: Desks) -> None:
    order, key, total = waiting(desks)
    assert heard(desks, Said("roadpay", key, Done.REFUSED)) == [Heard.TAKEN]
    assert state(desks, key) == (State.REFUSED, Refusal.BY_BANK)
    (second,) = take_payments(desks.platform(), desks.store, [an_attempt(order, "vera", "card", "Neva Credit")])
    assert heard(desks, took(second.payment_id, "op-second", total)) == [Heard.TAKEN]
    assert heard(desks, Said("roadpay", key, Done.REFUSED)) == [Heard.NOT_WAITED_FOR]


def test_a_yes_and_an_older_no_of_one_order_may_come_together(road: OpenRoad, desks: Desks) -> None:
    """The first attempt was given up and is heard of late; the order's money is the second one's provider's."""
    order, key, total = waiting(desks)
    heard(desks, Said("roadpay", key, Done.GIVEN_UP))
    (second,) = take_payments(desks.platform(), desks.store, [an_attempt(order, "vera", "card", "Neva Credit")])
    words = took(second.payment_id, "op-yes", total), Said("roadpay", key, Done.REFUSED)
    assert heard(desks, *words) == [Heard.TAKEN, Heard.NOT_WAITED_FOR]
    sql = "SELECT DISTINCT payer FROM consignment WHERE order_id = %s"
    assert road.store.connection.execute(sql, [order]).fetchall() == [("psp_clearing:roadpay:RUB",)]


@pytest.mark.parametrize("done", [Done.NEVER_SENT, Done.GIVEN_UP])
def test_who_was_told_that_the_bank_is_busy_gets_back_what_it_took_all_the_same(
    road: OpenRoad, desks: Desks, done: Done
) -> None:
    order, key, total = waiting(desks)
    assert heard(desks, Said("roadpay", key, done)) == [Heard.TAKEN]
    assert state(desks, key) == (State.REFUSED, Refusal.BANK_BUSY)
    assert calls(road, key) == [(Asks.CHARGE, total, "", done is Done.GIVEN_UP)]
    before = suspense(road)
    assert heard(desks, took(key, f"op-{done}", total)) == [Heard.GOES_BACK]
    assert suspense(road) - before == total
    assert calls(road, key)[1] == (Asks.REFUND, total, f"op-{done}", True)
    assert tracks(road, order) == {(Money.NONE, Carriage.NONE)}
    back = back_of("roadpay", f"op-{done}")
    assert heard(desks, took(back, f"back-{done}", total)) == [Heard.TAKEN]
    assert heard(desks, took(back, f"back-{done}", total)) == [Heard.SEEN_BEFORE]
    assert suspense(road) == before


@pytest.mark.parametrize("other", [-100, 100, "half"])
def test_another_amount_pays_nothing_and_goes_back(road: OpenRoad, desks: Desks, other: int | str) -> None:
    order, key, total = waiting(desks)
    minor = total // 2 if other == "half" else total + int(other)
    assert heard(desks, took(key, f"op{other}", minor)) == [Heard.GOES_BACK]
    assert state(desks, key) == (State.REFUSED, Refusal.WRONG_AMOUNT)
    assert calls(road, key)[1] == (Asks.REFUND, minor, f"op{other}", True)
    assert tracks(road, order) == {(Money.NONE, Carriage.NONE)}


def test_money_of_another_currency_goes_back(desks: Desks) -> None:
    _, key, total = waiting(desks)
    assert heard(desks, took(key, "op-yuan", total, currency="CNY")) == [Heard.GOES_BACK]


def test_a_second_charge_under_one_key_goes_back(road: OpenRoad, desks: Desks) -> None:
    _, key, total = waiting(desks)
    words = took(key, "op-first", total), took(key, "op-again", total)
    assert heard(desks, *words) == [Heard.TAKEN, Heard.GOES_BACK]
    found = road.store.connection.execute("SELECT taken FROM provider_operation WHERE key = %s", [key]).fetchall()
    assert {taken for (taken,) in found} == {Taken.AS_ASKED, Taken.TWICE}


def test_what_is_unknown_or_of_others_changes_nothing(road: OpenRoad, desks: Desks) -> None:
    _, key, total = waiting(desks)
    _, other, _ = waiting(desks)
    assert heard(desks, took("0" * 32, "op-x", total)) == [Heard.UNKNOWN]
    assert heard(desks, took(key, "op-y", total, provider="nobody")) == [Heard.FOREIGN]
    assert heard(desks, took(key, "op-mine", total)) == [Heard.TAKEN]
    assert heard(desks, took(other, "op-mine", total)) == [Heard.FOREIGN]
    assert state(desks, other) == (State.WAITING, "")


def test_an_order_that_ended_is_not_paid_any_more(road: OpenRoad, desks: Desks) -> None:
    order, key, total = waiting(desks)
    advance(road.platform, road.clock_at() + 2 * DAY)
    assert state(desks, key)[0] is State.LAPSED
    assert heard(desks, took(key, "op-late", total)) == [Heard.GOES_BACK]
    assert tracks(road, order) == {(Money.NONE, Carriage.CANCELLED)}


def test_an_attempt_that_was_not_sent_gives_way_to_another_and_one_that_was_does_not(
    road: OpenRoad, desks: Desks
) -> None:
    order, key, _ = waiting(desks)
    other = an_attempt(order, "vera", "card", "Neva Credit")
    (found,) = take_payments(desks.platform(), desks.store, [other])
    assert found.row
    assert found.row.state is State.WAITING
    assert state(desks, key) == (State.REFUSED, Refusal.WITHDRAWN)
    assert calls(road, key)[0][3] is False
    road.store.connection.execute("UPDATE bank_call SET sent_at = now() WHERE call_id = %s", [other.payment_id])
    (third,) = take_payments(desks.platform(), desks.store, [by_card(order, "vera")])
    assert third.row
    assert third.row.refusal == Refusal.PAYMENT_WAITS


def test_what_is_cancelled_is_given_back_by_the_provider_that_took_it(road: OpenRoad, desks: Desks) -> None:
    order, key, total = waiting(desks)
    heard(desks, took(key, "op-cancelled", total))
    assert end_orders(desks.platform(), desks.store, [Ending(order, "vera", None)]) == [None]
    backs = [one for one in calls(road, key) if one[0] == Asks.REFUND]
    assert sum(minor for _, minor, _, _ in backs) == total
    assert {charge for _, _, charge, _ in backs} == {"op-cancelled"}
    sql = "SELECT replace(call_id::text, '-', ''), amount_minor FROM bank_call WHERE payment_id = %s AND asks = 2"
    for nr, (name, minor) in enumerate(road.store.connection.execute(sql, [key]).fetchall()):
        assert heard(desks, took(name, f"back-{nr}", minor)) == [Heard.TAKEN]
    assert not any(due for *_, due in calls(road, key))


def wallet(road: OpenRoad) -> int:
    sql = "SELECT coalesce(sum(credits - debits), 0)::bigint FROM account WHERE account = 'wallet:vera:RUB'"
    (found,) = road.store.connection.execute(sql).fetchone() or (0,)
    return int(found)


def test_what_the_provider_refuses_to_give_back_goes_into_the_wallet(road: OpenRoad, desks: Desks) -> None:
    order, key, total = waiting(desks)
    heard(desks, took(key, "op-old", total))
    assert end_orders(desks.platform(), desks.store, [Ending(order, "vera", None)]) == [None]
    before = wallet(road)
    sql = "SELECT replace(call_id::text, '-', '') FROM bank_call WHERE payment_id = %s AND asks = 2"
    refunds = [name for (name,) in road.store.connection.execute(sql, [key]).fetchall()]
    words = [Said("roadpay", name, Done.REFUSED) for name in refunds]
    assert heard(desks, *words) == [Heard.TAKEN] * len(refunds)
    assert wallet(road) - before == total
    assert heard(desks, *words) == [Heard.NOT_WAITED_FOR] * len(refunds)
    assert wallet(road) - before == total


def test_money_kept_apart_that_cannot_go_back_goes_into_the_wallet_too(road: OpenRoad, desks: Desks) -> None:
    _, key, total = waiting(desks)
    heard(desks, Said("roadpay", key, Done.NEVER_SENT))
    apart, before = suspense(road), wallet(road)
    assert heard(desks, took(key, "op-apart", total)) == [Heard.GOES_BACK]
    back = back_of("roadpay", "op-apart")
    assert heard(desks, Said("roadpay", back, Done.REFUSED)) == [Heard.TAKEN]
    assert (suspense(road), wallet(road) - before) == (apart, total)
    assert heard(desks, took(back, "back-late", total)) == [Heard.NOT_WAITED_FOR]
    assert (suspense(road), wallet(road) - before) == (apart, total)


def test_a_refund_that_is_given_twice_is_posted_once(road: OpenRoad, desks: Desks) -> None:
    _, key, total = waiting(desks)
    heard(desks, Said("roadpay", key, Done.NEVER_SENT))
    apart = suspense(road)
    heard(desks, took(key, "op-twice-back", total))
    back = back_of("roadpay", "op-twice-back")
    assert heard(desks, took(back, "b-1", total), took(back, "b-2", total)) == [Heard.TAKEN, Heard.NOT_WAITED_FOR]
    assert heard(desks, took(back, "b-3", total)) == [Heard.NOT_WAITED_FOR]
    assert suspense(road) == apart


@pytest.mark.parametrize("minor", [1, 10**9])
def test_a_bank_is_not_asked_for_what_it_does_not_take(desks: Desks, minor: int) -> None:
    channel = desks.platform().channels["Ob Bank", "card"]._replace(opens=12_600, closes=9_000)
    noon = 1_764_234_000 - (1_764_234_000 % DAY) + 9 * 3_600
    assert not_taken(channel, minor, noon) is Refusal.NOT_BY_THIS_BANK
    assert not_taken(channel, 10_000, noon) is None
    assert not_taken(channel, 10_000, noon - 9 * 3_600) is Refusal.BANK_CLOSED  # three in the morning in Moscow


WORDS = st.lists(
    st.tuples(
        st.sampled_from(["right", "more", "half", "no", "never", "given up"]), st.integers(0, 2), st.integers(0, 3)
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(WORDS)
def test_in_whatever_order_words_come_nobody_pays_twice(
    road: OpenRoad, desks: Desks, words: list[tuple[str, int, int]]
) -> None:
    """The books add up whatever a provider says, and the rules hold (see `road`)."""
    orders = [waiting(desks) for _ in range(3)]
    for what, which, nr in words:
        _, key, total = orders[which]
        operation = f"{key[:8]}-{what}-{nr}"
        amounts = {"right": total, "more": total + 1, "half": total // 2}
        if what in amounts:
            heard(desks, took(key, operation, amounts[what]))
        else:
            done = {"no": Done.REFUSED, "never": Done.NEVER_SENT, "given up": Done.GIVEN_UP}[what]
            heard(desks, Said("roadpay", key, done))
    assert road.check() == []
