"""The quotes of a door: law, lanes and rates joined when the first is asked, and again when the day changes."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from tearoad.boot.law import applied_law
from tearoad.boot.road import CORRIDOR
from tearoad.network.choose import lane_table
from tearoad.operations.asked_quote import AskedQuote, BadQuote, QuoteAnswer
from tearoad.operations.quotes import quoted
from tearoad.operations.understand_quote import QuoteDesk
from tearoad.wire.corridor import read_corridor
from tearoad.wire.shipped import corridor_folder

Quoter = Callable[[Sequence[AskedQuote], str], list[QuoteAnswer | BadQuote]]


def quote_desk(known: date) -> QuoteDesk:
    """The shipped road, and the law as known on a day; the demo's assumed rates are used where nothing else is."""
    corridor = read_corridor(corridor_folder(CORRIDOR))
    return QuoteDesk(applied_law(known), corridor.road, lane_table(corridor.road), corridor.rates)


def quoter(now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Quoter:
    """A function that answers quotes in a language by the law of today (UTC), from any thread; no data base is used."""
    lock = threading.Lock()
    made: tuple[date, QuoteDesk] | None = None

    def desk(day: date) -> QuoteDesk:
        nonlocal made
        with lock:
            if made is None or made[0] != day:
                made = day, quote_desk(day)
            return made[1]

    def answers(asked: Sequence[AskedQuote], language: str) -> list[QuoteAnswer | BadQuote]:
        at = now()
        return quoted(desk(at.date()), asked, at, language)

    return answers
