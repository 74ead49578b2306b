"""What people read in the books, as plain values that a door shows or writes.

Amounts are minor units of the account's currency, moments seconds since 1970, ids 32 hex digits. A balance is credits
less debits: what the platform owes, or, below zero, what is owed to it.
"""

from typing import NamedTuple

from tearoad.ledger.chart import currency_of


class Head(NamedTuple):
    """The last link of the journal's chain: the number of its batch and its digest, 64 hex digits."""

    batch: int
    digest: str


class Period(NamedTuple):
    """Half-open: what is dated from `begin` on and before `end`."""

    begin: int
    end: int


class Sums(NamedTuple):
    """The four sums of an account at a moment; what is held is promised and has not moved."""

    debits: int
    credits: int
    debits_held: int
    credits_held: int

    @property
    def balance(self) -> int:
        """Credits less debits; holds do not count."""
        return self.credits - self.debits


class Statement(NamedTuple):
    """One account over a period: everything before it, and everything to its end."""

    account: str
    opening: Sums
    closing: Sums
    entries: int

    @property
    def currency(self) -> str:
        """The last part of the name."""
        return currency_of(self.account)

    @property
    def moved(self) -> Sums:
        """What the period's entries come to."""
        return Sums(*(last - first for first, last in zip(self.opening, self.closing, strict=True)))


class Entry(NamedTuple):
    """One transfer as an account sees it. Holds and voids move nothing; `debits_held` and `credits_held` are changes:
    more as it is held, less as it is resolved. `balance` is the one after the entry."""

    at: int
    transfer_id: str
    kind: str
    counter_account: str
    debit: int
    credit: int
    debits_held: int
    credits_held: int
    balance: int
    hold_id: str | None
    group_id: str | None


class AccountState(NamedTuple):
    """An account with its bounds, None for no bound, and its sums."""

    account: str
    floor: int | None
    ceiling: int | None
    closed: bool
    sums: Sums

    @property
    def currency(self) -> str:
        """The last part of the name."""
        return currency_of(self.account)
