"""The start page's picture of the road: what it shows, and that no name hides another."""

from datetime import UTC, datetime

import pytest

from tearoad.boot.road import own_corridor
from tearoad.operations.control_room_view import ControlRoom, Lane, Parcel, Place
from tearoad.web.map_names import Name
from tearoad.web.road_picture import LETTERS, MOST_DOTS, WIDTH, road_picture

WEST = Place("west", {"ru": "Запад", "zh": "西", "en": "West"}, 50.0, 40.0, "office")
EAST = Place("east", {"ru": "Восток", "zh": "东", "en": "East"}, 40.0, 120.0, "origin")


def room(places: list[Place], parcels: list[Parcel]) -> ControlRoom:
    lane = Lane("rail", "rail", [(120.0, 40.0), (40.0, 50.0)], len(parcels), ["rail"], ["east", "west"])
    return ControlRoom(datetime(2026, 11, 11, tzinfo=UTC), places, [lane], parcels, [], [], [], {})


def test_a_parcel_goes_from_the_lanes_beginning_to_its_end() -> None:
    parcels = [Parcel("rail", progress) for progress in (0.0, 0.5, 1.0)]
    picture = road_picture(room([WEST, EAST], parcels), "en")
    xs = [float(x) for _, x, _ in picture.dots]
    spots = {kind: float(x) for kind, x, _ in picture.spots}
    assert xs[0] == spots["origin"] > xs[1] > xs[2] == spots["office"]
    assert picture.lanes[0][1].startswith(f"M{spots['origin']}")


def test_a_parcel_passes_the_places_of_its_lane_one_after_the_other() -> None:
    middle = Place("middle", {"ru": "Середина", "zh": "中", "en": "Middle"}, 45.0, 80.0, "border")
    lane = Lane(
        "road", "road", [(120.0, 40.0), (80.0, 45.0), (40.0, 50.0)], 1, ["road"] * 2, ["east", "middle", "west"]
    )
    clock = datetime(2026, 11, 11, tzinfo=UTC)
    parcels = [Parcel("road", progress) for progress in (0.25, 0.5, 0.75)]
    picture = road_picture(ControlRoom(clock, [WEST, middle, EAST], [lane], parcels, [], [], [], {}), "en")
    spots = {kind: float(x) for kind, x, _ in picture.spots}
    first, second, third = (float(x) for _, x, _ in picture.dots)
    assert spots["origin"] > first > second > third > spots["office"]
    assert second == pytest.approx(spots["border"], abs=10)
    assert third == pytest.approx((spots["border"] + spots["office"]) / 2, abs=10)


def test_a_sample_stands_for_many_parcels_and_a_parcel_of_no_lane_for_none() -> None:
    many = [Parcel("rail", at / 1000) for at in range(1000)] + [Parcel("gone", 0.5)]
    assert MOST_DOTS / 2 < len(road_picture(room([WEST, EAST], many), "en").dots) <= MOST_DOTS
    assert road_picture(room([WEST, EAST], [Parcel("gone", 0.5)]), "en").dots == []


def test_of_places_that_lie_together_the_office_keeps_its_name() -> None:
    crowd = [
        Place(f"town{at}", {"ru": "Деревня", "zh": "村", "en": "Longsettlement"}, 50.0 + at / 50, 40.0, "city")
        for at in range(12)
    ]
    names = [name.text for name in road_picture(room([*crowd, WEST, EAST], []), "en").names]
    assert "West" in names
    assert names.count("Longsettlement") < 12


@pytest.mark.parametrize("language", ["ru", "zh", "en"])
def test_names_of_the_own_road_lie_on_the_picture_and_not_on_each_other(language: str) -> None:
    road = own_corridor().road
    seats = {office.place for office in road.offices.values()}
    places = [
        Place(one.id, one.names, one.latitude, one.longitude, "office" if one.id in seats else "city")
        for one in road.places.values()
    ]
    clock = datetime(2026, 11, 11, tzinfo=UTC)
    picture = road_picture(ControlRoom(clock, places, [], [], [], [], [], {}), language)
    boxes = [box(name) for name in picture.names]
    assert {road.places[seat].names[language] for seat in seats} <= {name.text for name in picture.names}
    assert len(boxes) > len(places) / 2
    assert all(left >= 0 and right <= WIDTH for left, _, right, _ in boxes)
    for at, one in enumerate(boxes):
        for two in boxes[at + 1 :]:
            assert one[0] >= two[2] or two[0] >= one[2] or one[1] >= two[3] or two[1] >= one[3]


def box(name: Name) -> tuple[float, float, float, float]:
    wide = LETTERS.width(name.text)
    left = float(name.x) - wide * {"start": 0, "middle": 0.5, "end": 1}[name.anchor]
    return left + 0.06, float(name.y) - LETTERS.line + 3.06, left + wide - 0.06, float(name.y) + 2.94
