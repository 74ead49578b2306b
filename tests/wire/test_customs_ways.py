"""The customs room's data for a rehearsal: what ships has its sources, and what is amiss is one line."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from scenario_words import SOUND, Written, read

from tearoad.terms.days import DAY, MOSCOW, day_start
from tearoad.terms.refusal import BadInput
from tearoad.wire.corridor import read_corridor
from tearoad.wire.customs_ways import read_inspections, read_ways
from tearoad.wire.shipped import corridor_folder, customs_ways_file

WAYS = customs_ways_file().read_text(encoding="utf-8")
FOLDER = corridor_folder("china-russia")


def test_what_ships_says_where_it_is_from() -> None:
    document = tomllib.loads(WAYS)
    rows = [row for table in document.values() for row in table]
    assert len(rows) >= 8
    for row in rows:
        assert row["source"].strip()
        assert row["status"] != "assumed" or "assumed" in row["source"]
    ways = read_ways()
    assert [way.by_hand_share for way in ways.between(date(2012, 11, 1), date(2013, 9, 1))] == [0.3, 1.0]
    assert [way.by_hand_share for way in ways.between(date(2026, 1, 1), date(2026, 2, 1))] == [0.0]
    assert [way.id for way in ways.between(date(1999, 1, 1), date(1999, 2, 1))] == [ways.ways[0].id]
    assert [way.id for way in ways.between(date(2099, 1, 1), date(2099, 2, 1))] == [ways.ways[-1].id]
    assert set(ways.minutes) == {"capture", "documents", "scan", "open"}
    assert set(read_inspections(FOLDER)) == set(read_corridor(FOLDER).road.offices)
    assert all(count > 0 for count in read_inspections(FOLDER).values())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("by_hand_share = 0.3", "by_hand_share = 1.3", "column by_hand_share"),
        ("by_hand_share = 0.3", "", "column by_hand_share"),
        ("until = 2012-12-24", "until = 2012-12-25", "all-by-hand is from 2012-12-24, expected 2012-12-25"),
        ("until = 2012-12-24", "until = 2009-12-24", "column until"),
        ("from = 2010-01-01", 'from = "long ago"', "column from"),
        ("scan_share = 0.005", "scan_share = 0.995", "column scan_share"),
        ('id = "scan"', 'id = "sniff"', "column id"),
        ("minutes = 20.0", "minutes = 0", "column minutes"),
        ('id = "scan"\nminutes = 3.0', 'id = "open"\nminutes = 3.0', "expected work of each of capture"),
        ("p90_days = 6.0", "p90_days = 1.0", "column p90_days"),
        ('status = "told"', 'status = "known"', "column status"),
        ("[[answer]]", "[[answers]]", "expected [[answer]] tables"),
    ],
)  # fmt: skip
def test_what_is_amiss_is_one_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "ways.toml"
    assert old in WAYS
    file.write_text(WAYS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_ways(file)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("value", "source"), [("-1", True), ("2.5", True), ("true", True), ('"two"', True), ("3", False)]
)
def test_inspections_are_whole_numbers_with_a_source(tmp_path: Path, value: str, source: bool) -> None:
    told = 'inspections_source = "assumed"\n' if source else ""
    row = f'[[office]]\nid = "moscow"\nsource = "assumed"\ninspections_a_day = {value}\n{told}'
    (tmp_path / "customs_offices.toml").write_text(row, encoding="utf-8")
    with pytest.raises(BadInput, match="row 1, column inspections_"):
        read_inspections(tmp_path)


def test_a_scenario_takes_what_it_does_not_say_from_the_room(written: Written) -> None:
    n = read(written()).network
    assert n.customs is not None
    assert n.customs.inspections["moscow"] == ((n.start, read_inspections(FOLDER)["moscow"]),)
    assert n.customs.documents_share == ((n.start, 0.01),)
    assert [rule.id for rule in n.customs.rules][:1] == ["weapons-are-opened"]
    assert n.customs.seconds["moscow"] == (0.0, 600.0, 180.0, 1_200.0)
    flood = read("2013-flood").network
    entry = flood.plan("moscow").entry
    assert entry is not None
    begins = day_start(date(2012, 12, 24)) - MOSCOW
    assert flood.plan("moscow").entry_share[:2] == ((flood.start, 0.3), (begins, 1.0))
    assert {share for _, share in flood.plan("moscow").entry_share} == {0.3, 1.0}, "who staffs clerks has paper"
    offices = read("2013-cure-offices").network
    other = offices.plan("st-petersburg").entry
    assert other is not None
    assert other.service == 270.0
    assert offices.plan("st-petersburg").entry_share == flood.plan("moscow").entry_share
    assert read("2013-cure").network.plan("moscow").entry is None


def test_a_scenario_says_otherwise(written: Written) -> None:
    more = """
[office.moscow]
inspections_a_day = [[2026-01-12, 7], [2026-01-14, 0]]
[office.moscow.entry]
servers = 2
[office.moscow.officers]
servers = 1
items_per_server_and_day = 96
[office.novosibirsk.officers]
servers = 1
"""
    n = read(written(SOUND + more)).network
    assert n.customs is not None
    assert n.customs.inspections["moscow"] == ((n.start, 7), (n.start + 2 * DAY, 0))
    assert n.customs.seconds["moscow"] == (0.0, 600.0, 900.0, 900.0)
    assert n.customs.seconds["novosibirsk"] == (0.0, 600.0, 180.0, 1_200.0)
    moscow, other = n.plan("moscow"), n.plan("novosibirsk")
    assert moscow.entry is not None
    assert moscow.officers is not None
    assert other.officers is not None
    assert (moscow.entry.service, moscow.officers.service, other.officers.service) == (270.0, 900.0, 1_200.0)
    assert moscow.entry_share == ((n.start, 1.0),)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("[behaviour]\ninspection_share = 0.1\n", "behaviour.inspection_share: what is inspected is chosen up to"),
        ("[office.novosibirsk]\ninspections_a_day = -1\n", "office.novosibirsk.inspections_a_day"),
        ("[office.novosibirsk]\ninspections_a_day = []\n", "office.novosibirsk.inspections_a_day: steps on no day"),
        ("[office.novosibirsk.lines]\nservers = 1\n", "items_per_server_and_day"),
    ],
)
def test_a_scenario_that_asks_for_what_there_is_not(written: Written, more: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(written(SOUND + more))
    assert said in str(refused.value)
