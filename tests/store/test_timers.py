"""Timers are taken once, the earliest first, by whoever comes; who dies with some in hand gives them back."""

import random
from concurrent.futures import ThreadPoolExecutor

import psycopg

from tearoad.boot.chart import own_chart
from tearoad.boot.road import OpenRoad
from tearoad.operations.ports import TimerRow
from tearoad.store.database import CELL, opened

DUE = 1_760_000_000


def rows(count: int, seed: int = 1) -> list[TimerRow]:
    luck = random.Random(seed)
    return [TimerRow(f"{at + 1:032x}", DUE + luck.randrange(1_000), 1, f"{at:032x}") for at in range(count)]


def set_timers(road: OpenRoad, timers: list[TimerRow]) -> None:
    with road.store.unit() as unit:
        unit.timers.set(timers)


def test_the_earliest_are_taken_first_and_only_those_that_are_due(road: OpenRoad) -> None:
    timers = rows(500)
    set_timers(road, timers)
    before = sorted((row for row in timers if row.due_at < DUE + 600), key=lambda row: (row.due_at, row.timer_id))
    taken: list[TimerRow] = []
    while True:
        with road.store.unit() as unit:
            got = unit.timers.take(DUE + 600, 37)
        if not got:
            break
        taken += got
    assert taken == before
    with road.store.unit() as unit:
        assert len(unit.timers.take(DUE + 1_000, 1_000)) == 500 - len(before)


def test_a_timer_that_is_set_again_stays_as_it_is(road: OpenRoad) -> None:
    one = TimerRow("1" * 32, DUE, 1, "2" * 32)
    set_timers(road, [one])
    set_timers(road, [one._replace(due_at=DUE + 9), one._replace(timer_id="3" * 32)])
    with road.store.unit() as unit:
        assert [row.due_at for row in unit.timers.take(DUE + 100, 10)] == [DUE, DUE]


def test_what_was_taken_by_one_who_failed_is_there_for_the_next(road: OpenRoad) -> None:
    set_timers(road, rows(20))
    try:
        with road.store.unit() as unit:
            assert len(unit.timers.take(DUE + 1_000, 20)) == 20
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    with road.store.unit() as unit:
        assert len(unit.timers.take(DUE + 1_000, 20)) == 20


def test_many_workers_take_each_timer_once(road: OpenRoad) -> None:
    """Their effect, a row of a table, is written in the transaction in which they take; every third of them dies."""
    set_timers(road, rows(2_000))
    road.store.connection.execute("CREATE TABLE effect (timer_id uuid)")

    def work(number: int) -> None:
        luck = random.Random(number)
        with opened(road.url, own_chart()) as store:
            while True:
                try:
                    with store.unit() as unit:
                        got = unit.timers.take(DUE + 1_000, 1 + luck.randrange(40))
                        if not got:
                            return
                        names = [row.timer_id for row in got]
                        unit.roads.cursor.execute("INSERT INTO effect SELECT unnest(%s::uuid[])", [names])
                        if luck.randrange(3) == 0:
                            raise ZeroDivisionError
                except ZeroDivisionError:
                    continue

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    counted = "SELECT count(*), count(DISTINCT timer_id) FROM effect"
    assert road.store.connection.execute(counted).fetchone() == (2_000, 2_000)


def test_the_index_of_the_order_is_used_however_many_wait(road: OpenRoad) -> None:
    set_timers(road, rows(20_000))
    road.store.connection.execute("ANALYZE timer")
    with psycopg.connect(road.url) as connection:
        plan = connection.execute(
            "EXPLAIN SELECT timer_id FROM timer WHERE cell_id = %s AND due_at < to_timestamp(%s) "
            "ORDER BY due_at, timer_id LIMIT 100 FOR UPDATE SKIP LOCKED",
            [CELL, DUE + 1_000],
        ).fetchall()
    assert any("timer_due" in row[0] for row in plan)
    assert not any("Sort" in row[0] for row in plan)
