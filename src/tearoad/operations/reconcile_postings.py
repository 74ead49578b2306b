"""The transfers of the daily reconciliation. Their ids are made of what they are about: to ask twice is to ask once.

    entry      bank_account -> suspense of the account        when its statement is taken
    clearing   suspense of the account -> clearing            when its day is reconciled
    fee        the provider's fee -> clearing                 as far as both sides know the operation
    break      suspense of breaks -> clearing, and back       while it is open

Arrows go from debit to credit, for an amount above zero; for one below they go the other way.
"""

from hashlib import blake2b

from tearoad.ledger.chart import What, account
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.operations.bank_ports import clearing_of
from tearoad.operations.reconcile_ports import EntryRow, OpenBreak


def posting_id(*about: object) -> str:
    """32 hex digits of what a transfer is about."""
    return blake2b("\0".join(map(str, about)).encode(), digest_size=16, person=b"reconcile").hexdigest()


def in_bank_suspense(bank_account: str, currency: str) -> str:
    """Where entries of an account of ours wait for their day's reconciliation."""
    return account(What.SUSPENSE, currency, f"bank-{bank_account}")


def in_breaks(provider: str, currency: str) -> str:
    """Where the amounts of a provider's open breaks are kept."""
    return account(What.SUSPENSE, currency, f"breaks-{provider}")


def as_fee(provider: str, currency: str) -> str:
    """What a provider keeps for itself."""
    return account(What.PSP_FEE, currency, provider)


def is_own(counter: str) -> bool:
    """Whether a transfer between a clearing account and this one is made here; nobody else makes such."""
    return counter.startswith((f"{What.PSP_FEE}:", f"{What.SUSPENSE}:bank-", f"{What.SUSPENSE}:breaks-"))


def moved(transfer_id: str, debit: str, credit: str, minor: int, at: int) -> list[Transfer]:
    """None where the amount is zero."""
    if minor < 0:
        debit, credit, minor = credit, debit, -minor
    return [Transfer(transfer_id, Kind.DIRECT, debit, credit, minor, None, at)] if minor else []


def cleared(provider: str, row: EntryRow, at: int) -> list[Transfer]:
    """What the bank has, the provider does not owe any more."""
    one = row.entry
    waits, owed = in_bank_suspense(row.account, one.currency), clearing_of(provider, one.currency)
    return moved(posting_id("cleared", row.entry_id), waits, owed, one.amount_minor, at)


def fee(provider: str, currency: str, before: int, minor: int, at: int) -> list[Transfer]:
    """So much more was agreed on; there were `before` such transfers."""
    made = posting_id("fee", provider, currency, before)
    return moved(made, as_fee(provider, currency), clearing_of(provider, currency), minor, at)


def begun(provider: str, one: OpenBreak, at: int) -> list[Transfer]:
    """A break's amount leaves the clearing account."""
    currency = one.found.currency
    made = posting_id("break", provider, one.found.break_id, one.turn)
    return moved(made, in_breaks(provider, currency), clearing_of(provider, currency), one.found.amount_minor, at)


def ended(provider: str, one: OpenBreak, at: int) -> list[Transfer]:
    """It comes back."""
    currency = one.found.currency
    made = posting_id("break is gone", provider, one.found.break_id, one.turn)
    return moved(made, clearing_of(provider, currency), in_breaks(provider, currency), one.found.amount_minor, at)
