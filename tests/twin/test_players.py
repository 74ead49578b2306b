"""The players keep the timetable, rest when their country rests, and draw the same luck for names and for numbers."""

from collections.abc import Callable

import numpy as np
import pytest
from crowd import lively_players, new_crowd

from tearoad.journey.consignments import Consignments
from tearoad.journey.moving import Due, Moving
from tearoad.journey.stages import Border
from tearoad.network.road import ROUND_LEAD
from tearoad.terms.days import DAY, MOSCOW
from tearoad.twin.players import MOST_ATTEMPTS, Draw, SimulatedRoad
from tearoad.twin.travellers import travellers_of

ANSWERS: dict[str, Callable[[SimulatedRoad, Moving], object]] = {
    "after_order": lambda p, c: p.after_order(c),
    "inspected": lambda p, c: p.inspected(c, c.goods_minor),
    "departure": lambda p, c: p.departure(c),
    "after_departure": lambda p, c: p.after_departure(c),
    "inspection_ends": lambda p, c: p.inspection_ends(c),
    "border_refuses": lambda p, c: p.border_refuses(c),
    "out_for_delivery": lambda p, c: p.out_for_delivery(c),
    "to_collect": lambda p, c: p.to_collect(c),
    "collection": lambda p, c: p.collection(c),
    "uncollected": lambda p, c: p.uncollected(c),
    "at_the_door": lambda p, c: p.at_the_door(c),
    "nobody_home": lambda p, c: p.nobody_home(c),
    "next_attempt": lambda p, c: p.next_attempt(c),
    "refused_at_door": lambda p, c: p.refused_at_door(c),
    "confirmation": lambda p, c: p.confirmation(c),
}


@pytest.fixture
def crowd() -> Consignments:
    return new_crowd()


@pytest.fixture
def players() -> SimulatedRoad:
    return lively_players()


@pytest.fixture
def waiting(crowd: Consignments) -> Consignments:
    crowd.due_at[:] = crowd.placed_at + 3 * DAY
    return crowd


@pytest.mark.parametrize("name", ANSWERS)
def test_names_and_numbers_get_one_answer_in_any_order(
    name: str, waiting: Consignments, players: SimulatedRoad
) -> None:
    ask, offices = ANSWERS[name], players.table.office_number
    numbers = travellers_of(waiting, players.table, offices)
    told = np.atleast_2d(np.array(ask(players, waiting)))
    back = np.atleast_2d(np.array(ask(players, numbers.take(np.arange(len(numbers))[::-1]))))
    np.testing.assert_array_equal(back[:, ::-1], told)
    assert len({tuple(row) for row in told.T.tolist()}) > 1


def test_a_lane_departs_by_its_headway(waiting: Consignments, players: SimulatedRoad) -> None:
    headway = {lane.id: lane.headway for lane in players.road.lanes}
    for lane, due, at in zip(waiting.lane, waiting.due_at.tolist(), players.departure(waiting).tolist(), strict=True):
        assert at % headway[lane] == 0
        assert due <= at < due + headway[lane]


def test_local_goods_go_to_the_door_and_the_others_to_an_office_or_nowhere(
    waiting: Consignments, players: SimulatedRoad
) -> None:
    due, at = players.after_departure(waiting)
    local = waiting.border == Border.NOT_NEEDED
    assert set(due[local].tolist()) == {Due.OUT}
    assert set(due[~local].tolist()) == {Due.ARRIVE, Due.LOST}
    lost = due == Due.LOST
    assert set((at - waiting.due_at)[lost].tolist()) == {players.road.behaviour.lost_after}
    assert (at >= waiting.due_at).all()


def test_half_of_the_parcels_take_at_most_the_median_to_the_office(
    waiting: Consignments, players: SimulatedRoad
) -> None:
    due, at = players.after_departure(waiting)
    median = {lane.id: lane.transit_p50 for lane in players.road.lanes}
    rows = due == Due.ARRIVE
    quick = (at - waiting.due_at)[rows] <= np.array([median[lane] for lane in waiting.lane[rows]])
    assert 0.45 < quick.mean() < 0.55


@pytest.mark.parametrize(
    ("ask", "lead"),
    [(SimulatedRoad.next_attempt, 0), (SimulatedRoad.out_for_delivery, ROUND_LEAD)],
)
def test_nobody_delivers_on_a_holiday(
    ask: Callable[[SimulatedRoad, Moving], np.ndarray], lead: int, waiting: Consignments, players: SimulatedRoad
) -> None:
    closed = players.road.closed["RU"]
    holiday = int(closed[closed > 20_400][0])
    waiting.due_at[:] = (holiday - 2) * DAY + np.arange(len(waiting)) * 97 % (2 * DAY)
    out = ask(players, waiting)
    day = (out + lead + MOSCOW) // DAY
    assert not np.isin(day, closed).any()
    assert (out >= waiting.due_at).all()


def test_the_last_attempt_never_fails(waiting: Consignments, players: SimulatedRoad) -> None:
    for attempts in range(MOST_ATTEMPTS):
        waiting.attempts[:] = attempts
        assert players.nobody_home(waiting).any() == (attempts < MOST_ATTEMPTS - 1)


def test_only_those_who_pay_at_the_door_refuse_there(waiting: Consignments, players: SimulatedRoad) -> None:
    refused = players.refused_at_door(waiting)
    assert refused.any()
    assert not (refused & ~waiting.cash_on_delivery).any()


def test_lockers_hold_what_is_paid_and_nobody_comes_after_the_term(
    waiting: Consignments, players: SimulatedRoad
) -> None:
    term, takes = players.road.behaviour.storage_point, players.collection(waiting) - waiting.due_at
    assert not (players.to_collect(waiting) & waiting.cash_on_delivery).any()
    assert ((takes > 0) & (takes <= term)).all()
    assert (takes[players.uncollected(waiting)] == term).all()
    waiting.attempts[:] = 1
    assert not players.to_collect(waiting).any()


def test_the_stages_of_luck_keep_their_numbers() -> None:
    assert {draw.name: draw.value for draw in Draw} == {
        "CANCEL": 0,
        "CANCEL_AT": 1,
        "HANDLING": 2,
        "INSPECT": 3,
        "LOSS": 4,
        "TRANSIT": 5,
        "INSPECTION": 6,
        "BORDER_REFUSAL": 7,
        "LAST_MILE": 8,
        "REFUSED_AT_DOOR": 9,
        "FIRST_ATTEMPT": 10,
        "CONFIRM": 20,
        "CONFIRM_AT": 21,
        "BANK": 22,
        "BANK_REFUSES": 23,
        "LOCKER": 24,
        "COLLECT_AT": 25,
        "UNCOLLECTED": 26,
    }
