"""On the way: departure, the exchange office and its queue, inspection, the door; each step is a scan."""

import numpy as np

from tearoad.journey import steps
from tearoad.journey.consignments import Consignments, words
from tearoad.journey.moving import NEVER, Due
from tearoad.journey.stages import Carriage
from tearoad.journey.translate import delivered, duty_assessed
from tearoad.operations.come_to_office import come_in
from tearoad.operations.outcome import Outcome
from tearoad.operations.parcel_declarations import declared, tell_arrival
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit
from tearoad.operations.travel_together import arrive_apart, travel_together

# Reasons in words; UPU code lists of retention and non-delivery reasons are not free, so no codes are claimed.
INSPECTION, REFUSED, NOBODY = "selected for inspection", "refused by addressee", "addressee absent"
UNCLAIMED = "not collected in time"


def depart(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """Only what leaves the country is scanned; what leaves together travels in one dispatch."""
    at = steps.depart(c, p.players)
    travel_together(p.mail_ways, unit, c, at)
    out.scan(c, at, "EMC", c.abroad, c.origin)


def arrive(p: Platform, unit: Unit, c: Consignments, out: Outcome, *, until: int) -> None:
    """All arrivals before a moment, in their order, join the queues of their offices; who finds no room waits upstream,
    or is sent on."""
    came = come_in(p, unit, c, until)
    c.due_at[:] = came.enters
    there = np.flatnonzero(came.enters < until)
    part = c.take(there)
    at = steps.arrive(part, came.leaves[there])
    arrive_apart(unit.dispatches, part, at)
    out.scan(part, at, "EMD", part.every, _seats(p, part))
    tell_arrival(unit, declared(unit, part, part.every), at)
    c.put(there, part)


def leave(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """Green parcels are let go, the others retained for the officers."""
    reported = np.zeros(len(c), dtype=bool)
    reported[list(declared(unit, c, c.inspect))] = True
    at, red = steps.leave(c, p.players, reported)
    seats = _seats(p, c)
    out.scan(c, at, "EDB", red, seats)
    out.scan(c, at, "EME", red, seats, INSPECTION)
    out.scan(c, at, "EMF", ~red, seats)


def inspected(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """Duty and tax are posted for what was released; what was refused is refunded."""
    at, refused = steps.inspected(c, p.players)
    out.post(p, c, at, ~refused, duty_assessed)
    let_out(p, c, out, at, ~refused)
    out.refund(p, c, at, refused)


def let_out(p: Platform, c: Consignments, out: Outcome, at: np.ndarray, rows: np.ndarray) -> None:
    """The officers gave `rows` (bool[n]) back to the post, and the office sends them on."""
    seats = _seats(p, c)
    out.scan(c, at, "EDC", rows, seats)
    out.scan(c, at, "EMF", rows, seats)


def go_out(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """The postman sets out, or puts the parcel into a locker."""
    at, waits = steps.go_out(c, p.players)
    out.scan(c, at, "EDG", ~waits, c.destination)
    out.scan(c, at, "EDH", waits, c.destination)


def collect(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """Fetched, or the storage term is over. Of what the post scans it would have said that it was fetched."""
    played = c.moved_at == NEVER
    fetched = played & ~p.players.uncollected(c)
    at = steps.collect(c, p.players, fetched)
    out.scan(c, at, "EMI", fetched, c.destination)
    out.scan(c, at, "EMH", played & ~fetched, c.destination, UNCLAIMED)
    out.post(p, c, at, fetched, delivered)
    out.refund(p, c, at, ~fetched)


def attempt(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """The carrier has earned the postage of what was taken; what was refused is refunded."""
    at, refused, absent, taken = steps.attempt(c, p.players)
    out.scan(c, at, "EMH", refused, c.destination, REFUSED)
    out.scan(c, at, "EMH", absent, c.destination, NOBODY)
    out.scan(c, at, "EMI", taken, c.destination)
    out.post(p, c, at, taken, delivered)
    out.refund(p, c, at, refused)


def lose(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """What counts as lost is refunded; there is no scan of it. What the post scanned meanwhile is waited for anew."""
    waits = (c.moved_at + p.road.behaviour.lost_after > c.due_at) | (c.carriage != Carriage.IN_TRANSIT)
    seen = (c.moved_at != NEVER) & waits
    c.then(seen, Due.LOST, np.maximum(c.moved_at, c.due_at) + p.road.behaviour.lost_after)
    gone = np.flatnonzero(~seen)
    lost = c.take(gone)
    give_up(p, lost, out)
    c.put(gone, lost)


def give_up(p: Platform, c: Consignments, out: Outcome) -> None:
    """All of them are lost at the moments that were due, and refunded."""
    out.refund(p, c, steps.lose(c), c.every)


def _seats(p: Platform, c: Consignments) -> np.ndarray:
    """The place of each row's office, object[n]."""
    return words([p.road.offices[office].place if office else None for office in c.office])
