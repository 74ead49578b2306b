"""What buyers end themselves: an order that was not handed over is cancelled, a parcel that came is confirmed.

Each wish may come again, and is answered as before. Both move goods or money of journeys, so the clock is the caller's
alone meanwhile.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from tearoad.journey.consignments import Consignments
from tearoad.journey.moving import Due
from tearoad.journey.stages import Border, Carriage
from tearoad.operations.lodge_declaration import cancel
from tearoad.operations.outcome import Outcome
from tearoad.operations.platform import Platform
from tearoad.operations.ports import OrderHead, Store, Unit
from tearoad.operations.release_funds import confirm
from tearoad.operations.take_payment import expire
from tearoad.terms.refusal import Refusal

CONFIRMED = (Carriage.CONFIRMED, Carriage.AUTO_CONFIRMED)


class Ending(NamedTuple):
    """A buyer's wish: to cancel an order, or where `consignment_id` is given to confirm that this parcel came. `buyer`
    None may speak for everybody."""

    order_id: str
    buyer: str | None
    consignment_id: str | None = None


Step = Callable[[Platform, Unit, Consignments, Outcome], None]


def end_orders(p: Platform, store: Store, asked: Sequence[Ending]) -> list[Refusal | None]:
    """For each wish None where it is so now, or why it cannot be; in one transaction."""
    with store.unit() as unit:
        clock = unit.roads.state().clock_at
        names = sorted({one.order_id for one in asked})
        heads, c = unit.orders.heads(names), unit.journeys.of_orders(names)
        said = [_end(p, unit, one, heads, c, clock) for one in asked]
        unit.journeys.save(c)
    return said


def _end(
    p: Platform, unit: Unit, one: Ending, heads: dict[str, OrderHead], c: Consignments, clock: int
) -> Refusal | None:
    if one.order_id not in heads or one.buyer not in (None, heads[one.order_id].buyer):
        return Refusal.UNKNOWN_ORDER
    mine = c.order_id == one.order_id
    if one.consignment_id is None:
        rows = mine & (c.carriage == Carriage.NONE) & np.isin(c.border, (Border.NOT_NEEDED, Border.UNDECLARED))
        unpaid = c.due == Due.PAY
        _step(p, unit, c, rows & unpaid, clock, expire)
        _step(p, unit, c, rows & ~unpaid, clock, cancel)
        return None if (c.carriage[mine] == Carriage.CANCELLED).any() else Refusal.HANDED_OVER
    mine &= c.consignment_id == one.consignment_id
    if not mine.any():
        return Refusal.UNKNOWN_ORDER
    delivered = mine & (c.carriage == Carriage.DELIVERED)
    if (delivered & c.claimed).any():
        return Refusal.CLAIM_OPEN
    _step(p, unit, c, delivered, clock, confirm)
    return None if np.isin(c.carriage[mine], CONFIRMED).all() else Refusal.NOT_DELIVERED


def _step(p: Platform, unit: Unit, c: Consignments, rows: np.ndarray, clock: int, step: Step) -> None:
    """Now, whatever the timers of these rows (bool[n]) say."""
    at = np.flatnonzero(rows)
    if len(at):
        part, out = c.take(at), Outcome()
        part.due_at[:] = clock
        step(p, unit, part, out)
        out.write(unit)
        c.put(at, part)
