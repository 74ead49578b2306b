"""Offices of exchange of the corridor that ships, and what is wrong with such a file is one line."""

from pathlib import Path

import pytest

from tearoad.boot.road import CORRIDOR, own_corridor
from tearoad.operations.mail_ways import ways_of
from tearoad.post.exchange import Exchange
from tearoad.terms.refusal import BadInput
from tearoad.wire.exchange import FILE, read_exchange
from tearoad.wire.receptacle import own_layout
from tearoad.wire.shipped import corridor_folder

SHIPPED = corridor_folder(CORRIDOR) / FILE


def test_every_lane_abroad_is_a_way() -> None:
    road = own_corridor().road
    ways = ways_of(road, read_exchange(SHIPPED, road.places), own_layout())
    assert set(ways.by_lane) == {lane.id for lane in road.lanes if lane.office}
    assert ways.by_lane["air-yiwu-moscow"].line == "CNYIWARUMOWAACC"
    assert {way.category for way in ways.by_lane.values()} == {"A", "C"}
    assert ways_of(road, Exchange(), own_layout()).by_lane == {}


@pytest.mark.parametrize(
    ("before", "then", "said"),
    [
        ('place = "yiwu"', 'place = "atlantis"', "'atlantis', expected one of"),
        ('code = "CNYIWA"', 'code = "CNYIW"', "'CNYIW', expected six characters"),
        ('code = "CNYIWA"', 'code = "RUMOWA"', "'RUMOWA', expected six characters"),
        ('place = "yiwu"', 'place = "moscow"', "each place and code once"),
        ('air = "A"', 'air = "Z"', "'Z', expected one of A, B, C, D"),
        ('subclass = "CC"', 'subclass = "C1"', "'C1', expected a subclass of code list 117"),
        ("weight_limit_grams = 30000", "weight_limit_grams = 0", "0, expected a number from 1 to 999900"),
        ("[mail]", "[post]", "expected a table [mail]"),
        ('source = "assumed; one person lifts it"', "", "column source: None"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, before: str, then: str, said: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / FILE
    path.write_text(text.replace(before, then, 1), encoding="utf-8")
    with pytest.raises(BadInput) as error:
        read_exchange(path, own_corridor().road.places)
    assert said in str(error.value)
    assert "\n" not in str(error.value)
