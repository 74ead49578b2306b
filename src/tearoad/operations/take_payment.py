"""Payments of orders that wait for them: by wallet at once, by card or cash code when bank or counter have answered.

An attempt is kept with its answer under an id of its own, so whoever asks again hears the same. Of an order one attempt
waits at most and one is paid at most: all that concerns its money begins by locking its consignments.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from tearoad.journey import steps
from tearoad.journey.consignments import Consignments
from tearoad.operations.outcome import Outcome
from tearoad.operations.platform import Platform
from tearoad.operations.ports import PaymentRow, Store, TimerRow, Unit
from tearoad.operations.settle_payment import Attempt, Paid, save, settle, together
from tearoad.operations.use_coupons import give_back
from tearoad.payments.attempt import State
from tearoad.terms.refusal import Refusal


def take_payments(p: Platform, store: Store, asked: Sequence[Attempt]) -> list[Paid]:
    """In one transaction; each is answered for itself, in the order of asking."""
    first: dict[str, Attempt] = {}
    for one in asked:
        first.setdefault(one.payment_id, one)
    found = together(lambda alone: _take(p, store, first, alone))
    return [_same(one, first[one.payment_id], found[one.payment_id]) for one in asked]


def _take(p: Platform, store: Store, asked: Mapping[str, Attempt], alone: bool) -> dict[str, Paid]:
    with store.unit() as unit:
        clock = unit.roads.clock_held()
        known = unit.payments.some(list(asked))
        found = _known(unit, asked, known) if known else {}
        new = [one for name, one in asked.items() if name not in known]
        if new:
            found |= _take_new(p, unit, new, clock, alone)
    return found


def hear_banks(p: Platform, unit: Unit, due: Sequence[TimerRow]) -> None:
    """The banks and counters whose time has come say yes or no; who is not waited for any more is not asked."""
    rows = unit.payments.some([timer.about for timer in due])
    waiting = [rows[timer.about] for timer in due if rows[timer.about].state is State.WAITING]
    c = unit.journeys.of_orders([row.order_id for row in waiting])
    keys = np.array([int(row.payment_id[16:], 16) for row in waiting], dtype=np.uint64)
    no = p.players.bank_refuses(keys).tolist()
    moment = {timer.about: timer.due_at for timer in due}
    answered = [_heard(row, moment[row.payment_id], refuses) for row, refuses in zip(waiting, no, strict=True)]
    unit.payments.answer(answered)
    save(p, unit, c, answered)


def _heard(row: PaymentRow, at: int, refuses: bool) -> PaymentRow:
    if at >= row.until:
        return row._replace(state=State.LAPSED, answered_at=at)
    if refuses:
        return row._replace(state=State.REFUSED, refusal=str(Refusal.BY_BANK), answered_at=at)
    return row._replace(state=State.PAID, answered_at=at)


def expire(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """Nobody paid in time: the goods go back to the shelf, and an attempt that still waits lapses."""
    at = steps.expire(c)
    out.cancel(c, at, c.every)
    give_back(p, unit, c, at, out)
    moment = dict(zip(c.order_id.tolist(), at.tolist(), strict=True))
    waiting = unit.payments.waiting(sorted(moment))
    unit.payments.answer([row._replace(state=State.LAPSED, answered_at=moment[name]) for name, row in waiting.items()])
    unit.banks.withdraw([row.payment_id for row in waiting.values()])


def _known(unit: Unit, asked: Mapping[str, Attempt], rows: Mapping[str, PaymentRow]) -> dict[str, Paid]:
    """Somebody else's attempt is as unknown as their order."""
    heads = unit.orders.heads(sorted({row.order_id for row in rows.values()}))
    return {
        name: Paid(name, row)
        if heads[row.order_id].buyer == asked[name].buyer
        else Paid(name, None, Refusal.UNKNOWN_ORDER)
        for name, row in rows.items()
    }


def _take_new(p: Platform, unit: Unit, asked: Sequence[Attempt], clock: int, alone: bool) -> dict[str, Paid]:
    names = sorted({one.order_id for one in asked})
    c = unit.journeys.of_orders(names)
    heads, waits = unit.orders.heads(names), _withdraw(unit, unit.payments.waiting(names), clock)
    found = settle(p, unit, asked, heads, c, waits, clock, alone)
    save(p, unit, c, [paid.row for paid in found.values() if paid.row])
    return found


def _withdraw(unit: Unit, waiting: Mapping[str, PaymentRow], clock: int) -> list[str]:
    """An attempt that its bank was not asked for yet gives way to another: the orders that are waited for all the
    same."""
    gone = unit.banks.withdraw([row.payment_id for row in waiting.values()])
    rows = [row for row in waiting.values() if row.payment_id in gone]
    why = str(Refusal.WITHDRAWN)
    unit.payments.answer([row._replace(state=State.REFUSED, refusal=why, answered_at=clock) for row in rows])
    return [name for name, row in waiting.items() if row.payment_id not in gone]


def _same(one: Attempt, first: Attempt, found: Paid) -> Paid:
    """Who asks with an id that stands for another attempt is told so."""
    row = found.row
    other = first[1:] != one[1:] or (row and (row.order_id, row.method, row.bank) != (one.order_id, *one[3:]))
    return Paid(one.payment_id, None, Refusal.OTHER_CONTENT) if other else found
