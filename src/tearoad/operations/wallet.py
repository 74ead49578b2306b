"""A buyer's wallet: money that was put in beforehand, and pays at once."""

from tearoad.ledger.chart import What, account
from tearoad.ledger.transfer import Kind, Transfer, base_id


def wallet_of(buyer: str, currency: str) -> str:
    """The account of a buyer's wallet."""
    return account(What.WALLET, currency, buyer)


def deposit(key: str, buyer: str, currency: str, minor: int, at: int) -> Transfer:
    """A payment provider brought so much; the same key, buyer and moment (seconds since 1970) are the same deposit."""
    source, wallet = account(What.PSP_CLEARING, currency), wallet_of(buyer, currency)
    return Transfer(base_id(at, "deposit", key, buyer), Kind.DIRECT, source, wallet, minor, None, at)
