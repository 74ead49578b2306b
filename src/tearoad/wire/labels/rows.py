"""Rows of a file in their order, each judged and printed or refused; a dispatch is printed whole or not at all."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tearoad.wire.labels import address, receptacle
from tearoad.wire.labels.cells import faults_of
from tearoad.wire.labels.dispatch import MOST_ITEMS, MOST_RECEPTACLES, Dispatch, Item, Receptacle
from tearoad.wire.labels.layout import Slot
from tearoad.wire.labels.values import COLUMNS, Fault, Judged, Row, Verdict
from tearoad.wire.labels.volume import Volume
from tearoad.wire.receptacle import dispatch_part

NUMBER = {"address": "number", "receptacle": "receptacle_id", "dispatch": "number"}
SLOTS: Mapping[str, tuple[Slot, ...]] = {"address": address.SLOTS, "receptacle": receptacle.SLOTS, "dispatch": ()}


class _Known(NamedTuple):
    """A row of a dispatch before it is known whether all of it is good."""

    row: int
    cells: Row
    faults: tuple[Fault, ...]


def printed(kind: str, rows: Iterable[Row], volume: Volume) -> Iterator[Judged]:
    """What becomes of each row, in the order of the rows."""
    judged = _judged(kind, rows)
    if kind == "dispatch":
        yield from _dispatches([*judged], volume)
        return
    for one in judged:
        page = None if one.faults else volume.add(kind, one.cells)
        yield Judged(one.row, one.cells[NUMBER[kind]], page, one.faults)


def _judged(kind: str, rows: Iterable[Row]) -> Iterator[_Known]:
    """With the faults of its cells, and of a number that stood in a row before."""
    columns, slots, number = COLUMNS[kind], SLOTS[kind], NUMBER[kind]
    seen: dict[str, int] = {}
    for at, row in enumerate(rows, 1):
        found = faults_of(row, columns, slots)
        first = seen.setdefault(row[number], at)
        if first != at and row[number]:
            found.append(Fault(number, row[number][:40], Verdict.TWICE, f"another than in row {first}"))
        yield _Known(at, row, tuple(found))


def _dispatches(rows: list[_Known], volume: Volume) -> Iterator[Judged]:
    """A list that lacks an item would be wrong, so one bad row keeps its dispatch from being printed."""
    of: dict[str, list[_Known]] = {}
    for one in rows:
        of.setdefault(dispatch_part(one.cells["receptacle_id"]), []).append(one)
    found: dict[int, Judged] = {}
    for name, group in of.items():
        bad = next((one.row for one in group if one.faults), None)
        many = len(group) > MOST_ITEMS or len({one.cells["receptacle_id"] for one in group}) > MOST_RECEPTACLES
        page = volume.add_dispatch(_whole(group)) if bad is None and not many else None
        for one in group:
            faults = one.faults
            if many and not faults:
                bound = f"at most {MOST_ITEMS} items in {MOST_RECEPTACLES} receptacles"
                faults = (Fault("receptacle_id", name, Verdict.TOO_MANY, bound),)
            elif bad is not None and not faults:
                faults = (Fault("receptacle_id", name, Verdict.OF_REFUSED, f"no fault, see row {bad}"),)
            found[one.row] = Judged(one.row, one.cells["number"], page, faults)
    for one in rows:
        yield found[one.row]


def _whole(rows: Iterable[_Known]) -> Dispatch:
    items: dict[str, list[Item]] = {}
    for one in rows:
        grams = int(one.cells["weight_grams"]) if one.cells["weight_grams"] else None
        items.setdefault(one.cells["receptacle_id"], []).append(Item(one.cells["number"], grams))
    return Dispatch(tuple(Receptacle(name, tuple(found)) for name, found in items.items()))
