"""An exchange office is closed for some time, or opened again before that: it takes effect at once.

While it is closed nothing is begun there; what is being served is finished. Who waits gets another turn. Parcels that
have not left and would come meanwhile take another lane; those on their way are sent on to another office where that
lets them in sooner, and else wait at their own. Money is not touched: prices were promised.
"""

from typing import NamedTuple

import numpy as np

from tearoad.journey.consignments import Consignments
from tearoad.journey.moving import NEVER, Due
from tearoad.journey.stages import Carriage
from tearoad.network.assignment import taken_in
from tearoad.operations.assign_office import Times, assign, send_on
from tearoad.operations.dispatch_ports import Gone, Left
from tearoad.operations.office_ports import CLOSED, Closure, spans_of
from tearoad.operations.office_queue import serve_again
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit
from tearoad.operations.renew_promises import renew
from tearoad.terms.days import DAY

LONGEST_DAYS = 366  # of one closure
LONGEST_REASON = 200  # characters


class Asked(NamedTuple):
    """A wish to close an office; moments are seconds since 1970, None from now on. `wish` is its id where it came with
    a key, 32 hex digits."""

    office: str
    from_at: int | None
    until_at: int
    reason: str
    who: str
    wish: str = ""


class Done(NamedTuple):
    """What came of it, or why not: `refusal` is '' where it was done, by this call or an equal one before (`known`).
    How many parcels have another turn at the lines, another lane, another office on their way."""

    refusal: str
    closures: tuple[Closure, ...] = ()
    known: bool = False
    turned: int = 0
    rerouted: int = 0
    sent_on: int = 0


UNKNOWN, BACKWARDS, PAST = "no such office", "it ends before it begins", "it begins before the road's clock"
TOO_LONG, NO_REASON, OPEN = "longer than a year", "a reason is needed, at most 200 characters", "it is not closed"
OTHER_WISH = "this Idempotency-Key came with another closure before"


def close_office(p: Platform, asked: Asked) -> Done:
    """The same closure again is known as the same."""
    with p.store.unit() as unit:
        now = unit.roads.state().clock_at
        closure = Closure(
            asked.office, now if asked.from_at is None else asked.from_at, asked.until_at, asked.reason.strip(),
            asked.who, now, wish=asked.wish,
        )  # fmt: skip
        told = [one for one in unit.offices.closures() if asked.wish and one.wish == asked.wish]
        if told:
            return Done("", tuple(told), known=True) if _alike(told[0], asked) else Done(OTHER_WISH)
        before = [one for one in unit.offices.closures() if one.office == asked.office]
        same = [one for one in before if (one.from_at, one.until_at) == (closure.from_at, closure.until_at)]
        if any(one.opened_at == NEVER for one in same):
            return Done("", tuple(one for one in same if one.opened_at == NEVER), known=True)
        refusal = _refusal(p, closure, now)
        if refusal:
            return Done(refusal)
        closure = closure._replace(number=len(same))
        unit.offices.close(closure)
        turned = serve_again(p, unit, closure.office, now)
        rerouted, sent = _elsewhere(p, unit, closure.office, now)
        renew(p, unit, [*turned, *rerouted, *sent])
        return Done("", (closure,), turned=len(turned), rerouted=len(rerouted), sent_on=len(sent))


def open_office(p: Platform, office: str, who: str) -> Done:
    """It works from now on; what was to close it later is called off. Parcels that were given to others stay with
    those."""
    with p.store.unit() as unit:
        now = unit.roads.state().clock_at
        if office not in p.road.offices:
            return Done(UNKNOWN)
        over = [one for one in unit.offices.closures() if one.office == office and one.ends_at > now]
        ended = tuple(one._replace(opened_at=now, opened_by=who) for one in over if one.opened_at == NEVER)
        if not ended:
            return Done(OPEN)
        unit.offices.reopen(ended)
        turned = serve_again(p, unit, office, now)
        renew(p, unit, turned)
        return Done("", ended, turned=len(turned))


def _alike(closure: Closure, asked: Asked) -> bool:
    begins = asked.from_at is None or asked.from_at == closure.from_at
    rest = (asked.office, asked.until_at, asked.reason.strip())
    return begins and rest == (closure.office, closure.until_at, closure.reason)


def _refusal(p: Platform, closure: Closure, now: int) -> str:
    if closure.office not in p.road.offices:
        return UNKNOWN
    if closure.until_at <= closure.from_at:
        return BACKWARDS
    if closure.from_at < now:
        return PAST
    if closure.until_at - closure.from_at > LONGEST_DAYS * DAY:
        return TOO_LONG
    told = closure.reason.isprintable() and 0 < len(closure.reason) <= LONGEST_REASON
    return "" if told else NO_REASON


def _elsewhere(p: Platform, unit: Unit, office: str, now: int) -> tuple[list[str], list[str]]:
    """Of those who are bound for the office and would find it closed: who takes another lane, out of the receptacle in
    which it may lie, and who is sent on. What lies in a closed dispatch goes with that."""
    c = unit.journeys.some(unit.offices.bound_for(office))
    coming = _expected(p, c, now)
    let_in = taken_in(spans_of(unit.offices.closures(), office), coming)
    late = let_in > coming
    lies = {one.consignment_id: one.closed for one in unit.dispatches.lies(c.consignment_id[late].tolist())}
    stays = np.array([lies.get(name, False) for name in c.consignment_id], dtype=bool)
    may_go = late & (c.carriage == Carriage.DISPATCHED) & ~stays
    rerouted = _before_they_leave(p, unit, c, np.flatnonzero(may_go), now)
    taken_out = [name for name in c.consignment_id[rerouted].tolist() if name in lies]
    unit.dispatches.leave([Gone(name, now, Left.REROUTED) for name in taken_out])
    on_the_way = np.flatnonzero(late & (c.carriage == Carriage.IN_TRANSIT))
    lost_at = c.due_at.copy()
    times = Times(coming[on_the_way], let_in[on_the_way], np.full(len(on_the_way), now))
    sent = send_on(p, unit, c, on_the_way, times, CLOSED)
    silent = c.due != Due.ARRIVE
    c.due_at[silent] = lost_at[silent]
    unit.journeys.save(c)
    return c.consignment_id[rerouted].tolist(), c.consignment_id[sent].tolist()


def _expected(p: Platform, c: Consignments, now: int) -> np.ndarray:
    """int64[n]: when half of all parcels that left so would come, not before now."""
    lane = c.lane_rows(p.table)
    headway = p.table.headway[lane]
    return np.maximum(-(-c.dispatched_at // headway) * headway + p.table.transit[lane, 0], now)


def _before_they_leave(p: Platform, unit: Unit, c: Consignments, rows: np.ndarray, now: int) -> np.ndarray:
    """What has not left takes its lane anew, and that lane's next departure; a scan of the post will say when."""
    timers = c.due_at.copy()
    c.due_at[rows] = np.maximum(c.dispatched_at[rows], now)
    moved = assign(p, unit, c, rows)
    part = c.take(moved)
    part.due_at[:] = p.players.departure(part)
    c.put(moved, part)
    stays = (c.due != Due.DEPART) | ~np.isin(np.arange(len(c)), moved)
    c.due_at[stays] = timers[stays]
    return moved
