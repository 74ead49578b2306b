"""Inspections one by one: never more than there is room for, fair by lot, by score against those that came before."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.customs.risk.live import Came, Room, chosen_now
from tearoad.customs.risk.rules import CHANNELS, NO_RULE
from tearoad.customs.risk.select import BY_LOT, BY_MODEL, BY_RULE, INSPECTED, NOBODY

NOTHING = np.zeros(0)


def came(luck: np.random.Generator, count: int, asked: float = 0.0) -> Came:
    """Declarations of which a share is asked for, each channel as often."""
    channels = np.where(luck.random(count) < asked, luck.integers(0, len(CHANNELS), count), NO_RULE)
    return Came(luck.integers(0, 2**63, count).astype(np.uint64), luck.normal(size=count), channels.astype(np.int8))


def tail(stream: Came, at: int, most: int) -> Came:
    return Came(*(column[max(at - most, 0) : at] for column in stream))


def a_day(
    stream: Came, capacity: int, random_share: float, size: int, most: int = 10**6
) -> tuple[np.ndarray, np.ndarray]:
    """Everything of one day in batches of a size."""
    channel, by = np.zeros(len(stream.item), np.int8), np.zeros(len(stream.item), np.int8)
    for at in range(0, len(channel), size):
        given = int((channel[:at] >= INSPECTED).sum())
        share = min(1.0, most / max(at, 1))
        rows = slice(at, at + size)
        new = Came(*(column[rows] for column in stream))
        channel[rows], by[rows] = chosen_now(
            tail(stream, at, most), new, Room(capacity, given, share, random_share), 9, 1
        )
    return channel, by


@given(
    st.integers(0, 2**32), st.integers(0, 60), st.integers(0, 12), st.floats(0, 1), st.floats(0, 1), st.integers(1, 9)
)
def test_what_is_asked_for_is_done_and_the_rest_keeps_to_the_room(
    seed: int, count: int, capacity: int, asked: float, random_share: float, size: int
) -> None:
    stream = came(np.random.default_rng(seed), count, asked)
    channel, by = a_day(stream, capacity, random_share, size)
    for_a_look = stream.asked >= INSPECTED
    assert (channel[for_a_look] == stream.asked[for_a_look]).all()
    assert (by[for_a_look] == BY_RULE).all()
    chosen = (by == BY_LOT) | (by == BY_MODEL)
    assert (channel[chosen] >= INSPECTED).all()
    untouched = ~chosen & (stream.asked == NO_RULE)
    assert (channel[untouched] == 0).all()
    assert (by[untouched] == NOBODY).all()
    assert (by[stream.asked == 0] != BY_MODEL).all(), "what a rule lets pass, the model does not overrule"
    assert chosen.sum() <= capacity


@given(st.integers(0, 2**32), st.integers(0, 60), st.integers(0, 12), st.floats(0, 1), st.integers(1, 9))
def test_the_room_is_used(seed: int, count: int, capacity: int, random_share: float, size: int) -> None:
    _, by = a_day(came(np.random.default_rng(seed), count), capacity, random_share, size)
    assert (by != NOBODY).sum() == min(capacity, count)


def test_the_lot_is_fair_once_a_day_stands_behind() -> None:
    """Three of 301 are looked at: so is a new one, in three of 301 times."""
    luck = np.random.default_rng(5)
    looked = 0
    for _ in range(1_200):
        channel, _ = chosen_now(came(luck, 300), came(luck, 1), Room(3, 0, 1.0, 1.0), 9, 1)
        looked += int(channel[0] >= INSPECTED)
    assert looked == pytest.approx(1_200 * 3 / 301, abs=4 * (1_200 * 0.01) ** 0.5)


def test_scores_are_weighed_against_those_before() -> None:
    luck = np.random.default_rng(3)
    before = came(luck, 200)
    high, low = (
        Came(np.array([7], np.uint64), np.array([score]), np.array([NO_RULE], np.int8)) for score in (9.0, -9.0)
    )
    room = Room(10, 0, 1.0, 0.0)
    assert [int(column[0]) for column in chosen_now(before, high, room, 9, 1)] == [CHANNELS.index("open"), BY_MODEL]
    assert [int(column[0]) for column in chosen_now(before, low, room, 9, 1)] == [0, NOBODY]
    full = room._replace(given=10)
    assert [int(column[0]) for column in chosen_now(before, high, full, 9, 1)] == [0, NOBODY]


def test_a_part_of_a_day_has_its_part_of_the_capacity() -> None:
    """Where the newest thousand came in a hundredth of a day, of a hundred batches of one about two are looked at."""
    luck = np.random.default_rng(8)
    before = came(luck, 1_000)
    room = Room(2_000, 0, 0.01, 1.0)
    looked = sum(int(chosen_now(before, came(luck, 1), room, 9, 1)[0][0] >= INSPECTED) for _ in range(3_000))
    assert looked == pytest.approx(3_000 * 20 / 1_001, abs=4 * 60**0.5)


def test_nobody_is_chosen_of_none() -> None:
    none = Came(NOTHING.astype(np.uint64), NOTHING, NOTHING.astype(np.int8))
    channel, by = chosen_now(none, none, Room(5, 0, 1.0, 0.5), 9, 1)
    assert (len(channel), len(by)) == (0, 0)
