"""Every fault of a scenario's file is one line that names the file and the place; nothing else is ever raised."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scenario_words import SOUND, Written, read

from tearoad.terms.days import MOSCOW, day_start
from tearoad.terms.refusal import BadInput
from tearoad.twin.scenario import Scenario
from tearoad.wire.scenario_files import scenario_names


def changed(old: str, new: str) -> str:
    assert SOUND.count(old) == 1, old
    return SOUND.replace(old, new)


def complaint(path: Path) -> str:
    with pytest.raises(BadInput) as refused:
        read(path)
    return str(refused.value)


UNCERTAIN = '[[uncertain]]\nvalue = "{}"\nlow = {}\nhigh = {}\nsource = "s"\n'
PUBLISHED = '[[published]]\nmetric = "{}"\nlow = {}\nhigh = {}\nused = "test"\nsource = "s"\n'
FAULTS = {
    "unknown key": (changed("drain_days = 30", "colour = 3"), "unknown field `colour`"),
    "unknown key of an office": (changed("servers = 3", "servers = 3\ncolour = 3"), "`$.office.moscow.lines`"),
    "share of a desk": (changed("servers = 3", "servers = 3\nshare = 0.5"), "unknown field `share`"),
    "no number": (changed("servers = 3", 'servers = "x"'), "got `str` - at `$.office.moscow.lines.servers`"),
    "no whole number": (changed("drain_days = 30", "drain_days = 1.5"), "`$.drain_days`"),
    "true is no number": (changed("drain_days = 30", "patience_days = true"), "`$.patience_days`"),
    "not a number": (changed("drain_days = 30", "patience_days = nan"), "`$.patience_days`"),
    "a moment": (changed("end = 2026-01-19", "end = 2026-01-19T00:00:00"), "`$.end`"),
    "nothing said": ("", "missing required field"),
    "the end first": (changed("end = 2026-01-19", "end = 2026-01-12"), "end 2026-01-12: expected a day after"),
    "long ago": (changed("start = 2026-01-12", "start = 1066-10-14"), "from 1066-10-14 to 2026-01-19"),
    "for ever": (changed("end = 2026-01-19", "end = 9999-12-31"), "expected at most 3660 days"),
    "unknown road": (changed("drain_days = 30", 'road = "moon"'), "'moon'"),
    "no road": (changed("drain_days = 30", 'road = "\\u0000"'), "no corridors"),
    "unknown mode": (changed("drain_days = 30", 'modes = ["plane"]'), "modes: 'plane': expected some of air"),
    "unknown office": (SOUND + "[office.berlin]\nopen = false\n", "office.berlin: expected one of moscow"),
    "a line break": (SOUND + '[office."a\\nb"]\nopen = false\n', "office.a b: expected one of moscow"),
    "unknown lane": (SOUND + '[lane."ship-*"]\ntransit_days = [1.0, 2.0]\n', "lane.ship-*: no lane"),
    "unknown border": (SOUND + "[border.brest]\nservers = 1\nitems_per_server_and_day = 9\n", "border.brest"),
    "unknown last mile": (SOUND + "[last_mile.moscow]\nparis = [1.0, 2.0]\n", "last_mile.moscow.paris"),
    "a last mile shrinks": (SOUND + "[last_mile.moscow]\nkazan = [2.0, 1.0]\n", "last_mile.moscow.kazan: [2.0, 1.0]"),
    "a transit shrinks": (SOUND + '[lane."air-yiwu-moscow"]\ntransit_days = [2.0, 1.0]\n', "lane.air-yiwu-moscow"),
    "a transit of no time": (SOUND + '[lane."air-*"]\ntransit_days = [0.0, 1.0]\n', "`$.lane.air-*.transit_days[0]`"),
    "a lane all the time": (SOUND + '[lane."air-*"]\nheadway_hours = 0.000001\n', "`$.lane.air-*.headway_hours`"),
    "a closure backwards": (
        SOUND + '[lane."air-yiwu-moscow"]\nclosed = [[2026-01-14, 2026-01-13]]\n',
        "lane.air-yiwu-moscow: closed from 2026-01-14 to 2026-01-13",
    ),
    "an office closes backwards": (
        changed("servers = 3", "servers = 3\nclosed = [[2026-01-14, 2026-01-14]]"),
        "office.moscow.lines: closed from 2026-01-14 to 2026-01-14",
    ),
    "steps back": (
        changed("servers = 3", "servers = [[2026-01-14, 3], [2026-01-13, 4]]"),
        "office.moscow.lines.servers: steps on 2026-01-14, 2026-01-13",
    ),
    "no steps": (changed("servers = 3", "servers = []"), "office.moscow.lines.servers: steps on no day"),
    "a shift of no time": (changed("servers = 3", "servers = 3\nshifts = [[8, 8, 1.0]]"), "office.moscow.lines.shifts"),
    "a shift by night": (changed("servers = 3", "servers = 3\nshifts = [[20, 8, 1.0]]"), "office.moscow.lines.shifts"),
    "less than nobody": (changed("servers = 3", "servers = -1"), "`$.office.moscow.lines.servers`"),
    "items for ever": (changed("_and_day = 40.0", "_and_day = 1e-300"), "items_per_server_and_day`"),
    "more than all": (SOUND + "[behaviour]\nloss_share = 7.0\n", "behaviour.loss_share: 7"),
    "no share": (SOUND + "[behaviour]\nloss_share = nan\n", "behaviour.loss_share: nan"),
    "no such habit": (SOUND + "[behaviour]\nkindness = 1\n", "behaviour.kindness"),
    "a word": (SOUND + "[behaviour]\ncarrier = 1\n", "behaviour.carrier"),
    "seconds": (SOUND + "[behaviour]\nauto_confirm = 15\n", "behaviour.auto_confirm"),
    "a time shrinks": (SOUND + "[behaviour]\nhandling = [3.0, 1.0]\n", "behaviour.handling: [3.0, 1.0]"),
    "routing to nowhere": (SOUND + '[routing]\noffices = ["kazan"]\n', "routing.offices: 'kazan'"),
    "routing to a closed one": (
        SOUND + '[routing]\noffices = ["novosibirsk"]\n[office.novosibirsk]\nopen = false\n',
        "routing.offices: 'novosibirsk'",
    ),
    "shares of nothing": (SOUND + '[routing]\noffices = ["moscow"]\nshares = [0]\n', "routing.shares: expected one"),
    "a share too many": (SOUND + '[routing]\noffices = ["moscow"]\nshares = [1, 1]\n', "routing.shares: expected one"),
    "routing of nothing": (SOUND + '[routing]\noffices = ["moscow"]\nkinds = ["x"]\n', "routing.kinds: 'x'"),
    "unknown origin": (SOUND + "[demand.origins]\nparis = 1\n", "demand.origins.paris: expected one of guangzhou"),
    "origins of nothing": (SOUND + "[demand.origins]\nyiwu = 0\n", "demand.origins: expected weights"),
    "a closed origin": (
        changed("drain_days = 30", 'modes = ["rail"]') + "[demand.origins]\nurumqi = 1\n",
        "demand.origins.urumqi: expected one of",
    ),
    "unknown town": (SOUND + "[demand.destinations]\nparis = 1\n", "demand.destinations.paris"),
    "unknown origin of a kind": (SOUND + "origins = { paris = 1 }\n", "demand.kind.packet.origins.paris"),
    "a kind of nothing": (SOUND + "origins = { yiwu = 0 }\n", "demand.kind.packet.origins: expected weights"),
    "hours of nothing": (changed("per_day", f"hours = {[0] * 24}\nper_day"), "demand.hours: expected 24 weights"),
    "few hours": (changed("per_day", "hours = [1, 2]\nper_day"), "demand.hours: expected 24 weights"),
    "no days": (changed("[[2026-01-12, 20], [2026-01-19, 30]]", "[]"), "demand.per_day"),
    "days back": (changed("[2026-01-19, 30]", "[2026-01-11, 30]"), "demand.per_day"),
    "less than none": (changed("[2026-01-19, 30]", "[2026-01-19, -1]"), "`$.demand.per_day[1][1]`"),
    "lighter": (changed("kg = [0.4, 1.5]", "kg = [1.6, 1.5]"), "demand.kind.packet: expected each a median"),
    "no weight": (changed("kg = [0.4, 1.5]", "kg = [0.0, 1.5]"), "`$.demand.kind.packet.kg[0]`"),
    "no value": (changed("value = [900.0, 6000.0]", "value = [0.0, 0.0]"), "`$.demand.kind.packet.value[0]`"),
    "no kinds": (SOUND.partition("[demand.kind.packet]")[0] + "[demand.kind]\n", "demand.kind: expected at least"),
    "no such value": (SOUND + UNCERTAIN.format("demand.per_day.7.1", 1, 2), "'demand.per_day.7.1': no such place"),
    "no place": (SOUND + UNCERTAIN.format("demand.per_day.\u00b2", 1, 2), "no such place"),
    "a text": (SOUND + UNCERTAIN.format("title.en", 1, 2), "expected a number there, not 'A week'"),
    "a low end above": (SOUND + UNCERTAIN.format("demand.per_day.0.1", 3, 2), "uncertain demand.per_day.0.1"),
    "no end": (SOUND + UNCERTAIN.format("demand.per_day.0.1", 3, "nan"), "uncertain demand.per_day.0.1"),
    "an end that cannot be": (
        SOUND + UNCERTAIN.format("demand.per_day.0.1", -3, 2),
        "uncertain demand.per_day.0.1 = -3: Expected `float` >= 0.0",
    ),
    "a day that is none": (SOUND + PUBLISHED.format("x@tomorrow", 1, 2), "published x@tomorrow: expected a day"),
    "high below low": (SOUND + PUBLISHED.format("x", 2, 1), "published x: expected a low end"),
    "extends no word": ("extends = 3\n" + SOUND, "extends 3: expected a scenario beside it"),
    "extends nothing": ('extends = "none"\n' + SOUND, "extends 'none': expected a scenario beside it"),
    "extends no name": ('extends = "a\\u0000b"\n' + SOUND, "expected a scenario beside it"),
    "extends itself": (
        'extends = "mine"\n' + SOUND,
        "extends 'mine': expected a scenario beside it or one that ships, in no circle",
    ),
    "no TOML": ("start 2026", "line 1"),
    "not in UTF-8": (SOUND.encode() + b"# \xff\n", "can't decode byte 0xff"),
    "in UTF-16": (SOUND.encode("utf-16"), "can't decode byte"),
    "huge": (SOUND + "#" * 1_000_000, "more than 1000000 bytes"),
    "deep": (SOUND.replace("drain_days = 30", "sources = " + "[" * 5_000), "deeper than any scenario needs"),
    "deep tables": (".".join("a" * 3_000) + " = 1", "deeper than any scenario needs"),
    "a number of a book": (changed("drain_days = 30", "drain_days = " + "9" * 5_000), "digits"),
}


@pytest.mark.parametrize("fault", list(FAULTS))
def test_a_fault_is_one_line_that_names_the_file_and_the_place(written: Written, fault: str) -> None:
    text, place = FAULTS[fault]
    said = complaint(written(text))
    assert said.startswith("mine.toml: ")
    assert said.count("mine.toml") == 1
    assert len(said.splitlines()) == 1
    assert place in said


def test_a_fault_below_names_the_file_it_stands_in(written: Written) -> None:
    written(SOUND + "[office", "below")
    assert complaint(written('extends = "below"\n')).startswith("mine.toml: below.toml: ")
    written('extends = "mine"\n', "below")
    assert "in no circle" in complaint(written('extends = "below"\n'))


def test_what_is_not_there(tmp_path: Path) -> None:
    assert complaint(tmp_path / "none.toml") == f"{tmp_path / 'none.toml'}: No such file or directory"
    (tmp_path / "folder.toml").mkdir()
    assert complaint(tmp_path / "folder.toml") == f"{tmp_path / 'folder.toml'}: Is a directory"
    assert complaint(Path("tomorrow")).startswith("no scenario 'tomorrow': expected a .toml file or one of 2013-cure")


PIECES = st.sampled_from(
    ["0", "-1", "nan", "1e400", "9" * 30, "[]", "[[", "{}", '"', "=", "\n", ".", "true", "2026-01-12", "\x00", "é",
     "[demand]", "extends = ", "open = false\n", "[[uncertain]]\n", "#", "@", "\ud7ff", "0.0001", "1e12"]
)  # fmt: skip


@given(st.sampled_from(sorted(scenario_names())), st.data())
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_shipped_file_that_was_tampered_with_is_a_scenario_or_bad_input(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    raw = scenario_names()[name].read_bytes()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw)))
        piece = data.draw(PIECES.map(str.encode) | st.binary(max_size=3))
        raw = raw[:at] + piece + raw[at + data.draw(st.integers(0, 12)) :]
    for other in scenario_names().values():
        if not (tmp_path / other.name).exists():
            (tmp_path / other.name).write_bytes(other.read_bytes())
    path = tmp_path / "tampered.toml"
    path.write_bytes(raw)
    found = read_or_refused(path)
    if isinstance(found, str):
        assert found.startswith(("tampered.toml: ", str(path)))
        assert len(found.splitlines()) == 1
    else:
        assert found.network.until >= found.network.orders_until > found.network.start
        assert found.network.start >= day_start(date(2000, 1, 1)) - MOSCOW


def read_or_refused(path: Path) -> Scenario | str:
    try:
        return read(path)
    except BadInput as refused:
        return str(refused)
