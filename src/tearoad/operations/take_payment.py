"""Payments of orders that wait for them: by wallet at once, by card or cash code when bank or counter have answered.

An attempt is kept with its answer under an id of its own, so whoever asks again hears the same. Of an order one attempt
waits at most and one is paid at most: all that concerns its money begins by locking its consignments.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tearoad.journey import steps
from tearoad.journey.consignments import Consignments, words
from tearoad.journey.moving import Due
from tearoad.journey.stages import Money
from tearoad.operations.capture import capture
from tearoad.operations.outcome import Outcome
from tearoad.operations.platform import Platform
from tearoad.operations.ports import EventRow, OrderHead, PaymentRow, Store, TimerRow, Unit, What
from tearoad.operations.told import PAID
from tearoad.operations.wallet import wallet_of
from tearoad.payments.attempt import WALLET, Standing, State, refused
from tearoad.terms.refusal import Refusal


class Attempt(NamedTuple):
    """A buyer wants to pay an order; `bank` is '' but for a card."""

    payment_id: str
    order_id: str
    buyer: str
    method: str
    bank: str


class Paid(NamedTuple):
    """`row` is None where the attempt left no trace: the order is not the buyer's, or the id stands for another one."""

    payment_id: str
    row: PaymentRow | None
    refusal: Refusal | None = None


def take_payments(p: Platform, store: Store, asked: Sequence[Attempt]) -> list[Paid]:
    """In one transaction; each is answered for itself, in the order of asking."""
    first: dict[str, Attempt] = {}
    for one in asked:
        first.setdefault(one.payment_id, one)
    with store.unit() as unit:
        clock = unit.roads.clock_held()
        known = unit.payments.some(list(first))
        found = _known(unit, first, known) if known else {}
        new = [one for name, one in first.items() if name not in known]
        if new:
            found |= _take_new(p, unit, new, clock)
    return [_same(one, first[one.payment_id], found[one.payment_id]) for one in asked]


def hear_banks(p: Platform, unit: Unit, due: Sequence[TimerRow]) -> None:
    """The banks and counters whose time has come say yes or no; who is not waited for any more is not asked."""
    rows = unit.payments.some([timer.about for timer in due])
    waiting = [rows[timer.about] for timer in due if rows[timer.about].state is State.WAITING]
    c = unit.journeys.of_orders([row.order_id for row in waiting])
    keys = np.array([int(row.payment_id[16:], 16) for row in waiting], dtype=np.uint64)
    no = p.players.bank_refuses(keys).tolist()
    moment = {timer.about: timer.due_at for timer in due}
    answered = [
        row._replace(
            state=State.LAPSED if moment[row.payment_id] >= row.until else State.REFUSED if no[at] else State.PAID,
            refusal=str(Refusal.BY_BANK) if no[at] and moment[row.payment_id] < row.until else "",
            answered_at=moment[row.payment_id],
        )
        for at, row in enumerate(waiting)
    ]
    unit.payments.answer(answered)
    _pay(p, unit, c, [row for row in answered if row.state is State.PAID])


def expire(p: Platform, unit: Unit, c: Consignments, out: Outcome) -> None:
    """Nobody paid in time: the goods go back to the shelf, and an attempt that still waits lapses."""
    at = steps.expire(c)
    out.unreserved += c.consignment_id.tolist()
    moment = dict(zip(c.order_id.tolist(), at.tolist(), strict=True))
    waiting = unit.payments.waiting(sorted(moment))
    unit.payments.answer([row._replace(state=State.LAPSED, answered_at=moment[name]) for name, row in waiting.items()])


def _known(unit: Unit, asked: Mapping[str, Attempt], rows: Mapping[str, PaymentRow]) -> dict[str, Paid]:
    """Somebody else's attempt is as unknown as their order."""
    heads = unit.orders.heads(sorted({row.order_id for row in rows.values()}))
    return {
        name: Paid(name, row)
        if heads[row.order_id].buyer == asked[name].buyer
        else Paid(name, None, Refusal.UNKNOWN_ORDER)
        for name, row in rows.items()
    }


def _take_new(p: Platform, unit: Unit, asked: Sequence[Attempt], clock: int) -> dict[str, Paid]:
    names = sorted({one.order_id for one in asked})
    heads, c = unit.orders.heads(names), unit.journeys.of_orders(names)
    waits = set(unit.payments.waiting(names))
    standing = {name: _standing(head, c, np.flatnonzero(c.order_id == name)) for name, head in heads.items()}
    wallets = {wallet_of(one.buyer, heads[one.order_id].currency) for one in asked
               if one.method == WALLET and one.order_id in heads}  # fmt: skip
    purse = unit.ledger.balances(sorted(wallets)) if wallets else {}
    found: dict[str, Paid] = {}
    for one in asked:
        order = standing.get(one.order_id)
        wallet = wallet_of(one.buyer, order.currency) if order else ""
        order = order._replace(waits=one.order_id in waits) if order else None
        why = refused(order, one.buyer, one.method, purse.get(wallet, 0))
        if order is None or why is Refusal.UNKNOWN_ORDER:
            found[one.payment_id] = Paid(one.payment_id, None, why)
            continue
        row = _row(one, order, why, clock)
        found[one.payment_id] = Paid(one.payment_id, row)
        if row.state is State.PAID:
            purse[wallet] -= order.due_minor
            standing[one.order_id] = order._replace(paid=True, due_minor=0)
        elif row.state is State.WAITING:
            waits.add(one.order_id)
    _keep(p, unit, c, [paid.row for paid in found.values() if paid.row], heads)
    return found


def _row(one: Attempt, order: Standing, why: Refusal | None, clock: int) -> PaymentRow:
    state = State.REFUSED if why else State.PAID if one.method == WALLET else State.WAITING
    answered = None if state is State.WAITING else clock
    return PaymentRow(
        one.payment_id, one.order_id, one.method, one.bank, order.due_minor, order.currency, state, str(why or ""),
        clock, order.until, answered,
    )  # fmt: skip


def _keep(p: Platform, unit: Unit, c: Consignments, rows: Sequence[PaymentRow], heads: Mapping[str, OrderHead]) -> None:
    unit.payments.add(rows)
    waiting = [row for row in rows if row.state is State.WAITING]
    keys = np.array([int(row.payment_id[16:], 16) for row in waiting], dtype=np.uint64)
    card = np.array([row.bank != "" for row in waiting], dtype=bool)
    answers = p.players.bank_answers_after(keys, card).tolist()
    unit.timers.set(
        [
            TimerRow(row.payment_id, row.at + after, What.BANK_ANSWERS, row.payment_id)
            for row, after in zip(waiting, answers, strict=True)
        ]
    )
    paid = [row for row in rows if row.state is State.PAID]
    payer = {row.order_id: wallet_of(heads[row.order_id].buyer, row.currency) for row in paid}
    c.payer = words([payer.get(name) for name in c.order_id])
    _pay(p, unit, c, paid)


def _pay(p: Platform, unit: Unit, c: Consignments, rows: Sequence[PaymentRow]) -> None:
    """The consignments of these orders are paid, each at the moment of its answer, and their journeys begin."""
    moment = {row.order_id: row.answered_at or row.at for row in rows}
    mine = np.flatnonzero([name in moment for name in c.order_id])
    mine = mine[c.due[mine] == Due.PAY]
    if not len(mine):
        return
    part = c.take(mine)
    at = [moment[name] for name in part.order_id]
    steps.pay(part, p.players, np.array(at, dtype=np.int64))
    capture(p, unit, part, range(len(part)), at)
    unit.journeys.save(part)
    unit.events.tell([EventRow(PAID, row.order_id, None, moment[row.order_id]) for row in rows])


def _standing(head: OrderHead, c: Consignments, rows: np.ndarray) -> Standing:
    due = rows[c.due[rows] == Due.PAY]
    return Standing(
        head.buyer,
        head.currency,
        int(c.price_minor[due].sum()),
        int(c.due_at[due].min()) if len(due) else 0,
        paid=bool(((c.money[rows] != Money.NONE) & ~c.cash_on_delivery[rows]).any()),
        at_the_door=bool(c.cash_on_delivery[rows].any()),
    )


def _same(one: Attempt, first: Attempt, found: Paid) -> Paid:
    """Who asks with an id that stands for another attempt is told so."""
    row = found.row
    other = first[1:] != one[1:] or (row and (row.order_id, row.method, row.bank) != (one.order_id, *one[3:]))
    return Paid(one.payment_id, None, Refusal.OTHER_CONTENT) if other else found
