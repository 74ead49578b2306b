"""Days of a payment provider: clean ones are signed off; each type of break is found, kept apart, and gone again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from reconciled_days import OURS, World, said, template, world

from tearoad.operations.charge_back import Chargeback, charge_back
from tearoad.operations.end_orders import Ending, end_orders
from tearoad.operations.hear_provider import Heard
from tearoad.operations.import_bank_files import declare_account, import_statements
from tearoad.operations.reconcile_day import next_days, reconcile_day, sign_off
from tearoad.operations.reconcile_ports import OwnAccount
from tearoad.payments.breaks import Type
from tearoad.payments.register import Kind, net, signed
from tearoad.terms.refusal import BadInput


@pytest.fixture(scope="module")
def stocked_road(server_url: str) -> Iterator[str]:
    with template(server_url) as name:
        yield name


@pytest.fixture
def w(server_url: str, stocked_road: str) -> Iterator[World]:
    with world(server_url, stocked_road) as found:
        yield found
        assert found.road.check() == []


def test_clean_days_have_no_break_and_are_signed_off(w: World) -> None:
    first = w.today
    rows = [w.paid(), w.paid("boris"), w.paid()]
    w.registers(*rows)
    owed = sum(net(row) for row in rows)
    day = w.over()
    assert said(day) == []
    assert (day.run.operations, day.run.sums["in_transit"]) == (3, {"RUB": owed})
    assert w.held("psp_clearing:roadpay:RUB") == -owed
    assert w.held("psp_fee:roadpay:RUB") == -sum(row.fee_minor for row in rows)
    assert w.pays_out("pay-1") == owed
    w.banks(("pay-1", owed))
    assert w.held(f"suspense:bank-{OURS}:RUB") == owed
    day = w.over()
    assert said(day) == []
    assert (day.run.payouts, day.run.entries, day.run.sums["in_transit"]) == (1, 1, {})
    assert w.held(f"suspense:bank-{OURS}:RUB") == w.held("psp_clearing:roadpay:RUB") == 0
    assert w.held(f"bank_account:{OURS}:RUB") == -owed
    assert sign_off(w.road.store, "roadpay", first, "olga").signed_by == "olga"
    assert sign_off(w.road.store, "roadpay", first + 1, "olga").day == first + 1
    assert next_days(w.road.store, "roadpay") == range(first + 2, first + 2)


def test_a_day_has_to_be_over_and_the_next_one_and_is_signed_off_once(w: World) -> None:
    store, first = w.road.store, w.today
    with pytest.raises(BadInput, match="is not over"):
        w.reconciled(first)
    with pytest.raises(BadInput, match="was not reconciled"):
        sign_off(store, "roadpay", first, "olga")
    w.tomorrow()
    for early, why in ((0, "before the road began"), (first - 9, "expected a later first day")):
        with pytest.raises(BadInput, match=why):
            w.reconciled(early)
    assert next_days(store, "roadpay") == range(first, first + 1)
    w.reconciled(first)
    assert next_days(store, "roadpay") == range(first, first + 1)
    for _ in range(3):
        w.tomorrow()
    assert next_days(store, "roadpay") == range(first + 1, first + 4)
    with pytest.raises(BadInput, match="was not reconciled yet; it comes first"):
        w.reconciled(first + 2)
    for day in (first + 1, first + 2):
        w.reconciled(day)
    with pytest.raises(BadInput, match="expected that day or a later one"):
        w.reconciled(first + 1)
    sign_off(store, "roadpay", first, "olga")
    with pytest.raises(BadInput, match="by olga, expected a later day"):
        sign_off(store, "roadpay", first, "ivan")
    with pytest.raises(BadInput, match="is not signed off yet; it comes first"):
        sign_off(store, "roadpay", first + 2, "olga")
    for day in (first + 1, first + 2):
        sign_off(store, "roadpay", day, "olga")
    with pytest.raises(BadInput, match="is signed off; what came since"):
        w.reconciled(first + 2)
    with pytest.raises(BadInput, match="expected a name"):
        sign_off(store, "roadpay", first + 3, " ")


def test_cut_off_ends_by_itself(w: World) -> None:
    row = w.paid()
    assert said(w.over()) == [(Type.CUT_OFF, row.key, row.amount_minor)]
    w.registers(row._replace(day=w.today))
    assert said(w.over()) == []


def test_missing_at_the_provider(w: World) -> None:
    row = w.paid()
    assert said(w.over()) == [(Type.CUT_OFF, row.key, row.amount_minor)]
    assert said(w.over()) == [(Type.MISSING_AT_PROVIDER, row.key, row.amount_minor)]
    w.registers(row)
    day = w.over()
    assert said(day) == []
    assert day.ended == 1


def test_missing_here(w: World) -> None:
    key, total = w.asked()
    row = w.row("op-unheard", key, total)
    w.registers(row)
    assert said(w.over()) == [(Type.MISSING_HERE, key, -net(row))]
    assert w.says(key, "op-unheard", total) in (Heard.TAKEN, Heard.GOES_BACK)
    w.registers(*w.refunds())
    for back in w.rows.values():
        if back.kind == Kind.REFUND:
            w.says(back.key, back.operation, back.amount_minor)
    assert said(w.over()) == []


def test_another_amount(w: World) -> None:
    row = w.paid()
    w.registers(row._replace(amount_minor=row.amount_minor + 57))
    wrong = w.rows[row.operation]
    found = {type_: minor for type_, _, minor in said(w.over())}
    assert found[Type.AMOUNT] == signed(row) - signed(wrong)
    w.registers(row, corrects=True)
    assert said(w.over()) == []


def test_another_currency_is_two_breaks(w: World) -> None:
    row = w.paid()
    w.registers(row._replace(currency="CNY"))
    day = w.today
    w.tomorrow()
    found = w.reconciled(day)
    assert {(one.found.type, one.found.currency) for one in found.breaks} == {
        (Type.CURRENCY, "RUB"),
        (Type.CURRENCY, "CNY"),
    }
    assert w.held("suspense:breaks-roadpay:CNY") == net(row)
    assert w.held("psp_clearing:roadpay:CNY") == -net(row)
    assert w.road.check() == []
    w.registers(row, corrects=True)
    assert said(w.over()) == []
    assert w.held("psp_clearing:roadpay:CNY") == w.held("suspense:breaks-roadpay:CNY") == 0


def test_charged_twice_until_we_know_of_it_and_give_it_back(w: World) -> None:
    row = w.paid()
    again = row._replace(operation="op-again")
    w.registers(row, again)
    assert said(w.over()) == [(Type.DUPLICATE, row.key, -net(again))]
    assert w.says(row.key, "op-again", row.amount_minor) is Heard.GOES_BACK
    (back,) = w.refunds()
    w.registers(back)
    assert w.says(back.key, back.operation, back.amount_minor) is Heard.TAKEN
    assert said(w.over()) == []
    assert w.held("suspense:roadpay:RUB") == 0


def test_another_fee(w: World) -> None:
    row = w.paid()
    w.registers(row._replace(fee_minor=row.fee_minor + 3))
    assert said(w.over()) == [(Type.FEE, row.key, 3)]
    assert w.held("psp_fee:roadpay:RUB") == -row.fee_minor
    w.registers(row, corrects=True)
    assert said(w.over()) == []


def test_missing_at_the_bank(w: World) -> None:
    w.registers(w.paid())
    owed = w.pays_out("pay-1")
    for _ in range(4):
        day = w.over()
        assert said(day) == []
        assert day.run.sums["on_the_way"] == {"RUB": owed}
    assert said(w.over()) == [(Type.MISSING_AT_BANK, "pay-1", owed)]
    w.banks(("pay-1", owed))
    assert said(w.over()) == []


def test_unknown_at_the_bank(w: World) -> None:
    w.registers(w.paid())
    w.banks(("from-whom", 12_345), ("and-back", -45))
    assert said(w.over()) == [
        (Type.UNKNOWN_AT_BANK, "and-back", 45),
        (Type.UNKNOWN_AT_BANK, "from-whom", -12_345),
    ]
    w.banks(("pay-1", sum(net(row) for row in w.rows.values())), ("and-again", 45), ("from-whom-back", -12_345))
    assert (Type.UNKNOWN_AT_BANK, "pay-1") in {one[:2] for one in said(w.over())}
    w.pays_out("pay-1")
    assert len(said(w.over())) == 4


def test_a_payout_of_another_amount_until_the_rest_comes(w: World) -> None:
    w.registers(w.paid())
    owed = w.pays_out("pay-1")
    w.banks(("pay-1", owed - 7))
    assert said(w.over()) == [(Type.AMOUNT, "pay-1", 7)]
    w.banks(("pay-1", 7))
    assert said(w.over()) == []


def test_a_refund_and_what_the_buyers_bank_took_back(w: World) -> None:
    rows = [w.paid(), w.paid()]
    w.registers(*rows)
    sql = """SELECT replace(consignment_id::text, '-', ''), order_id FROM consignment
    JOIN payment USING (cell_id, order_id) WHERE payment_id = %s"""
    (_, order), *_ = w.road.store.connection.execute(sql, [rows[0].key]).fetchall()
    assert end_orders(w.desks.platform(), w.desks.store, [Ending(order, "vera", None)]) == [None]
    taken_back = w.road.store.connection.execute(sql, [rows[1].key]).fetchall()
    charge_back(w.desks.platform(), [Chargeback(name, w.road.clock_at()) for name, _ in taken_back])
    w.registers(*w.refunds(), w.row("bank-took", rows[1].key, rows[1].amount_minor, Kind.CHARGEBACK))
    day = w.over()
    assert said(day) == []
    assert day.run.operations == len(w.rows)


def test_a_break_that_comes_back_is_posted_again(w: World) -> None:
    row = w.paid()
    w.registers(row._replace(fee_minor=row.fee_minor + 3))
    w.over()
    for fee in (0, 3, 0, 3):
        w.registers(row._replace(fee_minor=row.fee_minor + fee), corrects=True)
        w.reconciled(w.today - 1)
        assert w.held("suspense:breaks-roadpay:RUB") == -fee
        assert w.road.check() == []
    sql = "SELECT turn, closed_on IS NULL FROM break_item ORDER BY turn"
    assert w.road.store.connection.execute(sql).fetchall() == [(0, False), (1, False), (2, True)]


def test_to_import_twice_changes_nothing(w: World) -> None:
    rows = [w.paid(), w.paid()]
    assert w.registers(*rows)[:2] == (2, 0)
    statement = w.statement(("stray", 500))
    assert [one.known for one in import_statements(w.road.store, [statement])] == [False]
    before = w.road.digest()
    assert w.registers(*rows) == (0, 0, 0, 2)
    assert [one.known for one in import_statements(w.road.store, [statement])] == [True]
    assert not declare_account(w.road.store, OwnAccount(OURS, "RUB", "roadpay"))
    assert w.road.digest() == before


def test_of_several_at_once_one_does_it(w: World) -> None:
    w.registers(w.paid())
    statement, day, store = w.statement(("stray", 500)), w.today, w.desks.store
    provider = w.road.corridor.providers["roadpay"]
    with ThreadPoolExecutor(4) as people:
        taken = list(people.map(lambda _: import_statements(store, [statement])[0].known, range(4)))
        assert sorted(taken) == [False, True, True, True]
        w.tomorrow()
        days = list(people.map(lambda _: reconcile_day(store, provider, day).changed, range(4)))
    assert sorted(days) == [False, False, False, True]


def test_what_is_wrong_changes_nothing(w: World) -> None:
    row = w.paid()
    w.registers(row)
    w.banks(("one", 100))
    good, third = w.statement(("two", 200)), w.statement(("three", 300))
    before = w.road.digest()
    wrong = {
        "is not ours": third._replace(account="999"),
        "expected RUB": third._replace(currency="CNY"),
        "not the statement after": third._replace(number=9),
        "not the last closing": third._replace(opening_minor=0, closing_minor=300),
        "are not the closing": third._replace(closing_minor=1),
        "outside of the statement's days": third._replace(last_day=third.first_day - 1),
        "with other content": third._replace(number=1),
    }
    for why, one in wrong.items():
        with pytest.raises(BadInput, match=why) as refused:
            import_statements(w.road.store, [good, one])
        assert "\n" not in str(refused.value)
    for other in ({"amount_minor": 1}, {"day": 1}, {"payout": "p", "key": "k"}):
        with pytest.raises(BadInput, match="was registered otherwise"):
            w.registers(w.row("new", "k", 5), row._replace(**other))  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="stands twice"):
        w.registers(row, row._replace(key="k"))
    with pytest.raises(BadInput, match="is known"):
        declare_account(w.road.store, OwnAccount(OURS, "CNY", "roadpay"))
    assert w.road.digest() == before


def test_without_an_account_no_statement_is_taken(w: World) -> None:
    w.road.store.connection.execute("DELETE FROM bank_account")
    with pytest.raises(BadInput, match="no account of ours"):
        w.banks(("one", 100))


def test_books_that_were_tampered_with_are_refused_with_the_numbers(w: World) -> None:
    row = w.paid()
    w.registers(row)
    day = w.today
    w.tomorrow()
    connection = w.road.store.connection
    change = "UPDATE account SET debits = debits + %s WHERE account = 'psp_clearing:roadpay:RUB'"
    connection.execute(change, [100])
    with pytest.raises(BadInput, match=r"does not add up, and nothing was kept: .* 1\.00 RUB more than"):
        w.reconciled(day)
    connection.execute(change, [-100])
    w.reconciled(day)


def test_weeks_of_a_sound_road_have_no_break_but_of_cut_off(w: World) -> None:
    """Whatever the journeys give back on their way is asked of the provider, and known on both sides."""
    sql = "SELECT order_id FROM payment WHERE state = 1 ORDER BY at DESC LIMIT 1"
    ends, found = [], set()
    for day in range(24):
        backs = w.refunds()
        for back in backs:
            w.says(back.key, back.operation, back.amount_minor)
        w.registers(*backs, *([w.paid() for _ in range(8)] if day < 6 else []))
        if day < 6:
            (order,) = w.road.store.connection.execute(sql).fetchone() or ("",)
            ends += end_orders(w.desks.platform(), w.desks.store, [Ending(order, "vera", None)])
        owed = w.pays_out(f"pay-{day}")
        w.banks(*([(f"pay-{day}", owed)] if owed else []))
        w.tomorrow()
        found |= {type_ for type_, _, _ in said(w.reconciled(w.today - 1))}
    assert ends == [None] * 6
    assert found == {Type.CUT_OFF}
    assert {row.kind for row in w.rows.values()} == {Kind.CHARGE, Kind.REFUND}
    assert w.held("suspense:breaks-roadpay:RUB") == w.held("psp_clearing:roadpay:RUB") == 0
