"""Cleared and delivered: the purchase is confirmed, the merchant is paid; later the carrier hands over the cash."""

from collections.abc import Iterator

import numpy as np

from tearoad.journey import steps
from tearoad.journey.books import Books
from tearoad.journey.consignments import Consignments
from tearoad.journey.moving import Due
from tearoad.journey.stages import Money
from tearoad.journey.translate import confirmed, remitted
from tearoad.ledger.transfer import Transfer
from tearoad.operations.outcome import Outcome
from tearoad.operations.payouts import renew_rates
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit
from tearoad.terms.days import DAY


def confirm(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """The merchant's part is released, unless the buyer's bank took the payment back. While a claim is open it is asked
    again each day."""
    c.then(c.claimed, Due.CONFIRM, c.due_at + DAY)
    rows = np.flatnonzero(~c.claimed)
    free = c.take(rows)
    held = free.money == Money.HELD
    at = steps.confirm(free, p.road.behaviour)
    renew_rates(p, free, at, held)
    out.post(p, free, at, held, confirmed)
    c.put(rows, free)


def remit(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """All that was collected at the door is handed over, whatever was given back to the buyer since."""
    back = dict(zip(c.consignment_id.tolist(), c.refunded_minor.tolist(), strict=True))

    def whole(b: Books, at: int) -> Iterator[Transfer]:
        return remitted(b, b.price_at_the_door - b.coupon + back[b.id], at)

    out.post(p, c, steps.remit(c), c.every, whole)
