"""A day of a payment provider is reconciled: what our ledger, its register and the bank say is compared, every
difference becomes a break, and the books are brought to where only what may still come stands on the clearing account.

    what the provider owes us = registered and not paid out yet + payouts that may still arrive
    suspense of breaks        = the amounts of all open breaks

Both are asked of the ledger's own sums in the same transaction: where they do not hold, nothing of it is kept. A break
that is gone the next time, as one of cut-off usually is, ends by itself.
"""

from collections import Counter
from typing import NamedTuple

from tearoad.ledger.chart import currency_of
from tearoad.ledger.transfer import Transfer
from tearoad.operations import reconcile_postings as postings
from tearoad.operations.bank_ports import clearing_of
from tearoad.operations.reconcile_ports import (
    OpenBreak,
    Reconciling,
    ReconcilingStore,
    ReconcilingUnit,
    Run,
    SignedOff,
)
from tearoad.operations.reconcile_sides import Posted, Sides, sides
from tearoad.payments.bank import Provider
from tearoad.payments.breaks import Break
from tearoad.payments.reconcile import Reconciled, reconcile, unexplained
from tearoad.terms.days import DAY, MOSCOW, day_word
from tearoad.terms.money import EXPONENTS, format_minor
from tearoad.terms.names import storable
from tearoad.terms.refusal import BadInput


class Day(NamedTuple):
    """A day as it was found; so many breaks came up and so many went since the last time, and nothing was `changed`
    where it was found so before."""

    run: Run
    breaks: list[OpenBreak]
    begun: int
    ended: int
    changed: bool


def reconcile_day(store: ReconcilingStore, provider: Provider, day: int) -> Day:
    """In one transaction. BadInput on a day that is not over, was signed off, or is not the one that comes next; the
    last one may be reconciled again, whatever came in since."""
    name = provider.name
    with store.unit() as unit:
        unit.reconciling.alone()
        clock = unit.roads.clock_held()
        last = _expect_day(unit.reconciling, name, day, clock)
        found = sides(unit.reconciling, name, day)
        begins = unit.reconciling.last_run(name) is None
        if begins and not any(found[:3]) and day < (clock + MOSCOW) // DAY - 1:
            raise BadInput(f"nothing is known of {name} by the end of {day_word(day)}, expected a later first day")
        result = reconcile(found.booked, found.registered, [row.entry for row in found.entries], provider.price, day)
        before = unit.reconciling.open_breaks(name)
        began, gone = _changed(unit.reconciling, name, before, result)
        transfers = _transfers(name, found, result, clock)
        _expect_explained(name, found.posted, before, transfers, result)
        for one in gone:
            transfers += postings.ended(name, one, clock)
        for one in began:
            transfers += postings.begun(name, one, clock)
        unit.ledger.post(transfers)
        unit.reconciling.clear([row.entry_id for row in found.entries if not row.cleared], day)
        unit.reconciling.end_breaks(name, gone, day)
        unit.reconciling.begin_breaks(name, began)
        _expect_kept(unit, name)
        run = _run(result, last, moved=bool(transfers))
        changed = run != last
        if changed:
            unit.reconciling.keep_run(name, run, clock)
        return Day(run, unit.reconciling.open_breaks(name), len(began), len(gone), changed)


def sign_off(store: ReconcilingStore, provider: str, day: int, by: str) -> SignedOff:
    """Somebody has looked at a day. BadInput where it was not reconciled, does not add up, was signed off, or where the
    day before it was not."""
    if not by.strip() or not storable(by) or not by.isprintable():
        raise BadInput(f"{by[:40]!r} signs, expected a name")
    with store.unit() as unit:
        unit.reconciling.alone()
        run, last = unit.reconciling.last_run(provider, day), unit.reconciling.signed_off(provider)
        if run is None:
            raise BadInput(f"{day_word(day)} of {provider} was not reconciled; `tearoad banks reconcile` does")
        if last and day <= last.day:
            who = f" by {last.signed_by}" if day == last.day else ""
            raise BadInput(f"{provider} is signed off to the end of {day_word(last.day)}{who}, expected a later day")
        if last and day > last.day + 1:
            raise BadInput(f"{day_word(last.day + 1)} of {provider} is not signed off yet; it comes first")
        _expect_kept(unit, provider)
        signed = SignedOff(day, run.run, by, unit.roads.clock_held())
        unit.reconciling.sign(provider, signed)
    return signed


def next_days(store: ReconcilingStore, provider: str) -> range:
    """The days that are over and were not reconciled yet; once all were, the last one again, unless it is signed off.
    A provider's first is the day before the road's."""
    with store.unit() as unit:
        today = (unit.roads.clock_at() + MOSCOW) // DAY
        last, signed = unit.reconciling.last_run(provider), unit.reconciling.signed_off(provider)
    if last is None:
        return range(today - 1, today)
    if last.day + 1 < today or (signed and signed.day >= last.day):
        return range(last.day + 1, today)
    return range(last.day, last.day + 1)


def _expect_day(store: Reconciling, provider: str, day: int, clock: int) -> Run | None:
    """The day's last run, where it had one."""
    today, last, signed = (clock + MOSCOW) // DAY, store.last_run(provider), store.signed_off(provider)
    if day < 1:
        raise BadInput(f"{day_word(day)} is before the road began, expected a day on which its clock stood")
    if day >= today:
        raise BadInput(f"{day_word(day)} is not over: the road's clock stands on {day_word(today)}, Moscow's day")
    if signed and day <= signed.day:
        raise BadInput(f"{day_word(day)} is signed off; what came since counts from {day_word(signed.day + 1)} on")
    if last and day < last.day:
        raise BadInput(f"{provider} is reconciled to the end of {day_word(last.day)}, expected that day or a later one")
    if last and day > last.day + 1:
        raise BadInput(f"{day_word(last.day + 1)} of {provider} was not reconciled yet; it comes first")
    return last if last and last.day == day else None


def _changed(
    store: Reconciling, provider: str, before: list[OpenBreak], result: Reconciled
) -> tuple[list[OpenBreak], list[OpenBreak]]:
    """Breaks that came up, and those that are gone."""
    known, found = {one.found.break_id for one in before}, {one.break_id for one in result.breaks}
    fresh = [one for one in result.breaks if one.break_id not in known]
    turns = store.turns(provider, [one.break_id for one in fresh]) if fresh else {}
    began = [OpenBreak(one, turns.get(one.break_id, -1) + 1, result.day) for one in fresh]
    return began, [one for one in before if one.found.break_id not in found]


def _transfers(provider: str, found: Sides, result: Reconciled, clock: int) -> list[Transfer]:
    """Entries that came, and fees that were agreed on since."""
    transfers = [one for row in found.entries if not row.cleared for one in postings.cleared(provider, row, clock)]
    fees, posted = Counter(result.fees), found.posted
    for currency in sorted({*fees, *posted.fees}):
        more = fees[currency] - posted.fees[currency]
        transfers += postings.fee(provider, currency, posted.fee_transfers[currency], more, clock)
    return transfers


def _expect_explained(
    provider: str, posted: Posted, before: list[OpenBreak], transfers: list[Transfer], result: Reconciled
) -> None:
    """The account as it will be, with all breaks on it, is what the comparison says."""
    balances = Counter(posted.owed)
    balances.subtract(posted.later)
    for one in before:
        balances[one.found.currency] += one.found.amount_minor
    for row in transfers:
        currency = currency_of(row.debit)
        into = row.debit == clearing_of(provider, currency)
        balances[currency] += row.amount_minor if into else -row.amount_minor
    for currency, minor in unexplained(result, dict(balances)).items():
        raise BadInput(
            f"{provider} on {day_word(result.day)} does not add up, and nothing was kept: the clearing account holds "
            f"{_word(balances[currency], currency)}, which is {_word(minor, currency)} more than "
            f"{_word(result.in_transit.get(currency, 0), currency)} not paid out, "
            f"{_word(result.on_the_way.get(currency, 0), currency)} on the way and "
            f"{_word(_sum(result.breaks, currency), currency)} of breaks"
        )


def _expect_kept(unit: ReconcilingUnit, provider: str) -> None:
    """The suspense of breaks is the sum of those that are open."""
    sums: Counter[str] = Counter()
    for one in unit.reconciling.open_breaks(provider):
        sums[one.found.currency] += one.found.amount_minor
    accounts = {postings.in_breaks(provider, currency): currency for currency in EXPONENTS}
    kept = Counter({accounts[name]: -minor for name, minor in unit.ledger.balances(list(accounts), alone=True).items()})
    for currency in sorted({*sums, *kept}):
        if kept[currency] != sums[currency]:
            raise BadInput(
                f"{provider} does not add up: the suspense of breaks holds {_word(kept[currency], currency)}, "
                f"open breaks are {_word(sums[currency], currency)}"
            )


def _run(result: Reconciled, last: Run | None, *, moved: bool) -> Run:
    """The same as the last one where nothing is otherwise, and nothing has moved."""
    names = ("in_transit", "on_the_way", "fees")
    sums = {
        name: {currency: minor for currency, minor in sorted(getattr(result, name).items()) if minor} for name in names
    }
    currencies = sorted({one.currency for one in result.breaks})
    sums["breaks"] = {currency: minor for currency in currencies if (minor := _sum(result.breaks, currency))}
    counts = result.operations, result.payouts, result.entries, len(result.breaks)
    run = Run(result.day, last.run if last else 0, *counts, sums)
    return run if last is None or (run == last and not moved) else run._replace(run=last.run + 1)


def _sum(breaks: tuple[Break, ...], currency: str) -> int:
    return sum(one.amount_minor for one in breaks if one.currency == currency)


def _word(minor: int, currency: str) -> str:
    return format_minor(minor, currency)
