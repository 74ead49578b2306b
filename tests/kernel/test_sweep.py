"""One station agrees with a plain search for the first tick that fits, and does not care where a batch is cut."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.stations import FAR
from tearoad.kernel.sweep import depart, serve

ITEMS = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 40)), min_size=1, max_size=40)
STEPS = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 4)), max_size=6)


def calendar(first: int, gaps: list[tuple[int, int]], last: int) -> tuple[np.ndarray, np.ndarray]:
    ticks = np.cumsum([0, *[gap for gap, _ in gaps], 1])
    return ticks, np.array([first, *[capacity for _, capacity in gaps], last])


def plain(items: list[tuple[int, int]], ticks: np.ndarray, capacity: np.ndarray) -> list[int]:
    """Tick by tick: the first, not before the start of the one ahead, at which fewer are served than may be."""
    ends: list[int] = []
    now = 0
    for arrival, service in items:
        now = max(now, arrival)
        while sum(end > now for end in ends) >= capacity[np.searchsorted(ticks, now, side="right") - 1]:
            now += 1
        ends.append(now + service)
    return ends


def served(
    items: list[tuple[int, int]], ticks: np.ndarray, capacity: np.ndarray, busy: list[int]
) -> tuple[list[int], list[int]]:
    arrival, service = (np.array(column, dtype=np.int64) for column in zip(*items, strict=True))
    ends = np.empty_like(arrival)
    left, fits = serve(arrival, service, ticks, capacity, np.array(busy, dtype=np.int64), ends)
    assert fits
    return ends.tolist(), left.tolist()


@given(ITEMS, st.integers(0, 4), STEPS, st.integers(1, 4))
def test_the_tree_of_servers_is_the_plain_search(
    items: list[tuple[int, int]], first: int, steps: list[tuple[int, int]], last: int
) -> None:
    items.sort(key=lambda item: item[0])
    ticks, capacity = calendar(first, steps, last)
    assert served(items, ticks, capacity, [])[0] == plain(items, ticks, capacity)


@given(ITEMS, ITEMS, st.integers(1, 4))
def test_a_batch_in_two_halves_is_served_as_whole(
    early: list[tuple[int, int]], late: list[tuple[int, int]], servers: int
) -> None:
    items = sorted(early + late, key=lambda item: item[0])
    always = np.zeros(1, dtype=np.int64), np.array([servers])
    idle = [0] * servers
    whole, after = served(items, *always, idle)
    cut = len(early)
    first, between = served(items[:cut], *always, idle)
    second, end = served(items[cut:], *always, between)
    assert first + second == whole
    assert end == after
    assert len(after) == servers


def test_nobody_is_served_after_the_last_server_has_gone() -> None:
    ends, _ = served([(0, 5), (0, 5), (9, 5)], np.array([0, 3]), np.array([1, 0]), [])
    assert ends == [5, FAR, FAR]


def test_a_tick_that_leaves_no_room_for_the_servers_number_is_told() -> None:
    one, two = np.zeros(1, dtype=np.int64), np.array([2])
    for service, fits in ((2**59, True), (2**61, False)):
        found = serve(one, np.array([service]), one, two, np.zeros(2, dtype=np.int64), np.empty(1, dtype=np.int64))
        assert found[1] is fits


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(1, 20), st.integers(0, 12)), max_size=8),
)
def test_a_timetable_takes_along_those_in_front(
    items: list[tuple[int, int]], departures: list[tuple[int, int]]
) -> None:
    items.sort(key=lambda item: item[0])
    ticks = np.cumsum([gap for gap, _ in departures]).astype(np.int64)
    rooms = np.array([room for _, room in departures], dtype=np.int64)
    arrival, load = (np.array(column, dtype=np.int64) for column in zip(*items, strict=True))
    found = np.empty_like(arrival)
    depart(arrival, np.arange(len(items)), np.full(len(items), 2), ticks, rooms, load, found)
    waiting = list(range(len(items)))
    expected = [FAR] * len(items)
    for tick, room in zip(ticks.tolist(), rooms.tolist(), strict=True):
        left = room
        while waiting and arrival[waiting[0]] <= tick and left > 0 and min(load[waiting[0]], room) <= left:
            one = waiting.pop(0)
            left -= int(load[one])
            expected[one] = tick + 2
    assert found.tolist() == expected
