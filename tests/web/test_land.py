"""The land of the maps is what the vendored atlas says, on the map of Eurasia."""

import importlib.util
import json
from pathlib import Path

import pytest

from tearoad.boot.road import own_corridor
from tearoad.web.eurasia import HEIGHT, WIDTH, on_map

TOOL = Path(__file__).resolve().parents[2] / "tools" / "land.py"


def test_the_shipped_land_is_drawn_from_the_atlas() -> None:
    spec = importlib.util.spec_from_file_location("land", TOOL)
    assert spec
    assert spec.loader
    land = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(land)
    assert land.LAND.read_text("utf-8") == land.drawn(json.loads(land.ATLAS.read_text("utf-8"))), "run tools/land.py"


def test_every_place_of_the_road_lies_on_the_map_and_north_is_up() -> None:
    places = own_corridor().road.places
    spots = {name: on_map(place.longitude, place.latitude) for name, place in places.items()}
    assert all(10 < x < WIDTH - 10 and 10 < y < HEIGHT - 10 for x, y in spots.values())
    assert spots["moscow"][0] < spots["yekaterinburg"][0] < spots["novosibirsk"][0] < spots["vladivostok"][0]
    assert spots["st-petersburg"][1] < spots["moscow"][1] < spots["khorgos"][1] < spots["shenzhen"][1]
    assert on_map(82.0, 71.8) == pytest.approx((WIDTH / 2, 0.0))
