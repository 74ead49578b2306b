"""What a wave of the journey brought about beside the new states: scans, events that others are told of,
transfers, goods that left the shelf."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from tearoad.journey.books import Books, books
from tearoad.journey.consignments import Consignments
from tearoad.journey.give_back import refunded
from tearoad.journey.stages import Money
from tearoad.ledger.chart import What, what_of
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.operations.bank_ports import Back, backs
from tearoad.operations.parcel_declarations import withdraw
from tearoad.operations.payouts import renew_rates
from tearoad.operations.platform import Platform
from tearoad.operations.ports import EventRow, ScanRow, Unit
from tearoad.operations.told import REFUNDED, SCANNED

Posting = Callable[[Books, int], Iterable[Transfer]]


@dataclass
class Outcome:
    """Collected by the handlers of one wave, written once. `at` int64[n] is the moment of each row's step."""

    scans: list[ScanRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    shipped: list[str] = field(default_factory=list)
    cancelled: dict[str, int] = field(default_factory=dict)  # consignments and their moments
    backs: list[Back] = field(default_factory=list)

    def scan(
        self,
        c: Consignments,
        at: np.ndarray,
        event: str,
        rows: np.ndarray,
        place: np.ndarray,
        reason: str | None = None,
    ) -> None:
        """One EMSEVT event of each of `rows` (bool[n]); `place` object[n]."""
        moment = at.tolist()
        self.scans += [ScanRow(c.consignment_id[row], event, place[row], moment[row], reason) for row in _numbers(rows)]
        if event in SCANNED:
            self.tell(c, at, SCANNED[event], rows)

    def tell(self, c: Consignments, at: np.ndarray, kind: str, rows: np.ndarray) -> None:
        """An event of each of `rows` (bool[n])."""
        moment = at.tolist()
        self.events += [EventRow(kind, c.order_id[row], c.consignment_id[row], moment[row]) for row in _numbers(rows)]

    def cancel(self, c: Consignments, at: np.ndarray, rows: np.ndarray) -> None:
        """What `rows` (bool[n]) kept goes back to the shelf, and is not declared any more."""
        self.cancelled |= dict(zip(c.consignment_id[rows].tolist(), at[rows].tolist(), strict=True))

    def post(self, p: Platform, c: Consignments, at: np.ndarray, rows: np.ndarray, posting: Posting) -> None:
        """The transfers of `rows` (bool[n])."""
        moment, carrier = at.tolist(), p.road.behaviour.carrier
        for row in _numbers(rows):
            self._keep(c.order_id[row], posting(books(c, row, carrier, p.territory), moment[row]))

    def refund(self, p: Platform, c: Consignments, at: np.ndarray, rows: np.ndarray) -> None:
        """What waited for `rows` (bool[n]), whose road has ended without a buyer, goes back."""
        renew_rates(p, c, at, rows)
        moment, carrier, carriage = at.tolist(), p.road.behaviour.carrier, c.carriage.tolist()
        for row in _numbers(rows):
            gone = refunded(books(c, row, carrier, p.territory), carriage[row], moment[row])
            self._keep(c.order_id[row], gone)
        self.tell(c, at, REFUNDED, rows & (c.money == Money.REFUNDED))

    def write(self, unit: Unit) -> None:
        """Everything but the consignments themselves."""
        unit.ledger.post(*_captured_first(self.transfers))
        unit.banks.pay_back(self.backs)
        unit.journeys.add_scans(self.scans)
        unit.events.tell(self.events)
        unit.market.ship(unit.orders.units_of(self.shipped))
        unit.market.unreserve(unit.orders.units_of(list(self.cancelled)))
        withdraw(unit, self.cancelled)

    def _keep(self, order_id: str, transfers: Iterable[Transfer]) -> None:
        rows = list(transfers)
        self.transfers += rows
        self.backs += backs(order_id, rows)


def _captured_first(transfers: Sequence[Transfer]) -> tuple[list[Transfer], list[Transfer]]:
    """What comes into escrow by itself goes before the rest: where a batch pays out what it brings in, the ledger
    judges row by row, which takes ten times as long."""
    first: tuple[list[Transfer], list[Transfer]] = ([], [])
    for row in transfers:
        captures = row.kind is Kind.DIRECT and row.group is None and what_of(row.credit) == What.ESCROW
        first[not captures].append(row)
    return first


def _numbers(rows: np.ndarray) -> Iterator[int]:
    yield from np.flatnonzero(rows).tolist()
