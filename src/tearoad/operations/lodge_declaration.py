"""Hand-over: the declaration is lodged, assessed and selected, then the parcel gets its number and is dispatched."""

import numpy as np

from tearoad.journey.consignments import Consignments, Due
from tearoad.journey.stages import Border, Fact
from tearoad.journey.translate import duty_assessed
from tearoad.kernel.s10 import numbers
from tearoad.operations.landed_price import duty_of, one_line_each
from tearoad.operations.outcome import Outcome, refund, then
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit

SMALL_PACKET_GRAMS = 2_000  # assumed: above it the item travels as a parcel, not as an e-commerce packet
DOMESTIC, PACKET, PARCEL = "DA", "HA", "CA"  # S10 service indicators


def cancel(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """The buyer changed their mind before the hand-over."""
    every = np.ones(len(c), dtype=bool)
    c.report(Fact.CANCELLED, every)
    out.unreserved += c.consignment_id.tolist()
    refund(p, c, every, out)


def hand_over(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """The merchant hands the goods over; cross-border goods are declared electronically before they leave."""
    every = np.ones(len(c), dtype=bool)
    _declare(p, c, c.border == Border.UNDECLARED, out)
    c.report(Fact.ACCEPTED, every)
    c.report(Fact.DISPATCHED, every)
    _number(p, unit, c)
    c.dispatched_at[:] = c.due_at
    out.scan(c, "EMA", every, c.origin)
    out.shipped += c.consignment_id.tolist()
    then(c, every, Due.DEPART, p.players.departure(c))


def _declare(p: Platform, c: Consignments, rows: np.ndarray, out: Outcome) -> None:
    for fact in (Fact.LODGED, Fact.ASSESSED, Fact.SELECTED):
        c.report(fact, rows)
    duty = duty_of(p, one_line_each(c.due_at, c.goods_minor, c.currency, c.weight_grams, c.origin))
    # Where no rate covers the day of the declaration, the quoted duty stands.
    assessed = np.where(duty.minor >= 0, duty.minor, c.duty_minor)
    c.assessed_minor[rows] = assessed[rows]
    for row in np.flatnonzero(rows & (duty.rule >= 0)):
        c.duty_rule[row] = p.law.snapshot.rules[duty.rule[row]].id
    c.inspect[rows] = p.players.inspected(c, duty.law_value_minor)[rows]
    green = rows & ~c.inspect
    c.report(Fact.RELEASED_BY_BORDER, green)
    out.post(p, c, green, duty_assessed)


def _number(p: Platform, unit: Unit, c: Consignments) -> None:
    """S10 numbers, in the order of the batch, from the range of each service and issuer."""
    issuer = np.array([p.road.places[name].country for name in c.origin], dtype=object)
    light = np.where(c.weight_grams <= SMALL_PACKET_GRAMS, PACKET, PARCEL)
    service = np.where(c.border == Border.NOT_NEEDED, DOMESTIC, light)
    for pair in sorted(set(zip(service.tolist(), issuer.tolist(), strict=True))):
        rows = np.flatnonzero((service == pair[0]) & (issuer == pair[1]))
        first = unit.journeys.serials(pair[0], pair[1], len(rows))
        c.s10[rows] = numbers(pair[0], np.arange(first, first + len(rows)), pair[1])
