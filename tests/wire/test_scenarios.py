"""Scenarios as files: what ships, what every word of theirs means, and what extending does."""

import tomllib
from typing import Any

import pytest
from scenario_words import SOUND, Written, read

from tearoad.kernel.stations import RANDOM
from tearoad.network.desk import Shift
from tearoad.terms.days import DAY, MOSCOW
from tearoad.wire.scenario_files import laid_out, scenario_names

HAN = range(0x4E00, 0xA000)
CYRILLIC = range(0x400, 0x500)


@pytest.mark.parametrize("name", list(scenario_names()))
def test_what_ships_can_be_read_in_three_languages_and_says_where_it_is_from(name: str) -> None:
    one = read(name)
    for told in (one.title, one.about):
        assert set(told) == {"en", "ru", "zh"}
        assert len({text.strip() for text in told.values()}) == 3
        assert all(text.strip() for text in told.values())
        assert any(ord(letter) in CYRILLIC for letter in told["ru"])
        assert any(ord(letter) in HAN for letter in told["zh"])
        assert not any(ord(letter) in HAN or ord(letter) in CYRILLIC for letter in told["en"])
    assert one.sources or one.assumed
    assert all(source.strip() for source in (*one.sources, *one.assumed))
    assert all(figure.source.strip() for figure in one.published)
    assert all(value.source.strip() for value in one.uncertain)
    assert one.changes
    assert one.network.start < one.network.orders_until <= one.network.until
    assert len(one.digest) == 64


def test_no_two_that_ship_are_the_same() -> None:
    shipped = [read(name) for name in scenario_names()]
    assert len(shipped) >= 10
    for of in ("digest", "changes", "name"):
        assert len({getattr(one, of) for one in shipped}) == len(shipped), of
    for language in ("en", "ru", "zh"):
        assert len({one.title[language] for one in shipped}) == len(shipped)


@pytest.mark.parametrize("name", list(scenario_names()))
def test_changes_are_exactly_the_lines_that_differ(name: str) -> None:
    path = scenario_names()[name]
    base = tomllib.loads(path.read_text()).get("extends")
    below = leaves(laid_out(path.with_name(f"{base}.toml")).whole) if base else {}
    above = leaves(laid_out(path).whole)
    differ = {place for place, value in above.items() if base is None or below.get(place) != value}
    said = [line.partition(" = ") for line in read(name).changes]
    assert sorted(place for place, *_ in said) == sorted(differ)
    for place, _, text in said:
        assert tomllib.loads(f"x = {text}")["x"] == above[place], "as TOML spells it"
    assert set(below) <= set(above)


def leaves(table: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Every value that is no table by its dotted place, but texts about the scenario."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        if not before and key in ("title", "about", "published", "assumed", "sources", "uncertain"):
            continue
        found |= leaves(value, f"{before}{key}.") if isinstance(value, dict) else {f"{before}{key}": value}
    return found


def test_a_sound_one_is_what_it_says(written: Written) -> None:
    one = read(written())
    network, demand = one.network, one.demand
    assert demand is not None
    start = 20_465 * DAY - MOSCOW  # 12 January 2026
    assert (network.start, network.orders_until, network.until) == (start, start + 7 * DAY, start + 37 * DAY)
    assert (one.name, one.title["zh"], network.scale, network.patience_days) == ("mine", "一周", 1, 3.0)
    assert set(network.offices) == {"moscow"}
    lines = network.plan("moscow").lines
    assert (lines.servers, lines.service) == (((start, 3),), DAY / 40)
    assert demand.per_day == ((start, 20.0), (start + 7 * DAY, 30.0))
    (packet,) = demand.kinds
    assert (packet.name, packet.grams, packet.value_minor) == ("packet", (400, 1500), (90_000, 600_000))
    assert 20_768 in demand.factors, "the corridor's 11.11 of 2026"
    assert demand.cash_share == 0.18


def test_a_byte_order_mark_does_no_harm(written: Written) -> None:
    assert read(written(b"\xef\xbb\xbf" + SOUND.encode())).changes == read(written()).changes


def test_every_word_reaches_the_network(written: Written) -> None:
    more = """
[behaviour]
loss_share = 0.25
confirm = [1.0, 2.0]
auto_confirm_days = 20
[last_mile.moscow]
kazan = [1.0, 1.5]
[office.moscow.entry]
servers = [[2026-01-12, 4], [2026-01-14, 2]]
items_per_server_and_day = 86400
shifts = [[8, 20, 1.0], [20, 24, 0.5]]
closed = [[2026-01-13, 2026-01-14]]
share = [[2026-01-12, 0.0], [2026-01-15, 1.0]]
discipline = "random"
[office.yekaterinburg]
open = false
[lane."air-*"]
closed = [[2026-01-13, 2026-01-14]]
capacity_kg = 12.5
[lane."air-yiwu-*"]
headway_hours = 12
transit_days = [2.0, 3.0]
"""
    n = read(written(SOUND.replace("[title]", 'modes = ["air", "rail"]\n[title]') + more)).network
    road, day = n.road, n.start + DAY
    assert (road.behaviour.loss_share, road.behaviour.auto_confirm) == (0.25, 20 * DAY)
    assert (road.behaviour.confirm.p50, road.behaviour.confirm.p90) == (DAY, 2 * DAY)
    assert road.last_miles["moscow", "kazan"].p90 == round(1.5 * DAY)
    entry = n.plan("moscow").entry
    assert entry is not None
    assert entry.servers == ((n.start, 4), (n.start + 2 * DAY, 2))
    assert entry.shifts == (Shift(8 * 3600, 20 * 3600, 1.0), Shift(20 * 3600, DAY, 0.5))
    assert (entry.closed, entry.discipline, entry.service) == (((day, day + DAY),), RANDOM, 1.0)
    assert n.plan("moscow").entry_share == ((n.start, 0.0), (n.start + 3 * DAY, 1.0))
    lanes = {lane.id: lane for lane in road.lanes}
    for lane in lanes.values():
        assert (lane.id in n.closed_lanes) == (lane.office == "yekaterinburg" or lane.mode not in ("air", "rail"))
    fast = lanes["air-yiwu-moscow"]
    assert (fast.headway, fast.transit_p50, fast.transit_p90) == (12 * 3600, 2 * DAY, 3 * DAY)
    assert n.lanes["air-yiwu-moscow"].capacity_grams is None, "the last pattern that fits, alone"
    assert n.lanes["air-shenzhen-moscow"] == n.lanes["air-guangzhou-moscow"]
    assert (n.lanes["air-shenzhen-moscow"].capacity_grams, n.lanes["air-shenzhen-moscow"].closed[0][0]) == (12_500, day)
    assert "rail-yiwu-moscow" not in n.lanes
    by_hand = written(
        SOUND + more.replace("[office.moscow.entry]", "[office.moscow]\nelectronic = true\n[office.moscow.entry]")
    )
    assert read(by_hand).network.plan("moscow").entry is None


def test_tables_are_laid_over_tables_and_anything_else_takes_the_place(written: Written) -> None:
    written(SOUND + "[office.moscow.entry]\nservers = 7\nitems_per_server_and_day = 9.0\n", "base")
    over = """
extends = "base"
end = 2026-01-19
[title]
en = "Other"
[demand]
per_day = [[2026-01-12, 1]]
[demand.kind.parcel]
share = 2
kg = [2.0, 3.0]
value = [1.0, 2.0]
[office.moscow.lines]
servers = [[2026-01-13, 5]]
"""
    one = read(written(over))
    assert one.demand is not None
    assert one.demand.per_day == ((one.network.start, 1.0),)
    assert [kind.name for kind in one.demand.kinds] == ["packet", "parcel"]
    moscow = one.network.plan("moscow")
    assert moscow.lines.servers == ((one.network.start + DAY, 5),)
    assert moscow.lines.service == DAY / 40
    assert moscow.entry is not None
    assert moscow.entry.servers == ((one.network.start, 7),)
    assert one.title == {"en": "Other", "ru": "Неделя", "zh": "一周"}
    assert one.changes == (
        "demand.per_day = [[2026-01-12, 1]]",
        "demand.kind.parcel.share = 2",
        "demand.kind.parcel.kg = [2.0, 3.0]",
        "demand.kind.parcel.value = [1.0, 2.0]",
        "office.moscow.lines.servers = [[2026-01-13, 5]]",
    ), "the end is as it was"
    third = read(written('extends = "mine"\n[office.moscow]\nelectronic = true\n', "third"))
    assert third.changes == ("office.moscow.electronic = true",)
    assert third.demand == one.demand
    assert read(written(over, "again")).digest == one.digest != third.digest


def test_uncertain_values_are_drawn_between_their_ends_and_alike_side_by_side(written: Written) -> None:
    more = """
[[uncertain]]
value = "demand.per_day.1.1"
low = 30
high = 60
source = "assumed"
[[uncertain]]
value = "office.moscow.lines.items_per_server_and_day"
low = 20.0
high = 40.0
source = "assumed"
"""
    one, other = read(written(SOUND + more)), read(written(SOUND + more + "[office.novosibirsk]\nopen = false\n", "b"))
    seen = set()
    for number in range(1, 9):
        drawn = one.drawn(5, number)
        assert drawn.demand is not None
        perday, service = drawn.demand.per_day[1][1], drawn.network.plan("moscow").lines.service
        assert 30 <= perday <= 60
        assert DAY / 40 <= service <= DAY / 20
        assert drawn.demand.per_day[0][1] == 20.0
        beside = other.drawn(5, number)
        assert beside.demand is not None
        assert (beside.demand.per_day, beside.network.plan("moscow").lines) == (
            drawn.demand.per_day,
            drawn.network.plan("moscow").lines,
        )
        seen.add((perday, service))
    assert len({perday for perday, _ in seen}) > 4
    assert len({service for _, service in seen}) == 8
    assert one.drawn(6, 1).network.plan("moscow") != one.drawn(5, 1).network.plan("moscow")
    again = read("2013-flood")
    assert again.drawn(1, 1).network.plan("moscow") == again.drawn(1, 1).network.plan("moscow")
