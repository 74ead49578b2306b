"""Each step reports its facts, keeps its moments and sums, sets the next timer, and gives back when it happened."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from tearoad.boot.road import own_corridor
from tearoad.journey import steps
from tearoad.journey.moving import NEVER, Due, Moving, joined
from tearoad.journey.stages import Border, Carriage, Money
from tearoad.network.choose import LaneTable

NOW = 1_000_000
BEHAVIOUR = own_corridor().road.behaviour


@dataclass
class Batch(Moving):
    """The least that can step."""

    key: np.ndarray

    @property
    def keys(self) -> np.ndarray:
        return self.key

    @property
    def abroad(self) -> np.ndarray:
        return self.border != Border.NOT_NEEDED

    def lane_rows(self, table: LaneTable) -> np.ndarray:
        raise NotImplementedError

    def last_lanes(self, table: LaneTable) -> np.ndarray:
        raise NotImplementedError

    def destination_rows(self, table: LaneTable) -> np.ndarray:
        raise NotImplementedError


class Scripted:
    """Players whose moments are a fixed time after the one at which they are asked, and whose choices are given."""

    def __init__(self, **choices: list[bool]) -> None:
        self.choices = {name: np.array(rows) for name, rows in choices.items()}

    def after_order(self, c: Moving) -> tuple[np.ndarray, np.ndarray]:
        return np.full(len(c), Due.READY), c.placed_at + 1

    def inspected(self, c: Moving, value_euro_minor: np.ndarray) -> np.ndarray:
        return self.choices["opened"]

    def departure(self, c: Moving) -> np.ndarray:
        return c.due_at + 2

    def after_departure(self, c: Moving) -> tuple[np.ndarray, np.ndarray]:
        return np.where(c.abroad, Due.ARRIVE, Due.OUT), c.due_at + np.where(c.abroad, 3, 4)

    def inspection_ends(self, c: Moving) -> np.ndarray:
        return c.due_at + 5

    def border_refuses(self, c: Moving) -> np.ndarray:
        return self.choices["border_refuses"]

    def out_for_delivery(self, c: Moving) -> np.ndarray:
        return c.due_at + 6

    def at_the_door(self, c: Moving) -> np.ndarray:
        return c.due_at + 7

    def to_collect(self, c: Moving) -> np.ndarray:
        return self.choices.get("to_collect", np.zeros(len(c), dtype=bool))

    def collection(self, c: Moving) -> np.ndarray:
        return c.due_at + 10

    def uncollected(self, c: Moving) -> np.ndarray:
        return self.choices["uncollected"]

    def nobody_home(self, c: Moving) -> np.ndarray:
        return self.choices["nobody_home"]

    def next_attempt(self, c: Moving) -> np.ndarray:
        return c.due_at + 8

    def refused_at_door(self, c: Moving) -> np.ndarray:
        return self.choices["refused_at_door"]

    def confirmation(self, c: Moving) -> np.ndarray:
        return c.due_at + 9


def batch(*states: tuple[Money, Border, Carriage], **columns: Any) -> Batch:
    """Rows in these states; row r is due at NOW + 100 * r."""
    count = len(states)
    money, border, carriage = (np.array(column, dtype=np.int8) for column in zip(*states, strict=True))
    numbers = {
        "goods_minor": 1_000,
        "postage_minor": 200,
        "duty_minor": 20,
        "tax_minor": 10,
        "assessed_minor": NEVER,
        "refunded_minor": 0,
        "weight_grams": 500,
        "placed_at": NOW - 50,
        "dispatched_at": NEVER,
        "arrived_at": NEVER,
        "left_office_at": NEVER,
        "delivered_at": NEVER,
        "settled_at": NEVER,
        "renewed_on": NEVER,
    }
    whole = {name: np.full(count, value, dtype=np.int64) for name, value in numbers.items()}
    whole |= {
        "inspect": np.zeros(count, dtype=bool),
        "attempts": np.zeros(count, dtype=np.int8),
        "cash_on_delivery": np.zeros(count, dtype=bool),
        "due": np.zeros(count, dtype=np.int8),
        "due_at": NOW + 100 * np.arange(count, dtype=np.int64),
        "key": np.arange(count, dtype=np.uint64),
    }
    for name, value in columns.items():
        whole[name] = np.array(value, dtype=whole[name].dtype)
    return Batch(money=money, border=border, carriage=carriage, **whole)


def states(c: Moving) -> list[tuple[int, int, int]]:
    return list(zip(c.money.tolist(), c.border.tolist(), c.carriage.tolist(), strict=True))


def timers(c: Moving) -> list[tuple[int, int]]:
    return list(zip(c.due.tolist(), c.due_at.tolist(), strict=True))


RESTING = (Due.NOTHING, NEVER)
PARCEL = (Money.HELD, Border.UNDECLARED, Carriage.NONE)
CASH = (Money.NONE, Border.UNDECLARED, Carriage.NONE)
LOCAL = (Money.HELD, Border.NOT_NEEDED, Carriage.NONE)


def test_an_order_is_paid_unless_it_is_paid_at_the_door() -> None:
    c = batch((Money.NONE, Border.UNDECLARED, Carriage.NONE), CASH, cash_on_delivery=[False, True])
    steps.place(c, Scripted())
    assert states(c) == [PARCEL, CASH]
    assert timers(c) == [(Due.READY, NOW - 49)] * 2
    assert c.due.dtype == np.int8


def test_a_cancelled_order_is_given_back_unless_nothing_was_paid() -> None:
    c = batch(PARCEL, CASH, LOCAL, cash_on_delivery=[False, True, False], refunded_minor=[5, 5, 5])
    assert steps.cancel(c).tolist() == c.settled_at.tolist() == [NOW, NOW + 100, NOW + 200]
    assert states(c) == [
        (Money.REFUNDED, Border.UNDECLARED, Carriage.CANCELLED),
        (Money.NONE, Border.UNDECLARED, Carriage.CANCELLED),
        (Money.REFUNDED, Border.NOT_NEEDED, Carriage.CANCELLED),
    ]
    assert c.refunded_minor.tolist() == [1_235, 5, 1_235]
    assert timers(c) == [RESTING] * 3


def test_only_what_crosses_the_border_is_declared_and_the_quote_stands_where_there_is_no_total() -> None:
    c = batch(PARCEL, PARCEL, PARCEL, LOCAL)
    rows, green = steps.declare(c, np.array([40, -1, 0, 70]), np.array([True, False, False, True]))
    assert rows.tolist() == [True, True, True, False]
    assert green.tolist() == [False, True, True, False]
    assert c.inspect.tolist() == [True, False, False, False]
    assert c.assessed_minor.tolist() == [40, 30, 0, NEVER]
    assert c.border.tolist() == [Border.SELECTED, Border.RELEASED, Border.RELEASED, Border.NOT_NEEDED]


def test_what_was_handed_over_departs_and_arrives() -> None:
    c = batch((Money.HELD, Border.SELECTED, Carriage.NONE), LOCAL)
    assert steps.hand_over(c, Scripted()).tolist() == c.dispatched_at.tolist() == [NOW, NOW + 100]
    assert timers(c) == [(Due.DEPART, NOW + 2), (Due.DEPART, NOW + 102)]
    assert steps.depart(c, Scripted()).tolist() == [NOW + 2, NOW + 102]
    assert timers(c) == [(Due.ARRIVE, NOW + 5), (Due.OUT, NOW + 106)]
    assert c.carriage.tolist() == [Carriage.IN_TRANSIT] * 2
    there = c.take(np.array([0]))
    assert steps.arrive(there, np.array([NOW + 77])).tolist() == there.arrived_at.tolist() == [NOW + 5]
    assert timers(there) == [(Due.LEAVE, NOW + 77)]
    assert there.carriage.tolist() == [Carriage.AT_OFFICE]
    c.put(np.array([0]), there)
    assert timers(c) == [(Due.LEAVE, NOW + 77), (Due.OUT, NOW + 106)]


def test_nothing_is_handed_over_undeclared() -> None:
    with pytest.raises(AssertionError, match="ACCEPTED"):
        steps.hand_over(batch(PARCEL), Scripted())


def test_red_parcels_wait_for_the_officers_and_green_ones_go_on() -> None:
    c = batch(
        (Money.HELD, Border.SELECTED, Carriage.AT_OFFICE),
        (Money.HELD, Border.RELEASED, Carriage.AT_OFFICE),
        inspect=[True, False],
    )
    at, red = steps.leave(c, Scripted())
    assert at.tolist() == [NOW, NOW + 100]
    assert red.tolist() == [True, False]
    assert c.border.tolist() == [Border.HELD, Border.RELEASED]
    assert c.left_office_at.tolist() == [NEVER, NOW + 100]
    assert timers(c) == [(Due.INSPECTED, NOW + 5), (Due.OUT, NOW + 106)]


def test_the_officers_release_or_send_back() -> None:
    held = (Money.HELD, Border.HELD, Carriage.AT_OFFICE)
    cash = (Money.NONE, Border.HELD, Carriage.AT_OFFICE)
    c = batch(held, held, cash, cash_on_delivery=[False, False, True])
    at, refused = steps.inspected(c, Scripted(border_refuses=[True, False, True]))
    assert at.tolist() == c.left_office_at.tolist() == [NOW, NOW + 100, NOW + 200]
    assert refused.tolist() == [True, False, True]
    assert states(c) == [
        (Money.REFUNDED, Border.REFUSED, Carriage.RETURNED),
        (Money.HELD, Border.RELEASED, Carriage.AT_OFFICE),
        (Money.NONE, Border.REFUSED, Carriage.RETURNED),
    ]
    assert c.refunded_minor.tolist() == [1_230, 0, 0]
    assert c.settled_at.tolist() == [NOW, NEVER, NOW + 200]
    assert timers(c) == [RESTING, (Due.OUT, NOW + 106), RESTING]


def test_it_waits_to_be_fetched_and_goes_back_when_nobody_comes() -> None:
    c = batch(*[(Money.HELD, Border.RELEASED, Carriage.AT_OFFICE)] * 3)
    assert steps.go_out(c, Scripted(to_collect=[False, True, True])).waits.tolist() == [False, True, True]
    assert c.carriage.tolist() == [Carriage.OUT_FOR_DELIVERY, Carriage.COLLECTABLE, Carriage.COLLECTABLE]
    assert timers(c) == [(Due.ATTEMPT, NOW + 7), (Due.COLLECT, NOW + 110), (Due.COLLECT, NOW + 210)]
    c = c.take(np.array([1, 2]))
    assert steps.collect(c, Scripted(), np.array([True, False])).tolist() == [NOW + 110, NOW + 210]
    assert states(c) == [
        (Money.HELD, Border.RELEASED, Carriage.DELIVERED),
        (Money.REFUNDED, Border.RELEASED, Carriage.RETURNED),
    ]
    assert (c.delivered_at.tolist(), c.refunded_minor.tolist()) == ([NOW + 110, NEVER], [0, 1_230])
    assert timers(c) == [(Due.CONFIRM, NOW + 119), RESTING]


def test_at_the_door_it_is_refused_or_nobody_is_home_or_it_is_taken() -> None:
    cash, paid = (Money.NONE, Border.RELEASED, Carriage.AT_OFFICE), (Money.HELD, Border.NOT_NEEDED, Carriage.IN_TRANSIT)
    c = batch(cash, paid, cash, paid, cash_on_delivery=[True, False, True, False])
    assert steps.go_out(c, Scripted()).at.tolist() == [NOW, NOW + 100, NOW + 200, NOW + 300]
    assert timers(c) == [(Due.ATTEMPT, NOW + 100 * row + 7) for row in range(4)]
    players = Scripted(refused_at_door=[True, False, False, False], nobody_home=[True, True, False, False])
    at, refused, absent, taken = steps.attempt(c, players)
    assert at.tolist() == [NOW + 7, NOW + 107, NOW + 207, NOW + 307]
    assert (refused.tolist(), absent.tolist()) == ([True, False, False, False], [False, True, False, False])
    assert taken.tolist() == [False, False, True, True]
    assert states(c) == [
        (Money.NONE, Border.RELEASED, Carriage.RETURNED),
        (Money.HELD, Border.NOT_NEEDED, Carriage.FAILED_ATTEMPT),
        (Money.HELD, Border.RELEASED, Carriage.DELIVERED),
        (Money.HELD, Border.NOT_NEEDED, Carriage.DELIVERED),
    ]
    assert c.attempts.tolist() == [0, 1, 0, 0]
    assert c.delivered_at.tolist() == [NEVER, NEVER, NOW + 207, NOW + 307]
    assert c.settled_at.tolist() == [NOW + 7, NEVER, NEVER, NEVER]
    assert c.refunded_minor.tolist() == [0] * 4
    assert timers(c) == [RESTING, (Due.OUT, NOW + 115), (Due.CONFIRM, NOW + 216), (Due.CONFIRM, NOW + 316)]


def test_what_is_lost_is_given_back() -> None:
    c = batch((Money.HELD, Border.SELECTED, Carriage.IN_TRANSIT))
    assert steps.lose(c).tolist() == c.settled_at.tolist() == [NOW]
    assert states(c) == [(Money.REFUNDED, Border.SELECTED, Carriage.LOST)]
    assert (c.refunded_minor.tolist(), timers(c)) == ([1_230], [RESTING])


def test_a_purchase_is_confirmed_by_hand_or_by_the_clock_and_cash_is_handed_over_later() -> None:
    there = (Money.HELD, Border.RELEASED, Carriage.DELIVERED)
    window, later = BEHAVIOUR.auto_confirm, BEHAVIOUR.remit_after
    assert later < window
    at = [NOW, NOW + 100, NOW + 200, NOW + 300]
    delivered_at = [NOW - window, NOW + 100 - window + 1, NOW + 200, NOW + 300 - window]
    c = batch(there, there, there, there, delivered_at=delivered_at, cash_on_delivery=[False, False, True, True])
    assert steps.confirm(c, BEHAVIOUR).tolist() == c.settled_at.tolist() == at
    by_clock, by_hand = Carriage.AUTO_CONFIRMED, Carriage.CONFIRMED
    assert c.carriage.tolist() == [by_clock, by_hand, by_hand, by_clock]
    assert c.money.tolist() == [Money.RELEASED] * 4
    assert timers(c) == [RESTING, RESTING, (Due.REMIT, NOW + 200 + later), (Due.REMIT, NOW + 300)]
    cash = c.take(np.array([2, 3]))
    assert steps.remit(cash).tolist() == [NOW + 200 + later, NOW + 300]
    assert timers(cash) == [RESTING] * 2
    assert cash.settled_at.tolist() == at[2:]


def test_a_batch_is_its_parts() -> None:
    c = batch(PARCEL, CASH, LOCAL, due=[1, 2, 3])
    again = joined([c.take(np.array([0])), c.take(np.array([False, True, True]))])
    assert (states(again), timers(again), len(again)) == (states(c), timers(c), 3)
    again.due_at[:] = NEVER
    assert c.due_at[0] == NOW


def test_a_charged_back_parcel_travels_on_and_one_not_handed_over_is_cancelled() -> None:
    way = (Money.HELD, Border.RELEASED, Carriage.IN_TRANSIT)
    done = (Money.RELEASED, Border.RELEASED, Carriage.CONFIRMED)
    c = batch(
        PARCEL, way, done, due=[Due.READY, Due.OUT, Due.NOTHING], due_at=[NOW, NOW, NEVER], settled_at=[NEVER, NEVER, 7]
    )
    unsent = steps.charge_back(c, np.array([NOW + 1, NOW + 2, NOW + 3]))
    assert unsent.tolist() == [True, False, False]
    assert states(c) == [
        (Money.CHARGED_BACK, Border.UNDECLARED, Carriage.CANCELLED),
        (Money.CHARGED_BACK, *way[1:]),
        (Money.CHARGED_BACK, *done[1:]),
    ]
    assert timers(c) == [RESTING, (Due.OUT, NOW), RESTING]
    assert c.refunded_minor.tolist() == [1_230] * 3
    assert c.settled_at.tolist() == [NOW + 1, NOW + 2, 7]


def test_what_was_charged_back_is_neither_released_nor_given_back_again() -> None:
    gone = Money.CHARGED_BACK
    c = batch((gone, Border.RELEASED, Carriage.DELIVERED), refunded_minor=[1_230], settled_at=[5], delivered_at=[NOW])
    steps.confirm(c, BEHAVIOUR)
    assert states(c) == [(gone, Border.RELEASED, Carriage.CONFIRMED)]
    assert (c.settled_at.tolist(), timers(c)) == ([5], [RESTING])
    c = batch((gone, Border.SELECTED, Carriage.IN_TRANSIT), refunded_minor=[1_230], settled_at=[5])
    steps.lose(c)
    assert states(c) == [(gone, Border.SELECTED, Carriage.LOST)]
    assert (c.settled_at.tolist(), c.refunded_minor.tolist(), timers(c)) == ([5], [1_230], [RESTING])
