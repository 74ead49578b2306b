"""The waiting room as the doors and the operator ask for it; many threads may ask at once."""

import re
import time
from collections.abc import Callable, Sequence

from tearoad.boot.gather import Gather
from tearoad.payments.admission import Answer, Campaign, Ticket, answer, at_rate, first_free
from tearoad.store import campaigns
from tearoad.store.pool import PooledStore
from tearoad.terms.refusal import BadInput

FRESH_SECONDS = 1.0  # for so long whether a campaign is open is not asked again
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST_A_MINUTE = 1_000_000


class WaitingRoom:
    """`clock` is the wall's, in seconds since 1970."""

    def __init__(self, store: PooledStore, clock: Callable[[], float] = time.time) -> None:
        self.store, self.clock = store, clock
        self._known: tuple[float, Campaign | None] = (float("-inf"), None)
        self._takers: Gather[None, tuple[Campaign, int] | None] = Gather(self._take)

    def close(self) -> None:
        """Serves those who take a number, then ends."""
        self._takers.close()

    def campaign(self) -> Campaign | None:
        """The one that is open, as it was a moment ago at most."""
        asked, known = self._known
        if not 0 <= self.clock() - asked < FRESH_SECONDS:
            with self.store.asking() as cursor:
                known = campaigns.current(cursor)
            self._known = self.clock(), known
        return known

    def take(self, buyer: str) -> tuple[Campaign, Ticket] | None:
        """The next number, for this buyer; None where nobody need wait."""
        taken = self._takers.ask(None)
        return (taken[0], Ticket(taken[0].name, buyer, taken[1])) if taken else None

    def answer(self, ticket: Ticket | None, buyer: str) -> Answer:
        """Whether a buyer may order now."""
        return answer(self.campaign(), ticket, buyer, self.clock())

    def open(self, name: str, a_minute: int) -> None:
        """BadInput on a name that is none or was used, a rate that is none, or where a campaign is open."""
        if not NAME.fullmatch(name):
            raise BadInput(f"campaign {name[:60]!r}, expected small letters, digits and '-', at most 40")
        _refuse_rate(a_minute)
        with self.store.unit() as unit:
            done = campaigns.open_campaign(unit.roads.cursor, name, a_minute, self.clock())
        if not done:
            raise BadInput(f"campaign {name!r} cannot be opened: one is open, or one of this name was")

    def change(self, a_minute: int) -> None:
        """From now on so many a minute; BadInput where no campaign is open."""
        _refuse_rate(a_minute)
        with self.store.unit() as unit:
            known = campaigns.current(unit.roads.cursor)
            if known is None:
                raise BadInput("no campaign is open")
            campaigns.save(unit.roads.cursor, at_rate(known, a_minute, self.clock()))

    def end(self) -> str:
        """Everybody enters; the campaign's name. BadInput where none is open."""
        with self.store.unit() as unit:
            name = campaigns.close_campaign(unit.roads.cursor)
        if name is None:
            raise BadInput("no campaign is open")
        return name

    def _take(self, asked: list[None]) -> Sequence[tuple[Campaign, int] | None]:
        with self.store.unit() as unit:
            known = campaigns.current(unit.roads.cursor)
            least = first_free(known, self.clock()) if known else 0
            first = campaigns.take(unit.roads.cursor, known.name, least, len(asked)) if known else None
        if known is None or first is None:
            return [None] * len(asked)
        return [(known, first + at) for at in range(len(asked))]


def _refuse_rate(a_minute: int) -> None:
    if not 1 <= a_minute <= MOST_A_MINUTE:
        raise BadInput(f"{a_minute} orders a minute, expected 1 to {MOST_A_MINUTE}")
