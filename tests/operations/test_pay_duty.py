"""Duty is paid from a wallet once, by one transaction, and goes back whole where nothing comes of the declaration."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from items import BATTERY, DEAR, LINE, NAMELESS, START, declared_road, item, served_items

from tearoad.boot.buyers import ACCOUNT
from tearoad.boot.item_duty import Payer
from tearoad.boot.items import Declarations, party_of
from tearoad.boot.road import OpenRoad
from tearoad.customs.clearance import Fact, Role, State, Verdict
from tearoad.ledger.exchange import SCALE, Rates
from tearoad.operations import pay_duty as paying
from tearoad.operations.desk_view import Seen
from tearoad.operations.duty_ports import WALLETS, standing
from tearoad.operations.item_ports import ItemRow
from tearoad.operations.pay_duty import Due, DutyPaid, Payment, due_of, pay_duty
from tearoad.operations.report_items import Heard, Said, Standpoint, possible
from tearoad.operations.wallet import deposit, wallet_of
from tearoad.store.database import CELL
from tearoad.store.duties import duties_of
from tearoad.terms.money import LARGEST_MINOR
from tearoad.terms.refusal import Refusal

serial = count(1)
ALL = Seen(True, None, None, None)
ANNA, OLGA = Payer("anna", "lantern"), Payer("olga", None)
OWED = 425_250  # of DEAR, as the law of the day has it; all of it duty
PURSE = 5_000_000_000
ABROAD = {"destination": "DE"}  # duty and tax are owed, in euros
ASKED_FOR = {"lines": [{**LINE, "value_minor": 9_000}] * 21, "gross_grams": 25_000}  # for papers, and something is owed
WHO = {Role.SENDER: "anna", Role.SYSTEM: "road", Role.OFFICER: "oleg"}


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    with declared_road(server_url, "tearoad_test_duty") as opened:
        for payer in (ANNA, OLGA):
            filled(opened, ACCOUNT + payer.name, PURSE)
        yield opened


@pytest.fixture(scope="module")
def desk(road: OpenRoad, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Declarations]:
    with served_items(road, tmp_path_factory.mktemp("home")) as found:
        yield found


def filled(road: OpenRoad, buyer: str, minor: int, currency: str = "RUB") -> None:
    with road.store.unit() as unit:
        unit.ledger.post([deposit("first", buyer, currency, minor, START)])


def lodged(desk: Declarations, **other: Any) -> ItemRow:
    """By anna, for her merchant."""
    (found,) = desk.lodge([item(next(serial), **other)], party_of("anna", "lantern"), "anna")
    assert found.row, found.refusal
    return found.row


def told(desk: Declarations, name: str, fact: Fact, role: Role, *why: str) -> Heard:
    return desk.report(Said(name, fact, WHO[role], (Standpoint(role, ALL),), why))


def paid(desk: Declarations, name: str, who: Payer = ANNA, **more: Any) -> DutyPaid:
    return desk.duty.pay(who, name, **more)


def balances(road: OpenRoad) -> dict[str, int]:
    found = road.store.connection.execute("SELECT account, credits - debits FROM account WHERE cell_id = 1")
    return dict(found.fetchall())


def moved(road: OpenRoad, before: Mapping[str, int]) -> dict[str, int]:
    """What every account gained since."""
    now = balances(road)
    return {name: minor - before.get(name, 0) for name, minor in now.items() if minor != before.get(name, 0)}


def kept(road: OpenRoad, name: str) -> list[tuple[int, int, int]]:
    """Number, what it undoes, and amount of each row."""
    rows = duties_of(road.store.connection.cursor(), CELL, [name]).get(name, [])
    return [(row.number, row.undoes, row.amount_minor) for row in rows]


def test_it_is_paid_once_and_passes(road: OpenRoad, desk: Declarations) -> None:
    row, before = lodged(desk, **DEAR), balances(road)
    found = paid(desk, row.declaration_id, expected_minor=OWED)
    assert found.refusal is None
    assert found.row
    assert (found.row.state, found.row.paid) == (State.RELEASED, True)
    assert row.total_minor == OWED
    wallet = wallet_of("account:anna", "RUB")
    assert moved(road, before) == {wallet: -OWED, "duty_payable:RU:RUB": OWED}
    seen = desk.item(ALL, row.declaration_id)
    assert seen
    last = [(done.event.fact, done.event.who) for done in seen.case.done[-2:]]
    assert last == [(Fact.PAID, WALLETS), (Fact.PASSED, "tearoad:checks")]
    again = paid(desk, row.declaration_id, expected_minor=OWED)
    assert (again.refusal, again.duty, again.row) == (None, found.duty, found.row)
    other = paid(desk, row.declaration_id, OLGA, code=desk.duty.code_of(row.declaration_id))
    assert (other.refusal, other.duty) == (Refusal.ALREADY_PAID, None)
    assert kept(road, row.declaration_id) == [(1, 0, OWED)]
    assert moved(road, before)[wallet] == -OWED


def test_who_has_the_code_pays_and_nobody_else(road: OpenRoad, desk: Declarations) -> None:
    row = lodged(desk, **DEAR)
    name, view = row.declaration_id, desk.duty.one(ANNA, row.declaration_id)
    assert view
    assert isinstance(view.due, Due)
    assert len(view.code) == 19
    assert view.code == desk.duty.code_of(name) != desk.duty.code_of(lodged(desk, **DEAR).declaration_id)
    assert desk.duty.one(OLGA, name) is None
    wrong = ("A" if view.code[0] != "A" else "B") + view.code[1:]
    for code in ("", wrong, view.code[:-1], "\u2713" * 16, "x" * 41):
        assert paid(desk, name, OLGA, code=code).refusal is Refusal.UNKNOWN_DECLARATION
        assert desk.duty.by_code(row.s10, code) is None
    for number in ("", "HA999999999CN", "\0", "x" * 41):
        assert desk.duty.by_code(number, view.code) is None
    opened = desk.duty.by_code(f" {row.s10[:4].lower()} {row.s10[4:]}", view.code.replace("-", "").lower())
    assert opened == view._replace(code="")
    found = paid(desk, name, OLGA, code=view.code.lower())
    assert (found.refusal, found.duty and found.duty.wallet) == (None, wallet_of("account:olga", "RUB"))
    assert kept(road, name) == [(1, 0, OWED)]


def test_what_cannot_be_paid_is_named(road: OpenRoad, desk: Declarations) -> None:
    before, dear = balances(road), lodged(desk, **DEAR)
    rejected, free, scanned = (lodged(desk, **one) for one in (NAMELESS, {}, BATTERY))
    named = {
        rejected.declaration_id: Refusal.NOT_PAYABLE,
        free.declaration_id: Refusal.NOTHING_OWED,
        scanned.declaration_id: Refusal.NOTHING_OWED,
        "none": Refusal.UNKNOWN_DECLARATION,
        "0" * 32: Refusal.UNKNOWN_DECLARATION,
    }
    assert {name: paid(desk, name).refusal for name in named} == named
    assert paid(desk, dear.declaration_id, expected_minor=OWED - 1).refusal is Refusal.PRICE_CHANGED
    poor = Payer("poor", "lantern")
    assert paid(desk, dear.declaration_id, poor).refusal is Refusal.NOT_COVERED
    filled(road, "account:poor", OWED - 1)
    assert paid(desk, dear.declaration_id, poor).refusal is Refusal.NOT_COVERED
    assert told(desk, dear.declaration_id, Fact.PAID, Role.SYSTEM).refusal is None
    assert paid(desk, dear.declaration_id).refusal is Refusal.ALREADY_PAID
    assert set(moved(road, before)) == {wallet_of("account:poor", "RUB"), "psp_clearing:RUB"}
    of_parcel = dear._replace(consignment_id="0" * 32)
    assert due_of(desk.platform, of_parcel, [], "RUB") is Refusal.PAID_BY_ESCROW
    dearest = dear._replace(total_minor=LARGEST_MINOR + 1)
    assert due_of(desk.platform, dearest, [], "RUB") is Refusal.TOO_LARGE


def test_another_currency_is_exchanged_by_the_day_of_lodging(road: OpenRoad, desk: Declarations) -> None:
    """Duty and tax, each to the authority to which they are owed."""
    row, rates, before = lodged(desk, **ABROAD), desk.platform.rates, balances(road)
    owed, tax = row.total_minor or 0, row.tax_minor or 0
    assert 0 < tax < owed
    due = due_of(desk.platform, row, [], "RUB")
    assert isinstance(due, Due)
    roubles = int(rates.on("RUB", np.array([due.rate_day]))[0])  # of one euro, in 1/10,000
    amount, of_tax = ((2 * minor * roubles + SCALE) // (2 * SCALE) for minor in (owed, tax))
    assert due[:3] == (owed, amount, of_tax)
    found = paid(desk, row.declaration_id)
    assert found.duty
    assert (found.duty.currency, found.duty.owed_minor, found.duty.owed_currency) == ("RUB", owed, "EUR")
    assert moved(road, before) == {
        "wallet:account:anna:RUB": -due.amount_minor,
        "duty_payable:DE:RUB": due.amount_minor - due.tax_minor,
        "tax_payable:DE:RUB": due.tax_minor,
    }
    no_rates = replace(desk.platform, rates=Rates(np.array([], dtype=np.int64), {}))
    assert due_of(no_rates, row, [], "RUB") is Refusal.NO_RATE


ENDS: dict[str, tuple[tuple[Fact, Role], ...]] = {
    "withdrawn": ((Fact.WITHDRAWN, Role.SENDER),),
    "refused": ((Fact.ARRIVED, Role.SYSTEM), (Fact.HELD, Role.OFFICER), (Fact.REFUSED, Role.OFFICER)),
    "returned": ((Fact.ARRIVED, Role.SYSTEM), (Fact.ANSWERED, Role.SENDER), (Fact.RETURNED, Role.SENDER)),
}


@pytest.mark.parametrize("end", ENDS)
def test_money_goes_back_to_the_wallet_that_paid(road: OpenRoad, desk: Declarations, end: str) -> None:
    row, before = lodged(desk, **ASKED_FOR), balances(road)
    name = row.declaration_id
    assert row.total_minor
    found = paid(desk, name, OLGA, code=desk.duty.code_of(name))
    assert found.row
    assert (found.row.state, found.row.paid) == (State.FOR_DOCUMENTS, True)
    for fact, role in ENDS[end]:
        assert moved(road, before)["wallet:account:olga:RUB"] == -row.total_minor
        heard = told(desk, name, fact, role, "R1")
        assert heard.refusal is None
    assert heard.row
    assert heard.row.state.name.lower() == end
    assert moved(road, before) == {}
    assert kept(road, name) == [(1, 0, row.total_minor), (2, 1, row.total_minor)]
    assert told(desk, name, fact, role, "R1").refusal is None, "said again it is as it was"
    assert len(kept(road, name)) == 2
    assert paid(desk, name).refusal is Refusal.NOT_PAYABLE


def test_a_release_keeps_the_money(road: OpenRoad, desk: Declarations) -> None:
    row, before = lodged(desk, **ASKED_FOR), balances(road)
    assert paid(desk, row.declaration_id).refusal is None
    assert told(desk, row.declaration_id, Fact.ANSWERED, Role.SENDER).refusal is None
    assert told(desk, row.declaration_id, Fact.RELEASED, Role.OFFICER).refusal is None
    assert told(desk, row.declaration_id, Fact.REFUSED, Role.OFFICER, "R1").refusal is Verdict.NOT_IN_THIS_STATE
    assert moved(road, before)["wallet:account:anna:RUB"] == -(row.total_minor or 0)


def test_a_correction_gives_back_and_is_paid_anew(road: OpenRoad, desk: Declarations) -> None:
    """Live, what is green passes as it is paid, and what was selected is not corrected; so the channel is another here.
    That a correction gives back must not hang on that."""
    row, before = lodged(desk, **DEAR), balances(road)
    name = row.declaration_id
    road.store.connection.execute("UPDATE item_declaration SET channel = 'scan' WHERE declaration_id = %s", [name])
    first = paid(desk, name)
    assert first.row
    assert (first.row.state, first.row.paid) == (State.ASSESSED, True)
    cheaper = {"lines": [{**LINE, "value_minor": 80_000}]}
    corrected = item(int(row.reference[1:]), correction=True, **cheaper)
    (now,) = desk.lodge([corrected], party_of("anna", "lantern"), "anna")
    assert now.row
    assert (now.row.state, now.row.paid) == (State.ASSESSED, False)
    assert moved(road, before) == {}
    assert now.row.total_minor != OWED
    assert paid(desk, name, expected_minor=OWED).refusal is Refusal.PRICE_CHANGED
    assert paid(desk, name).refusal is None
    assert kept(road, name) == [(1, 0, OWED), (2, 1, OWED), (3, 0, now.row.total_minor)]


def test_what_is_assessed_anew_is_paid_by_the_rest(road: OpenRoad, desk: Declarations) -> None:
    row, before = lodged(desk, **ASKED_FOR), balances(road)
    name, owed = row.declaration_id, row.total_minor
    assert owed
    assert paid(desk, name).refusal is None
    assert told(desk, name, Fact.ANSWERED, Role.SENDER).refusal is None
    assert told(desk, name, Fact.REASSESSED, Role.OFFICER, "V1").refusal is None
    assert paid(desk, name).refusal is Refusal.NOTHING_OWED, "no amount came with it"
    more = "UPDATE item_declaration SET total_minor = total_minor + 500, tax_minor = tax_minor + 200 "
    road.store.connection.execute(more + "WHERE declaration_id = %s", [name])
    rest = paid(desk, name, expected_minor=500)
    assert rest.duty
    assert (rest.duty.amount_minor, rest.duty.tax_minor) == (500, 200)
    assert moved(road, before)["wallet:account:anna:RUB"] == -owed - 500
    assert told(desk, name, Fact.ARRIVED, Role.SYSTEM).refusal is None
    assert told(desk, name, Fact.RETURNED, Role.SENDER, "R1").refusal is None
    assert moved(road, before) == {}
    assert [row[:2] for row in kept(road, name)] == [(1, 0), (2, 0), (3, 1), (4, 2)]


def test_of_many_who_pay_at_once_one_pays(road: OpenRoad, desk: Declarations) -> None:
    """In transactions of their own, as of several processes, which no gathering joins."""
    rows, before = [lodged(desk, **DEAR) for _ in range(4)], balances(road)
    buyers = ("account:anna", "account:olga")
    wishes = [Payment(row.declaration_id, buyer, "RUB", (), True) for row in rows for buyer in buyers] * 4
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda wish: pay_duty(desk.platform, desk.store, [wish])[0], wishes))
    assert [kept(road, row.declaration_id) for row in rows] == [[(1, 0, OWED)]] * 4
    gained = moved(road, before)
    assert sum(gained.get(wallet_of(buyer, "RUB"), 0) for buyer in buyers) == -4 * OWED
    for row in rows:
        mine = [one for one in found if one.declaration_id == row.declaration_id]
        assert len({one.duty for one in mine if one.duty}) == 1
        assert sorted(str(one.refusal) for one in mine) == ["None"] * 4 + [str(Refusal.ALREADY_PAID)] * 4


def test_a_wallet_pays_no_more_than_it_holds(road: OpenRoad, desk: Declarations) -> None:
    rows = [lodged(desk, **DEAR) for _ in range(6)]
    filled(road, "account:small", 2 * OWED + 5)
    wishes = [Payment(row.declaration_id, "account:small", "RUB", (), True) for row in rows]
    together = pay_duty(desk.platform, desk.store, wishes[:3])
    assert [one.refusal for one in together] == [None, None, Refusal.NOT_COVERED]
    filled_again = deposit("second", "account:small", "RUB", OWED, START)
    with road.store.unit() as unit:
        unit.ledger.post([filled_again])
    with ThreadPoolExecutor(3) as threads:
        apart = list(threads.map(lambda wish: pay_duty(desk.platform, desk.store, [wish])[0], wishes[3:]))
    assert sorted(str(one.refusal) for one in apart) == ["None", *[str(Refusal.NOT_COVERED)] * 2]
    assert balances(road)["wallet:account:small:RUB"] == 5


def test_what_fails_between_money_and_fact_leaves_neither(
    road: OpenRoad, desk: Declarations, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, before = lodged(desk, **DEAR), balances(road)

    def fails(*_: Any) -> list[Heard]:
        raise RuntimeError("the power went")

    wish = Payment(row.declaration_id, "account:anna", "RUB", ANNA.parties)
    with monkeypatch.context() as patch:
        patch.setattr(paying, "hear", fails)
        with pytest.raises(RuntimeError, match="the power went"):
            pay_duty(desk.platform, desk.store, [wish])
    seen = desk.item(ALL, row.declaration_id)
    assert seen
    assert (seen.row.paid, seen.row.events, seen.row.state) == (False, row.events, State.ASSESSED)
    assert (moved(road, before), kept(road, row.declaration_id)) == ({}, [])
    assert pay_duty(desk.platform, desk.store, [wish])[0].refusal is None


def test_an_operator_does_not_say_that_a_parcel_of_the_road_is_paid(desk: Declarations) -> None:
    seen = desk.item(ALL, lodged(desk, **DEAR).declaration_id)
    assert seen
    of_parcel = seen.row._replace(consignment_id="0" * 32)
    for row, gone, may in ((seen.row, False, True), (of_parcel, False, False), (of_parcel, True, True)):
        facts = possible(row, seen.case, "road", lambda _: (Standpoint(Role.SYSTEM, ALL),), gone=gone)
        assert (Fact.PAID in facts) is may


STEPS = {
    "answer": (Fact.ANSWERED, Role.SENDER),
    "withdraw": (Fact.WITHDRAWN, Role.SENDER),
    "arrive": (Fact.ARRIVED, Role.SYSTEM),
    "hold": (Fact.HELD, Role.OFFICER),
    "answer held": (Fact.ANSWERED_ON_HOLD, Role.SENDER),
    "refuse": (Fact.REFUSED, Role.OFFICER),
    "return": (Fact.RETURNED, Role.OFFICER),
    "lift": (Fact.HOLD_LIFTED, Role.OFFICER),
    "release": (Fact.RELEASED, Role.OFFICER),
    "anew": (Fact.REASSESSED, Role.OFFICER),
    "say paid": (Fact.PAID, Role.SYSTEM),
}
WALKS = st.lists(st.sampled_from(["anna pays", "olga pays", "correct", *STEPS]), max_size=9)


@settings(max_examples=25)
@given(kind=st.sampled_from([DEAR, ABROAD, ASKED_FOR]), walk=WALKS)
def test_whatever_happens_no_money_is_lost(
    road: OpenRoad, desk: Declarations, kind: dict[str, Any], walk: list[str]
) -> None:
    row, before = lodged(desk, **kind), balances(road)
    name, code = row.declaration_id, desk.duty.code_of(row.declaration_id)
    for at, step in enumerate(walk):
        if step.endswith("pays"):
            paid(desk, name, ANNA if step.startswith("anna") else OLGA, code=code)
        elif step == "correct":
            again = item(int(row.reference[1:]), correction=True, **{**kind, "order_id": f"W{at + 1}"})
            desk.lodge([again], party_of("anna", "lantern"), "anna")
        else:
            told(desk, name, *STEPS[step], "R1")
        rows = duties_of(road.store.connection.cursor(), CELL, [name]).get(name, [])
        stays = sum(one.amount_minor for one in standing(rows))
        gained = moved(road, before)
        assert sum(gained.values()) == 0
        assert sum(minor for account, minor in gained.items() if account.startswith("wallet:")) == -stays
        seen = desk.item(ALL, name)
        assert seen
        if seen.row.state in (State.WITHDRAWN, State.REFUSED, State.RETURNED):
            assert stays == 0
        by_wallet = [done.event.who for done in seen.case.done if done.event.fact is Fact.PAID][-1:] == [WALLETS]
        if seen.row.paid and by_wallet and seen.row.state is State.RELEASED:
            due = due_of(desk.platform, seen.row._replace(paid=False, state=State.ASSESSED), [], "RUB")
            assert isinstance(due, Due)
            assert stays == due.amount_minor
