"""Cleared and delivered: the purchase is confirmed, the merchant is paid; later the carrier hands over the cash."""

from collections.abc import Iterator

import numpy as np

from tearoad.journey.consignments import Consignments, Due
from tearoad.journey.stages import Fact
from tearoad.journey.translate import Books, confirmed, remitted
from tearoad.ledger.transfer import Transfer
from tearoad.operations.outcome import Outcome, end, then
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit


def confirm(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """By the buyer, or by the clock when the protection window has passed."""
    b = p.road.behaviour
    every = np.ones(len(c), dtype=bool)
    by_clock = c.due_at - c.delivered_at >= b.auto_confirm
    c.report(Fact.AUTO_CONFIRMED, by_clock)
    c.report(Fact.CONFIRMED, ~by_clock)
    c.report(Fact.FUNDS_RELEASED, every)
    out.post(p, c, every, confirmed)
    hands_over = np.maximum(c.due_at, c.delivered_at + b.remit_after)
    end(c, every)
    then(c, c.cash_on_delivery, Due.REMIT, hands_over)


def remit(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """What was collected at the door reaches the bank, whatever was given back to the buyer since."""
    back = dict(zip(c.consignment_id.tolist(), c.refunded_minor.tolist(), strict=True))

    def whole(b: Books, at: int) -> Iterator[Transfer]:
        return remitted(b, b.goods + b.postage + b.duty + back[b.id], at)

    out.post(p, c, np.ones(len(c), dtype=bool), whole)
    c.due[:], c.due_at[:] = Due.NOTHING, -1
