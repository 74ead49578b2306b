"""On the way: departure, the exchange office and its queue, inspection, the door; each step is a scan."""

import numpy as np

from tearoad.journey.consignments import Consignments, Due, words
from tearoad.journey.stages import Fact
from tearoad.journey.translate import delivered, duty_assessed
from tearoad.kernel.queues import serve_fifo
from tearoad.operations.outcome import Outcome, refund, then
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit

# Reasons in words; UPU code lists of retention and non-delivery reasons are not free, so no codes are claimed.
INSPECTION, REFUSED, NOBODY = "selected for inspection", "refused by addressee", "addressee absent"


def depart(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """The lane's next departure takes the parcel along."""
    every = np.ones(len(c), dtype=bool)
    c.report(Fact.DEPARTED, every)
    out.scan(c, "EMC", c.abroad, c.origin)
    due, at = p.players.after_departure(c)
    c.due[:], c.due_at[:] = due, at


def arrive(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """All arrivals of a step, in their order, join the queues of their offices."""
    c.report(Fact.ARRIVED_AT_OFFICE, np.ones(len(c), dtype=bool))
    c.arrived_at[:] = c.due_at
    out.scan(c, "EMD", np.ones(len(c), dtype=bool), _seats(p, c))
    for office in sorted(set(c.office.tolist())):
        rows = np.flatnonzero(c.office == office)
        rows = rows[np.argsort(c.due_at[rows], kind="stable")]
        seat = p.road.offices[office]
        free = unit.journeys.office_free(office, seat.lines)
        service = np.full(len(rows), seat.service, dtype=np.int64)
        _, leaves, free = serve_fifo(c.due_at[rows], service, free)
        c.due[rows], c.due_at[rows] = Due.LEAVE, leaves
        unit.journeys.keep_office_free(office, free)


def leave(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """At the head of the queue: green parcels go on, the others go to the officers."""
    red = c.inspect.copy()
    seats = _seats(p, c)
    c.report(Fact.HELD_BY_BORDER, red)
    out.scan(c, "EDB", red, seats)
    out.scan(c, "EME", red, seats, INSPECTION)
    ends = p.players.inspection_ends(c)
    _let_go(p, c, ~red, out)
    then(c, red, Due.INSPECTED, ends)


def inspected(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """The officers have looked: released with duty, or refused and sent back."""
    refused = p.players.border_refuses(c)
    c.report(Fact.RELEASED_BY_BORDER, ~refused)
    out.post(p, c, ~refused, duty_assessed)
    out.scan(c, "EDC", ~refused, _seats(p, c))
    _let_go(p, c, ~refused, out)
    c.report(Fact.REFUSED_BY_BORDER, refused)
    c.report(Fact.RETURNED, refused)
    c.left_office_at[refused] = c.due_at[refused]
    refund(p, c, refused, out)


def go_out(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """The postman sets out."""
    every = np.ones(len(c), dtype=bool)
    c.report(Fact.OUT_FOR_DELIVERY, every)
    out.scan(c, "EDG", every, c.destination)
    then(c, every, Due.ATTEMPT, p.players.at_the_door(c))


def attempt(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """At the door: taken, refused by one who would have paid there, or nobody home."""
    refused = p.players.refused_at_door(c)
    absent = ~refused & p.players.nobody_home(c)
    taken = ~refused & ~absent
    again = p.players.next_attempt(c)
    out.scan(c, "EMH", refused, c.destination, REFUSED)
    out.scan(c, "EMH", absent, c.destination, NOBODY)
    out.scan(c, "EMI", taken, c.destination)
    c.report(Fact.RETURNED, refused)
    c.report(Fact.ATTEMPT_FAILED, absent)
    c.attempts[absent] += 1
    c.report(Fact.DELIVERED, taken)
    c.report(Fact.PAID, taken & c.cash_on_delivery)
    out.post(p, c, taken, delivered)
    c.delivered_at[taken] = c.due_at[taken]
    confirms = p.players.confirmation(c)
    refund(p, c, refused, out)
    then(c, absent, Due.OUT, again)
    then(c, taken, Due.CONFIRM, confirms)


def lose(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """So long without a scan that the parcel counts as lost."""
    every = np.ones(len(c), dtype=bool)
    c.report(Fact.LOST, every)
    refund(p, c, every, out)


def _let_go(p: Platform, c: Consignments, rows: np.ndarray, out: Outcome) -> None:
    out.scan(c, "EMF", rows, _seats(p, c))
    c.left_office_at[rows] = c.due_at[rows]
    then(c, rows, Due.OUT, p.players.out_for_delivery(c))


def _seats(p: Platform, c: Consignments) -> np.ndarray:
    """The place of each row's office, object[n]."""
    return words([p.road.offices[office].place if office else None for office in c.office])
