"""What who calls the banks asks the data base: whose turn it is, what is to be called, and what banks can carry."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tearoad.payments.bank import ChannelKey
from tearoad.payments.notice import effective
from tearoad.store import bank_calls as rows
from tearoad.store.bank_calls import Claimed, Load
from tearoad.store.bank_notices import STANDING, capacities
from tearoad.store.campaigns import current
from tearoad.store.pool import PooledStore

HOLD_SECONDS = 10.0  # who makes the calls is taken for dead after so long: assumed
CLAIM_SECONDS = 120.0  # longer than a call and its line take
MOST = 2_000  # calls that are claimed at once


@dataclass(frozen=True)
class CallBook:
    """Of one `holder`, a name that nobody else has; `wall` is the wall's clock. Each is a transaction of its own."""

    store: PooledStore
    holder: str
    wall: Callable[[], float] = time.time

    def hold(self, new: bool) -> bool:
        """Whether we make the calls, for HOLD_SECONDS; who is `new` to it finds again what others had begun."""
        now = self.wall()
        with self.store.unit() as unit:
            held = rows.hold(unit.roads.cursor, self.holder, now, now + HOLD_SECONDS)
            if held and new:
                rows.all_anew(unit.roads.cursor, now)
        return held

    def claimed(self) -> list[Claimed]:
        """Calls that are due; they are ours for CLAIM_SECONDS."""
        now = self.wall()
        with self.store.unit() as unit:
            return rows.claim(unit.roads.cursor, now, now + CLAIM_SECONDS, MOST)

    def sending(self, keys: Sequence[str]) -> set[str]:
        """Those that are still to be made: noted before they are."""
        with self.store.unit() as unit:
            return rows.sending(unit.roads.cursor, keys, self.wall())

    def tell(self, loads: Sequence[Load]) -> dict[ChannelKey, int]:
        """Tells how busy the banks are; what they can carry a minute, as they declared and signed for the sale that is
        open, else as they declared for any."""
        with self.store.unit() as unit:
            rows.keep_loads(unit.roads.cursor, loads)
            campaign = current(unit.roads.cursor)
            found = capacities(unit.roads.cursor, campaign.name if campaign else STANDING)
        return {channel: a_minute for channel, said in found.items() if (a_minute := effective(said))}

    def let_go(self, keys: Sequence[str]) -> None:
        """Somebody else may make the calls, these first."""
        with self.store.unit() as unit:
            rows.later(unit.roads.cursor, [(key, 0.0) for key in keys])
            rows.let_go(unit.roads.cursor, self.holder)
