"""Who calls the banks: nothing is lost or asked twice by another key, whatever a provider does, and whoever dies."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import Mock

import pytest
from shops import LOCAL, an_attempt, an_order, served, stocked

from tearoad.boot.bank_calls import CallMaker
from tearoad.boot.bank_notice import STANDING, BankNotice
from tearoad.boot.banks import Account
from tearoad.boot.call_book import CallBook
from tearoad.boot.desks import Desks
from tearoad.boot.road import OpenRoad
from tearoad.operations.bank_ports import Asks, CallRow
from tearoad.operations.check_out import Checkout, check_out, order_id_of
from tearoad.operations.end_orders import Ending, end_orders
from tearoad.operations.hear_provider import Done, Said, hear
from tearoad.operations.shop_ports import Wanted
from tearoad.operations.take_payment import take_payments
from tearoad.operations.top_up import TopUp, top_up
from tearoad.operations.top_up_ports import top_up_id_of
from tearoad.payments.attempt import State
from tearoad.terms.refusal import Refusal, Unavailable
from tearoad.wire.banks.provider import Reply, Unclear

ACCOUNT = Account("roadpay", "http://127.0.0.1:1", "whsec_" + "a" * 40)
MOST_SECONDS = 20.0


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    with stocked(server_url, "tearoad_test_bank_calls") as road:
        road.store.connection.execute("UPDATE stock SET made_to_order = true, on_hand = 5000")
        yield road
        assert road.check() == []


@pytest.fixture(scope="module")
def desks(road: OpenRoad) -> Iterator[Desks]:
    with served(road, ACCOUNT) as found:
        yield found


@dataclass
class FakeProvider:
    """Does each key once; `says` by key is what is answered to the first questions, then the truth."""

    says: dict[str, list[Reply]] = field(default_factory=dict)
    seconds: float = 0.0
    never: set[str] = field(default_factory=set)  # these keys do not arrive the first time
    made: Counter[str] = field(default_factory=Counter)
    at_once: int = 0
    most_at_once: int = 0
    done: dict[str, CallRow] = field(default_factory=dict)

    async def make(self, call: CallRow) -> Reply:
        self.made[call.call_id] += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.seconds)
        self.at_once -= 1
        if call.call_id in self.never and self.made[call.call_id] == 1:
            return Reply(None, Unclear.UNKNOWN)
        self.done[call.call_id] = call
        return self._answer(call.call_id)

    async def look(self, key: str) -> Reply:
        return self._answer(key) if key in self.done else Reply(None, Unclear.NEVER_HEARD)

    def _answer(self, key: str) -> Reply:
        said = self.says.get(key, [])
        if said:
            return said.pop(0)
        call = self.done[key]
        return Reply(Said("roadpay", key, Done.PAID, f"op-{key}", call.amount_minor, call.currency, int(time.time())))


def asked(desks: Desks, count: int, bank: str = "Volga Bank") -> list[str]:
    """So many orders whose cards are to be asked: the keys of their calls."""
    orders = [an_order(desks, "vera", LOCAL.sku)[0] for _ in range(count)]
    attempts = [an_attempt(order, "vera", "card", bank) for order in orders]
    return [one.payment_id for one in take_payments(desks.platform(), desks.store, attempts)]


def maker_of(desks: Desks, port: FakeProvider, holder: str = "one") -> CallMaker:
    return CallMaker(desks.platform(), CallBook(desks.store, holder), port, desks.corridor.providers["roadpay"])


def worked(maker: CallMaker, desks: Desks, keys: list[str]) -> None:
    """Until none of these waits any more."""
    until = time.monotonic() + MOST_SECONDS

    def waits() -> bool:
        assert time.monotonic() < until, "some still wait"
        return any(state is State.WAITING for state, _ in states(desks, keys))

    asyncio.run(maker.run(waits))


def states(desks: Desks, keys: list[str]) -> list[tuple[State, str]]:
    with desks.store.unit() as unit:
        rows = unit.payments.some(keys)
    return [(rows[key].state, rows[key].refusal) for key in keys]


def test_every_call_is_made_once_and_heard(desks: Desks) -> None:
    keys, port = asked(desks, 30), FakeProvider(seconds=0.05)
    worked(maker_of(desks, port), desks, keys)
    assert {state for state, _ in states(desks, keys)} == {State.PAID}
    assert {port.made[key] for key in keys} == {1}


@pytest.mark.parametrize("unclear", [Unclear.UNKNOWN, Unclear.PENDING, Unclear.CONGESTED])
def test_what_is_not_clear_is_asked_for_by_its_key_and_never_made_again(desks: Desks, unclear: Unclear) -> None:
    keys = asked(desks, 3)
    port = FakeProvider({key: [Reply(None, unclear)] for key in keys})
    worked(maker_of(desks, port), desks, keys)
    assert {state for state, _ in states(desks, keys)} == {State.PAID}
    assert {port.made[key] for key in keys} == {1}


def test_what_never_arrived_is_made_again_under_the_same_key(desks: Desks) -> None:
    keys = asked(desks, 2)
    port = FakeProvider(never=set(keys))
    worked(maker_of(desks, port), desks, keys)
    assert {state for state, _ in states(desks, keys)} == {State.PAID}
    assert {port.made[key] for key in keys} == {2}


def test_a_bank_of_another_provider_is_not_asked(desks: Desks) -> None:
    keys, port = asked(desks, 1), FakeProvider()
    provider = desks.corridor.providers["roadpay"]._replace(name="somebody-else")
    maker = CallMaker(desks.platform(), CallBook(desks.store, "one"), port, provider)
    until = time.monotonic() + 1.0
    asyncio.run(maker.run(lambda: time.monotonic() < until))
    assert not port.made
    worked(maker_of(desks, port), desks, keys)  # by whom it is for


def test_who_comes_after_one_that_died_asks_for_what_was_sent(road: OpenRoad, desks: Desks) -> None:
    """It had noted that it sends, and had sent or had not: the key decides."""
    keys = asked(desks, 4)
    sql = (
        "UPDATE bank_call SET sent_at = now(), due_at = now() + interval '1 hour', seen_at = now() "
        "WHERE call_id = ANY (%s::uuid[])"
    )
    road.store.connection.execute(sql, [keys])
    road.store.connection.execute(
        "INSERT INTO call_maker VALUES (1, 'dead', now() - interval '1 second') "
        "ON CONFLICT (cell_id) DO UPDATE SET holder = 'dead', until_at = excluded.until_at"
    )
    port = FakeProvider()
    for key in keys[:2]:
        with desks.store.unit() as unit:
            port.done[key] = unit.banks.calls([key])[key]
    worked(maker_of(desks, port, "heir"), desks, keys)
    assert {state for state, _ in states(desks, keys)} == {State.PAID}
    assert [port.made[key] for key in keys] == [0, 0, 1, 1]


def test_while_one_makes_the_calls_another_does_not(road: OpenRoad, desks: Desks) -> None:
    keys, first, second = asked(desks, 20), FakeProvider(seconds=0.1), FakeProvider()

    async def both() -> None:
        until = time.monotonic() + 1.5
        await asyncio.gather(
            maker_of(desks, first, "first").run(lambda: time.monotonic() < until),
            maker_of(desks, second, "second").run(lambda: time.monotonic() < until),
        )

    asyncio.run(both())
    assert first.made.total() + second.made.total() == 20
    assert not first.made or not second.made
    assert {state for state, _ in states(desks, keys)} == {State.PAID}


def test_who_cannot_be_served_in_time_is_told_and_can_try_another_bank(desks: Desks) -> None:
    keys, port = asked(desks, 30, "Ob Bank"), FakeProvider()
    notice = BankNotice(desks.store, desks.corridor)
    notice.declare(STANDING, "Ob Bank", 12, "the bank")  # one in five seconds
    worked(maker_of(desks, port), desks, keys[-1:])
    found = Counter(state for state, _ in states(desks, keys))
    assert found[State.REFUSED] >= 24
    assert {why for state, why in states(desks, keys) if state is State.REFUSED} == {Refusal.BANK_BUSY}
    notice.declare(STANDING, "Ob Bank", 240, "the bank")
    worked(maker_of(desks, port), desks, keys)


def test_an_attempt_that_was_withdrawn_in_the_queue_is_not_sent(desks: Desks) -> None:
    """The queue is full of others; then its buyer takes another way."""
    others, port = asked(desks, 3, "Kama Bank"), FakeProvider()
    order, _ = an_order(desks, "vera", LOCAL.sku)
    (queued,) = take_payments(desks.platform(), desks.store, [an_attempt(order, "vera", "card", "Kama Bank")])
    (other,) = take_payments(desks.platform(), desks.store, [an_attempt(order, "vera", "card", "Don Credit")])
    worked(maker_of(desks, port), desks, [*others, other.payment_id])
    assert queued.payment_id not in port.made
    assert states(desks, [queued.payment_id]) == [(State.REFUSED, Refusal.WITHDRAWN)]


def filling(desks: Desks, count: int, bank: str) -> list[str]:
    """So many top-ups whose cards are to be asked: the keys of their calls."""
    wishes = [TopUp(top_up_id_of("vera", f"{bank} {nr}"), "vera", bank, 10_000, "RUB") for nr in range(count)]
    return [one.top_up_id for one in top_up(desks.platform(), desks.store, wishes)]


def fills(desks: Desks, keys: list[str]) -> list[State]:
    with desks.store.unit() as unit:
        rows = unit.top_ups.some(keys)
    return [rows[key].state for key in keys]


def filled(maker: CallMaker, desks: Desks, keys: list[str]) -> None:
    until = time.monotonic() + MOST_SECONDS

    def waits() -> bool:
        assert time.monotonic() < until, "some still wait"
        return State.WAITING in fills(desks, keys)

    asyncio.run(maker.run(waits))


def test_top_ups_are_made_once_and_heard(desks: Desks) -> None:
    keys = filling(desks, 12, "Volga Bank")
    port = FakeProvider({keys[0]: [Reply(None, Unclear.UNKNOWN)]}, never={keys[1]})
    filled(maker_of(desks, port), desks, keys)
    assert set(fills(desks, keys)) == {State.PAID}
    assert [port.made[key] for key in keys] == [1, 2, *[1] * 10]


def test_who_pays_an_order_goes_before_who_fills_a_wallet(desks: Desks) -> None:
    """Those who were here before as well, and those who come while others fill."""
    BankNotice(desks.store, desks.corridor).declare(STANDING, "Neva Credit", 180, "the bank")
    wallets = filling(desks, 8, "Neva Credit")
    orders, late = asked(desks, 5, "Neva Credit"), list[str]()
    port = FakeProvider()
    until = time.monotonic() + MOST_SECONDS
    made_by_then: list[str] = []

    def waits() -> bool:
        assert time.monotonic() < until, "some still wait"
        if not late and port.made[wallets[0]] + sum(port.made[key] for key in wallets[1:]):
            made_by_then.extend(port.made)
            late.extend(asked(desks, 3, "Neva Credit"))
        return State.WAITING in fills(desks, wallets)

    asyncio.run(maker_of(desks, port).run(waits))
    made = list(port.made)
    assert set(made[:5]) == set(orders)
    after = made[len(made_by_then) :]
    assert sum(key in wallets for key in after[: max(after.index(key) for key in late)]) <= 1, "one was on its way"
    assert {state for state, _ in states(desks, orders + late)} == {State.PAID}


def test_who_cannot_fill_in_time_is_told(desks: Desks) -> None:
    BankNotice(desks.store, desks.corridor).declare(STANDING, "Amur Bank", 12, "the bank")
    keys, port = filling(desks, 30, "Amur Bank"), FakeProvider()
    until = time.monotonic() + 2.0
    asyncio.run(maker_of(desks, port).run(lambda: time.monotonic() < until))
    assert Counter(fills(desks, keys))[State.REFUSED] >= 24
    BankNotice(desks.store, desks.corridor).declare(STANDING, "Amur Bank", 240, "the bank")
    filled(maker_of(desks, port), desks, keys)


def test_refunds_are_made_too(road: OpenRoad, desks: Desks) -> None:
    keys, port = asked(desks, 1), FakeProvider()
    worked(maker_of(desks, port), desks, keys)
    with desks.store.unit() as unit:
        unit.banks.ask(
            [unit.banks.calls(keys)[keys[0]]._replace(call_id="f" * 32, asks=Asks.REFUND, charge=f"op-{keys[0]}")]
        )
    until = time.monotonic() + MOST_SECONDS

    def due() -> bool:
        sql = "SELECT count(*) FROM bank_call WHERE due_at IS NOT NULL AND asks = 2"
        (found,) = road.store.connection.execute(sql).fetchone() or (0,)
        return bool(found) and time.monotonic() < until

    asyncio.run(maker_of(desks, port).run(due))
    assert port.made["f" * 32] == 1


def test_how_busy_each_bank_is_can_be_read(desks: Desks) -> None:
    keys, port = asked(desks, 5), FakeProvider(seconds=1.2)
    worked(maker_of(desks, port), desks, keys)
    (volga,) = [one for one in desks.banks().loads() if one.channel.bank == "Volga Bank"]
    assert (volga.answers, volga.busy) == (True, False)


def test_a_word_that_cannot_be_heard_holds_up_no_other(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, port, failed = asked(desks, 4), FakeProvider(seconds=0.2), list[str]()

    def hears(p: Any, store: Any, words: Any) -> Any:
        if any(word.key == keys[0] for word in words) and len(failed) < 2:
            failed.append(keys[0])
            raise AssertionError("as a bug would")
        return hear(p, store, words)

    told = Mock()
    monkeypatch.setattr("tearoad.boot.bank_calls.hear", hears)
    monkeypatch.setattr("tearoad.boot.bank_calls.log", told)
    worked(maker_of(desks, port), desks, keys)
    assert len(failed) == told.exception.call_count == 2
    assert {state for state, _ in states(desks, keys)} == {State.PAID}
    assert {port.made[key] for key in keys} == {1}


@pytest.mark.parametrize("step", ["sending", "claimed", "tell"])
def test_where_the_data_base_goes_away_in_between_nothing_is_forgotten(
    desks: Desks, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    keys, port, failed = asked(desks, 6), FakeProvider(), list[str]()
    right = getattr(CallBook, step)

    def fails_once(book: CallBook, *given: Any) -> Any:
        if not failed and (step != "sending" or given[0]):
            failed.append(step)
            raise Unavailable("as when a server is started again")
        return right(book, *given)

    monkeypatch.setattr(CallBook, step, fails_once)
    worked(maker_of(desks, port), desks, keys)
    assert failed == [step]
    assert {state for state, _ in states(desks, keys)} == {State.PAID}
    assert {port.made[key] for key in keys} == {1}


@pytest.mark.full
def test_thousands_of_calls_wait_at_once_and_on_no_thread_of_their_own(road: OpenRoad, desks: Desks) -> None:
    count, most = 2_000, list[int]()
    BankNotice(desks.store, desks.corridor).declare(STANDING, "Ural Bank", 150_000, "the bank")
    platform = desks.platform()
    orders = [Checkout(order_id_of("thousands", str(nr)), "vera", "kazan", "card", "RUB", (Wanted(LOCAL.sku, 1),))
              for nr in range(count)]  # fmt: skip
    check_out(platform, desks.store, orders)
    attempts = [an_attempt(one.order_id, "vera", "card", "Ural Bank") for one in orders]
    keys = [one.payment_id for one in take_payments(platform, desks.store, attempts)]

    class Slow(FakeProvider):
        async def make(self, call: CallRow) -> Reply:
            most.append(threading.active_count())
            return await super().make(call)

    port = Slow(seconds=4.0)
    worked(maker_of(desks, port), desks, keys)
    assert {state for state, _ in states(desks, keys)} == {State.PAID}
    assert port.most_at_once > 1_500
    assert max(most) < 60


def an_old_refund(road: OpenRoad, desks: Desks, age_days: int) -> str:
    """A paid order that is cancelled and whose charge is so old: the key of its payment."""
    (key,) = asked(desks, 1)
    worked(maker_of(desks, FakeProvider()), desks, [key])
    change = "UPDATE provider_operation SET at = now() - %s * interval '1 day' WHERE key = %s"
    road.store.connection.execute(change, [age_days, key])
    sql = "SELECT order_id FROM payment WHERE payment_id = %s"
    (order,) = road.store.connection.execute(sql, [key]).fetchone() or ("",)
    assert end_orders(desks.platform(), desks.store, [Ending(order, "vera")]) == [None]
    return key


def refunded(road: OpenRoad, desks: Desks, port: FakeProvider, key: str) -> list[tuple[str]]:
    """The answers to the refunds of a payment, once none is due."""
    until = time.monotonic() + MOST_SECONDS

    def due() -> bool:
        sql = "SELECT count(*) FROM bank_call WHERE due_at IS NOT NULL AND payment_id = %s"
        (found,) = road.store.connection.execute(sql, [key]).fetchone() or (0,)
        return bool(found) and time.monotonic() < until

    asyncio.run(maker_of(desks, port).run(due))
    sql = "SELECT DISTINCT answer FROM bank_call WHERE payment_id = %s AND asks = 2"
    return road.store.connection.execute(sql, [key]).fetchall()


@pytest.mark.parametrize(("age_days", "asked_of_it"), [(364, True), (366, False)])
def test_a_provider_is_not_asked_for_what_its_terms_exclude(
    road: OpenRoad, desks: Desks, age_days: int, asked_of_it: bool
) -> None:
    key, port = an_old_refund(road, desks, age_days), FakeProvider()
    assert refunded(road, desks, port, key) == [("paid" if asked_of_it else "refused",)]
    assert (port.made.total() > 0) is asked_of_it


def test_a_refund_that_was_sent_is_asked_for_however_old_its_charge_has_become(road: OpenRoad, desks: Desks) -> None:
    """Its provider may have done it: it is neither refused here nor made again."""
    key, port = an_old_refund(road, desks, 366), FakeProvider()
    sent = "UPDATE bank_call SET sent_at = now(), seen_at = now() WHERE payment_id = %s AND asks = 2 RETURNING call_id"
    (call_id,) = road.store.connection.execute(sent, [key]).fetchone() or ("",)
    call_id = str(call_id).replace("-", "")
    with desks.store.unit() as unit:
        port.done[call_id] = unit.banks.calls([call_id])[call_id]
    assert refunded(road, desks, port, key) == [("paid",)]
    assert not port.made
