"""A change adds, changes and removes legs and places; what it says is judged as the road's own files are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tearoad.network.fitted import Fit
from tearoad.network.road import Span
from tearoad.terms.refusal import BadInput
from tearoad.wire import leg_changes
from tearoad.wire.corridor import read_corridor
from tearoad.wire.fitted_change import change_text
from tearoad.wire.leg_changes import Change, change_file, changed, changed_lanes
from tearoad.wire.legs import leg_book, leg_files
from tearoad.wire.shipped import corridor_folder

FOLDER = corridor_folder("china-russia")
ROAD, FILES = read_corridor(FOLDER).road, leg_files(FOLDER)
SHIPPED = sorted(path.stem for path in (FOLDER / "changes").glob("*.toml"))
TITLE = '[title]\nen = "t"\nru = "т"\nzh = "题"\n'
PLACE = """[[place]]
id = "chita"
name_ru = "Чита"
name_zh = "赤塔"
name_en = "Chita"
country = "RU"
latitude = 52.03
longitude = 113.5
zone = "Asia/Chita"
transfer_hours = 6
source = "GeoNames"
"""
LANE = f"""{TITLE}[[lane]]
id = "rail-yiwu-moscow"
source = "x"
transit_days_p50 = 4
"""
LEG = """[[leg]]
id = "rail-irkutsk-chita"
mode = "rail"
from = "irkutsk"
to = "chita"
both = "yes"
km = 1013
hours = 34
gauge_hours = 0
delay_p50_hours = 1
delay_p90_hours = 4
days = "daily"
times = "12:00"
cut_off_hours = 6
items = 40000
kg = 60000
m3 = 360
price_base_minor = 1800
price_per_kg_minor = 2900
kg_per_m3 = 167
status = "assumed"
source = "assumed"
"""

Given = Callable[[str], Change]


@pytest.fixture
def given(tmp_path: Path) -> Given:
    def read(text: str) -> Change:
        path = tmp_path / "change.toml"
        path.write_text(text, encoding="utf-8")
        return changed(FILES, path)

    return read


def laid(given: Given, text: str) -> None:
    change = given(text)
    leg_book(change.files, ROAD)
    changed_lanes(ROAD.lanes, change.lanes)


def refused(given: Given, text: str) -> str:
    with pytest.raises(BadInput, match=r".") as caught:
        laid(given, text)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_is_sound_and_titled_in_three_languages(name: str) -> None:
    title, files, _ = changed(FILES, change_file(name, "china-russia"))
    after = leg_book(files, ROAD)
    assert after.legs != leg_book(FILES, ROAD).legs
    assert len(set(title.values())) == 3
    assert any(ord(letter) in range(0x400, 0x500) for letter in title["ru"])
    assert any(ord(letter) in range(0x4E00, 0xA000) for letter in title["zh"])


def test_three_ship() -> None:
    assert SHIPPED == ["china-europe-train", "moscow-kazan-high-speed", "tongjiang-crossing"]


def test_what_was_fitted_is_written_as_a_change(given: Given) -> None:
    """Slower than the timetable is delay; faster than it is a faster timetable."""
    book, hours = leg_book(FILES, ROAD), 3600
    leg = book.legs["rail-moscow-kazan"]
    faster = book.legs["air-yiwu-moscow"]
    nothing = Fit("rail-yiwu-moscow", 9, 8, Span(0, 0), None, None, "too few arrivals")
    lane = nothing._replace(id="air-yiwu-moscow", fitted=Span(6 * 86_400, 12 * 86_400))
    legs = [
        nothing,
        nothing._replace(id=leg.id, fitted=Span(leg.running + 2 * hours, leg.running + 5 * hours)),
        nothing._replace(id=faster.id, fitted=Span(faster.running - hours, faster.running + hours)),
    ]
    change = given(change_text(book, [nothing, lane], legs, ("2026-11-01", "2026-12-01")))
    assert change.title["en"] == "As scanned, 2026-11-01 until 2026-12-01"
    after, lanes = leg_book(change.files, ROAD), {one.id: one for one in changed_lanes(ROAD.lanes, change.lanes)}
    assert {name for name, own in after.legs.items() if own != book.legs[name]} == {leg.id, faster.id}
    assert (after.legs[leg.id].running, after.legs[leg.id].delay) == (leg.running, Span(2 * hours, 5 * hours))
    assert after.legs[leg.id].status == "fitted"
    assert after.legs[leg.id].source == "fitted: scans of 9 parcels that left 2026-11-01 until 2026-12-01, 8 came"
    assert (after.legs[faster.id].running, after.legs[faster.id].delay.p50) == (faster.running - hours, 0)
    assert after.legs[faster.id].delay.p90 == 2 * hours
    assert [(one.transit_p50, one.transit_p90) for one in lanes.values() if one not in ROAD.lanes] == [lane.fitted]


def test_places_and_legs_are_added_changed_and_removed(given: Given) -> None:
    text = f"""{TITLE}{PLACE}{LEG}
[[change]]
id = "rail-moscow-kazan"
hours = 11.5
valid_until = 2030-01-01
source = "the other published figure"
[[remove]]
id = "rail-moscow-voronezh"
source = "assumed"
"""
    before, after = leg_book(FILES, ROAD), leg_book(given(text).files, ROAD)
    assert set(after.legs) - set(before.legs) == {"rail-irkutsk-chita"}
    assert set(before.legs) - set(after.legs) == {"rail-moscow-voronezh"}
    assert (after.legs["rail-moscow-kazan"].running, after.legs["rail-moscow-kazan"].km) == (41_400, 797)
    assert set(after.stops) == set(after.places) == {*before.places, "chita"}


def test_a_place_that_is_gone_takes_its_legs_with_it(given: Given) -> None:
    after = leg_book(given(f'{TITLE}[[remove]]\nid = "zabaykalsk"\nsource = "a flood"\n').files, ROAD)
    assert "zabaykalsk" not in after.places
    assert after.legs
    assert not any("zabaykalsk" in (leg.start, leg.end, leg.border) for leg in after.legs.values())


def but(old: str, new: str, text: str = TITLE + PLACE + LEG) -> str:
    """A sound change, but for this."""
    assert old in text
    return text.replace(old, new)


SWAPPED = but("longitude = 113.5", "longitude = 52.03", but("52.03", "113.5", TITLE + PLACE))
FAULTS = [
    ("", "change.toml, title: expected a text in each of en, ru, zh"),
    (but('zh = "题"\n', "", TITLE), "title: expected a text in each"),
    (f"{TITLE}[[hall]]\nid = 'x'\n", "change.toml: 'hall', expected [title] and [[place]]"),
    (
        f"{TITLE}[[lane]]\nid = 'air-moscow-mars'\nsource = 'x'\n",
        "row 1, column id: 'air-moscow-mars', expected a lane",
    ),
    (f"{LANE}transit_days_p90 = 3\n", "change.toml [[lane]], row 1, column transit_days_p90: 3.0, expected at least"),
    (LANE, "change.toml [[lane]], row 1, column transit_days_p90: None"),
    (f"{LANE}hours = 4\n", "change.toml [[lane]], row 1, column 'hours': '4', expected a column that is one of id"),
    (f"{TITLE}[leg]\nid = 'x'\n", "change.toml [[leg]]: expected tables"),
    (f"{TITLE}{LEG}", "change.toml [[leg]], row 1, column to: 'chita'"),
    (f"{TITLE}{PLACE}{LEG}{LEG}", "change.toml [[leg]], row 2, column id: 'rail-irkutsk-chita', expected an id"),
    (f"{TITLE}{PLACE}{PLACE}", "change.toml [[place]], row 2, column id: 'chita'"),
    (but('"chita"', '"moscow"'), "column id: 'moscow', expected an id that is not there yet"),
    (SWAPPED, "column latitude, longitude: '113.5, 52.03'"),
    (SWAPPED, "swapped?"),
    (but("Asia/Chita", "Asia/Shanghai"), "column zone: 'Asia/Shanghai', expected a zone of RU"),
    (but("km = 1013", "km = 600"), "column km: 600"),
    (but("km = 1013", "km = true"), "column km: True"),
    (but("km = 1013", "km = [1]"), "column km: '[1]', expected one value"),
    (but("km = 1013", "kilometres = 1"), "column 'kilometres': '1', expected a column"),
    (TITLE + PLACE + LEG + 'border = "chita"\n', "column border: 'chita', expected none"),
    (but("km = 1013", '"k\\nm" = 1'), "column 'k\\nm': '1', expected a column"),
    (but("km = 1013", f"km = {'9' * 4_000}"), "at most 400 characters"),
    (but('en = "t"', 'en = "' + 201 * "t" + '"', TITLE), "title: expected a text in each"),
    (but("hours = 34", "hours = -34"), "column hours: -34"),
    (but('source = "assumed"', ""), "column source: None"),
    (but('source = "assumed"', 'source = "' + 401 * "x" + '"'), "at most 400 characters"),
    (f"{TITLE}[[change]]\nid = 'rail-atlantis'\nsource = 'x'\n", "column id: 'rail-atlantis', expected a leg"),
    (f"{TITLE}[[remove]]\nid = 'atlantis'\nsource = 'x'\n", "column id: 'atlantis', expected a leg or a place"),
    (f"{TITLE}[[remove]]\nid = 'moscow'\n", "column source: None"),
    ("title = \n", "change.toml: "),
    (f"{TITLE}x = {'[' * 4_000}", "change.toml: "),
]


@pytest.mark.parametrize(("text", "said"), FAULTS)
def test_a_fault_is_one_line_that_says_where(given: Given, text: str, said: str) -> None:
    assert said in refused(given, text)


def test_a_file_that_is_not_there_or_too_long_or_in_no_utf_8_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput, match="No such file"):
        changed(FILES, change_file(str(tmp_path / "none.toml"), "china-russia"))
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match=r"bad\.toml, byte 0: expected UTF-8"):
        changed(FILES, tmp_path / "bad.toml")
    monkeypatch.setattr(leg_changes, "LARGEST_FILE", 1)
    with pytest.raises(BadInput, match="more than 1 bytes"):
        changed(FILES, tmp_path / "bad.toml")
