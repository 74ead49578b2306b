"""The chart of accounts: an account is `what[:whom]:currency`; what each kind is for and may not do is data.

A balance is credits less debits: what the platform owes, or, below zero, what is owed to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple


class What(StrEnum):
    """The kinds that the journey posts to; `chart.toml` beside this file says what each is."""

    PSP_CLEARING = "psp_clearing"
    BANK_ACCOUNT = "bank_account"
    WALLET = "wallet"
    ESCROW = "escrow"
    SELLER_PAYABLE = "seller_payable"
    FEE = "fee"
    POSTAGE_PAYABLE = "postage_payable"
    DUTY_PAYABLE = "duty_payable"
    TAX_PAYABLE = "tax_payable"
    LANDED_PRICE_COVER = "landed_price_cover"
    DUTY_ADVANCE = "duty_advance"
    COD_RECEIVABLE = "cod_receivable"
    COD_REFUSAL_COST = "cod_refusal_cost"
    PSP_FEE = "psp_fee"
    FX = "fx"
    FX_MARGIN = "fx_margin"
    COUPON_FUNDING = "coupon_funding"
    DISPUTE_RESERVE = "dispute_reserve"
    LOSS_COMPENSATION = "loss_compensation"
    SUSPENSE = "suspense"
    BONUS_FUNDING = "bonus_funding"


@dataclass(frozen=True)
class AccountKind:
    """`whom` names what stands between the kind and the currency, empty where nothing does; `side` is where the balance
    of such an account usually stands, 'credit' or 'debit'. `floor` and `ceiling` bound the balance in minor units,
    holds counted: None is no bound."""

    what: str
    whom: str
    side: str
    floor: int | None
    ceiling: int | None
    title: Mapping[str, str]  # by language: en, ru, zh
    about: str


Chart = Mapping[str, AccountKind]


class Account(NamedTuple):
    """An account as it is opened; its bounds as in `AccountKind`."""

    name: str
    floor: int | None
    ceiling: int | None

    @property
    def currency(self) -> str:
        """The last part of the name."""
        return currency_of(self.name)


def account(what: What, currency: str, whom: str | None = None) -> str:
    """The name of an account."""
    return f"{what}:{whom}:{currency}" if whom is not None else f"{what}:{currency}"


def what_of(name: str) -> str:
    """The first part of a name: its kind."""
    return name.partition(":")[0]


def currency_of(name: str) -> str:
    """The last part of a name."""
    return name.rpartition(":")[2]


def account_id(name: str) -> int:
    """The number under which the books keep an account: 64 bits of a hash of its name, signed."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def by_chart(chart: Chart, name: str) -> Account:
    """The account of this name with the bounds of its kind; KeyError where the chart has no such kind."""
    kind = chart[what_of(name)]
    return Account(name, kind.floor, kind.ceiling)
