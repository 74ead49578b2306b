"""What is compared: operations of our ledger and of a payment provider's register, and the price that was agreed.

Amounts are positive; the kind says which way they go.
"""

from enum import StrEnum
from typing import NamedTuple

ONE = 10_000  # a whole, in the unit of rates


class Kind(StrEnum):
    """A charge comes to us; a refund and a chargeback go back."""

    CHARGE = "charge"
    REFUND = "refund"
    CHARGEBACK = "chargeback"


SIGNS = {Kind.CHARGE: 1, Kind.REFUND: -1, Kind.CHARGEBACK: -1}


class Booked(NamedTuple):
    """An operation of our ledger; `day` in days since 1970."""

    key: str
    kind: Kind
    amount_minor: int
    currency: str
    day: int


class Registered(NamedTuple):
    """An operation of the provider's; `key` is '' where it knows none of ours, `payout` where it is not paid out."""

    operation: str
    key: str
    kind: Kind
    amount_minor: int
    fee_minor: int
    currency: str
    day: int
    payout: str


class Price(NamedTuple):
    """What the provider may keep of a charge: a rate in 1/10,000 of it, rounded half up, and so much for each."""

    rate: int
    fixed_minor: int


def signed(row: Booked | Registered) -> int:
    """What an operation brings."""
    return SIGNS[row.kind] * row.amount_minor


def net(row: Registered) -> int:
    """What the provider owes us for an operation."""
    return signed(row) - row.fee_minor


def agreed_fee(row: Registered, price: Price) -> int:
    """Of what the provider charged, not of what we booked; refunds and chargebacks cost nothing."""
    if row.kind != Kind.CHARGE:
        return 0
    return (2 * row.amount_minor * price.rate + ONE) // (2 * ONE) + price.fixed_minor
