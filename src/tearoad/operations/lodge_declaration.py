"""Hand-over: the declaration is lodged, assessed and selected, then the parcel gets its number and is dispatched."""

import numpy as np

from tearoad.journey import steps
from tearoad.journey.consignments import Consignments
from tearoad.journey.stages import Border
from tearoad.journey.translate import duty_assessed
from tearoad.kernel.s10 import numbers
from tearoad.operations.landed_price import duty_of, one_line_each
from tearoad.operations.outcome import Outcome
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit
from tearoad.operations.use_coupons import give_back_uses

SMALL_PACKET_GRAMS = 2_000  # assumed: above it the item travels as a parcel, not as an e-commerce packet
DOMESTIC, PACKET, PARCEL = "DA", "HA", "CA"  # S10 service indicators


def cancel(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """The goods go back to the shelf, the money to the buyer."""
    at = steps.cancel(c)
    out.unreserved += c.consignment_id.tolist()
    out.refund(p, c, at, c.every)
    give_back_uses(unit, c, c.cash_on_delivery)


def hand_over(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """Duty and tax are posted for what the border released at once; the goods leave the shelf."""
    _declare(p, c, out)
    at = steps.hand_over(c, p.players)
    _number(p, unit, c)
    out.scan(c, at, "EMA", c.every, c.origin)
    out.shipped += c.consignment_id.tolist()


def _declare(p: Platform, c: Consignments, out: Outcome) -> None:
    duty = duty_of(p, one_line_each(c.due_at, c.goods_minor, c.currency, c.weight_grams, c.origin))
    declared = steps.declare(c, duty.minor, p.players.inspected(c, duty.law_value_minor))
    c.assessed_tax_minor[declared.rows] = np.where(duty.minor >= 0, duty.tax_minor, c.tax_minor)[declared.rows]
    for row in np.flatnonzero(declared.rows & (duty.rule >= 0)):
        c.duty_rule[row] = p.law.snapshot.rules[duty.rule[row]].id
    out.post(p, c, c.due_at, declared.green, duty_assessed)


def _number(p: Platform, unit: Unit, c: Consignments) -> None:
    """S10 numbers, in the order of the batch, from the range of each service and issuer."""
    issuer = np.array([p.road.places[name].country for name in c.origin], dtype=object)
    light = np.where(c.weight_grams <= SMALL_PACKET_GRAMS, PACKET, PARCEL)
    service = np.where(c.border == Border.NOT_NEEDED, DOMESTIC, light)
    for pair in sorted(set(zip(service.tolist(), issuer.tolist(), strict=True))):
        rows = np.flatnonzero((service == pair[0]) & (issuer == pair[1]))
        first = unit.journeys.serials(pair[0], pair[1], len(rows))
        c.s10[rows] = numbers(pair[0], np.arange(first, first + len(rows)), pair[1])
