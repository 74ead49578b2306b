"""Parcels are scanned at an office: those that were declared for it have arrived, and the others are on its list.

What is on the list is declared later, from the paper on the parcel; then it leaves the list and has arrived, in the
transaction in which it is lodged.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from tearoad.customs.clearance import Fact, Role, State
from tearoad.customs.clearance_events import Event
from tearoad.kernel.s10 import valid
from tearoad.operations.arrival_ports import UndeclaredRow
from tearoad.operations.desk_view import Seen
from tearoad.operations.item_numbers import is_old
from tearoad.operations.item_ports import ItemRow
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Store, Unit
from tearoad.operations.report_items import Said, Standpoint, hear

MOST_ARRIVALS = 1_000  # numbers in one transaction; assumed


class Arrival(StrEnum):
    """What a scan of one number means."""

    ARRIVED = "arrived"
    ALREADY = "already"  # it had arrived before
    UNDECLARED = "undeclared"  # nobody declared it, or what was said was rejected: it is on the office's list
    ELSEWHERE = "elsewhere"  # declared for another office: nothing was kept
    OWN_SCANS = "own_scans"  # a parcel of the road, whose own scans say where it is
    BAD_NUMBER = "bad_number"


class Scanned(NamedTuple):
    """One number as it was scanned; `declaration_id` where it is declared at this office."""

    s10: str
    arrival: Arrival
    declaration_id: str = ""


def arrive(p: Platform, store: Store, office: str, numbers: Sequence[str], who: str) -> list[Scanned]:
    """In one transaction; one answer for each, in the order of the numbers, as if they had come one after the other."""
    good = sorted({number for number in numbers if valid(number)})
    first: dict[str, Scanned] = {}
    if good:
        with store.unit() as unit:
            held = unit.roads.clock_to_hold()
            unit.items.lodging(alone=True)  # else what is being lodged just now would be missed
            first = _arrive(p, unit, office, good, who, held())
    again = {number: _again(one) for number, one in first.items()}
    found, told = [], set[str]()
    for number in numbers:
        of = again if number in told else first
        told.add(number)
        found.append(of.get(number) or Scanned(number, Arrival.BAD_NUMBER))
    return found


def _arrive(p: Platform, unit: Unit, office: str, numbers: Sequence[str], who: str, clock: int) -> dict[str, Scanned]:
    own = unit.undeclared.of_the_road(numbers)
    rows = _standing(unit, [number for number in numbers if number not in own], clock)
    found = {number: Scanned(number, Arrival.OWN_SCANS) for number in own}
    found |= {row.s10: _known(row, office) for row in rows}
    come = [row for row in rows if found[row.s10].arrival is Arrival.ARRIVED]
    point = Standpoint(Role.SYSTEM, Seen(everything=False, buyer=None, merchant=None, office=office))
    heard = hear(p, unit, [Said(row.declaration_id, Fact.ARRIVED, who, (point,)) for row in come], clock)
    refused = [one for one in heard if one.refusal]
    assert not refused, f"what stands and has not arrived arrives: {refused[0]!r}"
    strange = [number for number in numbers if number not in found]
    unit.undeclared.keep([UndeclaredRow(number, office, clock, who) for number in strange])
    return found | {number: Scanned(number, Arrival.UNDECLARED) for number in strange}


def _standing(unit: Unit, numbers: Sequence[str], clock: int) -> list[ItemRow]:
    """The declarations of these numbers, locked; what was just withdrawn stands no more."""
    names = sorted({one.declaration_id for one in unit.items.taken(numbers).values() if not is_old(one, clock)})
    rows = unit.items.some(names, locked=True).values()
    return [row for row in rows if row.state is not State.WITHDRAWN]


def _known(row: ItemRow, office: str) -> Scanned:
    if row.consignment_id:
        return Scanned(row.s10, Arrival.OWN_SCANS)
    if row.office != office:
        return Scanned(row.s10, Arrival.ELSEWHERE)
    return Scanned(row.s10, Arrival.ALREADY if row.arrived else Arrival.ARRIVED, row.declaration_id)


def _again(one: Scanned) -> Scanned:
    return one._replace(arrival=Arrival.ALREADY) if one.arrival is Arrival.ARRIVED else one


def settle(unit: Unit, lodged: Mapping[str, ItemRow], clock: int) -> dict[str, ItemRow]:
    """Those just lodged that were not rejected leave the lists: by their ids the rows of those that stood on the list
    of their own office, which have arrived with this. Said by whom it was scanned."""
    standing = {row.s10: row for row in lodged.values() if row.state is not State.REJECTED}
    if not standing:
        return {}
    found = unit.undeclared.settle(sorted(standing), clock)
    arrived, events = {}, []
    for seen in found:
        row = standing[seen.s10]
        if seen.office == row.office and not row.arrived and not row.consignment_id:
            now = row._replace(arrived=True, events=row.events + 1)
            arrived[row.declaration_id] = now
            events.append((now.events, Event(row.declaration_id, Fact.ARRIVED, clock, seen.who, Role.SYSTEM)))
    unit.items.stand(list(arrived.values()))
    unit.items.tell(events)
    return arrived
