"""What becomes of attempts to pay, whether their orders are placed in this very transaction or were before.

The consignments at hand are changed; who calls this writes them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from tearoad.journey import steps
from tearoad.journey.consignments import Consignments
from tearoad.journey.moving import Due
from tearoad.journey.stages import Money
from tearoad.operations.bank_ports import Asks, CallRow
from tearoad.operations.capture import capture
from tearoad.operations.platform import Platform
from tearoad.operations.ports import EventRow, OrderHead, PaymentRow, TimerRow, Unit, What
from tearoad.operations.told import PAID
from tearoad.operations.wallet import wallet_of
from tearoad.payments.attempt import WALLET, Standing, State, refused
from tearoad.payments.bank import not_taken
from tearoad.terms.refusal import Overdrawn, Refusal

Answer = TypeVar("Answer")


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


def settle(
    p: Platform,
    unit: Unit,
    asked: Sequence[Attempt],
    heads: Mapping[str, OrderHead],
    c: Consignments,
    waits: Sequence[str],
    clock: int,
    alone: bool,
) -> dict[str, Paid]:
    """Each attempt by its id, in the order of asking; attempts and what follows of them are written, all but `c`.

    `c` are all consignments of the orders in `heads`, `waits` those orders that another attempt is waited for. Where
    the ledger is not `alone`, another may spend the same money before it is posted: `Overdrawn` then.
    """
    rows = {name: np.flatnonzero(c.order_id == name) for name in heads}
    standing = {name: _standing(head, c, rows[name]) for name, head in heads.items()}
    by_wallet = [one for one in asked if one.method == WALLET and one.order_id in heads]
    wallets = {wallet_of(one.buyer, heads[one.order_id].currency) for one in by_wallet}
    purse = unit.ledger.balances(sorted(wallets), alone=alone) if wallets else {}
    waiting, found = set(waits), dict[str, Paid]()
    for one in asked:
        order = standing.get(one.order_id)
        wallet = wallet_of(one.buyer, order.currency) if order else ""
        order = order._replace(waits=one.order_id in waiting) if order else None
        why = refused(order, one.buyer, one.method, purse.get(wallet, 0))
        if order is None or why is Refusal.UNKNOWN_ORDER:
            found[one.payment_id] = Paid(one.payment_id, None, why)
            continue
        why = why or not_taken(p.channels.get((one.bank, one.method)), order.due_minor, clock)
        row = _row(one, order, why, clock)
        found[one.payment_id] = Paid(one.payment_id, row)
        if row.state is State.PAID:
            purse[wallet] -= order.due_minor
            standing[one.order_id] = order._replace(paid=True, due_minor=0)
            c.payer[rows[one.order_id]] = wallet
        elif row.state is State.WAITING:
            waiting.add(one.order_id)
    _write(p, unit, [paid.row for paid in found.values() if paid.row])
    return found


def together(do: Callable[[bool], Answer]) -> Answer:
    """What `do` answers, a transaction that pays: first beside others, and alone where the money was spent meanwhile.
    So the lock of the ledger, which all wait for, is held for the posting only."""
    try:
        return do(False)
    except Overdrawn:
        return do(True)


def begin(p: Platform, c: Consignments, rows: Sequence[PaymentRow]) -> np.ndarray:
    """The journeys of what these attempts paid begin, each at the moment of its answer; the rows of `c`, int64[k]."""
    moment = moments(rows)
    mine = np.flatnonzero([name in moment for name in c.order_id])
    mine = mine[c.due[mine] == Due.PAY]
    if len(mine):
        part = c.take(mine)
        steps.pay(part, p.players, np.array([moment[name] for name in part.order_id], dtype=np.int64))
        c.put(mine, part)
    return mine


def save(p: Platform, unit: Unit, c: Consignments, rows: Sequence[PaymentRow]) -> None:
    """What these attempts paid among `c` is captured, begins its journey, and is told."""
    begun = c.take(begin(p, c, rows))
    unit.events.tell(told(rows))
    moment = moments(rows)
    capture(p, unit, begun, [moment[name] for name in begun.order_id])
    unit.journeys.save(begun)


def told(rows: Sequence[PaymentRow]) -> list[EventRow]:
    """What others hear of these attempts."""
    return [EventRow(PAID, order_id, None, at) for order_id, at in moments(rows).items()]


def moments(rows: Sequence[PaymentRow]) -> dict[str, int]:
    """By order, when it was paid; those that were not are not there."""
    return {row.order_id: row.answered_at for row in rows if row.state is State.PAID and row.answered_at is not None}


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


def _row(one: Attempt, order: Standing, why: Refusal | None, clock: int) -> PaymentRow:
    state = State.REFUSED if why else State.PAID if one.method == WALLET else State.WAITING
    answered = None if state is State.WAITING else clock
    return PaymentRow(
        one.payment_id, one.order_id, one.method, one.bank, order.due_minor, order.currency, state, str(why or ""),
        clock, order.until, answered,
    )  # fmt: skip


def _write(p: Platform, unit: Unit, rows: Sequence[PaymentRow]) -> None:
    unit.payments.add(rows)
    waiting = [row for row in rows if row.state is State.WAITING]
    asked = [row for row in waiting if p.asks_provider and (row.bank, row.method) in p.channels]
    if asked:
        unit.banks.ask([_call(row) for row in asked])
    played = [row for row in waiting if row not in asked]
    if played:
        keys = np.array([int(row.payment_id[16:], 16) for row in played], dtype=np.uint64)
        card = np.array([row.bank != "" for row in played], dtype=bool)
        answers = zip(played, p.players.bank_answers_after(keys, card).tolist(), strict=True)
        unit.timers.set(
            [TimerRow(row.payment_id, row.at + after, What.BANK_ANSWERS, row.payment_id) for row, after in answers]
        )


def _call(row: PaymentRow) -> CallRow:
    return CallRow(
        row.payment_id, Asks.CHARGE, row.payment_id, row.bank, row.method, row.amount_minor, row.currency, ""
    )  # fmt: skip
