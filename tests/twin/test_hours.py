"""A station hour by hour against a count of everybody at the end of every hour."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.stations import FAR
from tearoad.terms.days import HOUR
from tearoad.twin.hours import Hours, hourly

START = 450_000 * HOUR


class Item(NamedTuple):
    came: int
    begun: int
    done: int
    grams: int


def station(items: list[Item], count: int) -> Hours:
    came, begun, done, grams = (np.array(column, dtype=np.int64) for column in zip(*items, strict=True))
    return hourly(START, count, came, begun, done, grams)


def counted(items: list[Item], count: int) -> list[tuple[int, ...]]:
    """Queue, grams, busy, oldest, came and done at the end of each hour, from their definitions."""
    rows = []
    for hour in range(count):
        begin, end = START + hour * HOUR, START + (hour + 1) * HOUR
        waits = [one for one in items if one.came <= end < one.begun]
        busy = sum(one.begun <= end < one.done for one in items)
        oldest = end - min((one.came for one in waits), default=end)
        came, done = (
            sum(begin < moment <= end for moment in moments) for moments in list(zip(*items, strict=True))[::2]
        )
        rows.append((len(waits), sum(one.grams for one in waits), busy, oldest, came, done))
    return rows


def rows(found: Hours) -> list[tuple[int, ...]]:
    return [tuple(int(value) for value in row) for row in zip(*found, strict=True)]


def test_by_hand() -> None:
    items = [
        Item(START + 10, START + 10, START + HOUR, 5),  # done as the first hour ends
        Item(START + 20, START + HOUR, START + HOUR + 60, 7),  # begun as the first hour ends
        Item(START + HOUR, START + 3 * HOUR + 1, FAR, 11),
        Item(START + HOUR + 1, FAR, FAR, 13),
    ]
    found = station(items, 4)
    assert found.queue.tolist() == [1, 2, 2, 1]
    assert found.grams.tolist() == [11, 24, 24, 13]
    assert found.busy.tolist() == [1, 0, 0, 1]
    assert found.oldest.tolist() == [0, HOUR, 2 * HOUR, 3 * HOUR - 1]
    assert found.came.tolist() == [3, 1, 0, 0]
    assert found.done.tolist() == [1, 1, 0, 0]
    assert rows(found) == counted(items, 4)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_nobody(count: int) -> None:
    empty = np.zeros(0, dtype=np.int64)
    assert rows(hourly(START, count, empty, empty, empty, empty)) == [(0,) * 6] * count


def test_who_was_there_before_the_start_waits_from_the_start_on() -> None:
    items = [Item(START - 5 * HOUR, START + 2 * HOUR, START + 3 * HOUR, 9), Item(START - HOUR, START - 1, START + 1, 3)]
    found = station(items, 3)
    assert found.queue.tolist() == [1, 0, 0]
    assert found.oldest.tolist() == [6 * HOUR, 0, 0]
    assert found.came.tolist() == [0, 0, 0]
    assert found.done.tolist() == [1, 0, 1]


LENGTHS = st.one_of(st.integers(0, 3 * HOUR), st.sampled_from([0, HOUR, 2 * HOUR]))


@st.composite
def crowds(draw: st.DrawFn) -> list[Item]:
    """Any discipline: the later may begin sooner; some never begin or never end."""
    items = []
    for _ in range(draw(st.integers(1, 12))):
        came = START + draw(st.integers(-2 * HOUR, 6 * HOUR) | st.sampled_from([0, HOUR, 5 * HOUR]))
        begun = draw(st.sampled_from([FAR, 0, 0, 0])) or came + draw(LENGTHS)
        done = FAR if begun == FAR else draw(st.sampled_from([FAR, 0, 0])) or begun + draw(LENGTHS)
        items.append(Item(came, begun, done, draw(st.integers(1, 9))))
    return items


@given(crowds(), st.integers(1, 8))
def test_any_crowd_is_counted_as_one_by_one(items: list[Item], count: int) -> None:
    assert rows(station(items, count)) == counted(items, count)


@given(crowds(), st.integers(1, 8))
def test_who_came_and_is_not_done_is_inside(items: list[Item], count: int) -> None:
    found = station(items, count)
    before = sum(one.came <= START < one.done for one in items)
    assert (before + np.cumsum(found.came - found.done) == found.queue + found.busy).all()
