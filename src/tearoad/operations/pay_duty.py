"""Duty of a declaration is paid from a wallet: by its sender's side, or by whoever has its payment code.

Money, row and fact go in one transaction, and what waited for the payment alone passes with it. A declaration is locked
first, so of two who pay at once one pays.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tearoad.customs.clearance import MOVES, Fact, Role, State
from tearoad.operations.desk_view import Seen
from tearoad.operations.duty_ports import WALLETS, DutyRow, posting_of, standing, transfers_of
from tearoad.operations.item_ports import ItemRow
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Store, Unit
from tearoad.operations.report_items import Said, Standpoint, hear
from tearoad.operations.settle_payment import together
from tearoad.operations.wallet import wallet_of
from tearoad.terms.days import DAY, MOSCOW
from tearoad.terms.money import LARGEST_MINOR
from tearoad.terms.refusal import Refusal

PAYABLE = MOVES[Fact.PAID].sources
ROAD = (Standpoint(Role.SYSTEM, Seen(True, None, None, None)),)  # the ledger says that it is paid


class Payment(NamedTuple):
    """A wish to pay from the wallet of `payer`, as the books have buyers. It is for the senders named in `parties`, and
    for all where its code is `proved`. `expected_minor` is what the payer was shown; None takes any amount."""

    declaration_id: str
    payer: str
    currency: str
    parties: tuple[str, ...]
    proved: bool = False
    expected_minor: int | None = None


class Due(NamedTuple):
    """What is to be paid: `owed_minor` as the border reckons, `amount_minor` in the wallet's currency by the rates of
    `rate_day`, and the tax within that."""

    owed_minor: int
    amount_minor: int
    tax_minor: int
    rate_day: int


class DutyPaid(NamedTuple):
    """`row` is the declaration as it stands, None where it is none of theirs; `duty` what was paid, now or before by
    the same wallet."""

    declaration_id: str
    row: ItemRow | None
    duty: DutyRow | None
    refusal: Refusal | None = None


def due_of(p: Platform, row: ItemRow, paid: Sequence[DutyRow], currency: str) -> Due | Refusal:
    """What is still owed of it, exchanged by the rates of the day of lodging, as for parcels of the road; `paid` are
    its rows."""
    if row.consignment_id:
        return Refusal.PAID_BY_ESCROW
    if row.state not in (*PAYABLE, State.RELEASED):
        return Refusal.NOT_PAYABLE
    if row.paid:
        return Refusal.ALREADY_PAID if row.total_minor else Refusal.NOTHING_OWED
    before = standing(paid)
    owed = (row.total_minor or 0) - sum(one.owed_minor for one in before)
    if owed <= 0:
        # What an officer assessed anew (REASSESSED) without another amount is for an operator to settle.
        return Refusal.NOTHING_OWED
    if owed > LARGEST_MINOR:
        return Refusal.TOO_LARGE
    day = (row.lodged_at + MOSCOW) // DAY
    minors = np.array([owed, row.tax_minor or 0])
    amount, tax = p.rates.convert(minors, row.currency, currency, np.array([day, day])).tolist()
    if amount < 0:
        return Refusal.NO_RATE
    if not amount:
        return Refusal.NOTHING_OWED  # less than the smallest coin
    rest = max(tax - sum(one.tax_minor for one in before), 0)
    return Due(owed, amount, min(rest, amount), day)


def pay_duty(p: Platform, store: Store, asked: Sequence[Payment]) -> list[DutyPaid]:
    """In one transaction; each is answered for itself, in the order of asking. Who has paid hears so again."""
    return together(lambda alone: _pay(p, store, asked, alone))


def _pay(p: Platform, store: Store, asked: Sequence[Payment], alone: bool) -> list[DutyPaid]:
    with store.unit() as unit:
        clock = unit.roads.clock_held()
        names = sorted({one.declaration_id for one in asked})
        rows = unit.items.some(names, locked=True)
        kept = {name: list(found) for name, found in unit.duties.of(names).items()}
        purse = dict(unit.ledger.balances(sorted({wallet_of(one.payer, one.currency) for one in asked}), alone=alone))
        found, new = [], []
        for one in asked:
            row, paid = rows.get(one.declaration_id), kept.setdefault(one.declaration_id, [])
            answer = _judged(p, row, one, paid, purse)
            if isinstance(answer, Due):
                assert row, "what is due is of a declaration"
                duty = _row(row, one, answer, len(paid) + 1, clock)
                paid.append(duty)
                new.append(duty)
                purse[duty.wallet] -= duty.amount_minor
                rows[one.declaration_id] = row._replace(paid=True)
                answer = DutyPaid(one.declaration_id, row, duty)
            found.append(answer)
        after = _written(p, unit, new, clock) if new else {}
    return [one._replace(row=after.get(one.declaration_id, one.row)) if one.row else one for one in found]


def _judged(
    p: Platform, row: ItemRow | None, one: Payment, paid: Sequence[DutyRow], purse: Mapping[str, int]
) -> Due | DutyPaid:
    if row is None or not (one.proved or row.lodged_by in one.parties):
        return DutyPaid(one.declaration_id, None, None, Refusal.UNKNOWN_DECLARATION)
    due, wallet = due_of(p, row, paid, one.currency), wallet_of(one.payer, one.currency)
    if isinstance(due, Refusal):
        last = standing(paid)[-1:]
        if due is Refusal.ALREADY_PAID and last and last[0].wallet == wallet:
            return DutyPaid(one.declaration_id, row, last[0])
        return DutyPaid(one.declaration_id, row, None, due)
    if one.expected_minor not in (None, due.amount_minor):
        return DutyPaid(one.declaration_id, row, None, Refusal.PRICE_CHANGED)
    if purse.get(wallet, 0) < due.amount_minor:
        return DutyPaid(one.declaration_id, row, None, Refusal.NOT_COVERED)
    return due


def _row(row: ItemRow, one: Payment, due: Due, number: int, clock: int) -> DutyRow:
    return DutyRow(
        row.declaration_id, number, 0, wallet_of(one.payer, one.currency), row.destination, due.amount_minor,
        due.tax_minor, one.currency, due.owed_minor, row.currency, due.rate_day, clock,
        posting_of(row.declaration_id, number, clock),
    )  # fmt: skip


def _written(p: Platform, unit: Unit, rows: Sequence[DutyRow], clock: int) -> dict[str, ItemRow]:
    """Their money moves, and their declarations hear of it; these as they stand then."""
    unit.duties.add(rows)
    unit.ledger.post([one for row in rows for one in transfers_of(row)])
    heard = hear(p, unit, [Said(row.declaration_id, Fact.PAID, WALLETS, ROAD) for row in rows], clock)
    assert not any(one.refusal for one in heard), "what may be paid may be reported as paid"
    return {one.declaration_id: one.row for one in heard if one.row}
