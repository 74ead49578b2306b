"""Wallets are filled once and whole, or not at all; a bonus comes in its hour, while it lasts, and never alone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shops import START, served, stocked

from tearoad.boot.bank_notice import BankNotice
from tearoad.boot.banks import Account
from tearoad.boot.bonuses import Bonuses, Planned, Wish
from tearoad.boot.desks import Desks
from tearoad.boot.road import OpenRoad
from tearoad.demo.orders import FIRST
from tearoad.operations.advance import advance
from tearoad.operations.bank_ports import Asks, Taken, back_of
from tearoad.operations.hear_provider import Done, Heard, Said, hear
from tearoad.operations.top_up import ToppedUp, TopUp, top_up
from tearoad.operations.top_up_ports import WAITS_SECONDS, TopUpRow, bonus_id_of, funding_of, top_up_id_of
from tearoad.operations.wallet import wallet_of
from tearoad.payments.attempt import State
from tearoad.payments.bonus import SLOT_SECONDS, Bonus, slot_of
from tearoad.terms.days import DAY
from tearoad.terms.refusal import BadInput, Refusal

ACCOUNT = Account("roadpay", "http://127.0.0.1:1", "whsec_" + "a" * 40)
AT = 1_700_000_000
MINOR, MOST, BUDGET = 100_000, 3_000, 9_000  # of 2 %: one and a half top-ups to a buyer, three such buyers
numbers = count()


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    with stocked(server_url, "tearoad_test_top_up") as road:
        yield road
        assert road.check() == []


@pytest.fixture(scope="module")
def desks(road: OpenRoad) -> Iterator[Desks]:
    """Banks are asked of a provider."""
    with served(road, ACCOUNT) as found:
        yield found


@pytest.fixture(scope="module")
def played(road: OpenRoad) -> Iterator[Desks]:
    """Players are heard for the banks."""
    with served(road) as found:
        yield found


def wish(buyer: str, key: str = "", minor: int = MINOR, bank: str = "Volga Bank") -> TopUp:
    return TopUp(top_up_id_of(buyer, key or str(next(numbers))), buyer, bank, minor, "RUB")


def asked(desks: Desks, *wishes: TopUp) -> list[ToppedUp]:
    return top_up(desks.platform(), desks.store, wishes)


def waiting(desks: Desks, buyer: str, minor: int = MINOR) -> str:
    (found,) = asked(desks, wish(buyer, minor=minor))
    assert found.row
    assert found.row.state is State.WAITING
    return found.top_up_id


def took(key: str, operation: str = "", minor: int = MINOR, currency: str = "RUB") -> Said:
    return Said("roadpay", key, Done.PAID, operation or f"op-{key}", minor, currency, AT)


def heard(desks: Desks, *words: Said) -> list[Heard]:
    return hear(desks.platform(), desks.store, words)


def row_of(desks: Desks, key: str) -> TopUpRow:
    with desks.store.unit() as unit:
        return unit.top_ups.some([key])[key]


def balance(road: OpenRoad, account: str) -> int:
    sql = "SELECT credits - debits FROM account WHERE account = %s"
    row = road.store.connection.execute(sql, [account]).fetchone()
    return int(row[0]) if row else 0


def in_wallet(road: OpenRoad, buyer: str) -> int:
    return balance(road, wallet_of(buyer, "RUB"))


def calls(road: OpenRoad, key: str) -> list[tuple[int, int, bool]]:
    sql = "SELECT asks, amount_minor, due_at IS NOT NULL FROM bank_call WHERE payment_id = %s ORDER BY asks DESC"
    return road.store.connection.execute(sql, [key]).fetchall()


def planned(desks: Desks, road: OpenRoad, *, budget: str = "90.00", most: str = "30.00") -> Bonus:
    """Of a new sale, on a day of its own that is still to come."""
    nr = next(numbers)
    name, first = f"sale-{nr}", FIRST + timedelta(days=(road.clock_at() - START) // DAY + 3)
    BankNotice(desks.store, desks.corridor, lambda: float(START)).plan(name, first + timedelta(days=1), 1_000)
    return Bonuses(desks.store, desks.corridor).plan(Wish(name, "2", most, budget, first, first)).bonus


def in_hour(road: OpenRoad, bonus: Bonus, buyer: str) -> None:
    advance(road.platform, slot_of(bonus, buyer).begins)


def test_a_top_up_is_asked_once_and_fills_once(road: OpenRoad, desks: Desks) -> None:
    one = wish("anna", "first")
    found = asked(desks, one, one)
    assert [paid.row.state for paid in found if paid.row] == [State.WAITING] * 2
    assert asked(desks, one) == found[:1]
    assert calls(road, one.top_up_id) == [(Asks.TOP_UP, MINOR, True)]
    word = took(one.top_up_id)
    assert heard(desks, word, word) == [Heard.TAKEN, Heard.SEEN_BEFORE]
    assert heard(desks, word) == [Heard.SEEN_BEFORE]
    assert row_of(desks, one.top_up_id).state is State.PAID
    assert in_wallet(road, "anna") == MINOR
    assert calls(road, one.top_up_id) == [(Asks.TOP_UP, MINOR, False)]
    sql = "SELECT kind, taken FROM provider_operation WHERE key = %s"
    assert road.store.connection.execute(sql, [one.top_up_id]).fetchall() == [(Asks.CHARGE, Taken.AS_ASKED)]


def test_an_id_of_another_top_up_is_refused(desks: Desks) -> None:
    one = wish("anna", "other content")
    first, more = asked(desks, one, one._replace(amount_minor=MINOR + 1))
    assert first.row
    assert (more.row, more.refusal) == (None, Refusal.OTHER_CONTENT)
    (bank,) = asked(desks, one._replace(bank="Ob Bank"))
    assert bank.refusal is Refusal.OTHER_CONTENT


@pytest.mark.parametrize("bank", ["Volga Bank", "No Bank"])
def test_what_no_bank_takes_is_refused_at_once(road: OpenRoad, desks: Desks, bank: str) -> None:
    minor = 10**10 if bank == "Volga Bank" else MINOR
    (found,) = asked(desks, wish("anna", minor=minor, bank=bank))
    assert found.row
    assert (found.row.state, found.row.refusal) == (State.REFUSED, Refusal.NOT_BY_THIS_BANK)
    assert calls(road, found.top_up_id) == []


def test_a_bank_says_no(road: OpenRoad, desks: Desks) -> None:
    key, before = waiting(desks, "no"), in_wallet(road, "no")
    assert heard(desks, Said("roadpay", key, Done.REFUSED)) == [Heard.TAKEN]
    row = row_of(desks, key)
    assert (row.state, row.refusal, in_wallet(road, "no")) == (State.REFUSED, Refusal.BY_BANK, before)
    assert heard(desks, Said("roadpay", key, Done.REFUSED)) == [Heard.NOT_WAITED_FOR]


@pytest.mark.parametrize("done", [Done.NEVER_SENT, Done.GIVEN_UP])
def test_what_comes_after_the_bank_was_given_up_goes_back(road: OpenRoad, desks: Desks, done: Done) -> None:
    key = waiting(desks, "late")
    heard(desks, Said("roadpay", key, done))
    assert row_of(desks, key).refusal == Refusal.BANK_BUSY
    before = balance(road, "suspense:roadpay:RUB")
    assert heard(desks, took(key)) == [Heard.GOES_BACK]
    assert balance(road, "suspense:roadpay:RUB") - before == MINOR
    assert calls(road, key)[-1] == (Asks.REFUND, MINOR, True)
    back = back_of("roadpay", f"op-{key}")
    assert heard(desks, took(back, f"back-{key}")) == [Heard.TAKEN]
    assert (balance(road, "suspense:roadpay:RUB"), in_wallet(road, "late")) == (before, 0)


def test_what_comes_too_late_by_the_clock_goes_back(road: OpenRoad, desks: Desks) -> None:
    key = waiting(desks, "tomorrow")
    advance(road.platform, road.clock_at() + WAITS_SECONDS)
    assert heard(desks, took(key)) == [Heard.GOES_BACK]
    assert (row_of(desks, key).state, in_wallet(road, "tomorrow")) == (State.LAPSED, 0)


@pytest.mark.parametrize(("minor", "currency"), [(MINOR - 1, "RUB"), (MINOR * 2, "RUB"), (MINOR, "CNY")])
def test_another_amount_fills_nothing_and_goes_back(road: OpenRoad, desks: Desks, minor: int, currency: str) -> None:
    key = waiting(desks, "other")
    assert heard(desks, took(key, minor=minor, currency=currency)) == [Heard.GOES_BACK]
    assert row_of(desks, key).refusal == Refusal.WRONG_AMOUNT
    assert (calls(road, key)[-1], in_wallet(road, "other")) == ((Asks.REFUND, minor, True), 0)


def test_a_second_charge_goes_back(road: OpenRoad, desks: Desks) -> None:
    key = waiting(desks, "twice")
    assert heard(desks, took(key, "op-one"), took(key, "op-two")) == [Heard.TAKEN, Heard.GOES_BACK]
    assert in_wallet(road, "twice") == MINOR


def test_what_is_another_s_or_unknown_changes_nothing(desks: Desks) -> None:
    key, other = waiting(desks, "mine"), waiting(desks, "yours")
    assert heard(desks, took(key)._replace(provider="nobody")) == [Heard.FOREIGN]
    assert heard(desks, took(key, "op-mine"), took(other, "op-mine")) == [Heard.TAKEN, Heard.FOREIGN]
    assert row_of(desks, other).state is State.WAITING


def test_players_answer_where_no_provider_is_asked(road: OpenRoad, played: Desks) -> None:
    keys = [one.top_up_id for one in asked(played, *(wish("vera") for _ in range(40)))]
    assert all(not calls(road, key) for key in keys)
    advance(road.platform, road.clock_at() + DAY)
    rows = [row_of(played, key) for key in keys]
    paid = [row for row in rows if row.state is State.PAID]
    assert {row.state for row in rows} == {State.PAID, State.REFUSED}
    assert in_wallet(road, "vera") == len(paid) * MINOR
    assert {row.refusal for row in rows if row not in paid} == {Refusal.BY_BANK}


def test_many_ask_for_the_same_at_once(road: OpenRoad, desks: Desks) -> None:
    wishes = [wish("crowd", f"crowd {nr}") for nr in range(20)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda nr: asked(desks, *wishes[nr % 2 :: -1 if nr % 3 else 1]), range(16)))
    assert all(one.row for some in found for one in some)
    asked(desks, *wishes)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: heard(desks, *(took(one.top_up_id) for one in wishes)), range(8)))
    assert in_wallet(road, "crowd") == 20 * MINOR


def test_in_the_hour_the_bonus_comes_with_it_and_outside_it_does_not(road: OpenRoad, desks: Desks) -> None:
    bonus = planned(desks, road)
    early = waiting(desks, "eva")
    heard(desks, took(early))
    in_hour(road, bonus, "eva")
    first, second, third = (waiting(desks, "eva") for _ in range(3))
    assert [row_of(desks, key).bonus_minor for key in (early, first)] == [0, 2_000]
    advance(road.platform, slot_of(bonus, "eva").ends)
    late = waiting(desks, "eva")
    heard(desks, *(took(key) for key in (first, second, third, late)))
    got = [row_of(desks, key).bonus_minor for key in (early, first, second, third, late)]
    assert got == [0, 2_000, 1_000, 0, 0], "asked for in the hour, and no more than the most"
    assert in_wallet(road, "eva") == 5 * MINOR + MOST
    assert balance(road, funding_of(bonus.sale, "RUB")) == BUDGET - MOST
    sql = "SELECT count(*), count(DISTINCT group_id) FROM transfer WHERE transfer_id = ANY (%s::uuid[])"
    pair = road.store.connection.execute(sql, [[first, bonus_id_of(first)]]).fetchone()
    assert pair == (2, 1)


def test_what_was_refused_brings_no_bonus(road: OpenRoad, desks: Desks) -> None:
    bonus = planned(desks, road)
    in_hour(road, bonus, "foma")
    key = waiting(desks, "foma")
    heard(desks, Said("roadpay", key, Done.REFUSED), took(key))
    assert (row_of(desks, key).bonus_minor, in_wallet(road, "foma")) == (0, 0)
    assert balance(road, funding_of(bonus.sale, "RUB")) == BUDGET


def in_one_hour(bonus: Bonus, many: int) -> tuple[list[str], int]:
    """Buyers whose hours have a moment in common, and that moment."""
    slots = {name: slot_of(bonus, name).begins for name in (f"{bonus.sale}-{nr}" for nr in range(200))}
    for at in sorted(slots.values()):
        found = [name for name, begins in slots.items() if at - SLOT_SECONDS < begins <= at]
        if len(found) >= many:
            return found[:many], at
    raise AssertionError("of two hundred some meet")


@pytest.mark.parametrize("provider", [True, False])
def test_the_budget_ends_and_the_wallets_are_filled_all_the_same(
    road: OpenRoad, desks: Desks, played: Desks, provider: bool
) -> None:
    bonus = planned(desks, road, budget="50.00")
    buyers, at = in_one_hour(bonus, 5)
    advance(road.platform, at)
    found = asked(desks if provider else played, *(wish(buyer) for buyer in buyers))
    assert {one.row.bonus_minor for one in found if one.row} == {2_000}
    if provider:
        assert heard(desks, *(took(one.top_up_id) for one in found)) == [Heard.TAKEN] * 5
    else:
        advance(road.platform, road.clock_at() + DAY)
    rows = [row_of(desks, one.top_up_id) for one in found]
    paid = [row for row in rows if row.state is State.PAID]
    assert sum(row.bonus_minor for row in rows) == min(len(paid), 2) * 2_000
    assert balance(road, funding_of(bonus.sale, "RUB")) == 5_000 - min(len(paid), 2) * 2_000
    assert sum(in_wallet(road, buyer) for buyer in buyers) == len(paid) * MINOR + min(len(paid), 2) * 2_000


def test_at_once_the_budget_and_the_most_hold_too(road: OpenRoad, desks: Desks) -> None:
    bonus = planned(desks, road, budget="70.00")
    buyers, at = in_one_hour(bonus, 4)
    advance(road.platform, at)
    keys = [one.top_up_id for one in asked(desks, *(wish(buyer) for buyer in buyers for _ in range(3)))]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda key: heard(desks, took(key)), keys))
    given_all = sum(row_of(desks, key).bonus_minor for key in keys)
    assert given_all <= 7_000
    assert balance(road, funding_of(bonus.sale, "RUB")) == 7_000 - given_all
    assert max(in_wallet(road, buyer) for buyer in buyers) <= 3 * MINOR + MOST


def plan_of(desks: Desks, name: str, first: date, last: date, **more: object) -> Planned:
    wanted = Wish(name, "2", "500.00", "1000000.00", first, last)
    return Bonuses(desks.store, desks.corridor).plan(wanted._replace(**more))  # type: ignore[arg-type]


def test_what_does_not_fit_is_told_with_the_days_that_would_do(road: OpenRoad, desks: Desks) -> None:
    nr = next(numbers)
    far = FIRST + timedelta(days=3_000 + nr)
    BankNotice(desks.store, desks.corridor, lambda: float(START)).plan(f"big-{nr}", far + timedelta(30), 9_000_000)
    with pytest.raises(
        BadInput, match=r"1 days have hours for [\d,]+ buyers .* 9,000,000 are expected: \d+ days"
    ) as told:
        plan_of(desks, f"big-{nr}", far, far)
    days = int(str(told.value).rpartition(": ")[2].split()[0])
    with pytest.raises(BadInput, match=f"{days} days would do"):
        plan_of(desks, f"big-{nr}", far, far + timedelta(days - 2))
    found = plan_of(desks, f"big-{nr}", far, far + timedelta(days - 1))
    assert found.room >= found.buyers == 9_000_000
    assert all(one.at_most <= one.limit for one in found.banks)
    with pytest.raises(BadInput, match="planned already"):
        plan_of(desks, f"big-{nr}", far, far + timedelta(days - 1))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"percent": "0"}, "percent '0'"),
        ({"percent": "1.005"}, "percent '1.005'"),
        ({"percent": "nan"}, "percent 'nan'"),
        ({"most": "-1"}, "most '-1'"),
        ({"budget": "many"}, "budget: 'many'"),
        ({"sale": "nobody"}, "is not known"),
        ({"buyers": 0}, "0 buyers"),
        ({"last": FIRST}, "expected 1 to 92"),
        ({"last": FIRST + timedelta(6_010)}, "before the sale"),
        ({"first": FIRST - timedelta(1), "last": FIRST}, "after today"),
    ],
)
def test_what_is_no_bonus_is_refused(desks: Desks, wrong: dict[str, object], why: str) -> None:
    first = FIRST + timedelta(6_000)
    BankNotice(desks.store, desks.corridor, lambda: float(START)).plan("no-bonus", first + timedelta(10), 1_000)
    with pytest.raises(BadInput, match=why):
        plan_of(desks, **{"name": "no-bonus", "first": first, "last": first, **wrong})  # type: ignore[arg-type]


def test_two_sales_have_no_bonus_on_one_day(road: OpenRoad, desks: Desks) -> None:
    bonus = planned(desks, road)
    first = date(1970, 1, 1) + timedelta(bonus.first_day)
    BankNotice(desks.store, desks.corridor, lambda: float(START)).plan(f"{bonus.sale}-b", first + timedelta(9), 1_000)
    with pytest.raises(BadInput, match=f"the bonus of '{bonus.sale}' is planned already"):
        plan_of(desks, f"{bonus.sale}-b", first, first + timedelta(2))


WORDS = st.lists(
    st.tuples(
        st.sampled_from(["right", "more", "half", "no", "never", "given up"]), st.integers(0, 2), st.integers(0, 3)
    ),
    max_size=12,
)


@settings(max_examples=30)
@given(WORDS)
def test_in_whatever_order_words_come_the_books_are_right(
    road: OpenRoad, desks: Desks, words: list[tuple[str, int, int]]
) -> None:
    keys = [waiting(desks, f"buyer {nr}") for nr in range(3)]
    for what, which, nr in words:
        key = keys[which]
        amounts = {"right": MINOR, "more": MINOR + 1, "half": MINOR // 2}
        if what in amounts:
            heard(desks, took(key, f"{key[:8]}-{what}-{nr}", amounts[what]))
        else:
            done = {"no": Done.REFUSED, "never": Done.NEVER_SENT, "given up": Done.GIVEN_UP}[what]
            heard(desks, Said("roadpay", key, done))
    assert road.check() == []
