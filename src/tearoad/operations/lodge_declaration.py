"""Hand-over: the declaration is lodged, assessed and selected, then the parcel gets its number and is dispatched.

Where the merchant lodged a declaration of the parcel before, that is the one; else goods are declared here, taken
together as one line.
"""

import numpy as np

from tearoad.customs.clearance import State
from tearoad.journey import steps
from tearoad.journey.consignments import Consignments
from tearoad.journey.stages import Border
from tearoad.journey.translate import duty_assessed
from tearoad.kernel.duty_columns import NONE
from tearoad.kernel.s10 import numbers
from tearoad.operations.assign_office import assign
from tearoad.operations.landed_price import duty_of, one_line_each
from tearoad.operations.outcome import Outcome
from tearoad.operations.parcel_declarations import Declared, declared, owed, secure
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit
from tearoad.operations.use_coupons import give_back_uses
from tearoad.terms.days import DAY

SMALL_PACKET_GRAMS = 2_000  # assumed: above it the item travels as a parcel, not as an e-commerce packet
AGAIN = DAY  # assumed: merchants bring a parcel that was not taken again the next day
DOMESTIC, PACKET, PARCEL = "DA", "HA", "CA"  # S10 service indicators


def cancel(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """The goods go back to the shelf, the money to the buyer."""
    at = steps.cancel(c)
    out.cancel(c, at, c.every)
    out.refund(p, c, at, c.every)
    give_back_uses(unit, c, c.cash_on_delivery)


def hand_over(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """Duty and tax are posted for what the border released at once; the goods leave the shelf. A parcel whose
    declaration was rejected stays where it is."""
    of = declared(unit, c, c.abroad)
    rejected = np.zeros(len(c), dtype=bool)
    rejected[[row for row, one in of.items() if one.state is State.REJECTED]] = True
    steps.wait_for_border(c, rejected, AGAIN)
    rows = np.flatnonzero(~rejected)
    place = {row: n for n, row in enumerate(rows.tolist())}
    part = c.take(rows)
    _hand_over(p, unit, part, out, {place[row]: one for row, one in of.items() if row in place})
    c.put(rows, part)


def _hand_over(p: Platform, unit: Unit, c: Consignments, out: Outcome, of: Declared) -> None:
    _declare(p, c, out, secure(unit, of, c.due_at))
    assign(p, unit, c, np.flatnonzero(c.abroad))
    at = steps.hand_over(c, p.players)
    number(p, unit, c)
    out.scan(c, at, "EMA", c.every, c.origin)
    out.shipped += c.consignment_id.tolist()


def _declare(p: Platform, c: Consignments, out: Outcome, of: Declared) -> None:
    duty = duty_of(p, one_line_each(c.due_at, c.goods_minor, c.currency, c.weight_grams, c.origin))
    opened = p.players.inspected(c, duty.law_value_minor)
    total, tax, rule = duty.minor.copy(), duty.tax_minor.copy(), duty.rule.copy()
    mine = list(of)
    own_total, own_tax = owed(p, c, of)
    total[mine], tax[mine], rule[mine] = own_total[mine], own_tax[mine], NONE
    opened[mine] = [one.state is not State.RELEASED for one in of.values()]
    declared = steps.declare(c, total, opened)
    c.assessed_tax_minor[declared.rows] = np.where(total >= 0, tax, c.tax_minor)[declared.rows]
    for row in np.flatnonzero(declared.rows & (rule >= 0)):
        c.duty_rule[row] = p.law.snapshot.rules[rule[row]].id
    out.post(p, c, c.due_at, declared.green, duty_assessed)


def number(p: Platform, unit: Unit, c: Consignments) -> None:
    """S10 numbers of those that have none, in the order of the batch, from the ranges of each service and issuer; given
    on the day of the parcel, or of a later one that had its number before."""
    issuer = np.array([p.road.places[name].country for name in c.origin], dtype=object)
    light = np.where(c.weight_grams <= SMALL_PACKET_GRAMS, PACKET, PARCEL)
    service = np.where(c.border == Border.NOT_NEEDED, DOMESTIC, light)
    new = c.s10 == None  # noqa: E711 - of each row
    for pair in sorted(set(zip(service[new].tolist(), issuer[new].tolist(), strict=True))):
        rows = np.flatnonzero(new & (service == pair[0]) & (issuer == pair[1]))
        days = np.maximum.accumulate(c.due_at[rows] // DAY)
        for part in np.split(rows, np.flatnonzero(np.diff(days)) + 1):
            day = int(c.due_at[part[0]]) // DAY
            c.s10[part] = numbers(pair[0], unit.journeys.serials(*pair, len(part), day), pair[1])
