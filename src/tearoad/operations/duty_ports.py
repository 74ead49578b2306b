"""Duty of declarations that is paid from wallets: the rows that are kept, and what they post.

A payment and its way back are a row each, only ever added. Parcels of the road are not here: escrow pays for them.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from tearoad.ledger.chart import What, account
from tearoad.ledger.transfer import Kind, Part, Transfer, base_id, part_id

WALLETS = "tearoad:wallets"  # who reports that a wallet has paid; no account has a colon in its name


class DutyRow(NamedTuple):
    """Numbered from 1 within its declaration. `undoes` is 0 for a payment, else the number of the one that goes back.
    `wallet` is the account that pays, or gets back, `amount_minor` of its `currency`, the tax within it `tax_minor`; it
    is what was `owed_minor`, by the rates of `rate_day`. `posting` is the base of the ids of its transfers."""

    declaration_id: str
    number: int
    undoes: int
    wallet: str
    territory: str
    amount_minor: int
    tax_minor: int
    currency: str
    owed_minor: int
    owed_currency: str
    rate_day: int
    at: int
    posting: str


class Duties(Protocol):
    """These rows within one transaction."""

    def of(self, declaration_ids: Sequence[str]) -> Mapping[str, list[DutyRow]]:
        """Those of each declaration that has any, in their order."""
        ...

    def add(self, rows: Sequence[DutyRow]) -> None: ...


def standing(rows: Sequence[DutyRow]) -> list[DutyRow]:
    """Payments that did not go back."""
    undone = {row.undoes for row in rows}
    return [row for row in rows if not row.undoes and row.number not in undone]


def posting_of(declaration_id: str, number: int, at: int) -> str:
    """The base of the transfers of a row."""
    return base_id(at, "item duty", declaration_id, number)


def transfers_of(row: DutyRow) -> list[Transfer]:
    """Duty and tax, to the accounts to which parcels of the road post them, or back; both or neither."""
    parts = {
        Part.DUTY: (What.DUTY_PAYABLE, row.amount_minor - row.tax_minor),
        Part.TAX: (What.TAX_PAYABLE, row.tax_minor),
    }
    found = []
    for part, (what, minor) in parts.items():
        if minor:
            payable = account(what, row.currency, row.territory)
            debit, credit = (payable, row.wallet) if row.undoes else (row.wallet, payable)
            name = part_id(row.posting, Kind.DIRECT, part)
            found.append(Transfer(name, Kind.DIRECT, debit, credit, minor, None, row.at))
    return [one._replace(group=row.posting) for one in found] if len(found) > 1 else found
