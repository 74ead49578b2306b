"""Orders walk the whole road: everything adds up, twice is once, and a kill changes nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from databases import migrated_data_base

from tearoad.boot.road import OpenRoad, drop_data_base, open_road
from tearoad.boot.road_fit import fitted_road
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.cli.journey_commands import file_report
from tearoad.demo.orders import FIRST
from tearoad.kernel.s10 import valid
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS, AskedOrder, orders_of
from tearoad.operations.on_the_way import UNCLAIMED
from tearoad.operations.play import play
from tearoad.terms.days import day_start
from tearoad.twin.players import SimulatedRoad
from tearoad.wire.orders.lines import read_orders
from tearoad.wire.orders.mapping import read_mapping

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "online_retail_france.csv.gz"
COUNT = 1_500
KILLED = """
import sys
from tearoad.boot.road import open_road
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.operations.play import play
with open_road(sys.argv[1]) as road:
    stock_demo(road, 1500)
    print("begun", flush=True)
    play(road.platform, demo_orders(road.corridor, 1500), 300, lambda more: None)
"""


def run(road: OpenRoad, orders: list[AskedOrder]) -> dict[tuple[str, int], str]:
    return play(road.platform, orders, ASSUMED_WEIGHT_GRAMS, lambda more: None)


def assert_scans_tell_the_lanes(road: OpenRoad) -> None:
    """Who played the journeys drew them by the lanes: so they are found again, within chance."""
    found = fitted_road(road, 0, None)
    fitted = [one for one in found.lanes if one.fitted]
    assert len(fitted) > 10
    assert sum(one.left for one in found.lanes) == found.departures
    for one in fitted:
        assert one.between
        assert one.fitted == pytest.approx(one.assumed, rel=0.3)
        assert one.came > 0.97 * one.left, "all but the lost"
    assert sum(one.differs for one in fitted) <= len(fitted) / 4, "both bounds hold for nine in ten"
    half = found.since + (found.until - found.since) // 40
    known = fitted_road(road, 0, half)
    assert 0 < known.departures < found.departures
    assert sum(one.came for one in known.lanes) < sum(one.left for one in known.lanes)


def test_the_demo_takes_every_branch_and_adds_up(road: OpenRoad) -> None:
    stock_demo(road, COUNT)
    orders = demo_orders(road.corridor, COUNT)
    assert run(road, orders) == {}
    report = road.report()
    assert road.check() == []
    assert_scans_tell_the_lanes(road)
    assert all(flow.adds_up and flow.held_minor == 0 for flow in report.flows)
    assert set(report.stages) >= {"confirmed", "auto_confirmed", "cancelled", "returned"}
    verdicts = road.verdicts([order.order_id for order in orders])
    assert len(verdicts) == sum(len(order.lines) for order in orders)
    assert {verdict for verdict, _ in verdicts.values()} <= {"done", "out of stock"}
    assert report.duty_minor["RUB"] > 0
    with road.store.connection.cursor() as cursor:
        numbers = [row[0] for row in cursor.execute("SELECT s10 FROM consignment WHERE s10 IS NOT NULL").fetchall()]
    assert len(set(numbers)) == len(numbers) > COUNT
    assert all(valid(number) for number in numbers)
    before = road.digest()
    assert run(road, orders) == {}
    assert road.digest() == before


def test_what_waits_in_lockers_is_fetched_or_goes_back_and_all_of_it_adds_up(road: OpenRoad) -> None:
    stock_demo(road, COUNT)
    often = replace(road.platform.road.behaviour, locker_share=0.9, uncollected_share=0.4)
    lockers = replace(road.platform.road, behaviour=often)
    players = SimulatedRoad(lockers, road.platform.table, 7)
    platform = replace(road.platform, road=lockers, players=players)
    assert play(platform, demo_orders(road.corridor, COUNT)[:80], ASSUMED_WEIGHT_GRAMS, lambda more: None) == {}
    assert road.check() == []
    sql = "SELECT s.event, coalesce(s.reason, ''), count(*) FROM scan s GROUP BY 1, 2"
    found = {(event, reason): count for event, reason, count in road.store.connection.execute(sql).fetchall()}
    assert found["EDH", ""] > found["EMH", UNCLAIMED] > 0
    assert set(road.report().stages) >= {"confirmed", "returned"}


@pytest.mark.full
def test_chunks_do_not_change_the_outcome(road: OpenRoad, monkeypatch: pytest.MonkeyPatch) -> None:
    stock_demo(road, COUNT)
    orders = demo_orders(road.corridor, COUNT)[:300]
    run(road, orders)
    whole = road.digest()
    with psycopg.connect(road.url, autocommit=True) as connection:
        names = (
            "road, product, stock, orders, order_line, consignment, scan, office_state, s10_range, s10_run, account, "
            "transfer, dispatch, receptacle, receptacle_item, receptacle_irregularity, promise, promise_outlook, "
            "promise_lately"
        )
        connection.execute(f"TRUNCATE {names}")
    monkeypatch.setattr("tearoad.operations.play.CHUNK", 3)
    with open_road(road.url) as again:
        stock_demo(again, COUNT)
        run(again, orders)
        assert again.digest() == whole


def test_orders_before_the_clock_and_known_ones_with_other_content(road: OpenRoad) -> None:
    stock_demo(road, COUNT)
    orders = demo_orders(road.corridor, COUNT)[:40]
    run(road, orders[20:])
    assert set(run(road, orders[:20]).values()) == {"before the road clock"}
    changed = orders[25]._replace(content=b"another")
    assert set(run(road, [changed]).values()) == {"same order, other content"}
    assert road.check() == []


@pytest.mark.full
@pytest.mark.skipif(not REAL.exists(), reason="the real invoices are not here: shared/data/online_retail_france.csv.gz")
def test_the_real_invoices_run_whole(road: OpenRoad) -> None:
    mapping = read_mapping("online_retail.toml")
    lines = read_orders(REAL, mapping)
    refused = play(road.platform, orders_of(lines), mapping.weight_grams, lambda more: None)
    report = file_report(road, lines, refused)
    assert sum(report.verdicts.values()) == report.lines == 8_557
    valid = sum(line.quantity > 0 and line.goods and bool(line.buyer) for line in lines)
    assert report.verdicts["done"] >= 0.9 * valid
    asked = sum(line.quantity * (line.unit_price_minor or 0) for line in lines)
    assert sum(report.value_minor["GBP"].values()) == asked
    assert road.check() == []
    assert road.report().unclassified > 1_000


def undisturbed(road: OpenRoad) -> str:
    stock_demo(road, COUNT)
    run(road, demo_orders(road.corridor, COUNT))
    return road.digest()


@pytest.mark.full
@pytest.mark.parametrize("kills", [2, 10])
def test_a_killed_client_goes_on_to_the_same_end(road: OpenRoad, server_url: str, kills: int) -> None:
    expected, luck = undisturbed(road), random.Random(20131111)
    end = road.clock_at()
    name = f"tearoad_test_kill_{os.getpid()}_{kills}"
    url = migrated_data_base(server_url, name)
    in_the_middle = 0
    try:
        for moment in sorted(luck.randrange(day_start(FIRST), end) for _ in range(kills)):
            child = subprocess.Popen([sys.executable, "-c", KILLED, url], stdout=subprocess.PIPE)
            assert child.stdout is not None
            child.stdout.readline()
            with open_road(url) as seen:
                while seen.clock_at() < moment and child.poll() is None:
                    time.sleep(0.002)
            time.sleep(luck.uniform(0, 0.02))
            child.send_signal(signal.SIGKILL)
            child.wait()
            child.stdout.close()
            with open_road(url) as broken_off:
                assert broken_off.check() == []
                in_the_middle += 0 < broken_off.clock_at() < end
        assert in_the_middle
        with open_road(url) as again:
            assert undisturbed(again) == expected
    finally:
        drop_data_base(server_url, name)
