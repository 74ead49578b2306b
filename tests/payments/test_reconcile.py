"""Breaks that are planted are found, each and no other, and the clearing account is explained to the last kopeck."""

import random
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.payments.breaks import OWNERS, Owner, Type
from tearoad.payments.reconcile import Reconciled, adds_up, clearing, reconcile, unexplained
from tearoad.payments.register import Booked, Kind, Price, Registered, agreed_fee, net, signed
from tearoad.payments.statement import Entry

PRICE = Price(rate=275, fixed_minor=10)
FIRST, LAST = 20_000, 20_013
CURRENCIES = ("RUB", "CNY")
OTHER = {"RUB": "CNY", "CNY": "RUB"}
Found = tuple[Type, str, str, int]


class World(NamedTuple):
    """What three sides say, and the breaks that were planted."""

    booked: list[Booked]
    registered: list[Registered]
    entries: list[Entry]
    planted: list[Found]


def registered_of(booked: Booked, operation: str = "") -> Registered:
    row = Registered(operation or f"op-{booked.key}", *booked[:3], 0, booked.currency, booked.day, "")
    return paid_out(row._replace(fee_minor=agreed_fee(row, PRICE)))


def paid_out(row: Registered) -> Registered:
    """A payout for each day and currency, but none yet for the last day and the one after it."""
    return row._replace(payout=f"payout-{row.day}-{row.currency}" if row.day < LAST else "")


def operations(luck: random.Random, a_day: int) -> list[Booked]:
    """One day more than is signed off: what is of that day has to be left out."""
    kinds = [Kind.CHARGE] * 8 + [Kind.REFUND, Kind.CHARGEBACK]
    return [
        Booked(f"{day}-{n}", luck.choice(kinds), luck.randrange(100, 10**6), luck.choice(CURRENCIES), day)
        for day in range(FIRST, LAST + 2)
        for n in range(a_day)
    ]


def entries_of(registered: list[Registered], luck: random.Random) -> list[Entry]:
    """The bank has each payout a day later, named by the shared id, by its reference or by nothing at all."""
    sums: Counter[tuple[str, str, int]] = Counter()
    for row in registered:
        if row.payout:
            sums[row.payout, row.currency, row.day] += net(row)
    entries = []
    for (payout, currency, day), minor in sums.items():
        names = luck.choice([("bank-1", payout), (payout, ""), (f"{currency}-{day}", "")])
        entries.append(Entry(*names, minor, currency, day + 1))
    luck.shuffle(entries)
    return entries


def plant(luck: random.Random, types: list[Type], a_day: int = 30) -> World:
    """A world with so many breaks of each type, each of an operation or a payout of its own."""
    booked = operations(luck, a_day)
    registered = {row.key: registered_of(row) for row in booked}
    early = [row for row in booked if row.day < LAST]
    last = [row for row in booked if row.day == LAST]
    again: list[Registered] = []
    planted: list[Found] = []
    picks = {True: iter(luck.sample(early, len(early))), False: iter(luck.sample(last, len(last)))}
    for type_ in types:
        if type_ in (Type.MISSING_AT_BANK, Type.UNKNOWN_AT_BANK):
            continue
        here = next(picks[type_ != Type.CUT_OFF])
        there = registered[here.key]
        delta = luck.choice([-1, 1, 57])
        if type_ in (Type.MISSING_AT_PROVIDER, Type.CUT_OFF):
            del registered[here.key]
            amounts = {here.currency: signed(here)}
        elif type_ == Type.MISSING_HERE:
            booked.remove(here)
            amounts = {here.currency: -net(there)}
        elif type_ == Type.AMOUNT:
            registered[here.key] = registered_of(here._replace(amount_minor=here.amount_minor + delta))
            amounts = {here.currency: signed(here) - signed(registered[here.key])}
        elif type_ == Type.CURRENCY:
            registered[here.key] = paid_out(there._replace(currency=OTHER[here.currency]))
            amounts = {here.currency: signed(here), OTHER[here.currency]: -net(there)}
        elif type_ == Type.DUPLICATE:
            again.append(there._replace(operation="again"))
            amounts = {here.currency: -net(there)}
        else:
            registered[here.key] = there._replace(fee_minor=there.fee_minor + delta)
            amounts = {here.currency: delta}
        planted += [(type_, here.key, currency, minor) for currency, minor in amounts.items()]
    rows = [*registered.values(), *again]
    luck.shuffle(rows)
    luck.shuffle(booked)
    entries = entries_of(rows, luck)
    planted += plant_at_bank(luck, types, entries)
    return World(booked, rows, entries, planted)


def plant_at_bank(luck: random.Random, types: list[Type], entries: list[Entry]) -> list[Found]:
    """Entries that go, that come from nowhere, and, as often as amounts are planted, payouts of another amount."""
    planted = []
    late = luck.sample([at for at, entry in enumerate(entries) if entry.day < LAST - 3], len(types))
    gone = []
    for n, (type_, at) in enumerate(zip(types, late, strict=True)):
        entry = entries[at]
        payout = f"payout-{entry.day - 1}-{entry.currency}"
        if type_ == Type.MISSING_AT_BANK:
            gone.append(entry)
            planted.append((type_, payout, entry.currency, entry.amount_minor))
        elif type_ == Type.UNKNOWN_AT_BANK:
            stray = Entry(f"stray-{n}", "", luck.choice([-1, 1]) * (10**11 + n), entry.currency, entry.day)
            entries.append(stray)
            planted.append((type_, stray.reference, stray.currency, -stray.amount_minor))
        elif type_ == Type.AMOUNT and payout in (entry.end_to_end, entry.reference):
            entries[at] = entry._replace(amount_minor=entry.amount_minor - 1_234)
            planted.append((type_, payout, entry.currency, 1_234))
    for entry in gone:
        entries.remove(entry)
    return planted


def reconciled(world: World) -> Reconciled:
    return reconcile(world.booked, world.registered, world.entries, PRICE, LAST)


def found(result: Reconciled) -> Counter[Found]:
    return Counter((one.type, one.key, one.currency, one.amount_minor) for one in result.breaks)


@pytest.mark.parametrize("seed", range(12))
def test_each_planted_break_is_found_and_no_other(seed: int) -> None:
    luck = random.Random(seed)
    types = list(Type) * 2
    luck.shuffle(types)
    world = plant(luck, types)
    result = reconciled(world)
    planted = Counter(world.planted)
    assert {one[0] for one in planted} == set(Type)
    assert not planted - found(result), "missed"
    assert not found(result) - planted, "false"
    assert unexplained(result, clearing(world.booked, world.entries, result)) == {}


@pytest.mark.parametrize("type_", Type)
@pytest.mark.parametrize("seed", range(3))
def test_each_type_by_itself(type_: Type, seed: int) -> None:
    world = plant(random.Random(seed), [type_] * 4)
    result = reconciled(world)
    assert found(result) == Counter(world.planted)
    assert {one.type for one in result.breaks} == {type_}
    assert adds_up(result, clearing(world.booked, world.entries, result))


@pytest.mark.parametrize("seed", range(3))
def test_where_nothing_is_wrong_nothing_is_found(seed: int) -> None:
    world = plant(random.Random(seed), [])
    result = reconciled(world)
    known = [row for row in world.registered if row.day <= LAST]
    assert not result.breaks
    assert (result.operations, result.payouts) == (len(known), (LAST - FIRST - 1) * 2 + 2)
    assert result.entries == result.payouts
    assert sum(result.in_transit.values()) == sum(net(row) for row in known if row.day == LAST)
    assert result.on_the_way == {}
    assert sum(result.fees.values()) == sum(row.fee_minor for row in known)
    balances = clearing(world.booked, world.entries, result)
    assert balances == result.in_transit
    assert unexplained(result, {**balances, "RUB": balances["RUB"] + 1}) == {"RUB": 1}


rows = st.tuples(
    st.sampled_from("abc"),
    st.sampled_from(Kind),
    st.integers(1, 4),
    st.sampled_from(CURRENCIES),
    st.integers(0, 8),
)
registers = st.builds(
    lambda row, fee, payout, key: Registered(row[0], key, row[1], row[2], fee, row[3], row[4], payout),
    rows,
    st.integers(-1, 3),
    st.sampled_from(["", "p", "q"]),
    st.sampled_from(["", "a", "b"]),
)
bank = st.builds(
    Entry,
    st.sampled_from(["p", "r", "s"]),
    st.sampled_from(["", "p", "q", "z"]),
    st.integers(-6, 6),
    st.sampled_from(CURRENCIES),
    st.integers(0, 8),
)


@given(st.lists(st.builds(Booked._make, rows)), st.lists(registers), st.lists(bank), st.integers(0, 8))
def test_whatever_three_sides_say_the_balance_is_explained(
    booked: list[Booked], registered: list[Registered], entries: list[Entry], day: int
) -> None:
    result = reconcile(booked, registered, entries, Price(5_000, 1), day)
    assert unexplained(result, clearing(booked, entries, result)) == {}
    assert len({one.break_id for one in result.breaks}) == len(result.breaks)
    assert all(len(one.break_id) == 32 and one.age >= 0 for one in result.breaks)


CHARGE = Booked("k", Kind.CHARGE, 1_000, "RUB", LAST)


def test_a_cut_off_resolves_by_itself_or_becomes_missing() -> None:
    late = registered_of(CHARGE)._replace(day=LAST + 1)
    (one,) = reconcile([CHARGE], [late], [], PRICE, LAST).breaks
    assert (one.type, one.age, one.owner) == (Type.CUT_OFF, 0, Owner.PROVIDER)
    assert reconcile([CHARGE], [late], [], PRICE, LAST + 1).breaks == ()
    (one,) = reconcile([CHARGE], [], [], PRICE, LAST + 1).breaks
    assert (one.type, one.age) == (Type.MISSING_AT_PROVIDER, 1)


def test_a_break_keeps_its_id_while_it_grows_old() -> None:
    days = [reconcile([CHARGE], [], [], PRICE, LAST + late).breaks[0] for late in (1, 2)]
    assert days[0].break_id == days[1].break_id
    assert [one.age for one in days] == [1, 2]
    twice = reconcile([CHARGE, CHARGE, CHARGE], [registered_of(CHARGE)], [], PRICE, LAST).breaks
    assert [one.type for one in twice] == [Type.DUPLICATE] * 2
    assert len({one.break_id for one in twice}) == 2


def test_every_type_has_somebody_who_acts() -> None:
    assert set(OWNERS) == set(Type)
    assert set(OWNERS.values()) == set(Owner)


@pytest.mark.parametrize(("amount", "fee"), [(1_000, 38), (20, 11), (18, 10), (19, 11), (100_000, 2_760)])
def test_fees_round_half_up(amount: int, fee: int) -> None:
    row = registered_of(CHARGE._replace(amount_minor=amount))
    assert agreed_fee(row, PRICE) == fee
    assert agreed_fee(row._replace(kind=Kind.REFUND), PRICE) == 0


PAID = Registered("op", "k", Kind.CHARGE, 1_000, 38, "RUB", LAST - 4, "p")
CAME = Entry("r", "p", 962, "RUB", LAST - 3)


def late(days: int) -> Entry:
    return CAME._replace(end_to_end="", day=PAID.day + days)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([CAME], []),
        ([CAME._replace(end_to_end="", reference="p")], []),
        ([late(3)], []),
        ([late(-3)], []),
        ([late(4)], [(Type.MISSING_AT_BANK, "p", 962), (Type.UNKNOWN_AT_BANK, "r", -962)]),
        ([late(-4)], [(Type.MISSING_AT_BANK, "p", 962), (Type.UNKNOWN_AT_BANK, "r", -962)]),
        ([], [(Type.MISSING_AT_BANK, "p", 962)]),
        ([CAME._replace(amount_minor=900)], [(Type.AMOUNT, "p", 62)]),
        ([CAME._replace(amount_minor=900), CAME._replace(amount_minor=62)], []),
        ([CAME, CAME], [(Type.DUPLICATE, "p", -962)]),
        ([CAME, late(1)], [(Type.UNKNOWN_AT_BANK, "r", -962)]),
        ([CAME._replace(currency="CNY")], [(Type.CURRENCY, "p", -962), (Type.CURRENCY, "p", 962)]),
        ([CAME, CAME._replace(end_to_end="", amount_minor=0)], []),
    ],
)
def test_a_payout_and_what_came_of_it(entries: list[Entry], expected: list[tuple[Type, str, int]]) -> None:
    booked = Booked("k", Kind.CHARGE, 1_000, "RUB", LAST - 4)
    result = reconcile([booked], [PAID], entries, PRICE, LAST)
    assert [(one.type, one.key, one.amount_minor) for one in result.breaks] == expected
    assert adds_up(result, clearing([booked], entries, result))


def test_a_payout_may_come_for_three_days() -> None:
    booked = Booked("k", Kind.CHARGE, 1_000, "RUB", LAST - 4)
    result = reconcile([booked], [PAID], [], PRICE, LAST - 1)
    assert (result.breaks, result.on_the_way) == ((), {"RUB": 962})


def booked_of(rows: list[Registered]) -> list[Booked]:
    return [Booked(row.key, row.kind, row.amount_minor, row.currency, row.day) for row in rows]


TWO = [PAID, PAID._replace(operation="op2", key="k2", payout="q", day=PAID.day + 3)]


@pytest.mark.parametrize(
    "entries",
    [
        [late(1), late(3)],
        [late(6), late(3)],
        [CAME._replace(reference="q"), CAME._replace(reference="p", end_to_end="q")],
    ],
)
def test_two_payouts_of_one_amount_take_an_entry_each(entries: list[Entry]) -> None:
    result = reconcile(booked_of(TWO), TWO, entries, PRICE, LAST + 2)
    assert (result.breaks, result.on_the_way, result.payouts) == ((), {}, 2)


def test_a_name_in_two_currencies_is_two_payouts() -> None:
    two = [PAID, PAID._replace(operation="op2", key="k2", currency="CNY")]
    result = reconcile(booked_of(two), two, [CAME._replace(currency="CNY"), CAME], PRICE, LAST)
    assert (result.breaks, result.payouts) == ((), 2)


def test_the_shared_id_goes_before_the_reference() -> None:
    two = [PAID, PAID._replace(operation="op2", key="k2", payout="q", fee_minor=39)]
    result = reconcile(booked_of(two), two, [CAME._replace(reference="q")], PRICE, LAST)
    assert [(one.type, one.key) for one in result.breaks] == [(Type.FEE, "k2"), (Type.MISSING_AT_BANK, "q")]


def test_a_payout_is_as_old_as_its_last_operation() -> None:
    two = [PAID._replace(operation="op2", key="k2", day=LAST), PAID]
    result = reconcile(booked_of(two), two, [], PRICE, LAST)
    assert (result.breaks, result.on_the_way) == ((), {"RUB": 2 * 962})


def test_a_payout_of_nothing_needs_no_entry() -> None:
    back = PAID._replace(operation="back", kind=Kind.REFUND, amount_minor=962, fee_minor=0)
    booked = [Booked("k", row.kind, row.amount_minor, "RUB", row.day) for row in (PAID, back)]
    result = reconcile(booked, [PAID, back], [], PRICE, LAST)
    assert (result.breaks, result.payouts) == ((), 0)
    assert adds_up(result, clearing(booked, [], result))


Change = Callable[[Registered], Registered]


@pytest.mark.parametrize(
    ("change", "key"),
    [(lambda row: row, "k"), (lambda row: row._replace(key=""), "op")],
)
def test_what_the_provider_alone_knows_is_about_our_key_or_its_own(change: Change, key: str) -> None:
    (one,) = reconcile([], [change(PAID)._replace(payout="")], [], PRICE, LAST).breaks
    assert (one.type, one.key, one.amount_minor, one.owner) == (Type.MISSING_HERE, key, -962, Owner.US)


def test_of_two_registrations_the_one_that_agrees_is_ours() -> None:
    booked = Booked("k", Kind.CHARGE, 1_000, "RUB", LAST - 4)
    wrong = PAID._replace(operation="first", amount_minor=2_000, fee_minor=65)
    result = reconcile([booked], [wrong, PAID], [CAME._replace(amount_minor=962 + 1_935)], PRICE, LAST)
    assert [(one.type, one.amount_minor) for one in result.breaks] == [(Type.DUPLICATE, -1_935)]
