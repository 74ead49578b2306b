"""Parcels of the road whose merchants lodged their declarations: what was said of such a declaration is what the border
says of its parcel.

At hand-over escrow secures what is owed, and a parcel whose declaration was rejected waits for a better one. From then
on the road's scans are told to the declaration; what officers report of it moves the parcel (`follow_declarations`).
"""

from collections.abc import Mapping

import numpy as np

from tearoad.customs.clearance import Fact, Report, Role, Standing, State, Verdict, advance
from tearoad.customs.clearance_events import Event
from tearoad.journey.consignments import Consignments
from tearoad.journey.stages import Border, Carriage
from tearoad.operations.item_ports import GREEN, MERCHANT, SYSTEM, ItemRow
from tearoad.operations.landed_price import MISSING
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit
from tearoad.terms.days import DAY, MOSCOW
from tearoad.terms.refusal import Refusal

ESCROW = "tearoad:escrow"  # who reports that duty and tax are secured
SCANS, ORDERS = "tearoad:scans", "tearoad:orders"
Declared = Mapping[int, ItemRow]  # by the row of a batch of consignments


def declared(unit: Unit, c: Consignments, rows: np.ndarray) -> Declared:
    """The declaration that stands for each of `rows` (bool[n]), or else the rejected one; none where the merchant
    lodged nothing."""
    names = c.consignment_id.tolist()
    asked = [names[row] for row in np.flatnonzero(rows).tolist()]
    found = unit.items.of_consignments(asked) if asked else {}
    return {row: found[name] for row, name in enumerate(names) if name in found}


def secure(unit: Unit, of: Declared, at: np.ndarray) -> dict[int, ItemRow]:
    """What is owed is paid by the escrow of its order, or for one that is paid at the door by the platform; what waits
    for that alone passes. `at` int64[n] is the moment of each row."""
    paid = reported(unit, of, Fact.PAID, ESCROW, at)
    alone = {row: one for row, one in paid.items() if one.channel == GREEN and one.state is State.ASSESSED}
    return paid | reported(unit, alone, Fact.PASSED, SYSTEM, at)


def tell_arrival(unit: Unit, of: Declared, at: np.ndarray) -> None:
    """The road's scan at the office is the declaration's arrival."""
    reported(unit, of, Fact.ARRIVED, SCANS, at)


def withdraw(unit: Unit, cancelled: Mapping[str, int]) -> None:
    """Parcels that are not sent, by their ids with the moment of each, are not declared any more; what was released
    stays so."""
    of = unit.items.of_consignments(list(cancelled)) if cancelled else {}
    at = np.array([cancelled[name] for name in of], dtype=np.int64)
    reported(unit, dict(enumerate(of.values())), Fact.WITHDRAWN, ORDERS, at, Role.SENDER)


def reported(
    unit: Unit, of: Declared, fact: Fact, who: str, at: np.ndarray, role: Role = Role.SYSTEM
) -> dict[int, ItemRow]:
    """The rows after a fact that the road itself reports, or for the sender; where the table does not admit it they
    stay as they are."""
    if not of:
        return {}
    rows = list(of.values())
    flags = np.zeros(len(rows), dtype=bool)
    standing = Standing(
        np.array([row.state for row in rows], dtype=np.int8),
        np.array([row.arrived for row in rows], dtype=bool),
        np.array([row.paid for row in rows], dtype=bool),
    )
    report = Report(np.full(len(rows), fact, np.int8), np.full(len(rows), role, np.int8), flags, flags)
    after, verdict = advance(standing, report)
    done: dict[int, ItemRow] = {}
    for n, (at_row, row) in enumerate(of.items()):
        if verdict[n] == Verdict.DONE:
            state, arrived, paid = (column[n].item() for column in after)
            done[at_row] = row._replace(state=State(state), arrived=arrived, paid=paid, events=row.events + 1)
    unit.items.stand(list(done.values()))
    unit.items.tell([(row.events, Event(row.declaration_id, fact, int(at[n]), who, role)) for n, row in done.items()])
    return {**of, **done}


def owed(p: Platform, c: Consignments, of: Declared) -> tuple[np.ndarray, np.ndarray]:
    """Of each row of `of` in the currency of its order, by the rates of the day of lodging: all that is owed and the
    tax within it, both -1 where nobody knows; int64[n], 0 in other rows."""
    total, tax = np.zeros(len(c), dtype=np.int64), np.zeros(len(c), dtype=np.int64)
    for n, row in of.items():
        total[n], tax[n] = (_exchanged(p, row, minor, c.currency[n]) for minor in (row.total_minor, row.tax_minor))
    return total, np.where(total >= 0, tax, MISSING)


def _exchanged(p: Platform, row: ItemRow, minor: int | None, currency: str) -> int:
    if minor is None:
        return MISSING
    day = np.array([(row.lodged_at + MOSCOW) // DAY])
    return int(p.rates.convert(np.array([minor]), row.currency, currency, day)[0])


def refusal(c: Consignments, name: str, lodged_by: str, office: str) -> Refusal | None:
    """Why the parcel of this name cannot be declared by them for this office; None where it can."""
    mine = np.flatnonzero(c.consignment_id == name)
    if not len(mine) or MERCHANT + c.merchant[mine[0]] != lodged_by:
        return Refusal.UNKNOWN_PARCEL
    row = mine[0]
    if c.office[row] != office:
        return Refusal.ANOTHER_OFFICE
    return None if (c.border[row], c.carriage[row]) == (Border.UNDECLARED, Carriage.NONE) else Refusal.HANDED_OVER
