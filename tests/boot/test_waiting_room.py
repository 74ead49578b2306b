"""The waiting room over a data base: one number each, in turn, whoever asks and whatever restarts."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tearoad.boot.chart import own_chart
from tearoad.boot.road import OpenRoad
from tearoad.boot.waiting_room import WaitingRoom
from tearoad.payments.admission import Answer, Ticket
from tearoad.store.pool import PooledStore
from tearoad.terms.refusal import BadInput


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(road: OpenRoad) -> Iterator[PooledStore]:
    with closing(PooledStore(road.url, own_chart(), 8)) as found:
        yield found


@pytest.fixture
def room(store: PooledStore, clock: Clock) -> Iterator[WaitingRoom]:
    with closing(WaitingRoom(store, clock)) as found:
        yield found


def taken(room: WaitingRoom, buyer: str) -> Ticket:
    found = room.take(buyer)
    assert found
    return found[1]


def test_without_a_campaign_everybody_enters(room: WaitingRoom) -> None:
    assert room.campaign() is None
    assert room.take("anna") is None
    assert room.answer(None, "anna") is Answer.ENTER


def test_each_gets_a_number_of_their_own_and_enters_in_turn(room: WaitingRoom, clock: Clock) -> None:
    room.open("eleven", 60)
    clock.now += 2
    names = [f"b{number}" for number in range(200)]
    with ThreadPoolExecutor(16) as pool:
        tickets = list(pool.map(lambda name: taken(room, name), names))
    numbers = [ticket.number for ticket in tickets]
    assert sorted(numbers) == list(range(2, 202))
    assert [ticket.buyer for ticket in tickets] == names
    early, late = (min(tickets, key=lambda one: one.number), max(tickets, key=lambda one: one.number))
    assert room.answer(early, early.buyer) is Answer.ENTER
    assert room.answer(late, late.buyer) is Answer.NOT_YET
    clock.now += 199
    assert room.answer(late, late.buyer) is Answer.ENTER
    assert room.answer(late, early.buyer) is Answer.NOT_YOURS


def test_a_restart_changes_nobodys_turn(room: WaitingRoom, store: PooledStore, clock: Clock) -> None:
    room.open("eleven", 60)
    mine = taken(room, "anna")
    with closing(WaitingRoom(store, clock)) as again:
        assert taken(again, "egor").number == mine.number + 1
        assert again.answer(mine, "anna") is room.answer(mine, "anna") is Answer.NOT_YET
        clock.now += 2
        assert again.answer(mine, "anna") is Answer.ENTER


def test_a_ticket_of_yesterday_opens_nothing_today(room: WaitingRoom, clock: Clock) -> None:
    room.open("yesterday", 60)
    old = taken(room, "anna")
    clock.now += 86_400
    assert room.end() == "yesterday"
    clock.now += 2
    assert room.answer(old, "anna") is Answer.ENTER, "nothing is open"
    room.open("today", 60)
    clock.now += 2
    assert room.answer(old, "anna") is Answer.OTHER_CAMPAIGN


def test_a_rate_that_is_changed_is_heard_within_a_moment(room: WaitingRoom, clock: Clock) -> None:
    room.open("eleven", 1)
    late = [taken(room, "anna") for _ in range(100)][-1]
    clock.now += 60
    assert room.answer(late, "anna") is Answer.NOT_YET
    room.change(6_000)
    clock.now += 2
    assert room.answer(late, "anna") is Answer.ENTER


def test_what_is_no_campaign_is_one_line(room: WaitingRoom) -> None:
    for name in ("", "Eleven", "a b", "x" * 41, "a\0"):
        with pytest.raises(BadInput, match="campaign"):
            room.open(name, 60)
    for a_minute in (0, -1, 10**9):
        with pytest.raises(BadInput, match="orders a minute"):
            room.open("eleven", a_minute)
    for act in (room.end, lambda: room.change(5)):
        with pytest.raises(BadInput, match="no campaign is open"):
            act()
    room.open("eleven", 60)
    with pytest.raises(BadInput, match="one is open"):
        room.open("twelve", 60)
    room.end()
    with pytest.raises(BadInput, match="one of this name was"):
        room.open("eleven", 60)
