"""What the control room watches on a played road, against a plain look at every row."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from statistics import median
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tearoad.boot.desks import Desks, desks_of
from tearoad.boot.road import OpenRoad, drop_data_base, fresh_data_base, open_road
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.journey.stages import Border, Carriage
from tearoad.operations.play import play
from tearoad.operations.road_watch_view import ENOUGH, FLOW_DAYS, HISTORY_DAYS, PROMISE_DAYS, RoadWatch, pace_of
from tearoad.terms.days import DAY

NAME = "tearoad_test_watch"
ENDED = (Carriage.CANCELLED, Carriage.RETURNED, Carriage.LOST)


@pytest.fixture(scope="module")
def played(server_url: str) -> Iterator[OpenRoad]:
    drop_data_base(server_url, NAME)
    with open_road(fresh_data_base(server_url, NAME)) as road:
        stock_demo(road, 3_000)
        orders = demo_orders(road.corridor, 3_000)[:450]
        play(road.platform, orders, 300, lambda more: None, until=(orders[-1].placed_at // DAY) * DAY + 50_000)
        # An officer's hold, and more days of work than lines at one office.
        held = (
            "UPDATE consignment SET carriage = 5, border = 5, inspect = true, arrived_at = due_at - interval '9 days', "
            "left_office_at = NULL WHERE consignment_id IN (SELECT consignment_id FROM consignment "
            "WHERE carriage = 4 AND office = 'moscow' AND due_at IS NOT NULL ORDER BY consignment_id LIMIT 2)"
        )
        queue = (
            "UPDATE consignment SET carriage = 5, arrived_at = dispatched_at + interval '1 day' WHERE carriage = 4 "
            "AND office = 'novosibirsk' AND dispatched_at < (SELECT clock_at FROM road) - interval '2 days'"
        )
        with psycopg.connect(road.url, autocommit=True) as connection:
            connection.execute(held)
            connection.execute(queue)
        yield road
    drop_data_base(server_url, NAME)


@pytest.fixture(scope="module")
def desks(played: OpenRoad) -> Iterator[Desks]:
    found = desks_of(played.url)
    with closing(found.store):
        yield found


@pytest.fixture(scope="module")
def watch(desks: Desks) -> RoadWatch:
    return desks.road_watch()


@pytest.fixture(scope="module")
def rows(played: OpenRoad) -> list[Mapping[str, Any]]:
    with psycopg.connect(played.url, row_factory=dict_row) as connection:
        return connection.execute("SELECT * FROM consignment").fetchall()


def test_flows_are_what_left_and_came_in_a_week(
    played: OpenRoad, watch: RoadWatch, rows: list[Mapping[str, Any]]
) -> None:
    since = watch.clock - timedelta(days=FLOW_DAYS)
    lanes = {lane.id: lane for lane in played.corridor.road.lanes if lane.office}
    assert [flow.lane for flow in watch.flows] == list(lanes)
    assert sum(flow.parcels for flow in watch.flows) > 5
    assert any(flow.median_hours for flow in watch.flows)
    for flow in watch.flows:
        own = [row for row in rows if row["lane"] == flow.lane]
        sent = [row["weight_grams"] for row in own if row["dispatched_at"] and row["dispatched_at"] > since]
        came = [
            (row["arrived_at"] - row["dispatched_at"]).total_seconds() / 3600
            for row in own
            if row["arrived_at"] and row["arrived_at"] > since
        ]
        assert (flow.parcels, flow.grams, flow.arrived) == (len(sent), sum(sent), len(came))
        assert flow.median_hours == (pytest.approx(median(came)) if len(came) >= ENOUGH else None)
        assert flow.pace == pace_of(flow.median_hours, flow.usual_hours)


def test_queues_are_what_lies_at_each_office_and_lay_there(watch: RoadWatch, rows: list[Mapping[str, Any]]) -> None:
    assert {office.office for office in watch.offices} == {row["office"] for row in rows if row["office"]}
    assert sum(office.held for office in watch.offices) >= 2
    assert max(office.waiting for office in watch.offices) > 5
    today = int(watch.clock.timestamp()) // DAY
    for office in watch.offices:
        own = [row for row in rows if row["office"] == office.office]
        here = [row for row in own if row["carriage"] == Carriage.AT_OFFICE]
        waits = [row for row in here if row["border"] != Border.HELD and row["left_office_at"] is None]
        ages = [(watch.clock - row["arrived_at"]).total_seconds() / DAY for row in waits]
        assert office.waiting == len(waits)
        assert office.oldest_days == pytest.approx(max(ages, default=0), abs=1e-4)
        assert office.median_days == pytest.approx(median(ages) if ages else 0, abs=1e-4)
        assert office.days_of_work == len(waits) / office.capacity_per_day
        assert office.held == sum(row["border"] == Border.HELD for row in here)
        assert office.for_customs + office.held + office.released == len(here)

        def there(day: int, own: list[Mapping[str, Any]] = own) -> int:
            """At the day's end: who came before it, and left after it or not yet."""
            found = 0
            for row in own:
                left, at_office = row["left_office_at"], row["carriage"] == Carriage.AT_OFFICE
                inside = row["arrived_at"] and row["arrived_at"].timestamp() // DAY <= day
                found += bool(inside and (left.timestamp() // DAY > day if left else at_office))
            return found

        assert list(office.history) == [there(day) for day in range(today - HISTORY_DAYS + 1, today + 1)]
        left = [row for row in own if row["left_office_at"]]
        assert office.served_yesterday == sum(row["left_office_at"].timestamp() // DAY == today - 1 for row in left)


def stands(row: Mapping[str, Any]) -> date:
    """The day that was promised last."""
    found: date = row["renewed_on"] or row["promised_on"]
    return found


def test_promises_are_counted_once_by_everything_and_the_worst_are_the_worst(
    played: OpenRoad, watch: RoadWatch, rows: list[Mapping[str, Any]]
) -> None:
    found, today = watch.promises, watch.clock.date()
    due = [
        row
        for row in rows
        if row["delivered_at"] is None and row["carriage"] not in ENDED
        and stands(row) <= today + timedelta(days=PROMISE_DAYS)
    ]  # fmt: skip
    assert found.all.open == len(due) > 5
    assert found.all.late == sum(stands(row) < today for row in due)
    assert found.today.open == sum(stands(row) == today for row in due)
    for kept in (found.lanes, found.destinations):
        assert sum(one.open for one in kept) == found.all.open
        assert sum(one.late + one.at_risk + one.tight for one in kept) == (
            found.all.late + found.all.at_risk + found.all.tight
        )
    assert sum(one.open for one in found.offices) == sum(row["office"] is not None for row in due)
    states = {row["consignment_id"].hex: row for row in due}
    order = {"late": 2, "at_risk": 1, "tight": 0}
    ranks = [order[one.risk] for one in found.worst]
    assert ranks == sorted(ranks, reverse=True)
    assert len(found.worst) == min(50, found.all.late + found.all.at_risk + found.all.tight) > 0
    for one in found.worst:
        row = states[one.consignment_id]
        assert (one.order_id, one.s10, one.lane) == (row["order_id"], row["s10"], row["lane"])
        assert (one.risk == "late") == (stands(row) < today)
        assert one.usual_at is None or one.slow_at is None or watch.clock <= one.usual_at <= one.slow_at


def test_an_empty_road_has_quiet_offices_and_no_promises(road: OpenRoad) -> None:
    with closing((desks := desks_of(road.url)).store):
        found = desks.road_watch()
    assert [(office.waiting, set(office.history)) for office in found.offices] == [(0, {0})] * len(found.offices)
    assert (found.promises.all.open, list(found.promises.worst)) == (0, [])
    assert {flow.pace for flow in found.flows} == {"unknown"}
