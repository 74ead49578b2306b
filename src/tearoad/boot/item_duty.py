"""Duty of declarations that is paid from wallets: by their senders, and by whoever has a payment code.

A code is a keyed digest of the declaration, so it is kept nowhere. With the item's number it opens what is owed and
nothing of whom the declaration names.
"""

import base64
import hmac
from collections.abc import Sequence
from typing import NamedTuple

from tearoad.boot.buyers import ACCOUNT
from tearoad.boot.gather import Gather
from tearoad.boot.metrics import gathered
from tearoad.boot.sealing import Seal
from tearoad.operations.item_ports import MERCHANT, ItemRow
from tearoad.operations.pay_duty import Due, DutyPaid, Payment, due_of, pay_duty
from tearoad.operations.platform import Platform
from tearoad.store.database import CELL
from tearoad.store.duties import duties_of
from tearoad.store.items import item_of
from tearoad.store.pool import PooledStore
from tearoad.terms.names import is_id
from tearoad.terms.refusal import Refusal

CODE_BYTES = 10  # 80 bits are 16 letters and digits: nobody guesses them; assumed
LONGEST_SAID = 40  # characters of a number or a code, as somebody types it


class Payer(NamedTuple):
    """An account, with the merchant that it belongs to."""

    name: str
    merchant: str | None

    @property
    def parties(self) -> tuple[str, ...]:
        """Whose declarations are theirs."""
        return (ACCOUNT + self.name, *((MERCHANT + self.merchant,) if self.merchant else ()))


class DutyView(NamedTuple):
    """What is to be paid of a declaration from a wallet in `currency`, or why nothing is; `code` is for its sender
    alone, '' for others and where nobody can pay by it."""

    row: ItemRow
    due: Due | Refusal
    currency: str
    code: str


class ItemDuty:
    """Many threads may ask it at once; payments that come together go through as one batch (`boot.gather`)."""

    def __init__(self, platform: Platform, store: PooledStore, seal: Seal) -> None:
        self.platform, self.store, self.seal = platform, store, seal
        self._payments: Gather[Payment, DutyPaid] = Gather(self._pay)

    def close(self) -> None:
        """Serves those who wait, then ends."""
        self._payments.close()

    def code_of(self, declaration_id: str) -> str:
        """The payment code, 'ABCD-EFGH-IJKL-MNOP'; the same for one declaration, whatever becomes of it."""
        digest = bytes.fromhex(self.seal.fingerprint(f"item duty {declaration_id}"))
        code = base64.b32encode(digest[:CODE_BYTES]).decode()
        return "-".join(code[at : at + 4] for at in range(0, len(code), 4))

    def one(self, who: Payer, declaration_id: str) -> DutyView | None:
        """None where it is not theirs."""
        found = self._seen(declaration_id)
        return found if found and found.row.lodged_by in who.parties else None

    def by_code(self, number: str, code: str) -> DutyView | None:
        """Of the item with this number, as somebody typed both; None where either is wrong."""
        plain = _plain(number)
        with self.store.unit() as unit:
            taken = unit.items.taken([plain]).get(plain) if plain else None
        if taken is None or not self._proves(taken.declaration_id, code):
            return None
        found = self._seen(taken.declaration_id)
        return found and found._replace(code="")

    def pay(self, who: Payer, declaration_id: str, code: str = "", expected_minor: int | None = None) -> DutyPaid:
        """From the payer's own wallet, once; `Unavailable` where the answer was lost: ask again with the same."""
        if not is_id(declaration_id):
            return DutyPaid(declaration_id, None, None, Refusal.UNKNOWN_DECLARATION)
        proved = bool(code) and self._proves(declaration_id, code)
        wish = Payment(declaration_id, ACCOUNT + who.name, self.currency, who.parties, proved, expected_minor)
        return self._payments.ask(wish)

    @property
    def currency(self) -> str:
        """Of all wallets."""
        return self.platform.road.currency

    def _proves(self, declaration_id: str, code: str) -> bool:
        return hmac.compare_digest(_plain(code).encode(), _plain(self.code_of(declaration_id)).encode())

    def _seen(self, declaration_id: str) -> DutyView | None:
        if not is_id(declaration_id):
            return None
        with self.store.reading() as reading:
            row = item_of(reading, CELL, declaration_id)
            paid = duties_of(reading, CELL, [declaration_id]).get(declaration_id, [])
        if row is None:
            return None
        due = due_of(self.platform, row, paid, self.currency)
        return DutyView(row, due, self.currency, self.code_of(declaration_id) if isinstance(due, Due) else "")

    def _pay(self, asked: list[Payment]) -> Sequence[DutyPaid]:
        gathered(len(asked))
        return pay_duty(self.platform, self.store, asked)


def _plain(said: str) -> str:
    """As somebody typed it, without what makes it readable; '' where it is too long, or of other signs."""
    plain = "".join(said[: LONGEST_SAID + 1].split()).replace("-", "").upper()
    return plain if len(said) <= LONGEST_SAID and plain.isascii() and plain.isalnum() else ""
