"""What a wave of the journey brought about beside the new states: scans, transfers, goods that left the shelf."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from tearoad.journey.consignments import NEVER, Consignments, Due
from tearoad.journey.stages import Fact, Money
from tearoad.journey.translate import Books, books, refunded
from tearoad.ledger.transfer import Transfer
from tearoad.operations.platform import Platform
from tearoad.operations.ports import ScanRow, Unit

Posting = Callable[[Books, int], Iterable[Transfer]]


@dataclass
class Outcome:
    """Collected by the handlers of one wave, written once."""

    scans: list[ScanRow] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    shipped: list[str] = field(default_factory=list)
    unreserved: list[str] = field(default_factory=list)

    def scan(self, c: Consignments, event: str, rows: np.ndarray, place: np.ndarray, reason: str | None = None) -> None:
        """One EMSEVT event of each of `rows` (bool[n]) at its due moment; `place` object[n]."""
        at = c.due_at.tolist()
        self.scans += [ScanRow(c.consignment_id[row], event, place[row], at[row], reason) for row in _numbers(rows)]

    def post(self, p: Platform, c: Consignments, rows: np.ndarray, posting: Posting) -> None:
        """The transfers of `rows` (bool[n]) at their due moments."""
        at = c.due_at.tolist()
        carrier = p.road.behaviour.carrier
        for row in _numbers(rows):
            self.transfers += posting(books(c, row, carrier, p.territory), at[row])

    def write(self, unit: Unit) -> None:
        """Everything but the consignments themselves."""
        unit.ledger.post(self.transfers)
        unit.journeys.add_scans(self.scans)
        unit.market.ship(unit.orders.units_of(self.shipped))
        unit.market.unreserve(unit.orders.units_of(self.unreserved))


def refund(p: Platform, c: Consignments, rows: np.ndarray, out: Outcome) -> None:
    """The road ended without a buyer: what waits goes back, and nothing is due any more."""
    carriage = c.carriage.tolist()
    for row in _numbers(rows):
        one = books(c, row, p.road.behaviour.carrier, p.territory)
        out.transfers += refunded(one, carriage[row], int(c.due_at[row]))
        if not one.cash:
            c.refunded_minor[row] += one.goods + one.postage + one.duty
    c.report(Fact.FUNDS_REFUNDED, rows & (c.money == Money.HELD))
    end(c, rows)


def end(c: Consignments, rows: np.ndarray) -> None:
    """Settled at the due moment, and nothing is due any more."""
    c.settled_at[rows] = c.due_at[rows]
    then(c, rows, Due.NOTHING, np.full(len(c), NEVER, dtype=np.int64))


def then(c: Consignments, rows: np.ndarray, due: Due, at: np.ndarray) -> None:
    """Set the one timer of `rows`."""
    c.due[rows] = due
    c.due_at[rows] = at[rows]


def _numbers(rows: np.ndarray) -> Iterator[int]:
    yield from np.flatnonzero(rows).tolist()
