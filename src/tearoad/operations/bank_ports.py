"""What paying through a payment provider needs of the world: calls that are made to it, and what it said of them.

A call has a key of its own, under which the provider does it once however often it is asked: that of a charge is the
attempt's id or the top-up's, that of a refund the id of the transfer by which the ledger gives the money back.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from hashlib import blake2b
from typing import NamedTuple, Protocol

from tearoad.ledger.chart import What, account, what_of
from tearoad.ledger.transfer import Transfer

CLEARING = str(What.PSP_CLEARING)


class Asks(IntEnum):
    """What a call asks for, and what an operation of a provider is; the numbers are stored."""

    CHARGE = 1
    REFUND = 2
    CHARGEBACK = 3  # nobody asks for it: the buyer's bank took the money back
    TOP_UP = 4  # a charge that fills a wallet; what a provider has done then is a charge


class Taken(IntEnum):
    """What an operation was to us; the numbers are stored. All but the first are money that goes back."""

    AS_ASKED = 0
    TOO_LATE = 1
    OTHER_AMOUNT = 2
    TWICE = 3


class CallRow(NamedTuple):
    """`charge` is the provider's operation that a refund gives back, '' in a charge."""

    call_id: str
    asks: Asks
    payment_id: str
    bank: str
    method: str
    amount_minor: int
    currency: str
    charge: str


class OperationRow(NamedTuple):
    """Something that a provider has done; `key` is that of the call, `at` its moment by the provider's clock."""

    provider: str
    operation: str
    kind: Asks
    key: str
    amount_minor: int
    currency: str
    at: int
    taken: Taken


class Back(NamedTuple):
    """A transfer that gives the buyer of an order money back through whoever brought it."""

    transfer_id: str
    order_id: str
    amount_minor: int


class Banks(Protocol):
    """Calls as orders, payments and refunds bring them about, within one transaction."""

    def ask(self, calls: Sequence[CallRow]) -> None:
        """To be made as soon as somebody makes calls; one that is known stays as it is."""
        ...

    def withdraw(self, keys: Sequence[str]) -> set[str]:
        """Those that nobody has begun to make are not made any more: which."""
        ...

    def pay_back(self, backs: Sequence[Back]) -> None:
        """Refunds of what a provider has charged for these orders; what came by another way is left alone."""
        ...


class Answers(Banks, Protocol):
    """The same, and what was said of calls."""

    def calls(self, keys: Sequence[str]) -> dict[str, CallRow]:
        """By key, locked."""
        ...

    def settled(self, keys: Sequence[str]) -> set[str]:
        """Those of these refunds that were given, or refused."""
        ...

    def end(self, said: Mapping[str, str]) -> None:
        """By key what was said in the end; nothing is asked of it any more."""
        ...

    def operations(self, names: Sequence[tuple[str, str]]) -> list[OperationRow]:
        """Those that are known, by provider and the provider's name of them."""
        ...

    def keep(self, rows: Sequence[OperationRow]) -> None:
        """Operations that are not known yet."""
        ...


def backs(order_id: str, transfers: Iterable[Transfer]) -> list[Back]:
    """Those of an order's transfers by which money leaves the books for the buyer."""
    return [Back(one.transfer_id, order_id, one.amount_minor) for one in transfers if what_of(one.credit) == CLEARING]


def clearing_of(provider: str, currency: str) -> str:
    """The account of what a provider owes us: payments that are asked of one go through it, and back."""
    return account(What.PSP_CLEARING, currency, provider)


def back_of(provider: str, operation: str) -> str:
    """The key under which an operation that nobody asked for is given back; also the transfer's id."""
    return blake2b(f"{provider}\0{operation}".encode(), digest_size=16, person=b"back").hexdigest()


def held_as(provider: str, operation: str) -> str:
    """The id of the transfer that keeps its money apart until then."""
    return blake2b(f"{provider}\0{operation}".encode(), digest_size=16, person=b"suspense").hexdigest()


def into_wallet_id(refund: str) -> str:
    """The id of the transfer by which a refund that the provider refused goes into the buyer's wallet: the refund's
    own, with its last byte turned over."""
    return f"{refund[:30]}{int(refund[30:], 16) ^ 0xFF:02x}"
