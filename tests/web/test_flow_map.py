"""The control room's map: what flows is wide, what is late has its colour, what waits fills its circle."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tearoad.boot.control_room import _lane, _places
from tearoad.boot.timetable import own_road, own_ways
from tearoad.operations.control_room_view import ControlRoom, Parcel
from tearoad.operations.road_watch_view import Flow, Kept, Pace, Promises, Queue, RoadWatch, pace_of
from tearoad.web.eurasia import HEIGHT, WIDTH
from tearoad.web.flow_map import MOST_DOTS, THINNEST, WIDEST, FlowMap, flow_map
from tearoad.web.load import FULL
from tearoad.web.map_names import overlap

CLOCK = datetime(2026, 11, 11, tzinfo=UTC)
ROAD, WAYS = own_road(), own_ways()
LANES = [_lane(ROAD, lane.id, lane.mode, WAYS[lane.id], 0) for lane in ROAD.lanes if lane.office]
NONE = Kept("all", 0, 0, 0, 0)


def flow(lane: str, mode: str, parcels: int = 0, median: float | None = None, arrived: int = 0) -> Flow:
    return Flow(lane, mode, parcels, parcels * 500, arrived, median, 240.0, pace_of(median, 240.0))


def drawn(flows: dict[str, Flow], waiting: dict[str, float] | None = None, parcels: tuple[Parcel, ...] = ()) -> FlowMap:
    offices = [
        Queue(one.id, one.place, 7, 1.5, 1.0, 3, 10, (waiting or {}).get(one.id, 0.0), 1, 2, 3, [1] * 30)
        for one in ROAD.offices.values()
    ]
    watch = RoadWatch(
        CLOCK, [flows.get(lane.id, flow(lane.id, lane.mode)) for lane in LANES], offices,
        Promises(NONE, NONE, (), (), (), ()),
    )  # fmt: skip
    return flow_map(ControlRoom(CLOCK, _places(ROAD), LANES, parcels, [], [], [], {}), watch, "en")


def test_a_shared_leg_adds_up_what_its_lanes_carry() -> None:
    found = drawn(
        {
            "rail-yiwu-moscow": flow("rail-yiwu-moscow", "rail", 30),
            "rail-yiwu-yekaterinburg": flow("rail-yiwu-yekaterinburg", "rail", 10),
        }
    )
    legs = {leg.id: leg for leg in found.legs}
    both, one, none = legs["leg-rail-yiwu-harbin"], legs["leg-rail-kazan-moscow"], legs["leg-air-yiwu-moscow"]
    assert float(both.width) == WIDEST
    assert float(one.width) == pytest.approx(THINNEST + 0.75 * (WIDEST - THINNEST), abs=0.06)
    assert float(none.width) == THINNEST
    assert found.legs[0].width == both.width, "the widest is drawn first and hides nothing"
    assert "Yiwu — Moscow, rail: 30 parcels, 15 kg" in both.about
    assert "Yiwu — Yekaterinburg, rail: 10 parcels" in both.about
    assert len(legs) == len(found.legs)


@pytest.mark.parametrize(
    ("medians", "pace"),
    [([None], "unknown"), ([240.0], "on_time"), ([280.0], "slow"), ([400.0], "late"), ([240.0, 400.0], "slow")],
)
def test_a_legs_colour_is_how_late_its_lanes_run_together(medians: list[float | None], pace: Pace) -> None:
    names = ["rail-yiwu-moscow", "rail-yiwu-yekaterinburg"]
    flows = {name: flow(name, "rail", 10, hours, 8) for name, hours in zip(names, medians, strict=False)}
    assert {leg.pace for leg in drawn(flows).legs if leg.id == "leg-rail-yiwu-harbin"} == {pace}


@pytest.mark.parametrize(
    ("days", "level", "full"), [(0.0, "calm", False), (0.9, "busy", False), (FULL * 2, "over", True)]
)
def test_an_office_is_filled_by_its_days_of_work(days: float, level: str, full: bool) -> None:
    gauge = next(one for one in drawn({}, {"moscow": days}).offices if one.id == "office-moscow")
    assert gauge.level == level
    assert bool(gauge.fill) == (days > 0)
    assert (gauge.fill.count("a") == 2) == full, "a full one is a whole circle"
    assert "7 wait, the oldest 1.5 days" in gauge.about
    assert gauge.name


def test_a_parcel_is_a_dot_of_the_mode_that_carries_it_there() -> None:
    lane = "sea-yiwu-novosibirsk"
    found = drawn({}, parcels=(Parcel(lane, 0.01), Parcel(lane, 0.99), Parcel("gone", 0.5)))
    assert {mode: path.count("M") for mode, path in found.dots} == {"sea": 1, "rail": 1}
    many = drawn({}, parcels=tuple(Parcel(lane, at / 2000) for at in range(2000)))
    assert sum(path.count("M") for _, path in many.dots) <= MOST_DOTS


def test_names_keep_to_the_map_and_offices_have_theirs() -> None:
    found = drawn({})
    assert all(gauge.name for gauge in found.offices)
    spots = [(float(mark.x), float(mark.y)) for mark in found.marks]
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in spots)
    assert {"border", "origin", "city"} <= {mark.kind for mark in found.marks}
    assert sum(mark.name is not None for mark in found.marks) > len(found.marks) / 2
    assert overlap((0, 0, 2, 2), (1, 1, 3, 3))
    assert not overlap((0, 0, 2, 2), (2, 0, 3, 2))


def test_a_road_without_travel_is_drawn_thin_and_grey() -> None:
    found = drawn({})
    assert {leg.width for leg in found.legs} == {f"{THINNEST:.1f}"}
    assert {leg.pace for leg in found.legs} == {"unknown"}
    assert found == replace(found)
