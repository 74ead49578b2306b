"""Payouts of a provider against the entries of our bank account.

A payout is the net sum of the register's operations that name it. An entry belongs to the payout that its shared id
names, then to the one that its reference names, then to one of its amount within three days. Several entries of one
payout are its parts where they add up to it; where the first is all of it, the others are duplicates.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from typing import NamedTuple

from tearoad.payments.breaks import Difference, Type
from tearoad.payments.register import Registered, net
from tearoad.payments.statement import Entry

LATE_DAYS = 3  # between a payout and its entry: assumed


class Payout(NamedTuple):
    """One transfer in one currency; its day is that of its last operation."""

    name: str
    currency: str
    net_minor: int
    day: int


class Paid(NamedTuple):
    """`arrived` payouts and `entries` agree; `on_the_way` are payouts that may still come, net by currency."""

    arrived: int
    entries: int
    on_the_way: dict[str, int]
    differences: list[Difference]


def payouts_of(rows: Iterable[Registered]) -> list[Payout]:
    """By day, then by name."""
    sums: Counter[tuple[str, str]] = Counter()
    days: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.payout:
            payout = row.payout, row.currency
            sums[payout] += net(row)
            days[payout] = max(days.get(payout, row.day), row.day)
    found = (Payout(name, currency, sums[name, currency], day) for (name, currency), day in days.items())
    return sorted(found, key=lambda payout: (payout.day, payout.name, payout.currency))


def compare(payouts: list[Payout], entries: list[Entry], today: int) -> Paid:
    """Each entry goes to one payout or to none."""
    claimed, left = _by_name(payouts, entries)
    unknown = _by_amount(payouts, left, claimed)
    arrived = agreeing = 0
    on_the_way: Counter[str] = Counter()
    differences = [
        Difference(Type.UNKNOWN_AT_BANK, entry.reference, entry.currency, -entry.amount_minor, entry.day)
        for entry in unknown
        if entry.amount_minor
    ]
    for payout in payouts:
        came = claimed.get(payout, [])
        if came:
            wrong = _differences(payout, came)
            differences += wrong
            arrived += not wrong
            agreeing += 0 if wrong else len(came)
        elif today - payout.day > LATE_DAYS and payout.net_minor:
            differences.append(_missing(payout))
        elif payout.net_minor:
            on_the_way[payout.currency] += payout.net_minor
    return Paid(arrived, agreeing, dict(on_the_way), differences)


def _by_name(payouts: list[Payout], entries: list[Entry]) -> tuple[dict[Payout, list[Entry]], list[Entry]]:
    """Entries by payout, and those that name none. Of a name's payouts the one of the entry's currency goes first."""
    named: defaultdict[str, list[Payout]] = defaultdict(list)
    for payout in payouts:
        named[payout.name].append(payout)
    claimed: dict[Payout, list[Entry]] = {}
    left = []
    for entry in sorted(entries, key=lambda entry: entry.day):
        candidates = named.get(entry.end_to_end) or named.get(entry.reference)
        if candidates:
            same = [payout for payout in candidates if payout.currency == entry.currency]
            claimed.setdefault((same or candidates)[0], []).append(entry)
        else:
            left.append(entry)
    return claimed, left


def _by_amount(payouts: list[Payout], left: list[Entry], claimed: dict[Payout, list[Entry]]) -> list[Entry]:
    """Gives entries to payouts of their amount, the earliest first; answers with those that nobody expects."""
    open_now: defaultdict[tuple[str, int], deque[Payout]] = defaultdict(deque)
    for payout in payouts:
        if payout not in claimed:
            open_now[payout.currency, payout.net_minor].append(payout)
    unknown = []
    for entry in left:
        waiting = open_now[entry.currency, entry.amount_minor]
        while waiting and waiting[0].day < entry.day - LATE_DAYS:
            waiting.popleft()
        if waiting and waiting[0].day <= entry.day + LATE_DAYS:
            claimed[waiting.popleft()] = [entry]
        else:
            unknown.append(entry)
    return unknown


def _differences(payout: Payout, came: list[Entry]) -> list[Difference]:
    foreign = [entry for entry in came if entry.currency != payout.currency]
    own = [entry.amount_minor for entry in came if entry.currency == payout.currency]
    found = [
        Difference(Type.CURRENCY, payout.name, entry.currency, -entry.amount_minor, entry.day) for entry in foreign
    ]
    if not own:
        return [*found, Difference(Type.CURRENCY, payout.name, payout.currency, payout.net_minor, payout.day)]
    if sum(own) == payout.net_minor:
        return found
    if own[0] == payout.net_minor:
        return found + [
            Difference(Type.DUPLICATE, payout.name, payout.currency, -amount, payout.day) for amount in own[1:]
        ]
    amount = payout.net_minor - sum(own)
    return [*found, Difference(Type.AMOUNT, payout.name, payout.currency, amount, payout.day)]


def _missing(payout: Payout) -> Difference:
    return Difference(Type.MISSING_AT_BANK, payout.name, payout.currency, payout.net_minor, payout.day)
