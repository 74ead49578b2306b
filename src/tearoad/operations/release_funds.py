"""Cleared and delivered: the purchase is confirmed, the merchant is paid; later the carrier hands over the cash."""

from collections.abc import Iterator

from tearoad.journey import steps
from tearoad.journey.consignments import Consignments
from tearoad.journey.translate import Books, confirmed, remitted
from tearoad.ledger.transfer import Transfer
from tearoad.operations.outcome import Outcome
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit


def confirm(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """The merchant's part is released."""
    out.post(p, c, steps.confirm(c, p.road.behaviour), c.every, confirmed)


def remit(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """All that was collected at the door is handed over, whatever was given back to the buyer since."""
    back = dict(zip(c.consignment_id.tolist(), c.refunded_minor.tolist(), strict=True))

    def whole(b: Books, at: int) -> Iterator[Transfer]:
        return remitted(b, b.goods + b.postage + b.duty + back[b.id], at)

    out.post(p, c, steps.remit(c), c.every, whole)
