"""Chargebacks: buyers' banks took payments back. Each consignment is judged alone, whatever became of its order."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from tearoad.journey import steps
from tearoad.journey.books import books
from tearoad.journey.consignments import Consignments
from tearoad.journey.give_back import charged_back
from tearoad.journey.stages import Money
from tearoad.ledger.chart import What, what_of
from tearoad.ledger.transfer import moment_of
from tearoad.operations.outcome import Outcome
from tearoad.operations.platform import Platform
from tearoad.operations.told import CHARGED_BACK


class Chargeback(NamedTuple):
    """The whole of what was paid for one consignment; `at` in seconds since 1970. Where the merchant does not answer
    for it, the platform's reserve does."""

    consignment_id: str
    at: int
    merchant_answers: bool = True


class Verdict(StrEnum):
    """The value is what people read."""

    DONE = "charged back"
    UNKNOWN = "no such consignment"
    NOT_BY_BANK = "not paid through a bank"
    GIVEN_BACK = "was given back before"
    TOO_EARLY = "before its payment"


def charge_back(p: Platform, asked: Sequence[Chargeback]) -> list[Verdict]:
    """A verdict for each, in their order; of two for one consignment the second finds it given back.

    A parcel that was not handed over is cancelled and its goods go back on the shelf; one under way travels on.
    """
    with p.store.unit() as unit:
        unit.roads.state()
        batch = unit.journeys.some(sorted({one.consignment_id for one in asked}))
        row_of = {name: row for row, name in enumerate(batch.consignment_id)}
        verdicts, found = [], dict[int, Chargeback]()
        for one in asked:
            row = row_of.get(one.consignment_id)
            verdict = Verdict.GIVEN_BACK if row in found else _judged(batch, row, one)
            if verdict is Verdict.DONE and row is not None:
                found[row] = one
            verdicts.append(verdict)
        rows = np.array(sorted(found), dtype=np.int64)
        part, out = batch.take(rows), Outcome()
        _take_back(p, part, [found[row] for row in rows.tolist()], out)
        out.write(unit)
        unit.journeys.save(part)
    return verdicts


def _judged(c: Consignments, row: int | None, asked: Chargeback) -> Verdict:
    if row is None:
        return Verdict.UNKNOWN
    if c.cash_on_delivery[row] or what_of(c.payer[row] or "") == What.WALLET:
        return Verdict.NOT_BY_BANK
    if c.money[row] not in (Money.HELD, Money.RELEASED):
        return Verdict.GIVEN_BACK
    return Verdict.DONE if asked.at >= moment_of(c.hold_id[row]) else Verdict.TOO_EARLY


def _take_back(p: Platform, c: Consignments, asked: Sequence[Chargeback], out: Outcome) -> None:
    carrier = p.road.behaviour.carrier
    released = (c.money == Money.RELEASED).tolist()
    for row, one in enumerate(asked):
        before = books(c, row, carrier, p.territory)
        out.transfers += charged_back(before, released[row], one.merchant_answers, one.at)
    at = np.array([one.at for one in asked], dtype=np.int64)
    unsent = steps.charge_back(c, at)
    for row, one in enumerate(asked):
        if one.merchant_answers or not released[row]:
            c.coupon_minor[row] = 0  # its funder has it again
    out.tell(c, at, CHARGED_BACK, c.every)
    out.cancel(c, at, unsent)
