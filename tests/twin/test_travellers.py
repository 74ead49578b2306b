"""Travellers and Consignments answer the same when they step through the same journey."""

from collections.abc import Callable
from dataclasses import fields

import numpy as np
import pytest
from crowd import MOMENT, lively_players, new_crowd

from tearoad.journey import steps
from tearoad.journey.consignments import Consignments
from tearoad.journey.moving import NEVER, Batch, Due, Moving, joined
from tearoad.journey.stages import ENDS, Border, reachable
from tearoad.twin.players import SimulatedRoad
from tearoad.twin.travellers import NO_OFFICE, travellers_of

SHARED = [item.name for item in fields(Moving)]


def hand_over(c: Moving, p: SimulatedRoad) -> None:
    assessed = np.where(c.keys % np.uint64(5) == 0, -1, c.goods_minor // 10)
    steps.declare(c, assessed, p.inspected(c, c.goods_minor // 100))
    steps.hand_over(c, p)


STEPS: dict[Due, Callable[[Moving, SimulatedRoad], object]] = {
    Due.CANCEL: lambda c, p: steps.cancel(c),
    Due.READY: hand_over,
    Due.DEPART: steps.depart,
    Due.ARRIVE: lambda c, p: steps.arrive(c, c.due_at + (c.keys % np.uint64(5_000)).astype(np.int64)),
    Due.LEAVE: steps.leave,
    Due.INSPECTED: steps.inspected,
    Due.OUT: steps.go_out,
    Due.COLLECT: lambda c, p: steps.collect(c, p, ~p.uncollected(c)),
    Due.ATTEMPT: steps.attempt,
    Due.CONFIRM: lambda c, p: steps.confirm(c, p.road.behaviour),
    Due.LOST: lambda c, p: steps.lose(c),
    Due.REMIT: lambda c, p: steps.remit(c),
}


def travelled(c: Batch, players: SimulatedRoad) -> tuple[Batch, set[int]]:
    """The batch at its journeys' ends, and the timers that rang."""
    rang = set()
    steps.place(c, players)
    while (c.due != Due.NOTHING).any():
        due = Due(int(c.due[c.due != Due.NOTHING].min()))
        rows = np.flatnonzero(c.due == due)
        part = c.take(rows)
        STEPS[due](part, players)
        c.put(rows, part)
        rang.add(int(due))
    return c, rang


def alike(one: Moving, other: Moving) -> None:
    for name in SHARED:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


@pytest.fixture
def crowd() -> Consignments:
    return new_crowd()


@pytest.fixture
def players() -> SimulatedRoad:
    return lively_players()


@pytest.fixture
def office_number(players: SimulatedRoad) -> dict[str, int]:
    return {name: number for number, name in enumerate(sorted(players.road.offices))}


def test_numbers_travel_as_names_do(crowd: Consignments, players: SimulatedRoad, office_number: dict[str, int]) -> None:
    numbers = travellers_of(crowd, players.table, office_number)
    alike(crowd, numbers)
    numbers, rang = travelled(numbers, players)
    assert rang == set(STEPS)
    assert (crowd.due == Due.NOTHING).all(), "the columns were not copied"
    assert (crowd.placed_at > 0).all()
    crowd, _ = travelled(crowd, players)
    alike(crowd, numbers)
    assert set(numbers.carriage.tolist()) == {int(end) for end in ENDS}
    assert set(
        zip(*(column.tolist() for column in (numbers.money, numbers.border, numbers.carriage)), strict=True)
    ) <= (reachable())
    assert (numbers.settled_at > numbers.placed_at).all()
    assert (numbers.due_at == NEVER).all()


def test_parts_travel_as_the_whole_does(
    crowd: Consignments, players: SimulatedRoad, office_number: dict[str, int]
) -> None:
    numbers = travellers_of(crowd, players.table, office_number)
    parts = [numbers.take(np.arange(start, len(numbers), 3)) for start in range(3)]
    whole, _ = travelled(numbers, players)
    again = joined([travelled(part, players)[0] for part in parts])
    order = np.concatenate([np.arange(start, len(numbers), 3) for start in range(3)])
    alike(whole.take(order), again)
    for name in ("key", "lane", "office", "destination"):
        np.testing.assert_array_equal(getattr(whole, name)[order], getattr(again, name))


def test_every_name_has_its_number(crowd: Consignments, players: SimulatedRoad, office_number: dict[str, int]) -> None:
    numbers, road = travellers_of(crowd, players.table, office_number), players.road
    doors = sorted(players.table.destination_number)
    seats = {number: name for name, number in office_number.items()} | {NO_OFFICE: None}
    assert [road.lanes[row].id for row in numbers.lane_rows(players.table)] == crowd.lane.tolist()
    assert [doors[number] for number in numbers.destination_rows(players.table)] == crowd.destination.tolist()
    assert [seats[number] for number in numbers.office.tolist()] == crowd.office.tolist()
    assert [f"{MOMENT}{key:016x}" for key in numbers.keys.tolist()] == crowd.consignment_id.tolist()
    assert numbers.keys.dtype == np.uint64
    assert numbers.abroad.tolist() == crowd.abroad.tolist() == (crowd.border != Border.NOT_NEEDED).tolist()
    assert 0 < numbers.abroad.sum() < len(numbers)
