"""`tearoad scans` records a file of scans: every row has its fate, and the same file again changes nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from commands import called

from tearoad.boot.road import OpenRoad, drop_data_base, fresh_data_base, open_road
from tearoad.boot.settings import Settings
from tearoad.cli.bench_scans import bench_scans, handed_over, in_words
from tearoad.demo.scans import scans
from tearoad.operations.scan_ports import FATES, QUIET
from tearoad.terms.days import DAY

SAMPLE = """number,event,place,at,reason
{0},EMC,{1},2025-10-01 03:00:00,
{0},EMC,{1},2025-10-01T06:00+03:00,
{0},EMD,nowhere,2025-10-07T03:00:00Z,
{0},EMD,moscow,yesterday,
,EMD,moscow,2025-10-07T03:00:00Z,
{0},EME,moscow,2025-10-07,"{2}"
"""


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    name = "tearoad_test_scans_command"
    drop_data_base(server_url, name)
    with open_road(fresh_data_base(server_url, name)) as opened:
        yield opened
    drop_data_base(server_url, name)


def test_a_file_is_recorded_and_again_it_changes_nothing(road: OpenRoad, tmp_path: Path) -> None:
    parcels = handed_over(road, 60)
    made = scans(parcels, 1)
    with road.store.unit() as unit:
        unit.roads.move_clock(int(made.at.max()) + DAY)
    moments = [f"{at}" for at in pl.from_epoch(pl.Series(made.at), "s").dt.strftime("%Y-%m-%dT%H:%M:%SZ")]
    columns = {"number": made.number, "event": made.event, "place": made.place, "at": moments, "reason": made.reason}
    file, fates = tmp_path / "scans.parquet", tmp_path / "fates.parquet"
    pl.DataFrame({name: list(column) for name, column in columns.items()}).write_parquet(file)
    done = called("scans", file, "-o", fates, "--json", "--database-url", road.url)
    counts = json.loads(done.stdout)["counts"]
    assert sum(counts.values()) == len(made)
    assert counts["moved"] > len(parcels)
    assert done.returncode == 1, "some contradict each other"
    written = pl.read_parquet(fates)
    assert written["fate"].value_counts().sort("fate").rows() == sorted((k, v) for k, v in counts.items() if v)
    before = road.digest()
    again = json.loads(called("scans", file, "--json", "--database-url", road.url).stdout)["counts"]
    assert again["duplicate"] == sum(counts[fate] for fate in QUIET)
    assert road.digest() == before
    assert road.check() == []
    assert_the_road_is_fitted(road, tmp_path)


def assert_the_road_is_fitted(road: OpenRoad, folder: Path) -> None:
    """Sixty orders on all lanes are too few for most of them, which is told of each."""
    change = folder / "scanned.toml"
    found = called("road", "fit", "-o", change, "--json", "--database-url", road.url)
    assert (found.returncode, found.stderr) == (0, "")
    document = json.loads(found.stdout)
    lanes = document["lanes"]
    assert document["departures"] == sum(one["left"] for one in lanes) > 40
    assert {(one["status"], one["reason"]) for one in lanes} <= {("fitted", None), ("assumed", "too few arrivals")}
    assert all((one["fitted_days"] is None) == (one["status"] == "assumed") == (one["came"] < 50) for one in lanes)
    assert change.read_text(encoding="utf-8").count("[[lane]]") == sum(one["status"] == "fitted" for one in lanes)
    shown = called("road", "fit", "--since", document["since"], "--database-url", road.url)
    assert f"{document['departures']} departures, {document['since']} until {document['until']}" in shown.stdout
    turned = ("--since", document["until"], "--until", document["since"])
    for words in (turned, ("--since", "2013-11-31"), ("-o", folder / "no" / "where.toml")):
        refused = called("road", "fit", *words, "--database-url", road.url)
        assert refused.returncode == 2
        assert len(refused.stderr.splitlines()) == 1


def test_each_row_that_cannot_be_read_has_a_fate(road: OpenRoad, tmp_path: Path) -> None:
    row = road.store.connection.execute("SELECT s10, origin FROM consignment WHERE s10 IS NOT NULL LIMIT 1").fetchone()
    assert row
    file, fates = tmp_path / "scans.csv", tmp_path / "fates.csv"
    file.write_text(SAMPLE.format(*row, "x" * 200), encoding="utf-8")
    done = called("scans", file, "-o", fates, "--database-url", road.url)
    assert done.returncode == 1
    said = pl.read_csv(fates)["fate"].to_list()
    assert said[2:] == ["unknown place", "bad moment", "bad number", "bad moment"]
    assert said[1] in ("duplicate", said[0])
    assert "2 bad moment" in done.stdout


def test_a_file_that_is_none_is_told_of(road: OpenRoad, tmp_path: Path) -> None:
    file = tmp_path / "scans.csv"
    file.write_text("number,event\nA,B\n", encoding="utf-8")
    assert "columns place, at are missing" in called("scans", file, "--database-url", road.url).stderr
    file.write_text("number,event,place,at\n", encoding="utf-8")
    assert called("scans", file, "--database-url", road.url).stdout == "no rows\n"
    other = called("scans", file, "-o", tmp_path / "x.txt", "--database-url", road.url)
    assert (other.returncode, "expected a name that ends in" in other.stderr) == (2, True)


@pytest.mark.full
def test_the_bench_tells_everything_twice_and_nothing_is_lost(server_url: str, tmp_path: Path) -> None:
    found = bench_scans(Settings(tmp_path, server_url), 2_000)
    assert found["wrong"] == []
    assert sum(found["fates"].values()) == found["scans"] > 20_000
    assert set(found["fates"]) <= {str(fate) for fate in FATES}
    assert "every rule holds" in "\n".join(in_words(found))
