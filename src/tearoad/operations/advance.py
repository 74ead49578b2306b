"""Move the road clock: everything that falls due before a moment happens, in one transaction.

Consignments that are due are loaded once, moved in memory wave by wave and saved once. Queues of offices are served
when all arrivals before the moment are known, so the result does not depend on how the waves are cut.
"""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from tearoad.journey.consignments import Consignments
from tearoad.journey.moving import Due
from tearoad.operations.fire_timers import fire
from tearoad.operations.lodge_declaration import cancel, hand_over
from tearoad.operations.on_the_way import arrive, attempt, collect, depart, go_out, inspected, leave, lose
from tearoad.operations.outcome import Outcome
from tearoad.operations.outlooks import make_outlook
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit
from tearoad.operations.release_funds import confirm, remit
from tearoad.operations.renew_promises import renew_promises
from tearoad.operations.take_payment import expire
from tearoad.terms.days import DAY

RESTOCK_WEEKDAY = 0  # assumed: shelves are filled on Mondays

Handler = Callable[[Platform, Unit, Consignments, Outcome], None]
HANDLERS: Mapping[Due, Handler] = {
    Due.CANCEL: cancel,
    Due.READY: hand_over,
    Due.DEPART: depart,
    Due.LEAVE: leave,
    Due.INSPECTED: inspected,
    Due.OUT: go_out,
    Due.ATTEMPT: attempt,
    Due.COLLECT: collect,
    Due.CONFIRM: confirm,
    Due.LOST: lose,
    Due.REMIT: remit,
    Due.PAY: expire,
}


def advance(p: Platform, until: int) -> int:
    """Everything due before `until` (seconds since 1970) happens, and the clock stands there; how many rows moved. On
    each morning by then, while parcels are on their way, the road is looked at and promises are held against it."""
    with p.store.unit() as unit:
        clock, moved = unit.roads.state().clock_at, 0
        while clock // DAY < until // DAY:
            day = clock // DAY + 1 if unit.promises.any_open() else until // DAY
            moved += _advance(p, unit, clock, day * DAY)
            renew_promises(p, unit, make_outlook(p, unit, day), day * DAY)
            clock = day * DAY
        return moved + (_advance(p, unit, clock, until) if clock < until else 0)


def _advance(p: Platform, unit: Unit, clock: int, until: int) -> int:
    fire(p, unit, until)  # banks first: what they say decides what is due
    batch = unit.journeys.due(until)
    _waves(p, unit, batch, until)
    rows = np.flatnonzero(_ripe(batch, until) & (batch.due == Due.ARRIVE))
    _step(p, unit, batch, rows, partial(arrive, until=until))
    _waves(p, unit, batch, until)
    unit.journeys.save(batch)
    if _begins(clock, until, RESTOCK_WEEKDAY):
        unit.market.restock()
    unit.roads.move_clock(until)
    return len(batch)


def _waves(p: Platform, unit: Unit, batch: Consignments, until: int) -> None:
    """Each wave is of one kind, the earliest on a parcel's way: who is handed over in time departs with the others."""
    while True:
        ripe = _ripe(batch, until)
        kinds = set(batch.due[ripe].tolist()) & {int(due) for due in HANDLERS}
        if not kinds:
            return
        kind = min(kinds)
        _step(p, unit, batch, np.flatnonzero(ripe & (batch.due == kind)), HANDLERS[Due(kind)])


def _ripe(batch: Consignments, until: int) -> np.ndarray:
    return (batch.due_at >= 0) & (batch.due_at < until)


def _step(p: Platform, unit: Unit, batch: Consignments, rows: np.ndarray, handler: Handler) -> None:
    if len(rows):
        part, out = batch.take(rows), Outcome()
        handler(p, unit, part, out)
        out.write(unit)
        batch.put(rows, part)


def _begins(start: int, end: int, weekday: int) -> bool:
    """True where a day of the week that has this number begins in [start, end); 1970 began on a Thursday."""
    first = -(-start // DAY)
    return any((day + 3) % 7 == weekday for day in range(first, min(-(-end // DAY), first + 7)))
