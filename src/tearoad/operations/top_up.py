"""Wallets are filled by card, beforehand: asked once for each key, paid when the bank has answered.

A top-up is paid whole or not at all; its bonus comes with it in one group of the ledger, or not where the budget is
used up by then. Who fills in their own hour was promised it while it lasts.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tearoad.ledger.transfer import Kind, Transfer
from tearoad.operations.bank_ports import Asks, CallRow
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Store, TimerRow, Unit, What
from tearoad.operations.top_up_ports import TopUpRow, bonus_id_of, funding_of, played_clearing_of
from tearoad.operations.wallet import wallet_of
from tearoad.payments.attempt import CARD, State
from tearoad.payments.bank import not_taken
from tearoad.payments.bonus import Bonus, granted, promised
from tearoad.terms.days import DAY, MOSCOW
from tearoad.terms.refusal import Refusal


class TopUp(NamedTuple):
    """A buyer wants to fill their wallet by a card of this bank; the id is of `top_up_ports.top_up_id_of`."""

    top_up_id: str
    buyer: str
    bank: str
    amount_minor: int
    currency: str


class ToppedUp(NamedTuple):
    """`row` is None where the id stands for another top-up."""

    top_up_id: str
    row: TopUpRow | None
    refusal: Refusal | None = None


def top_up(p: Platform, store: Store, asked: Sequence[TopUp]) -> list[ToppedUp]:
    """In one transaction; each is answered for itself, in the order of asking."""
    first: dict[str, TopUp] = {}
    for one in asked:
        first.setdefault(one.top_up_id, one)
    with store.unit() as unit:
        clock = unit.roads.clock_held()
        known = unit.top_ups.some(list(first))
        new = [one for name, one in sorted(first.items()) if name not in known]
        if new:
            bonus = unit.top_ups.bonus_on((clock + MOSCOW) // DAY)
            rows = {one.top_up_id: _row(p, one, bonus, clock) for one in new}
            added = unit.top_ups.add(list(rows.values()))
            others = [name for name in rows if name not in added]
            known |= rows | (unit.top_ups.some(others) if others else {})
            _ask(p, unit, [rows[name] for name in rows if name in added])
    return [_same(one, known[one.top_up_id]) for one in asked]


def hear_top_ups(p: Platform, unit: Unit, due: Sequence[TimerRow]) -> None:
    """The banks whose time has come say yes or no; who is not waited for any more is not asked."""
    moment = {timer.about: timer.due_at for timer in due}
    waiting = [row for row in unit.top_ups.some(list(moment)).values() if row.state is State.WAITING]
    no = p.players.bank_refuses(_keys(waiting)).tolist()
    rows = [
        row._replace(
            state=State.REFUSED if refuses else State.PAID,
            refusal=str(Refusal.BY_BANK) if refuses else "",
            answered_at=moment[row.top_up_id],
        )
        for row, refuses in zip(waiting, no, strict=True)
    ]
    answer(unit, rows, {row.top_up_id: played_clearing_of(row.currency) for row in rows})


def answer(unit: Unit, rows: Sequence[TopUpRow], sources: Mapping[str, str]) -> None:
    """Keeps what became of top-ups; those that are paid fill their wallets, each from the account of its source."""
    rows = _with_bonus(unit, rows)
    unit.top_ups.answer(rows)
    filled = [row for row in rows if row.state is State.PAID]
    unit.ledger.post([one for row in filled for one in _transfers(row, sources[row.top_up_id])])


def _with_bonus(unit: Unit, rows: Sequence[TopUpRow]) -> list[TopUpRow]:
    """The rows with the bonus that each gets. Nobody else gives any meanwhile, for the ledger is locked by then."""
    rows = [row if row.state is State.PAID else row._replace(bonus_minor=0) for row in rows]
    hoping = [row for row in rows if row.bonus_minor]
    if not hoping:
        return rows
    left = unit.ledger.balances(sorted({funding_of(row.sale, row.currency) for row in hoping}), alone=True)
    had = unit.top_ups.given(sorted({(row.sale, row.buyer) for row in hoping}))
    most = {sale: one.most_minor for sale, one in unit.top_ups.bonuses(sorted({row.sale for row in hoping})).items()}
    found = {}
    for row in hoping:
        whose, funding = (row.sale, row.buyer), funding_of(row.sale, row.currency)
        minor = granted(row.bonus_minor, most.get(row.sale, 0), had.get(whose, 0), left.get(funding, 0))
        if minor:
            had[whose], left[funding] = had.get(whose, 0) + minor, left[funding] - minor
        found[row.top_up_id] = row._replace(bonus_minor=minor)
    return [found.get(row.top_up_id, row) for row in rows]


def _transfers(row: TopUpRow, source: str) -> list[Transfer]:
    assert row.answered_at is not None, "what is paid was answered"
    wallet, at = wallet_of(row.buyer, row.currency), row.answered_at
    group = row.top_up_id if row.bonus_minor else None
    money = Transfer(row.top_up_id, Kind.DIRECT, source, wallet, row.amount_minor, None, at, group)
    if not row.bonus_minor:
        return [money]
    funding = funding_of(row.sale, row.currency)
    return [
        money,
        Transfer(bonus_id_of(row.top_up_id), Kind.DIRECT, funding, wallet, row.bonus_minor, None, at, group),
    ]


def _row(p: Platform, one: TopUp, bonus: Bonus | None, clock: int) -> TopUpRow:
    channel = p.channels.get((one.bank, CARD))
    why = not_taken(channel, one.amount_minor, clock) if channel else Refusal.NOT_BY_THIS_BANK
    extra = 0
    if bonus and not why and bonus.currency == one.currency:
        extra = promised(bonus, one.buyer, one.amount_minor, clock)
    return TopUpRow(
        one.top_up_id, one.buyer, bonus.sale if bonus and extra else "", one.bank, CARD, one.amount_minor,
        one.currency, extra, State.REFUSED if why else State.WAITING, str(why or ""), clock, clock if why else None,
    )  # fmt: skip


def _ask(p: Platform, unit: Unit, rows: Sequence[TopUpRow]) -> None:
    waiting = [row for row in rows if row.state is State.WAITING]
    if p.asks_provider:
        unit.banks.ask([_call(row) for row in waiting])
    elif waiting:
        after = p.players.bank_answers_after(_keys(waiting), np.ones(len(waiting), dtype=bool)).tolist()
        unit.timers.set(
            [
                TimerRow(row.top_up_id, row.at + seconds, What.TOP_UP_ANSWERS, row.top_up_id)
                for row, seconds in zip(waiting, after, strict=True)
            ]
        )


def _call(row: TopUpRow) -> CallRow:
    return CallRow(
        row.top_up_id, Asks.TOP_UP, row.top_up_id, row.bank, row.method, row.amount_minor, row.currency, ""
    )  # fmt: skip


def _keys(rows: Sequence[TopUpRow]) -> np.ndarray:
    """By which players draw."""
    return np.array([int(row.top_up_id[16:], 16) for row in rows], dtype=np.uint64)


def _same(one: TopUp, row: TopUpRow) -> ToppedUp:
    """Who asks with an id that stands for another top-up is told so."""
    asked = (one.buyer, one.bank, one.amount_minor, one.currency)
    if asked != (row.buyer, row.bank, row.amount_minor, row.currency):
        return ToppedUp(one.top_up_id, None, Refusal.OTHER_CONTENT)
    return ToppedUp(one.top_up_id, row)
