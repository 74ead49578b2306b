"""The legs that ship are whole and as long as was published; each kind of defect is one line that says where."""

import math
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tearoad.terms.refusal import BadInput
from tearoad.wire import legs
from tearoad.wire.corridor import Row, read_corridor
from tearoad.wire.leg_chains import chains
from tearoad.wire.leg_rows import Country, great_circle_km
from tearoad.wire.legs import leg_book, leg_files
from tearoad.wire.shipped import corridor_folder
from tearoad.wire.zones import clock_of

FOLDER = corridor_folder("china-russia")
ROAD = read_corridor(FOLDER).road
BOOK = leg_book(leg_files(FOLDER), ROAD)

URALS = ("moscow", "nizhny-novgorod", "perm", "yekaterinburg")
SIBERIA = ("tyumen", "omsk", "novosibirsk", "krasnoyarsk", "irkutsk")
# Published railway kilometres, and how many fewer the legs have: the figures to the east are those of the line by
# Yaroslavl, which trains left in 2002 for one that is 29 km shorter. The way of the 5,889 km from Harbin was not told.
PUBLISHED = [
    (("moscow", "st-petersburg"), 650, 0),
    (("moscow", "kazan"), 797, 0),
    (("moscow", "yekaterinburg"), 1_667, 0),
    (("moscow", "kazan", "yekaterinburg"), 1_667, 0),
    (("moscow", "yekaterinburg", "novosibirsk"), 3_191, 0),
    ((*URALS, *SIBERIA, "zabaykalsk"), 6_661, 29),
    ((*URALS, *SIBERIA, "khabarovsk", "vladivostok"), 9_288, 29),
    (("harbin", "manzhouli"), 935, 0),
    (("harbin", "suifenhe"), 548, 0),
    (("harbin", "manzhouli", "zabaykalsk", "irkutsk", "novosibirsk", "yekaterinburg"), 5_889, 89),
]


@pytest.mark.parametrize(("places", "km", "less"), PUBLISHED)
def test_railways_are_as_long_as_was_published(places: tuple[str, ...], km: int, less: int) -> None:
    rails = {(one.start, one.end): one.leg.km for one in BOOK.arcs() if one.leg.id.startswith("rail-")}
    assert sum(rails[pair] for pair in pairwise(places)) == km - less


def test_a_train_that_goes_through_is_as_long_as_was_published() -> None:
    assert BOOK.legs["through-zabaykalsk-moscow"].km == 6_661
    assert BOOK.legs["through-zabaykalsk-yekaterinburg"].km == 6_661 - 1_667


def test_flights_follow_the_great_circle_and_nothing_is_shorter() -> None:
    for leg in BOOK.legs.values():
        straight = great_circle_km(BOOK.places[leg.start], BOOK.places[leg.end])
        assert leg.km >= straight * 0.97 - 5
        if leg.mode == "air":
            assert leg.km == round(straight)


def test_every_leg_says_what_it_is_known_by() -> None:
    assert {leg.mode for leg in BOOK.legs.values()} == {"rail", "road", "sea", "air"}
    sources = {"published": "history", "reckoned": "all but the distance assumed", "assumed": "assumed"}
    for leg in BOOK.legs.values():
        assert sources[leg.status] in leg.source
        crossing = BOOK.places[leg.start].country != BOOK.places[leg.end].country
        assert bool(leg.border) == crossing
        assert bool(leg.gauge) == (crossing and leg.mode == "rail")
        assert leg.delay.p50 < leg.delay.p90


def test_every_lane_over_a_border_is_told_in_legs() -> None:
    found = chains(FOLDER, BOOK, ROAD)
    assert set(found) == {lane.id for lane in ROAD.lanes if lane.border}
    sea = found["sea-shenzhen-novosibirsk"]
    assert sea.places == ("shenzhen", "vladivostok", "khabarovsk", "irkutsk", "novosibirsk")


DEFECTS = [
    ("legs.csv", "rail,moscow,kazan", "rail,moscow,paris", "row 2, column to: 'paris'"),
    ("legs.csv", "rail,moscow,kazan", "rail,moscow,moscow", "row 2, column to: 'moscow'"),
    ("legs.csv", "rail,moscow,kazan", "tram,moscow,kazan", "column mode: 'tram'"),
    ("legs.csv", "yes,797,", "maybe,797,", "column both: 'maybe'"),
    ("legs.csv", "yes,797,", "yes,600,", "column km: '600', expected no less than the great circle, 719 km"),
    ("legs.csv", "yes,797,,14.0", "yes,797,,-14.0", "column hours: '-14.0'"),
    ("legs.csv", "yes,797,,14.0", "yes,797,,nan", "column hours: 'nan'"),
    ("legs.csv", "yes,797,,14.0", "yes,797,kazan,14.0", "column border: 'kazan', expected none"),
    ("legs.csv", "yes,797,,14.0,0,", "yes,797,,14.0,3,", "column gauge_hours: '3', expected 0"),
    ("legs.csv", "yes,12,zabaykalsk,1,8,", "yes,12,zabaykalsk,1,0,", "column gauge_hours: '0', expected more than 0"),
    ("legs.csv", "yes,12,zabaykalsk,1", "yes,12,,1", "column border: ''"),
    ("legs.csv", "14.0,0,1,3,daily", "14.0,0,4,3,daily", "column delay_p90_hours: '3'"),
    ("legs.csv", "14.0,0,1,3,daily,20:00", "14.0,0,1,3,daily,24:00", "column times: '24:00'"),
    ("legs.csv", "14.0,0,1,3,daily,20:00", "14.0,0,1,3,Mon Mon,20:00", "column days: 'Mon Mon'"),
    ("legs.csv", "14.0,0,1,3,daily,20:00,", "14.0,0,1,3,daily,20:00,12", "column headway_hours: '12'"),
    ("legs.csv", "20:00,,6,,40000,60000,360,1740", "20:00,,6,DE,40000,60000,360,1740", "column rests: 'DE'"),
    ("legs.csv", "rail-moscow-kazan,", "rail-moscow-st-petersburg,", "an id of its own: row 1 has it"),
    ("legs.csv", "rail-moscow-kazan,", "rail moscow kazan,", "column id: 'rail moscow kazan'"),
    ("legs.csv", "rail-moscow-kazan,", "rail-moscow-\0kazan,", "without NUL"),
    ("legs.csv", "2020-01-01,,published", "1.1.2020,,published", "column valid_from: '1.1.2020'"),
    ("legs.csv", "2020-01-01,,published", "2020-01-01,2020-01-01,published", "column valid_until: '2020-01-01'"),
    ("legs.csv", ",published,", ",certain,", "column status: 'certain'"),
    ("stops.csv", "kazan,Europe/Moscow", "kazan,Europe/Kazan", "column zone: 'Europe/Kazan'"),
    ("stops.csv", "kazan,Europe/Moscow", "kazan,Asia/Shanghai", "expected a zone of RU, where kazan is"),
    ("stops.csv", "kazan,Europe/Moscow", "kazan,Asia/Kamchatka", "hours of the sun's at 49.122 E"),
    ("stops.csv", "kazan,Europe/Moscow,6", "kazan,Europe/Moscow,-6", "column transfer_hours: '-6'"),
    ("stops.csv", "kazan,Europe", "moscow,Europe", "column place: 'moscow', expected an id of its own"),
    ("places.csv", "RU,55.789,49.122", "RU,49.122,155.789", None),
    ("places.csv", "RU,55.752,37.616", "RU,37.616,55.752", "'37.616, 55.752', expected 41.1 to 82"),
    ("places.csv", "CN,29.315,120.077", "CN,120.077,29.315", "swapped?"),
    ("places.csv", "RU,55.789,49.122", "RU,-55.789,49.122", "'-55.789, 49.122'"),
    ("places.csv", "Kazan,RU", "Kazan,XX", "column country: 'XX'"),
    ("places.csv", "kazan,Казань", "moscow,Казань", "column id: 'moscow', expected an id of its own"),
    ("countries.csv", "CN,18.0,53.7", "CN,18.0,13.7", "column north: '13.7'"),
    ("chains.csv", "through-zabaykalsk-moscow,", "rail-moscow-kazan,", "expected a leg that leaves zabaykalsk"),
    ("chains.csv", "air-yiwu-moscow,assumed", "air-yiwu-moscow rail-moscow-kazan,assumed", "legs that end at moscow"),
    (
        "chains.csv",
        "air-yiwu-moscow,assumed",
        "air-yiwu-moscow rail-moscow-kazan rail-moscow-kazan,assumed",
        "a lane: this one loops, back to moscow",
    ),
    ("chains.csv", "air-yiwu-moscow,assumed", "air-yiwu-rome,assumed", "column legs: 'air-yiwu-rome'"),
    ("chains.csv", "rail-yiwu-moscow,rail", "air-shenzhen-moscow,rail", "column lane: 'air-shenzhen-moscow'"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), DEFECTS)
def test_a_defect_is_one_line_that_says_where(tmp_path: Path, name: str, old: str, new: str, said: str | None) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "road")
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    if said is None:  # wrong, but within the box of its country: this cannot be seen
        leg_files(folder)
        return
    with pytest.raises(BadInput, match=r".") as caught:
        chains(folder, leg_book(leg_files(folder), ROAD), ROAD)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_swapped_coordinates_of_any_place_are_refused() -> None:
    """By its country's box, or, since the Urals swapped are still in Russia, by legs that would be too short or a clock
    too far from the sun's. Ufa and Perm move by 170 km, which nothing tells."""
    files, untold, by_box = leg_files(FOLDER), set(), 0
    for name, row in files.places.items():
        turned = {**row.cells, "latitude": row.cells["longitude"], "longitude": row.cells["latitude"]}
        swapped = replace(files, places={**files.places, name: Row(row.file, row.number, turned)})
        try:
            leg_book(swapped, ROAD)
            untold.add(name)
        except BadInput as error:
            by_box += str(error).endswith("swapped?")
    assert untold == {"ufa", "perm"}
    assert by_box > len(files.places) / 2


def test_a_box_may_cross_the_meridian_of_180() -> None:
    russia = Country(41, 82, 19, 191, 1_520)
    assert russia.holds(66, -172)
    assert not russia.holds(66, -160)


@pytest.mark.parametrize(
    ("raw", "said"),
    [(b"lane\xff", "byte 4: expected UTF-8"), (b'id\n"open\n\x00', "legs.csv"), (b"id,source\n1,a,b", "no more cells")],
)
def test_what_is_no_table_is_told(tmp_path: Path, raw: bytes, said: str) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "road")
    (folder / "legs.csv").write_bytes(raw)
    with pytest.raises(BadInput, match=r".") as caught:
        leg_files(folder)
    assert said in str(caught.value)


def test_too_many_legs_or_too_large_a_file_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legs, "MOST_LEGS", 10)
    with pytest.raises(BadInput, match=r"legs\.csv: \d+ rows, expected at most 10"):
        leg_book(leg_files(FOLDER), ROAD)
    monkeypatch.setattr(legs, "LARGEST_FILE", 100)
    with pytest.raises(BadInput, match="more than 100 bytes"):
        leg_files(FOLDER)


def test_an_unknown_zone_has_no_clock() -> None:
    assert clock_of("Asia/Atlantis") is None
    assert clock_of("../../etc/passwd") is None
    moscow = clock_of("Europe/Moscow")
    assert moscow is not None
    assert moscow.offsets == (4 * 3600, 3 * 3600)
    assert moscow.moments[1] == 1_414_274_400  # 26 October 2014, 02:00 by the old clock


def test_the_great_circle_is_that_of_two_points_a_quarter_apart() -> None:
    place = next(iter(BOOK.places.values()))
    pole, equator = (type(place)("x", {}, "RU", latitude, 0.0) for latitude in (90.0, 0.0))
    assert great_circle_km(pole, equator) == pytest.approx(math.pi / 2 * 6_371.009)
