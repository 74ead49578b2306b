"""Cleared and delivered: the purchase is confirmed, the merchant is paid; later the carrier hands over the cash."""

from collections.abc import Iterator

from tearoad.journey import steps
from tearoad.journey.books import Books
from tearoad.journey.consignments import Consignments
from tearoad.journey.stages import Money
from tearoad.journey.translate import confirmed, remitted
from tearoad.ledger.transfer import Transfer
from tearoad.operations.outcome import Outcome
from tearoad.operations.payouts import renew_rates
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit


def confirm(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """The merchant's part is released, unless the buyer's bank took the payment back."""
    held = c.money == Money.HELD
    at = steps.confirm(c, p.road.behaviour)
    renew_rates(p, c, at, held)
    out.post(p, c, at, held, confirmed)


def remit(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """All that was collected at the door is handed over, whatever was given back to the buyer since."""
    back = dict(zip(c.consignment_id.tolist(), c.refunded_minor.tolist(), strict=True))

    def whole(b: Books, at: int) -> Iterator[Transfer]:
        return remitted(b, b.price_at_the_door - b.coupon + back[b.id], at)

    out.post(p, c, steps.remit(c), c.every, whole)
