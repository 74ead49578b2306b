"""Play orders: each goes through the whole journey on the live engine, the clock replayed from the orders' own times.

A day of the road is one step: its orders are placed in chunks, its returns taken, then the clock moves to the day's
end. Steps are whole days, so neither chunks nor a kill in between change the outcome.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

from tearoad.operations.advance import advance
from tearoad.operations.asked import AskedOrder
from tearoad.operations.place_orders import Verdicts, place_orders
from tearoad.operations.platform import Platform
from tearoad.operations.take_returns import take_returns
from tearoad.terms.days import DAY

CHUNK = 2_000
Progress = Callable[[int], None]  # told how many orders were placed since the last call


def play(
    p: Platform, orders: Sequence[AskedOrder], assumed_weight: int, progress: Progress, until: int | None = None
) -> Verdicts:
    """Verdicts of the lines that were not stored; `orders` by time.

    The road is played to the end of every journey, or where `until` is given (a day's start) only to there.
    """
    verdicts: Verdicts = {}
    for day, group in groupby(orders, key=lambda order: order.placed_at // DAY):
        _catch_up(p, day * DAY)
        whole = list(group)
        for start in range(0, len(whole), CHUNK):
            chunk = whole[start : start + CHUNK]
            refused = place_orders(p, chunk, assumed_weight)
            left_out = {order_id for order_id, _ in refused}
            take_returns(p, [order for order in chunk if order.order_id not in left_out])
            verdicts |= refused
            progress(len(chunk))
    _catch_up(p, until)
    return verdicts


def _catch_up(p: Platform, until: int | None) -> None:
    """Day by day to the start of a day, or to the end of every journey; days on which nothing falls due are skipped."""
    while True:
        with p.store.unit() as unit:
            clock, due = unit.roads.state().clock_at, unit.journeys.next_due()
        end = None if due is None else (max(due, clock) // DAY + 1) * DAY
        if end is None or (until is not None and end > until):
            break
        advance(p, end)
    if until is not None and clock < until:
        advance(p, until)
