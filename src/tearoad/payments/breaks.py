"""Breaks: what does not agree between our ledger, the provider's register and the bank, one by one."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple


class Type(StrEnum):
    """The value is what reports and tables show."""

    MISSING_AT_PROVIDER = "missing at provider"
    MISSING_HERE = "missing here"
    AMOUNT = "amount"
    CURRENCY = "currency"
    DUPLICATE = "duplicate"
    FEE = "fee"
    CUT_OFF = "cut-off"
    MISSING_AT_BANK = "missing at bank"
    UNKNOWN_AT_BANK = "unknown at bank"


class Owner(StrEnum):
    """Who has to act."""

    PROVIDER = "provider"
    BANK = "bank"
    US = "us"


OWNERS = {
    Type.MISSING_AT_PROVIDER: Owner.PROVIDER,
    Type.MISSING_HERE: Owner.US,
    Type.AMOUNT: Owner.PROVIDER,
    Type.CURRENCY: Owner.PROVIDER,
    Type.DUPLICATE: Owner.PROVIDER,
    Type.FEE: Owner.PROVIDER,
    Type.CUT_OFF: Owner.PROVIDER,
    Type.MISSING_AT_BANK: Owner.BANK,
    Type.UNKNOWN_AT_BANK: Owner.US,
}


class Difference(NamedTuple):
    """A break's content. `key` is the operation, the payout or the bank's entry that it is about; `amount_minor` is by
    how much more our clearing account holds because of it; `day` is when it began, in days since 1970."""

    type: Type
    key: str
    currency: str
    amount_minor: int
    day: int


class Break(NamedTuple):
    """A difference with its age in days and who has to act; the id stays the same while the content does."""

    break_id: str
    type: Type
    key: str
    currency: str
    amount_minor: int
    day: int
    age: int
    owner: Owner


def breaks_of(differences: Iterable[Difference], today: int) -> tuple[Break, ...]:
    """In one order whatever the order of the differences; equal ones are told apart by counting."""
    seen: Counter[Difference] = Counter()
    found = []
    for one in sorted(differences):
        found.append(Break(break_id_of(one, seen[one]), *one, age=today - one.day, owner=OWNERS[one.type]))
        seen[one] += 1
    return tuple(found)


def break_id_of(difference: Difference, earlier: int = 0) -> str:
    """32 hex digits of the content and of how many equal ones came before."""
    content = "\0".join(map(str, (*difference, earlier)))
    return blake2b(content.encode(), digest_size=16, person=b"break").hexdigest()
