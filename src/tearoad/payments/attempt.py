"""One attempt to pay an order, and what becomes of it.

A wallet answers at once. A bank or a counter answers later: until then the attempt waits, and the order's stock is
kept. One attempt of an order at most is paid, so nobody is charged twice.
"""

from enum import IntEnum
from hashlib import blake2b
from typing import NamedTuple

from tearoad.terms.refusal import Refusal

WALLET, CARD, CASH_CODE = "wallet", "card", "cash_code"
METHODS = (WALLET, CARD, CASH_CODE)


class State(IntEnum):
    """The numbers are stored. An attempt lapses where its order ended before anybody answered."""

    WAITING = 0
    PAID = 1
    REFUSED = 2
    LAPSED = 3


class Standing(NamedTuple):
    """An order as a payment finds it: what is still to be paid until when (seconds since 1970), whether anything was
    paid, and whether another attempt waits. `due_minor` is 0 where nothing is to be paid any more, or yet."""

    buyer: str
    currency: str
    due_minor: int
    until: int
    paid: bool = False
    waits: bool = False
    at_the_door: bool = False


def payment_id_of(order_id: str, key: str) -> str:
    """32 hex digits, the same for the same order and idempotency key."""
    return blake2b(f"{order_id}\0{key}".encode(), digest_size=16, person=b"payment").hexdigest()


def refused(standing: Standing | None, buyer: str, method: str, wallet_minor: int) -> Refusal | None:
    """Why an attempt may not even be made; `wallet_minor` is what the buyer's wallet holds in the order's currency.

    An order that is somebody else's is as unknown as one that is not there.
    """
    if standing is None or standing.buyer != buyer:
        return Refusal.UNKNOWN_ORDER
    if standing.at_the_door:
        return Refusal.PAID_AT_THE_DOOR
    if standing.paid:
        return Refusal.ALREADY_PAID
    if not standing.due_minor:
        return Refusal.ORDER_CLOSED
    if standing.waits:
        return Refusal.PAYMENT_WAITS
    return Refusal.NOT_COVERED if method == WALLET and wallet_minor < standing.due_minor else None
