"""Sorting at the outward office of exchange: parcels go into the open receptacles of their lanes.

A receptacle holds up to a limit of weight and of items; where the next parcel does not fit, the next one is opened.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from tearoad.journey.stages import Carriage
from tearoad.kernel.packing import next_fit
from tearoad.kernel.s10 import valid
from tearoad.operations.dispatch_ports import (
    MOST_RECEPTACLES,
    MOST_SORTED,
    Dispatches,
    NewReceptacle,
    Put,
    Sortable,
    Sorting,
)
from tearoad.operations.mail_ways import MailWays
from tearoad.operations.ports import Store

LENGTH = 13  # of an S10 number


class Loose(NamedTuple):
    """Parcels that are to be put somewhere, columns of n rows."""

    consignment_id: Sequence[str]
    number: Sequence[str]
    lane: Sequence[str]
    weight_grams: np.ndarray


def sort_parcels(ways: MailWays, store: Store, numbers: Sequence[str], place: str) -> list[Sorting]:
    """What becomes of each number that somebody scans at a place, at most MOST_SORTED; in one transaction."""
    assert len(numbers) <= MOST_SORTED, "the doors bound it"
    with store.unit() as unit:
        now = unit.roads.clock_held()
        asked = [name for name in dict.fromkeys(numbers) if len(name) == LENGTH and name.isalnum()]
        found = {one.number: one for one in unit.dispatches.sortable(asked)}
        verdicts = {name: _judged(ways, found.get(name), name, place) for name in dict.fromkeys(numbers)}
        going = [found[name] for name, verdict in verdicts.items() if verdict is Sorting.SORTED]
        weights = np.array([one.weight_grams for one in going], dtype=np.int64)
        ids, lanes = [one.consignment_id for one in going], [one.lane for one in going]
        loose = Loose(ids, [one.number for one in going], lanes, weights)
        for one, fits in zip(going, put_in(ways, unit.dispatches, loose, now), strict=True):
            if not fits:
                verdicts[one.number] = Sorting.FULL
        return [*_each(numbers, verdicts)]


def put_in(ways: MailWays, dispatches: Dispatches, loose: Loose, at: int) -> np.ndarray:
    """bool[n]: those that were put into a receptacle of their lane, at a moment; the others would be in one more than a
    dispatch may have. None of them lies anywhere yet."""
    if not len(loose.lane):
        return np.zeros(0, dtype=bool)
    lanes = sorted(set(loose.lane))
    dispatches.lock({ways.by_lane[lane].line for lane in lanes})
    there = {one.lane: one for one in dispatches.open(lanes)}
    group = np.array([lanes.index(lane) for lane in loose.lane], dtype=np.int64)
    used, count = (
        np.array([getattr(there[lane], name) if lane in there else 0 for lane in lanes], dtype=np.int64)
        for name in ("weight_grams", "items")
    )
    exchange = ways.exchange
    step = next_fit(group, loose.weight_grams, used, count, exchange.weight_limit_grams, exchange.most_items)
    first = np.array([there[lane].number if lane in there else 1 for lane in lanes], dtype=np.int64)
    number = first[group] + step
    fits = number <= MOST_RECEPTACLES
    names = {(lane, one.number): one.receptacle_id for lane, one in there.items()}
    new, puts = [], []
    for row in np.flatnonzero(fits).tolist():
        lane, one, parcel = loose.lane[row], int(number[row]), loose.consignment_id[row]
        if (lane, one) not in names:
            names[lane, one] = _name(lane, one, at, parcel)
            new.append(NewReceptacle(names[lane, one], lane, one, at))
        puts.append(Put(names[lane, one], parcel, loose.number[row], int(loose.weight_grams[row]), at))
    dispatches.begin(new)
    dispatches.put(puts)
    return fits


def _judged(ways: MailWays, one: Sortable | None, number: str, place: str) -> Sorting:
    if one is None:
        return Sorting.UNKNOWN_PARCEL if valid(number) else Sorting.BAD_NUMBER
    verdicts = {
        Sorting.STAYS: not one.office,
        Sorting.WRONG_OFFICE: one.origin != place,
        Sorting.NOT_ACCEPTED: one.carriage in (Carriage.NONE, Carriage.CANCELLED),
        Sorting.DEPARTED: one.carriage not in (Carriage.ACCEPTED, Carriage.DISPATCHED),
        Sorting.IN_CLOSED: bool(one.receptacle_id) and one.closed,
        Sorting.THERE: bool(one.receptacle_id),
        Sorting.NO_EXCHANGE: one.lane not in ways.by_lane,
        Sorting.NOT_CLEARED: one.held,
    }
    return next((verdict for verdict, is_so in verdicts.items() if is_so), Sorting.SORTED)


def _each(numbers: Sequence[str], verdicts: dict[str, Sorting]) -> Iterator[Sorting]:
    """What stands twice in a batch is there already the second time."""
    seen = set()
    for name in numbers:
        again = name in seen and verdicts[name] is Sorting.SORTED
        seen.add(name)
        yield Sorting.THERE if again else verdicts[name]


def _name(lane: str, number: int, at: int, parcel: str) -> str:
    return blake2b(f"receptacle\0{lane}\0{number}\0{at}\0{parcel}".encode(), digest_size=16).hexdigest()
