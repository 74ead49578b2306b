"""The desk of wallets: what is in one, when its bonus counts, and how it is filled. Many threads may ask it at once.

Top-ups that come together go through as one batch (`boot.gather`); a buyer is the name of an account, as in `Buyers`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from tearoad.boot.buyers import ACCOUNT
from tearoad.boot.gather import Gather
from tearoad.boot.metrics import gathered
from tearoad.operations.platform import Platform
from tearoad.operations.top_up import ToppedUp, TopUp, top_up
from tearoad.operations.top_up_ports import TopUpRow, funding_of, top_up_id_of
from tearoad.operations.wallet import wallet_of
from tearoad.payments.bonus import WHOLE, Slot, slot_of
from tearoad.store import top_ups as rows
from tearoad.store.database import CELL, PostgresRoads
from tearoad.store.pool import PooledStore
from tearoad.terms.days import DAY, MOSCOW
from tearoad.terms.names import is_id

SHOWN = 10  # top-ups


class BonusView(NamedTuple):
    """One buyer's bonus of a sale: `percent` of what they fill in their hour, `most_minor` at most; it `counts` now,
    or it is `over`: they have had it, their hour is past, or the budget used up."""

    sale: str
    percent: float
    most_minor: int
    slot: Slot
    counts: bool
    over: bool


class WalletView(NamedTuple):
    """`bonus` is None where no sale gives one today or later; `top_ups` are the last ones, the newest first."""

    balance_minor: int
    currency: str
    bonus: BonusView | None
    top_ups: tuple[TopUpRow, ...]


class Wallets:
    """Of buyers with accounts."""

    def __init__(self, platform: Platform, store: PooledStore) -> None:
        self.platform, self.store = platform, store
        self._top_ups: Gather[TopUp, ToppedUp] = Gather(self._top_up)

    def close(self) -> None:
        """Serves those who wait, then ends."""
        self._top_ups.close()

    def top_up(self, buyer: str, key: str, bank: str, amount_minor: int, currency: str) -> ToppedUp:
        """Once for each key; `Unavailable` where the answer was lost: ask again with the same."""
        name = top_up_id_of(ACCOUNT + buyer, key)
        return self._top_ups.ask(TopUp(name, ACCOUNT + buyer, bank, amount_minor, currency))

    def one(self, top_up_id: str, buyer: str) -> TopUpRow | None:
        """None where there is none, or it is somebody else's."""
        if not is_id(top_up_id):
            return None
        with self.store.asking() as cursor:
            row = rows.top_up_of(cursor, CELL, top_up_id)
        return row if row and row.buyer == ACCOUNT + buyer else None

    def wallet(self, buyer: str) -> WalletView:
        """As it is now."""
        currency, whose = self.platform.road.currency, ACCOUNT + buyer
        with self.store.reading() as reading:
            clock = PostgresRoads(reading, CELL).clock_at()
            balance = rows.balance_of(reading, CELL, wallet_of(whose, currency))
            bonus = rows.next_bonus(reading, CELL, (clock + MOSCOW) // DAY)
            last = rows.top_ups_of(reading, CELL, whose, SHOWN)
            if bonus is None:
                return WalletView(balance, currency, None, tuple(last))
            left = rows.balance_of(reading, CELL, funding_of(bonus.sale, bonus.currency))
            had = rows.given(reading, CELL, [(bonus.sale, whose)]).get((bonus.sale, whose), 0)
        slot = slot_of(bonus, whose)
        over = not left or had >= bonus.most_minor or clock >= slot.ends
        counts = not over and slot.begins <= clock
        percent = bonus.rate * 100 / WHOLE
        view = BonusView(bonus.sale, percent, bonus.most_minor, slot, counts, over)
        return WalletView(balance, currency, view, tuple(last))

    def _top_up(self, asked: list[TopUp]) -> Sequence[ToppedUp]:
        gathered(len(asked))
        return top_up(self.platform, self.store, asked)
