"""Three ways: our ledger against the provider's register, operation by operation, and that against our bank account.

Our clearing account is what the provider owes us. It grows by each charge that we booked and shrinks by each refund
and chargeback, by the agreed fee of each operation that both sides know, and by every entry of the bank account; an
entry that no payout explains is kept apart, as suspense, and counts here too. What is left has to be, in each currency
and to the last minor unit:

    what is registered and not paid out yet (net of fees)
    + payouts that may still arrive
    + the amounts of all breaks.

For each operation that both know, the ledger's amount less the agreed fee is what the provider owes, apart from its
amount and fee breaks. What only we know is a break of all its amount; what only the provider knows is one of all that
it owes for it, the other way round. An operation in two currencies is two breaks, one in each. What the provider owes
is not paid out yet, on the way, missing at the bank, or there, apart from what arrived in another amount.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from tearoad.payments.breaks import Break, Difference, Type, breaks_of
from tearoad.payments.payouts import compare, payouts_of
from tearoad.payments.register import Booked, Kind, Price, Registered, agreed_fee, net, signed
from tearoad.payments.statement import Entry

Rows = tuple[list[Booked], list[Registered]]


class Reconciled(NamedTuple):
    """A day signed off. `operations`, `payouts` and `entries` count what agrees in all; the rest is by currency."""

    day: int
    operations: int
    payouts: int
    entries: int
    breaks: tuple[Break, ...]
    in_transit: dict[str, int]
    on_the_way: dict[str, int]
    fees: dict[str, int]


class _Compared(NamedTuple):
    agreeing: int
    fees: dict[str, int]
    differences: list[Difference]


def reconcile(
    booked: Iterable[Booked], registered: Iterable[Registered], entries: Iterable[Entry], price: Price, day: int
) -> Reconciled:
    """As it stood at the end of `day`, whatever of later days is handed in as well."""
    ours = [row for row in booked if row.day <= day]
    theirs = [row for row in registered if row.day <= day]
    operations = _operations(ours, theirs, price, day)
    paid = compare(payouts_of(theirs), [entry for entry in entries if entry.day <= day], day)
    in_transit: Counter[str] = Counter()
    for row in theirs:
        if not row.payout:
            in_transit[row.currency] += net(row)
    return Reconciled(
        day=day,
        operations=operations.agreeing,
        payouts=paid.arrived,
        entries=paid.entries,
        breaks=breaks_of(operations.differences + paid.differences, day),
        in_transit=dict(in_transit),
        on_the_way=paid.on_the_way,
        fees=operations.fees,
    )


def clearing(booked: Iterable[Booked], entries: Iterable[Entry], result: Reconciled) -> dict[str, int]:
    """What the clearing account and the suspense hold together by our own books, as of the result's day."""
    balances: Counter[str] = Counter()
    for row in booked:
        if row.day <= result.day:
            balances[row.currency] += signed(row)
    for entry in entries:
        if entry.day <= result.day:
            balances[entry.currency] -= entry.amount_minor
    for currency, fee in result.fees.items():
        balances[currency] -= fee
    return dict(balances)


def unexplained(result: Reconciled, balances: dict[str, int]) -> dict[str, int]:
    """By how much each balance is more than its parts; nothing where all is explained."""
    left = Counter(balances)
    for part in (result.in_transit, result.on_the_way):
        left.subtract(part)
    for one in result.breaks:
        left[one.currency] -= one.amount_minor
    return {currency: minor for currency, minor in left.items() if minor}


def adds_up(result: Reconciled, balances: dict[str, int]) -> bool:
    """Whether transit, payouts on the way and breaks are the balances, in every currency."""
    return not unexplained(result, balances)


def _operations(ours: list[Booked], theirs: list[Registered], price: Price, today: int) -> _Compared:
    known: defaultdict[tuple[Kind, str], Rows] = defaultdict(lambda: ([], []))
    for row in ours:
        known[row.kind, row.key][0].append(row)
    for registered in theirs:
        known[registered.kind, _key(registered)][1].append(registered)
    agreeing, fees = 0, Counter[str]()
    differences: list[Difference] = []
    for here, there in known.values():
        if here and there:
            first, same = here[0], _closest(here[0], there)
            wrong = _pair(first, same, price)
            agreeing += not wrong
            if first.currency == same.currency:
                fees[same.currency] += agreed_fee(same, price)
            differences += wrong
        elif here:
            late = Type.CUT_OFF if here[0].day == today else Type.MISSING_AT_PROVIDER
            differences.append(_ours(late, here[0]))
        else:
            same = there[0]
            differences.append(_theirs(Type.MISSING_HERE, same))
        differences += [_ours(Type.DUPLICATE, row) for row in here[1:]]
        if len(there) > 1:
            there.remove(same)
            differences += [_theirs(Type.DUPLICATE, row) for row in there]
    return _Compared(agreeing, dict(fees), differences)


def _key(row: Registered) -> str:
    return row.key or row.operation


def _closest(here: Booked, there: list[Registered]) -> Registered:
    """Of several of one key the first that agrees in amount and currency is ours; else the first."""
    agree = (row for row in there if (row.amount_minor, row.currency) == (here.amount_minor, here.currency))
    return next(agree, there[0])


def _pair(here: Booked, there: Registered, price: Price) -> list[Difference]:
    if here.currency != there.currency:
        return [_ours(Type.CURRENCY, here), _theirs(Type.CURRENCY, there)]
    amounts = {
        Type.AMOUNT: signed(here) - signed(there),
        Type.FEE: there.fee_minor - agreed_fee(there, price),
    }
    return [Difference(type_, here.key, here.currency, amount, here.day) for type_, amount in amounts.items() if amount]


def _ours(type_: Type, row: Booked) -> Difference:
    return Difference(type_, row.key, row.currency, signed(row), row.day)


def _theirs(type_: Type, row: Registered) -> Difference:
    return Difference(type_, _key(row), row.currency, -net(row), row.day)
