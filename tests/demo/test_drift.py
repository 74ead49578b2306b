"""A drifting road: players alone are others, by as much as the month says."""

from dataclasses import replace

import numpy as np
import pytest

from tearoad.boot.road import OpenRoad
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.demo.drift import DRIFTS, STEPS, Times, drifted, play_drifting, times
from tearoad.terms.days import DAY
from tearoad.twin.players import SimulatedRoad


def test_it_leaves_the_data_step_by_step_and_comes_back() -> None:
    assert times("slower", 0) == Times() == times("slower", len(STEPS)) == times("steady", 7)
    assert times("slower", 7) == pytest.approx(Times(1.0, 1.18, 1.12, 1.0))
    assert times("quicker", 3) == pytest.approx(Times(1.0, 0.94, 0.96, 1.0))
    assert {max(STEPS), STEPS[0]} == {6, 0}


def test_players_alone_are_others(road: OpenRoad) -> None:
    p = road.platform
    moved = drifted(p, Times(2.0, 1.5, 1.2, 1.1), 5)
    assert moved.road is p.road
    assert moved.table is p.table
    players = moved.players
    assert isinstance(players, SimulatedRoad)
    assert players.seed == 5
    far = p.table.transit[:, 0] > 0
    assert players.table.transit[far, 0] == pytest.approx(p.table.transit[far, 0] * 1.5, abs=1)
    log = np.log(players.table.transit[far, 1] / players.table.transit[far, 0])
    assert log == pytest.approx(np.log(p.table.transit[far, 1] / p.table.transit[far, 0]) * 1.1, abs=1e-4)
    assert players.road.behaviour.handling.p50 == 2 * p.road.behaviour.handling.p50
    assert replace(players.road, behaviour=p.road.behaviour) == p.road


def test_a_road_drifts_to_the_end_of_its_journeys(road: OpenRoad) -> None:
    stock_demo(road, 4_000)
    orders = demo_orders(road.corridor, 4_000)[:400]
    assert orders[-1].placed_at - orders[0].placed_at > 31 * DAY
    heard: list[int] = []
    assert play_drifting(road.platform, orders, "merchants", 1, heard.append) == {}
    assert sum(heard) == len(orders)
    with road.store.unit() as unit:
        assert unit.journeys.next_due() is None
    assert road.check() == []
    assert set(DRIFTS) == {"steady", "slower", "quicker", "merchants", "wider"}
