"""`tearoad rehearse` by the operator's door: tables, a report, a verdict; it goes on from what is there, or refuses."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

from tearoad.boot.road import OpenRoad, open_road
from tearoad.cli.demo_commands import demo_orders, stock_demo, write_orders
from tearoad.cli.main import run
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.operations.play import play
from tearoad.terms.days import day_start
from tearoad.wire.scenario_files import scenario_names

WEEK = """
start = 2026-01-12
end = 2026-01-19
drain_days = 60
assumed = ["everything"]
[title]
en = "A week"
ru = "Неделя"
zh = "一周"
[about]
en = "Few orders."
ru = "Мало заказов."
zh = "订单很少。"
[demand]
per_day = [[2026-01-12, {per_day}], [2026-01-19, {per_day}]]
[demand.kind.packet]
share = 1
kg = [0.4, 1.5]
value = [900.0, 6000.0]
"""
SLOWER = """
extends = "week"
[office.moscow.lines]
servers = 1
items_per_server_and_day = 4.0
"""
TABLES = ("summary", "hours", "days", "differences", "published")
TEAROAD = str(Path(sys.executable).parent / "tearoad")


class Done(NamedTuple):
    status: int
    out: str
    error: str


Door = Callable[..., Done]


@pytest.fixture
def tearoad(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Door:
    """The command in this process, by one worker where nothing is said: a child for each would take seconds."""

    def door(*words: object) -> Done:
        alone = () if "--workers" in words else ("--workers", 1)
        monkeypatch.setattr(sys, "argv", ["tearoad", "rehearse", *map(str, (*words, *alone))])
        with pytest.raises(SystemExit) as ended:
            run()
        out, error = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, error)

    return door


@pytest.fixture
def week(tmp_path: Path) -> Path:
    """A scenario of a week; `slower.toml` beside it has one slow line at Moscow."""
    path = tmp_path / "week.toml"
    path.write_text(WEEK.format(per_day=40), encoding="utf-8")
    (tmp_path / "slower.toml").write_text(SLOWER, encoding="utf-8")
    return path


@pytest.fixture
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures take longer than a week's rehearsal; one test draws them."""
    monkeypatch.setattr("tearoad.cli.rehearsal_report.report_html", lambda result, language: f"<html lang={language}>")


def replications(folder: Path) -> dict[Path, int]:
    """Every file of a finished replication, and when it was written."""
    return {path: path.stat().st_mtime_ns for path in (folder / "replications").glob("*/*")}


def finished(folder: Path) -> list[str]:
    """The numbers of those that are whole."""
    return [path.stem for path in replications(folder) if path.suffix == ".json"]


def tables(folder: Path) -> dict[str, pl.DataFrame]:
    return {name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES}


def test_what_ships_is_listed(tearoad: Door) -> None:
    done = tearoad("--list")
    assert (done.status, done.error) == (0, "")
    lines = done.out.splitlines()
    assert [line.partition(":")[0] for line in lines] == list(scenario_names())
    known = json.loads(tearoad("--list", "--json").out)
    assert [one["name"] for one in known] == list(scenario_names())
    assert all(one["title"] and one["about"] for one in known)


def test_a_rehearsal_leaves_tables_a_report_and_a_verdict(tearoad: Door, week: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    slower = tmp_path / "slower.toml"
    done = tearoad(week, "--against", slower, "--reps", 3, "-o", folder)
    assert (done.status, done.error) == (0, "")
    assert "week" in done.out
    assert "moscow breaks first" in done.out
    assert done.out.splitlines()[-1] == f"3 replications; tables and report.html in {folder}"
    for name in ("report.html", "manifest.json", *(f"{table}.parquet" for table in TABLES)):
        assert (folder / name).stat().st_size > 100, name
    found = tables(folder)
    for name in ("summary", "hours", "days"):
        assert set(found[name]["scenario"]) == {"week", "slower"}, name
    for name in ("summary", "days", "differences"):
        assert pl.read_csv(folder / f"{name}.csv", try_parse_dates=True).shape == found[name].shape
    slow = found["differences"].filter(metric="days_to_door_mean")
    assert slow["against"].to_list() == ["slower"]
    assert slow["verdict"].to_list() == ["less"]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["seed"], manifest["replications"], manifest["kept"]) == (1, [1, 2, 3], [1, 2, 3])
    assert set(manifest["scenarios"]) == {"week", "slower"}
    assert sorted(finished(folder)) == ["00001", "00002", "00003"]
    assert not list((folder / "replications").glob("*/*.draft"))


@pytest.mark.usefixtures("no_pictures")
def test_json_is_one_document_and_nothing_else(tearoad: Door, week: Path, tmp_path: Path) -> None:
    done = tearoad(week, "--against", tmp_path / "slower.toml", "--reps", 2, "-o", tmp_path / "out", "--json")
    assert (done.status, done.error) == (0, "")

    def no_number(word: str) -> float:
        raise AssertionError(f"{word} is no JSON")

    said = json.loads(done.out, parse_constant=no_number)
    assert (said["scenarios"], said["replications"]) == (["week", "slower"], 2)
    assert said["output"] == str(tmp_path / "out")
    found = tables(tmp_path / "out")
    assert len(said["summary"]) == len(found["summary"])
    assert len(said["differences"]) == len(found["differences"])
    assert said["verdict"]


@pytest.mark.usefixtures("no_pictures")
def test_a_second_run_goes_on_from_what_is_there(tearoad: Door, week: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert tearoad(week, "--reps", 2, "-o", folder).status == 0
    written, found = replications(folder), tables(folder)
    again = tearoad(week, "--reps", 2, "-o", folder)
    assert again.status == 0
    assert replications(folder) == written
    for name, table in tables(folder).items():
        assert table.equals(found[name]), name
    more = tearoad(week, "--reps", 4, "-o", folder)
    assert more.out.splitlines()[-1].startswith("4 replications")
    kept = replications(folder)
    assert {name: kept[name] for name in written} == written
    assert len(kept) == 2 * len(written)
    fresh = tmp_path / "fresh"
    assert tearoad(week, "--reps", 4, "-o", fresh).status == 0
    for name, table in tables(fresh).items():
        assert table.equals(tables(folder)[name]), name
    assert tearoad(week, "--reps", 2, "--seed", 2, "-o", folder).status == 0
    assert not tables(folder)["summary"].equals(found["summary"]), "another seed is another question"


@pytest.mark.usefixtures("no_pictures")
def test_another_file_of_the_same_name_is_another_question(tearoad: Door, week: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "week.toml"
    other.parent.mkdir()
    other.write_text(WEEK.format(per_day=80), encoding="utf-8")
    folder = tmp_path / "out"
    for path, items in ((week, 280), (other, 560)):
        assert tearoad(path, "--reps", 1, "-o", folder).status == 0
        found = tables(folder)["summary"].filter(metric="items_ordered")["mean"].item()
        assert found == pytest.approx(items, rel=0.25)


@pytest.mark.usefixtures("no_pictures")
def test_as_many_workers_as_you_like_change_no_byte(tearoad: Door, week: Path, tmp_path: Path) -> None:
    for workers in (1, 2):
        done = tearoad(week, "--reps", 6, "--workers", workers, "-o", tmp_path / str(workers))
        assert (done.status, done.error) == (0, "")
    for name in (*(f"{table}.parquet" for table in TABLES), "summary.csv", "days.csv"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name


@pytest.mark.usefixtures("no_pictures")
def test_auto_stops_when_it_is_sure_enough(tearoad: Door, week: Path, tmp_path: Path) -> None:
    done = tearoad(week, "--target", "20%", "-o", tmp_path / "out")
    assert done.out.splitlines()[-1].startswith("5 replications")
    sure = tearoad(week, "--target", "1%", "-o", tmp_path / "out")
    assert int(sure.out.splitlines()[-1].partition(" ")[0]) > 5


@pytest.mark.usefixtures("no_pictures")
@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.full)])
def test_an_interrupt_leaves_what_is_finished_and_the_next_run_uses_it(
    tearoad: Door, tmp_path: Path, workers: int
) -> None:
    busy, folder = tmp_path / "busy.toml", tmp_path / "out"
    busy.write_text(WEEK.format(per_day=12_000), encoding="utf-8")
    words = [TEAROAD, "rehearse", str(busy), "--reps", "400", "--workers", str(workers), "-o", str(folder)]
    child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while len(finished(folder)) < 3:
            assert time.monotonic() < deadline, "nothing was finished"
            assert child.poll() is None, child.communicate()
            time.sleep(0.05)
        os.killpg(child.pid, signal.SIGINT)  # as a terminal does: the workers hear it too
        out, error = child.communicate(timeout=60)
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
    assert (child.returncode, out) == (130, "")
    assert error.splitlines()[-1].startswith("tearoad: stopped; ")
    assert error.splitlines()[-1].endswith(f" replications stay in {folder}")
    assert "Traceback" not in error
    assert int(error.splitlines()[-1].split()[2]) <= len(finished(folder)) < 400
    first = {"00001", "00002", "00003"} & set(finished(folder))
    kept = {path: moment for path, moment in replications(folder).items() if path.name[:5] in first}
    assert len(kept) == 3 * len(first) > 0
    assert tearoad(busy, "--reps", 3, "-o", folder).status == 0
    assert {path: replications(folder)[path] for path in kept} == kept


def test_bad_words_are_one_line(tearoad: Door, week: Path, tmp_path: Path) -> None:
    folder, file = tmp_path / "out", tmp_path / "file"
    file.write_text("x")
    for words, said in (
        ((), "expected a scenario and -o FOLDER"),
        ((week,), "expected a scenario and -o FOLDER"),
        (("tomorrow", "-o", folder), "no scenario 'tomorrow': expected a .toml file or one of 2013-cure"),
        ((tmp_path / "none.toml", "-o", folder), "none.toml: No such file"),
        ((week, "--against", "tomorrow", "-o", folder), "no scenario 'tomorrow'"),
        ((week, "--reps", "0", "-o", folder), "--reps '0': expected auto or a number"),
        ((week, "--reps", "x", "-o", folder), "--reps 'x': expected auto or a number"),
        ((week, "--reps", "-3", "-o", folder), "--reps '-3': expected auto or a number"),
        ((week, "--target", "0", "-o", folder), "--target '0': expected a share"),
        ((week, "--target", "nan%", "-o", folder), "--target 'nan%': expected a share"),
        ((week, "--target", "two", "-o", folder), "--target 'two': expected a share"),
        ((week, "--language", "fr", "-o", folder), "--language 'fr': expected en, ru or zh"),
        ((week, "-o", file), "file: Not a directory: expected a folder"),
        ((week, "-o", file / "below"), "Not a directory: expected a folder"),
        ((week, "--from-live", "--orders", file, "-o", folder), "--from-live and --orders: expected one"),
        ((week, "--orders", tmp_path / "none.csv", "-o", folder), "none.csv"),
    ):
        done = tearoad(*words)
        assert (done.status, done.out) == (2, ""), words
        assert done.error.startswith("tearoad: ")
        assert done.error.count("\n") == 1
        assert said in done.error
    assert file.read_text() == "x"
    assert not folder.exists(), "before anything is begun"
    box = tearoad(week, "--workers", "0", "-o", folder)
    assert (box.status, box.out) == (2, "")
    assert "--workers" in box.error


def test_a_milliard_of_parcels_is_refused_with_what_it_would_take(tearoad: Door, tmp_path: Path) -> None:
    path = tmp_path / "vast.toml"
    path.write_text(WEEK.format(per_day=10**9 / 7), encoding="utf-8")
    done = tearoad(path, "-o", tmp_path / "out")
    assert (done.status, done.out, done.error.count("\n")) == (2, "", 1)
    assert "1 000 000 000 items a replication" in done.error
    assert "about 2500.0 GB at once and 12000 s each" in done.error
    assert "raise the scenario's scale" in done.error
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("no_pictures")
def test_what_takes_long_is_told_before_it_begins(
    tearoad: Door, week: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tearoad.cli.rehearse_command.LONG_SECONDS", 0.0)
    done = tearoad(week, "--reps", 1, "-o", tmp_path / "out", "--json")
    assert done.status == 0
    assert "280 items a replication" in done.error
    assert json.loads(done.out)["replications"] == 1


def test_what_never_fits_is_one_line(tearoad: Door, week: Path, tmp_path: Path) -> None:
    never = '[[published]]\nmetric = "days_to_door_mean"\nlow = 0\nhigh = 1\nused = "fit"\nsource = "nowhere"\n'
    (tmp_path / "never.toml").write_text(f'extends = "week"\n{never}', encoding="utf-8")
    done = tearoad(tmp_path / "never.toml", "--reps", 2, "-o", tmp_path / "out")
    assert (done.status, done.out, done.error.count("\n")) == (2, "", 1)
    assert "none of 2 replications fits what was published" in done.error


@pytest.mark.usefixtures("no_pictures")
def test_orders_of_a_file_take_the_place_of_the_scenarios(tearoad: Door, week: Path, tmp_path: Path) -> None:
    file, folder = tmp_path / "demo.csv", tmp_path / "out"
    write_orders(file, 150, 20131111)
    done = tearoad(week, "--orders", file, "--reps", 2, "-o", folder)
    assert (done.status, done.error) == (0, "")
    items = tables(folder)["summary"].filter(metric="items_ordered")
    assert items["mean"].item() >= 150
    assert items["low"].item() == items["high"].item(), "the same orders in every replication"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["verdicts_of_lines"]["accepted"] >= 150
    assert not manifest["from_live"]
    written = replications(folder)
    file.write_text(file.read_text().replace(",card,", ",cod,"))
    assert tearoad(week, "--orders", file, "--reps", 2, "-o", folder).status == 0
    assert len(replications(folder)) == 2 * len(written), "the same orders, paid at the door, are another question"


@pytest.mark.usefixtures("no_pictures")
def test_it_begins_with_who_is_under_way_on_the_live_road(
    tearoad: Door, week: Path, tmp_path: Path, migrated_url: str
) -> None:
    words = (week, "--from-live", "--reps", 2, "--database-url", migrated_url, "-o", tmp_path / "out")
    empty = tearoad(*words)
    assert (empty.status, empty.out, empty.error.count("\n")) == (2, "", 1)
    assert "nobody is under way" in empty.error
    stop = day_start(date(2025, 11, 20))
    with open_road(migrated_url) as road:
        under_way = played(road, stop)
    done = tearoad(*words, "--json")
    assert (done.status, done.error) == (0, "")
    said = json.loads(done.out)
    assert said["manifest"]["from_live"]
    found = tables(tmp_path / "out")
    items = found["summary"].filter(metric="items_ordered")["mean"].item()
    assert items == pytest.approx(under_way + 280, abs=60)
    assert found["hours"]["hour"].min().timestamp() == stop + 3_600
    with open_road(migrated_url) as road:
        assert road.clock_at() == stop, "the live road stays as it is"
        assert road.check() == []


def played(road: OpenRoad, stop: int) -> int:
    """Demo orders to a day; how many consignments are under way then."""
    stock_demo(road, 1_000)
    orders = [order for order in demo_orders(road.corridor, 1_000) if order.placed_at < stop]
    play(road.platform, orders, ASSUMED_WEIGHT_GRAMS, lambda more: None, until=stop)
    with road.store.unit() as unit:
        return len(unit.journeys.due(2**31 - 1))


@pytest.mark.usefixtures("no_pictures")
def test_events_are_a_table_of_every_visit(tearoad: Door, week: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = tearoad(week, "--against", tmp_path / "slower.toml", "--reps", 1, "--events", "-o", folder)
    assert (done.status, done.error) == (0, "")
    events: Any = pl.read_parquet(folder / "events.parquet")
    assert set(events["scenario"]) == {"week", "slower"}
    assert (events["begun"] >= events["came"]).all(ignore_nulls=True)
    assert (events["ended"] >= events["begun"]).all(ignore_nulls=True)
    facts = pl.read_parquet(folder / "declarations.parquet")
    assert facts.columns == ["scenario", "parcel", "at", "fact", "by"]
    lodged = facts.filter(scenario="week", fact="LODGED")
    assert set(events.filter(scenario="week")["parcel"]) <= set(lodged["parcel"])
    assert set(lodged["by"]) == {"SENDER"}
    peak = tables(folder)["summary"].filter(scenario="slower", metric="items_waiting_peak:moscow")["mean"].item()
    assert peak <= len(events.filter(scenario="slower", station="moscow/lines"))
