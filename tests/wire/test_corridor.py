"""The demo road reads whole, and each kind of defect is one line that says where."""

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tearoad.network.choose import cheapest, lane_table
from tearoad.network.desk import roster
from tearoad.terms.days import DAY, HOUR, MOSCOW, day_number, day_start
from tearoad.terms.refusal import BadInput
from tearoad.wire.corridor import read_corridor
from tearoad.wire.shipped import corridor_folder

FOLDER = corridor_folder("china-russia")


def test_the_demo_road_is_whole() -> None:
    corridor = read_corridor(FOLDER)
    road = corridor.road
    assert 28 <= len(road.places) <= 35
    assert {lane.mode for lane in road.lanes} == {"air", "rail", "road", "sea", "local"}
    assert len(corridor.banks) == 8
    assert set(road.offices) == {"moscow", "st-petersburg", "yekaterinburg", "novosibirsk"}
    amur = road.places["blagoveshchensk"]
    assert (round(amur.latitude, 2), round(amur.longitude, 2)) == (50.27, 127.53)


def test_merchants_of_china_are_owed_yuan_by_a_rate_that_outlasts_their_parcels() -> None:
    behaviour = read_corridor(FOLDER).road.behaviour
    assert dict(behaviour.payout_currency) == {"CN": "CNY"}
    assert 0 < behaviour.fx_margin < 10_000
    assert behaviour.fx_lock > behaviour.lost_after + behaviour.auto_confirm


def test_every_origin_reaches_every_door_by_lanes_of_several_modes() -> None:
    road = read_corridor(FOLDER).road
    table = lane_table(road)
    used = set()
    for origin in table.origin_number.values():
        for grams in (100, 600, 3_000):
            doors = np.arange(len(table.destination_number))
            lane, postage = cheapest(table, np.full(len(doors), origin), doors, np.full(len(doors), grams))
            assert (lane >= 0).all()
            assert (postage > 0).all()
            used |= {road.lanes[row].mode for row in lane}
    assert used == {"air", "rail", "road", "sea", "local"}


def test_a_moved_working_day_is_open_and_the_spring_festival_is_closed() -> None:
    closed = read_corridor(FOLDER).road.closed["CN"]
    assert day_number(date(2026, 2, 17)) in closed
    assert day_number(date(2026, 2, 12)) in closed
    assert day_number(date(2026, 1, 4)) not in closed  # a Sunday worked for the New Year holiday
    assert day_number(date(2026, 1, 11)) in closed


DEFECTS = [
    ("places.csv", "57.152,65.527", "97.152,65.527", "row 26, column latitude: '97.152'"),
    ("last_miles.csv", "moscow,kazan", "moscow,nowhere", "column destination: 'nowhere'"),
    ("lanes.toml", 'office = "moscow"', 'office = "paris"', "column office: 'paris'"),
    (
        "lanes.toml",
        "headway_hours = 48",
        "headway_hours = 48\ncut_off_hour = 9",
        "column cut_off_hour: 9, expected none",
    ),
    ("lanes.toml", "transit_days_p90 = 9.0", "transit_days_p90 = 1.0", "column transit_days_p90: 1.0"),
    ("rates.csv", "2020-02-01", "1.2.2020", "column day: '1.2.2020'"),
    ("rates.csv", "RUB", "XXX", "column quote: 'XXX'"),
    ("banks.toml", "0.31", "0.32", "shares add up"),
    ("banks.toml", 'provider = "roadpay"', 'provider = "nobody"', "row 1, column provider: 'nobody'"),
    ("banks.toml", 'hours = ["00:00", "24:00"]', 'hours = ["00:00", "24:30"]', "column hours"),
    ("banks.toml", 'hours = ["00:00", "24:00"]', 'hours = ["03:30", "03:30"]', "column hours"),
    ("banks.toml", "capacity_a_minute = 1860", "capacity_a_minute = 0", "row 1, column capacity_a_minute: 0"),
    ("banks.toml", "most_minor = 30000000", "most_minor = 99", "row 8, column most_minor: 99"),
    ("banks.toml", "parts_back = true", 'parts_back = "yes"', "column parts_back: 'yes'"),
    ("demand.toml", "hours = [2, ", "hours = [", "column hours"),
    ("demand.toml", "kazan = 1.3", "paris = 1.3", "column destinations"),
    ("demand.toml", "cod = 0.18", "barter = 0.18", "column payments"),
    ("offices.toml", "lines = 3", "lines = -3", "row 1, column lines: -3"),
    ("offices.toml", "lines = 3", "lines = ", "offices.toml: "),
    ("offices.toml", "lines = 3", "lanes = 3", "row 1, column lanes: 3, expected one of capacity, floor_items, id"),
    (
        "offices.toml",
        'id = "moscow"',
        'id = "novosibirsk"',
        "row 4, column id: 'novosibirsk', expected each",
    ),
    ("offices.toml", "Europe/Moscow", "Europe/Paris-2", "row 1, column zone: 'Europe/Paris-2', expected a zone"),
    (
        "offices.toml",
        'opening = "every day"',
        'opening = "never"',
        "column opening: 'never', expected one of every day",
    ),
    ("offices.toml", '"24:00", 1.0', '"24:00", 1.5', "row 1, column shifts: ['00:00', '24:00', 1.5]"),
    ("offices.toml", '"24:00", 1.0', '"24:00", 0.1', "row 1, column shifts: [['00:00', '24:00', 0.1]]"),
    ("offices.toml", '"00:00", "24:00"', '"20:00", "08:00"', "row 1, column shifts: ['20:00', '08:00', 1.0]"),
    ("offices.toml", "1.0]]", '1.0], ["08:00", "09:00", 0.5]]', "shares that add up to 1 at most"),
    ("offices.toml", 'shifts = [["00:00", "24:00", 1.0]]', "shifts = [9]", "row 1, column shifts: 9"),
    ("offices.toml", "floor_items = 30000", "floor_items = 2", "row 1, column floor_items: 2, expected room for"),
    ("offices.toml", "floor_items = 30000", "capacity = [{ from = 2026-09-01 }]", "row 1, column capacity"),
    (
        "offices.toml",
        "floor_items = 30000",
        'capacity = [{ from = "soon", lines = 2 }]',
        "column capacity: 'soon'",
    ),
    ("offices.toml", "floor_items = 30000", "capacity = [{ from = 2026-09-01, lines = 0 }]", "row 1, column lines: 0"),
    (
        "offices.toml",
        "floor_items = 30000",
        "capacity = [{ from = 2026-09-02, lines = 4 }, { from = 2026-09-01, lines = 5 }]",
        "office moscow.capacity: expected days that rise",
    ),
    ("offices.toml", 'status = "assumed"', 'state = "assumed"', "row 1, column status: None"),
    ("offices.toml", 'by = "cost"', 'by = "luck"', "row 1, column by: 'luck', expected one of backlog, cost, region"),
    ("offices.toml", 'by = "cost"', 'by = "region"', "row 1, column regions: {}, expected towns and their offices"),
    ("offices.toml", 'by = "cost"', 'by = "cost"\nregions = { paris = "moscow" }', "row 1, column regions"),
    ("offices.toml", "from = 2012-01-01", "from = 2012", "row 1, column from: 2012, expected a day"),
    ("offices.toml", 'to = "st-petersburg"', 'to = "kazan"', "row 1, column to: 'kazan', expected one of moscow"),
    ("offices.toml", 'to = "st-petersburg"', 'to = "moscow"', "row 1, column to: 'moscow', expected each pair"),
    ("offices.toml", "days = 2", "days = 0", "row 1, column days: 0"),
    ("behaviour.toml", "cancel_share = 0.02", "cancel_share = 2", "column cancel_share: 2"),
    ("behaviour.toml", 'CN = "CNY"', 'CN = "yuan"', "column payout_currency: {'CN': 'yuan'}"),
    ("behaviour.toml", 'CN = "CNY"', 'XX = "CNY"', "column payout_currency: {'XX': 'CNY'}"),
    ("behaviour.toml", "fx_margin = 100", "fx_margin = 10001", "column fx_margin: 10001"),
    ("behaviour.toml", "fx_lock_days = 180", "fx_lock_days = -1", "column fx_lock_days: -1"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), DEFECTS)
def test_a_defect_is_one_line_that_says_where(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "road")
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=r".") as caught:
        read_corridor(folder)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "road")
    (folder / "lanes.toml").unlink()
    with pytest.raises(BadInput, match=r"lanes\.toml"):
        read_corridor(folder)


def test_an_office_keeps_its_country_s_days_of_rest_and_its_lines_change(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "road")
    path = folder / "offices.toml"
    text = path.read_text(encoding="utf-8").replace('opening = "every day"', 'opening = "working days"', 1)
    text = text.replace("floor_items = 30000", "capacity = [{ from = 2026-02-01, lines = 5 }]")
    path.write_text(text.replace('[["00:00", "24:00", 1.0]]', '[["08:00", "20:00", 1.0], ["20:00", "24:00", 0.4]]', 1))
    office = read_corridor(folder).road.offices["moscow"]
    assert (office.floor, office.most_lines) == (None, 5)
    midnight = day_start(date(2026, 2, 23)) - MOSCOW  # a Monday, and a holiday
    desk = office.desk(((midnight + 2 * DAY, midnight + 3 * DAY),))

    def at(*days_and_hours: tuple[int, int]) -> list[int]:
        moments = [midnight + day * DAY + hour * HOUR for day, hour in days_and_hours]
        return [int(roster(desk, moment, moment, moment + 1)[1][0]) for moment in moments]

    assert at((-2, 9), (-1, 9), (0, 9), (1, 7), (1, 8), (1, 19), (1, 20), (2, 9), (3, 9)) == [5, 0, 0, 0, 5, 5, 2, 0, 5]
    assert at((-30, 9)) == [3]
