"""The three sides of a reconciliation, of what is stored: our ledger, the provider's register, the bank's entries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tearoad.ledger.chart import What, what_of
from tearoad.ledger.transfer import base_id, moment_of
from tearoad.operations.bank_ports import held_as
from tearoad.operations.reconcile_ports import Clearing, EntryRow, Leg, Reconciling
from tearoad.operations.reconcile_postings import is_own
from tearoad.payments.register import Booked, Kind, Registered


class Posted(NamedTuple):
    """By currency: what the clearing account holds, what of it was dated later than the day, the fees that were posted,
    and in how many transfers."""

    owed: dict[str, int]
    later: Counter[str]
    fees: Counter[str]
    fee_transfers: Counter[str]


class Sides(NamedTuple):
    """As of the end of a day."""

    booked: list[Booked]
    registered: list[Registered]
    entries: list[EntryRow]
    posted: Posted


def sides(store: Reconciling, provider: str, day: int) -> Sides:
    """All that there is until then."""
    clearing, apart = store.clearing(provider), store.kept_apart(provider)
    booked = booked_of(clearing.legs, provider, apart, store.charged_back(provider), day)
    registered = under_our_keys(store.registered(provider, day), apart)
    entries = [row for row in store.entries(provider) if row.entry.day <= day]
    return Sides(booked, registered, entries, posted_of(clearing, day))


def booked_of(
    legs: Iterable[Leg], provider: str, apart: Sequence[str], charged_back: Sequence[tuple[str, str]], day: int
) -> list[Booked]:
    """A payment of several consignments is one charge. Money that nobody waited for is known by the provider's own name
    of it, and what a buyer's bank took back by the payment that it was."""
    theirs = [leg for leg in legs if leg.day <= day and not is_own(leg.counter)]
    held = {held_as(provider, operation): operation for operation in apart}
    taken_back = _taken_back(theirs, charged_back)
    sums: Counter[tuple[str, Kind, str]] = Counter()
    days: dict[tuple[str, Kind, str], int] = {}
    for leg in theirs:
        payment = None if leg.asked else taken_back.get(leg.name[:30])
        kind = Kind.CHARGE if leg.amount_minor > 0 else Kind.CHARGEBACK if payment else Kind.REFUND
        name = payment or held.get(leg.name, leg.name), kind, leg.currency
        sums[name] += abs(leg.amount_minor)
        days.setdefault(name, leg.day)
    return [Booked(name[0], name[1], minor, name[2], days[name]) for name, minor in sums.items()]


def under_our_keys(rows: Iterable[Registered], apart: Sequence[str]) -> list[Registered]:
    """Money that nobody waited for came under the key of a payment that may be paid: it has a name of its own."""
    names = set(apart)
    return [
        row._replace(key=row.operation) if row.kind == Kind.CHARGE and row.operation in names else row for row in rows
    ]


def posted_of(clearing: Clearing, day: int) -> Posted:
    """What the clearing account's own sums are compared with."""
    found = Posted(clearing.owed, Counter(), Counter(), Counter())
    for leg in clearing.legs:
        if what_of(leg.counter) == What.PSP_FEE:
            found.fees[leg.currency] -= leg.amount_minor
            found.fee_transfers[leg.currency] += leg.transfers
        elif leg.day > day and not is_own(leg.counter):
            found.later[leg.currency] += leg.amount_minor
    return found


def _taken_back(legs: Iterable[Leg], charged_back: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Payments by what the ids of chargebacks begin with: their moment, and a hash of it and the consignment."""
    if not charged_back:
        return {}
    moments = {moment_of(leg.name) for leg in legs if leg.amount_minor < 0 and not leg.asked}
    return {
        base_id(at, "charged back", consignment)[:30]: payment
        for at in sorted(moments)
        for consignment, payment in charged_back
    }
