"""The chart of accounts: names, and which accounts may not be overdrawn.

An account is `what[:whom]:currency`. Escrow owes the buyers what it holds; it is guarded: it can never pay out or
promise more than came in.
"""


def clearing(currency: str) -> str:
    """What payment providers owe the platform or were paid back."""
    return f"psp_clearing:{currency}"


def escrow(currency: str) -> str:
    """Buyers' money that waits."""
    return f"escrow:{currency}"


def seller_payable(merchant: str, currency: str) -> str:
    """What the platform owes a merchant."""
    return f"seller_payable:{merchant}:{currency}"


def fee(currency: str) -> str:
    """The platform's income from merchants."""
    return f"fee:{currency}"


def postage_payable(carrier: str, currency: str) -> str:
    """What the platform owes a carrier for parcels carried."""
    return f"postage_payable:{carrier}:{currency}"


def duty_payable(territory: str, currency: str) -> str:
    """What the platform owes a customs authority."""
    return f"duty_payable:{territory}:{currency}"


def landed_price_cover(currency: str) -> str:
    """What the platform adds where the border asks more than the buyer was quoted."""
    return f"landed_price_cover:{currency}"


def duty_advance(currency: str) -> str:
    """Duty paid for parcels whose buyers pay at the door."""
    return f"duty_advance:{currency}"


def cash_receivable(carrier: str, currency: str) -> str:
    """Cash that a carrier has collected and not yet remitted."""
    return f"cod_receivable:{carrier}:{currency}"


def refusal_cost(currency: str) -> str:
    """Carriage of parcels that were refused at the door."""
    return f"cod_refusal_cost:{currency}"


def currency_of(account: str) -> str:
    """The last part of the name."""
    return account.rpartition(":")[2]


def guarded(account: str) -> bool:
    """True for accounts that may not be overdrawn."""
    return account.startswith("escrow:")
