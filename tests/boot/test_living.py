"""The road goes on by itself: in small steps as in days, beside visitors, and after a rest."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from databases import migrated_data_base

from tearoad.boot import living
from tearoad.boot.desks import desks_of
from tearoad.boot.living import Living, clock_of, live_until, step
from tearoad.boot.road import OpenRoad, drop_data_base, open_road
from tearoad.cli.demo_commands import stock_demo
from tearoad.demo.orders import FIRST
from tearoad.demo.stream import Stream
from tearoad.operations.advance import advance
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS, AskedOrder
from tearoad.operations.place_orders import place_orders
from tearoad.terms.days import DAY, HOUR, day_start
from tearoad.terms.refusal import BadInput, Unavailable

START = day_start(FIRST)
ORDERS = 3_000  # in the demo's fourteen months


@pytest.fixture
def stocked(road: OpenRoad) -> OpenRoad:
    stock_demo(road, ORDERS)
    advance(road.platform, START)
    return road


@pytest.fixture
def second(server_url: str) -> Iterator[OpenRoad]:
    name = "tearoad_test_living_second"
    drop_data_base(server_url, name)
    with open_road(migrated_data_base(server_url, name)) as road:
        stock_demo(road, ORDERS)
        advance(road.platform, START)
        yield road
    drop_data_base(server_url, name)


def test_small_steps_end_as_days_do(stocked: OpenRoad, second: OpenRoad) -> None:
    asked = Stream(stocked.corridor, ORDERS).between
    end = START + 24 * DAY
    live_until(stocked.platform, asked, end)
    while clock_of(second.platform) < end:
        step(second.platform, asked, min(5 * HOUR + 1_000, end - clock_of(second.platform)))
    for road in (stocked, second):
        early = "SELECT count(*) FROM scan, road WHERE at >= clock_at"
        assert road.store.connection.execute(early).fetchone() == (0,)
        step(road.platform, lambda *span: [], START + 200 * DAY - clock_of(road.platform))
        assert road.check() == []
    assert stocked.digest() == second.digest()


def test_a_visitor_travels_with_the_others(stocked: OpenRoad) -> None:
    """Their orders are placed at the clock's moment, by another connection, while the clock goes on."""
    stream = Stream(stocked.corridor, ORDERS)
    pattern = stream.between(START, START + 30 * DAY)[:40]
    placed: list[str] = []
    stop = threading.Event()

    def visit(platform: object) -> None:
        for order in pattern:
            for _ in range(100):  # the clock may move between the look and the order
                now = clock_of(platform)  # type: ignore[arg-type]
                mine = order._replace(order_id=f"V{order.order_id}", placed_at=now, lines=_at(order, now))
                if not place_orders(platform, [mine], ASSUMED_WEIGHT_GRAMS):  # type: ignore[arg-type]
                    placed.append(mine.order_id)
                    break
        stop.set()

    desks = desks_of(stocked.url)
    with closing(desks.store):
        visitor = threading.Thread(target=visit, args=(desks.platform(),))
        visitor.start()
        Living(stocked.platform, stream.between, 60 * 24, lambda: not stop.is_set(), print, tick=0.01).run()
        visitor.join()
    assert len(placed) == len(pattern)
    live_until(stocked.platform, lambda *span: [], clock_of(stocked.platform) + 150 * DAY)
    assert stocked.check() == []
    said = stocked.verdicts(placed)
    assert {order for order, _ in said} == set(placed)
    assert "under way" not in {verdict for verdict, _ in said.values()}


def _at(order: AskedOrder, now: int) -> tuple[object, ...]:
    return tuple(line._replace(order=f"V{order.order_id}", placed_at=now) for line in order.lines)


def test_shelves_are_filled_once_on_a_monday(stocked: OpenRoad) -> None:
    monday = START + next(day for day in range(7) if (START // DAY + day + 3) % 7 == 0) * DAY
    bare = "UPDATE stock SET on_hand = reserved"
    full = "SELECT count(*) FROM stock WHERE on_hand > reserved"

    def filled(until: int) -> bool:
        stocked.store.connection.execute(bare)
        advance(stocked.platform, until)
        row = stocked.store.connection.execute(full).fetchone()
        return row is not None and row[0] > 0

    advance(stocked.platform, monday - HOUR)
    assert filled(monday) is False  # the step ends where Monday begins
    assert filled(monday + HOUR) is True
    assert filled(monday + 2 * HOUR) is False
    assert filled(monday + 8 * DAY) is True


def test_the_pace_and_what_goes_wrong(stocked: OpenRoad, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    turns = iter([True] * 19 + [False])
    one = Living(stocked.platform, lambda *span: [], 2.0, lambda: next(turns), said.append, tick=0.001)
    real, fails = living.step, iter([True, True, True, False])

    def failing(*words: object) -> object:
        if next(fails, False):
            raise Unavailable("the data base went away")
        return real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(living, "step", failing)
    one.run()
    waits, goes_on, slow = said  # each once, though it was away for three steps and slow for many
    assert waits == "the road waits: the data base went away"
    assert goes_on == "the data base is back; the road goes on"
    assert slow.startswith("the road cannot keep 2 days a minute")
    assert clock_of(stocked.platform) == START + 16 * round(2 * DAY / 60 * 0.001)


def test_a_road_without_numbers_waits_for_its_operator(stocked: OpenRoad, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    turns, fails = iter([True] * 4 + [False]), iter([True, True, False, False])
    one = Living(stocked.platform, lambda *span: [], 2.0, lambda: next(turns), said.append, tick=0.001)

    def failing(*words: object) -> object:
        if next(fails):
            raise BadInput("S10 HA of CN: no numbers are left")
        return {}

    monkeypatch.setattr(living, "step", failing)
    one.run()
    assert said[:2] == ["the road waits: S10 HA of CN: no numbers are left", "the road goes on"]


def test_a_pace_that_is_kept_is_not_complained_about(stocked: OpenRoad) -> None:
    said: list[str] = []
    turns = iter([True] * 3 + [False])
    Living(stocked.platform, lambda *span: [], 2.0, lambda: next(turns), said.append, tick=0.5).run()
    assert said == []
    assert clock_of(stocked.platform) == START + 3 * DAY / 60


def test_it_outlives_its_connections(stocked: OpenRoad) -> None:
    said: list[str] = []
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
    own = stocked.store.connection.info.backend_pid
    turns = iter(range(10))

    def alive() -> bool:
        turn = next(turns)
        if turn in {3, 6}:
            stocked.store.connection.execute(cut, [own])
        return turn < 9

    desks = desks_of(stocked.url)
    with closing(desks.store):
        Living(desks.platform(), lambda *span: [], 1.0, alive, said.append, tick=0.05).run()
    lost = [line for line in said if line.startswith("the road waits")]
    assert len(lost) <= 2
    assert clock_of(stocked.platform) >= START + (9 - len(lost)) * round(DAY / 60 * 0.05)


def test_what_came_too_late_is_counted(stocked: OpenRoad) -> None:
    """Another process moves the clock between the look at it and the orders."""
    stream = Stream(stocked.corridor, ORDERS)
    said: list[str] = []
    turns = iter([True, False])

    def asked(start: int, end: int) -> list[AskedOrder]:
        advance(stocked.platform, START + 2 * DAY)
        return stream.between(start, end)

    Living(stocked.platform, asked, 60 * DAY, lambda: next(turns), said.append, tick=1 / DAY).run()
    orders = stream.between(START, START + DAY)
    assert orders
    assert f"{sum(len(order.lines) for order in orders)} lines of the demo came too late and were left out" in said


def test_the_stream_does_not_end(road: OpenRoad) -> None:
    stream = Stream(road.corridor, ORDERS)
    whole = [stream.between(START + day * DAY, START + (day + 10) * DAY) for day in range(400, 460, 10)]
    names = [order.order_id for part in whole for order in part]
    assert all(part for part in whole)
    assert len(names) == len(set(names))
    start, end = START + 420 * DAY, START + 430 * DAY  # over the seam, cut anyhow
    cut = [order for at in range(start, end, 7 * HOUR) for order in stream.between(at, min(at + 7 * HOUR, end))]
    assert [(o.order_id, o.content) for o in cut] == [(o.order_id, o.content) for o in stream.between(start, end)]
    assert all(start <= order.placed_at < end for order in cut)
