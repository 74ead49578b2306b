"""`road`: legs, journeys, changed promises and lanes are told as tables and as documents; what is amiss is one line."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from commands import called

from tearoad.boot.timetable import own_road
from tearoad.cli import bench_road as bench
from tearoad.network.road import Span
from tearoad.terms.days import DAY

AT = ("--at", "2026-11-11")


def said(*words: object, status: int = 0) -> Any:
    done = called("road", *words, "--json")
    assert (done.returncode, done.stderr) == (status, "")
    return json.loads(done.stdout)


def test_legs_are_shown_with_their_way_and_price() -> None:
    legs = {one["leg"]: one for one in said("show")["legs"]}
    kazan = legs["rail-moscow-kazan"]
    assert (kazan["km"], kazan["hours"], kazan["departures"], kazan["both_ways"]) == (797, 14.0, "daily 20:00", True)
    assert legs["rail-manzhouli-zabaykalsk"]["gauge_hours"] == 8
    assert legs["road-moscow-st-petersburg"]["departures"] == "every 12 h"
    done = called("road", "show", "--lang", "zh", COLUMNS="160")
    assert "莫斯科 <> 喀山" in done.stdout
    assert f"{len(legs)} legs" in done.stdout
    changed = {one["leg"] for one in said("show", "--change", "moscow-kazan-high-speed")["legs"]}
    assert changed - set(legs) == {"rail-moscow-kazan-high-speed"}


def test_a_journey_is_told_in_the_clocks_of_its_places() -> None:
    found = said("search", "yiwu", "Казань", *AT, "--by", "2026-12-10")
    assert found["ready_at"] == "2026-11-11T00:00:00+08:00"
    assert found["by"] == "2026-12-10T23:59:59+03:00"
    legs = found["earliest"]["legs"]
    assert (legs[0]["from"], legs[-1]["to"]) == ("yiwu", "kazan")
    moments = [datetime.fromisoformat(one[key]) for one in legs for key in ("closes_at", "departs_at", "arrives_at")]
    assert moments == sorted(moments)
    assert legs[0]["departs_at"].endswith("+08:00")
    assert found["earliest"]["arrives_at"] == legs[-1]["arrives_at"]
    for key in ("earliest", "slow", "cheapest"):
        assert found[key]["price_minor"] == sum(one["price_minor"] for one in found[key]["legs"])
    assert found["cheapest"]["price_minor"] < found["slow"]["price_minor"]
    assert found["earliest"]["arrives_at"] < found["slow"]["arrives_at"] < found["cheapest"]["arrives_at"]
    assert datetime.fromisoformat(found["cheapest"]["arrives_at"]) <= datetime.fromisoformat(found["by"])


def test_a_change_of_lanes_is_told_with_the_wait(tmp_path: Path) -> None:
    """The wait for a departure stays what it is."""
    own = own_road().lanes
    lane = next(one for one in own if one.id == "rail-yiwu-moscow")
    after = Span(lane.transit_p50 - 2 * DAY, lane.transit_p90 + DAY)
    days = [f"transit_days_{key} = {seconds / DAY}" for key, seconds in after._asdict().items()]
    file = tmp_path / "faster.toml"
    title = '[title]\nen = "t"\nru = "т"\nzh = "题"\n[[lane]]\nid = "rail-yiwu-moscow"\nsource = "assumed"\n'
    file.write_text(title + "\n".join(days), encoding="utf-8")
    found = said("diff", file, *AT)
    assert (found["changes"], found["legs_new_or_changed"], len(found["lanes"])) == ([], [], 1)
    (one,) = found["lanes"]
    assert one["lane"] == lane.id
    assert one["before"] == {"p50_days": lane.with_wait.p50 / DAY, "p90_days": lane.with_wait.p90 / DAY}
    assert one["after"]["p50_days"] == one["before"]["p50_days"] - 2
    assert one["after"]["p90_days"] == one["before"]["p90_days"] + 1
    shown = called("road", "diff", file, *AT).stdout
    assert "0 of 930 promises change" in shown
    assert "lanes that change, by which buyers are promised: 1; 1 shown" in shown


def test_a_date_that_cannot_be_kept_exits_1_and_heavy_goods_find_legs_that_take_them() -> None:
    found = said("search", "yiwu", "kazan", *AT, "--by", "2026-11-13", status=1)
    assert (found["cheapest"], found["refusal"]) == (None, "no journey in time")
    done = called("road", "search", "yiwu", "kazan", *AT, "--by", "2026-11-13")
    assert done.returncode == 1
    assert "no journey in time by 2026-11-13 23:59 +03:00" in done.stdout
    heavy = said("search", "yiwu", "moscow", *AT, "--weight-grams", 25_000_000)["earliest"]
    assert {one["mode"] for one in heavy["legs"]} == {"rail"}, "25 t are too heavy for a lorry and for a freighter"
    nothing = said("search", "yiwu", "kaliningrad", *AT, "--weight-grams", 25_000_000, status=1)
    assert nothing["refusal"] == "no journey within the timetable"


def test_a_place_is_there_when_it_is_origin_and_destination() -> None:
    found = said("search", "harbin", "哈尔滨", *AT)
    assert (found["earliest"]["legs"], found["earliest"]["days"], found["earliest"]["price_minor"]) == ([], 0, 0)


def test_a_change_says_which_promises_it_changes() -> None:
    found = said("diff", "moscow-kazan-high-speed", *AT)
    assert found["legs_new_or_changed"] == ["rail-moscow-kazan-high-speed"]
    assert (found["pairs"], found["later"]) == (930, 0)
    pairs = {(one["origin"], one["destination"]): one for one in found["changes"]}
    kazan = pairs["moscow", "kazan"]
    assert kazan["after"]["p50_days"] < 0.4 < kazan["before"]["p50_days"]
    assert ("moscow", "st-petersburg") not in pairs
    assert found["sooner"] <= len(pairs)
    told = called("road", "diff", "moscow-kazan-high-speed", *AT, "--rows", 3, "--lang", "ru", COLUMNS="120").stdout
    assert told.startswith("Скоростная линия")
    assert f"{len(pairs)} of 930 promises change: {found['sooner']} sooner, 0 later" in told


def test_a_place_that_is_new_or_gone_has_no_promise_before_or_after(tmp_path: Path) -> None:
    new = said("diff", "china-europe-train", *AT)
    duisburg = next(one for one in new["changes"] if one["destination"] == "duisburg" and one["origin"] == "yiwu")
    assert duisburg["before"] is None
    assert duisburg["after"]["p50_days"] > 12
    change = tmp_path / "gone.toml"
    titles = '[title]\nen = "gone"\nru = "нет"\nzh = "无"\n'
    change.write_text(f'{titles}[[remove]]\nid = "kaliningrad"\nsource = "a test"\n', encoding="utf-8")
    gone = said("diff", change, *AT)
    assert gone["legs_gone"] == ["air-moscow-kaliningrad"]
    assert {one["after"] for one in gone["changes"]} == {None}
    assert gone["later"] == len(gone["changes"]) == 60
    assert "Kaliningrad" in called("road", "diff", change, *AT, COLUMNS="120").stdout


def test_lanes_are_beside_their_legs() -> None:
    found = {one["lane"]: one for one in said("lanes", *AT)["lanes"]}
    assert len(found) == 28
    rail = found["rail-yiwu-moscow"]
    assert (rail["own_p50"], rail["own_p90"], rail["own_minor"]) == (14.0, 22.0, 38_000)
    for one in found.values():
        assert one["own_p50"] / 2 < one["legs_p50"] < one["own_p50"] * 2
        assert one["legs_p50"] < one["legs_p90"]
    assert "rail-yiwu-moscow" in called("road", "lanes", *AT, COLUMNS="120").stdout


FAULTS = [
    (("search", "yiwu", "paris"), "DESTINATION 'paris': expected a place of the road, one of yiwu, "),
    (("search", "\0", "kazan"), "ORIGIN '\\x00': expected a place"),
    (("search", "yiwu", "kazan", "--at", "tomorrow"), "--at 'tomorrow': expected a day or a moment"),
    (("search", "yiwu", "kazan", "--at", "0001-01-01"), "--at '0001-01-01': expected a moment between"),
    (("search", "yiwu", "kazan", "--at", "2031-01-01"), "the day 2030-12-31: expected one from 2012-01-03 until"),
    (("search", "yiwu", "kazan", "--by", "x" * 99), f"--by '{'x' * 60}': expected a day"),
    (("search", "yiwu", "kazan", "--lang", "fr"), "--lang 'fr': expected one of en, ru, zh"),
    (("diff", "no-such-change"), "no-such-change: No such file"),
    (("show", "--change", "/"), "/: Is a directory"),
]


@pytest.mark.parametrize(("words", "expected"), FAULTS)
def test_bad_input_is_one_line(words: tuple[str, ...], expected: str) -> None:
    done = called("road", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"tearoad: {expected}")
    assert done.stderr.count("\n") == 1


def test_a_leg_without_service_for_a_month_is_named(tmp_path: Path) -> None:
    change = tmp_path / "never.toml"
    titles = '[title]\nen = "gap"\nru = "нет"\nzh = "无"\n'
    own = 'id = "rail-moscow-kazan"\nvalid_until = 2026-11-20\nsource = "a test"\n'
    change.write_text(f"{titles}[[change]]\n{own}", encoding="utf-8")
    ended = said("search", "moscow", "kazan", *AT, "--change", change)
    assert ended["refusal"] is None, "what has ended is no gap"
    own = 'id = "air-guangzhou-st-petersburg"\nrests = "RU CN"\ndays = "Sun"\nsource = "a test"\n'
    change.write_text(f"{titles}[[change]]\n{own}", encoding="utf-8")
    done = called("road", "search", "moscow", "kazan", *AT, "--change", change)
    assert done.returncode == 2
    told = "leg 'air-guangzhou-st-petersburg': nothing leaves guangzhou from 2026-11-09"
    assert done.stderr.startswith(f"tearoad: {told}")


def test_the_bench_measures_and_its_peer_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "PLAIN_QUERIES", 40)
    monkeypatch.setattr(bench, "ROUNDS", 1)
    found = bench.bench_road(2_000)
    assert (found["plain_agreed"], found["plain_queries"]) == (40, 40)
    assert found["queries_per_second"] > found["plain_per_second"] > 0
    assert len(bench.in_words(found)) == 5
