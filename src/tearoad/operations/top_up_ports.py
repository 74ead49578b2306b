"""What filling wallets needs of the world: top-ups as they are kept, and the bonus of the day."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple, Protocol

from tearoad.ledger.chart import What, account
from tearoad.payments.attempt import State
from tearoad.payments.bonus import Bonus
from tearoad.terms.days import DAY

WAITS_SECONDS = DAY  # by the road's clock; money that comes later goes back: assumed


class TopUpRow(NamedTuple):
    """A wallet that is filled. `bonus_minor` is what the `sale` promises on top, and once it is paid what it gave;
    `sale` is '' where none does. Moments are seconds since 1970; it was answered at `answered_at`, None before that."""

    top_up_id: str
    buyer: str
    sale: str
    bank: str
    method: str
    amount_minor: int
    currency: str
    bonus_minor: int
    state: State
    refusal: str
    at: int
    answered_at: int | None

    @property
    def until(self) -> int:
        """Until then its bank is waited for."""
        return self.at + WAITS_SECONDS


class TopUps(Protocol):
    """Top-ups and bonuses within one transaction."""

    def some(self, top_up_ids: Sequence[str]) -> dict[str, TopUpRow]: ...

    def add(self, rows: Sequence[TopUpRow]) -> set[str]:
        """Those that were not there: somebody else may have just added one, and that one stays as it is."""
        ...

    def answer(self, rows: Sequence[TopUpRow]) -> None:
        """Keeps state, refusal, moment and bonus of rows that are there."""
        ...

    def bonus_on(self, day: int) -> Bonus | None:
        """The bonus that runs on a day, since 1970 by Moscow."""
        ...

    def bonuses(self, sales: Sequence[str]) -> dict[str, Bonus]: ...

    def given(self, to: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """By sale and buyer, what that sale gave that buyer already."""
        ...


def top_up_id_of(buyer: str, key: str) -> str:
    """32 hex digits, the same for the same buyer and idempotency key; also the id of the transfer that fills."""
    return blake2b(f"{buyer}\0{key}".encode(), digest_size=16, person=b"top-up").hexdigest()


def bonus_id_of(top_up_id: str) -> str:
    """The id of the transfer that brings its bonus."""
    return blake2b(top_up_id.encode(), digest_size=16, person=b"bonus").hexdigest()


def played_clearing_of(currency: str) -> str:
    """The account of money that no provider brought: budgets, and what players that are heard for the banks said."""
    return account(What.PSP_CLEARING, currency)


def funding_of(sale: str, currency: str) -> str:
    """The account from which a sale's bonuses come; its floor is the budget's end."""
    return account(What.BONUS_FUNDING, currency, sale)
