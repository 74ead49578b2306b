"""`promise calibrate`: counts add up, figures are those of the rows, and bad input is one line."""

import csv
import json
from datetime import date
from pathlib import Path

import numpy as np
import psycopg
import pytest
from commands import called, fresh
from shop_orders import moments, written

from tearoad.boot.road import open_road
from tearoad.cli.bench_promise import in_words, write_orders
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.demo.journeys import WORLDS, journeys
from tearoad.network import reliability
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.operations.play import play
from tearoad.terms.days import DAY, day_word

ROWS = 6_000


def asked(path: Path, *words: object, status: int = 0) -> dict:
    done = called("promise", "calibrate", path, "--json", *words)
    assert (done.returncode, done.stderr) == (status, "")
    found = json.loads(done.stdout)
    apart = sum(found[name] for name in ("learning", "n", "under_way", "without_promise"))
    assert apart + sum(found["flagged"].values()) == found["rows"]
    return found


def test_figures_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reliability, "FEWEST_OF_A_CELL", 100)
    path = written(tmp_path / "orders.csv", ROWS)
    found = asked(path)
    assert found["learning"] == ROWS * 2 / 3
    assert found["n"] + found["under_way"] == ROWS / 3
    assert found["kept"] == pytest.approx(0.9, abs=0.05)
    assert found["mean_days_promised"] < found["shop_mean_days"]
    assert found["baseline_alike_kept"] == pytest.approx(found["kept"], abs=0.03)
    assert found["pinball_days"]["ours"] < found["pinball_days"]["baseline"] < found["pinball_days"]["shop"]
    kept = [row["kept"] for row in found["levels"]]
    assert kept == sorted(kept)
    assert sum(row["n"] for row in found["months"]) == found["n"]
    whole = sum(row["n"] * row["kept"] for row in found["months"]) / found["n"]
    assert whole == pytest.approx(found["kept"], abs=0.001)
    assert {row["destination"] for row in found["cells"]} >= {"d0"}
    with path.open() as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["purchased"])[ROWS * 2 // 3 :]
    shop = [row["delivered"][:10] <= row["promised"] for row in rows if row["delivered"]]
    assert found["shop_kept"] == pytest.approx(np.mean(shop), abs=1e-4)
    said = called("promise", "calibrate", path).stdout
    assert f"{ROWS} rows: 4000 to learn from, {found['n']} scored" in said
    assert f"{found['kept']:.3f}" in said


def test_promises_missing_here_and_there(tmp_path: Path) -> None:
    promised = ["2019-06-01" if at % 3 else "" for at in range(900)]
    found = asked(written(tmp_path / "orders.csv", 900, promised=promised, handed_over="", origin="", destination=""))
    assert 0 < found["shop_n"] < found["n"]
    assert found["shop_kept"] == 1.0
    assert found["kept_beside_shop"] is not None
    none = asked(written(tmp_path / "none.csv", 300, promised=""))
    assert (none["shop_n"], none["shop_kept"], none["shop_mean_days"]) == (0, None, None)
    assert none["kept"] > 0.75, "300 rows are few"


def test_one_day_and_days_without_times(tmp_path: Path) -> None:
    one = asked(written(tmp_path / "one.csv", 300, purchased="2017-01-01 00:00:00"), status=1)
    assert one["flagged"]["delivered after 400 days"] > 0
    assert (one["n"], one["kept"]) == (0, None)
    assert "nothing is scored" in called("promise", "calibrate", tmp_path / "one.csv").stdout
    drawn = journeys(WORLDS["stationary"], 3_000, 79)
    days = {"purchased": drawn.purchased, "handed_over": drawn.handed, "delivered": drawn.delivered}
    words = {name: [word[:10] for word in moments(column)] for name, column in days.items()}
    found = asked(written(tmp_path / "days.csv", 3_000, 79, **words))
    assert found["kept"] == pytest.approx(0.9, abs=0.05)


def test_flagged_rows_are_told_and_bad_input_is_one_line(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.csv", 600)
    with path.open("a") as file:
        file.write("2018-01-02 08:00:00,,2018-01-01,,o1,d1\n9999-01-01,,,,,\n")
    found = asked(path, status=1)
    assert found["flagged"]["delivered before purchased"] == found["flagged"]["year out of range"] == 1
    for words, said in (((tmp_path / "no.csv",), "no such file"), ((path, "--level", "1.5"), "--level 1.5")):
        done = called("promise", "calibrate", *words)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert said in done.stderr


def test_the_bench_measures_what_it_says(tmp_path: Path) -> None:
    write_orders(tmp_path / "orders.csv", 1_000)
    found = asked(tmp_path / "orders.csv")
    assert found["rows"] == 1_000
    told = in_words({"orders": 1_000, "seconds": 1.0, "cpu_seconds": 1.0, "memory_mb": 90, **found})
    assert any(f"{found['kept']:.3f} of {found['n']} kept" in line for line in told)


def promised(*words: object, status: int = 0) -> dict:
    done = called("promise", "ask", "--json", *words)
    assert (done.returncode, done.stderr) == (status, "")
    return json.loads(done.stdout)


def days(*words: object) -> list[int]:
    """From the day of an order in April 2017 to those promised at 0.5, 0.8, 0.9 and 0.95."""
    found = promised(*words)
    assert [row["level"] for row in found["promises"]] == [0.5, 0.8, 0.9, 0.95]
    first = date.fromisoformat(found["ordered_at"][:10])
    return [(date.fromisoformat(row["promised_on"]) - first).days for row in found["promises"]]


def test_of_2017_local_goods_come_the_next_day_and_those_from_china_take_twenty() -> None:
    """Both come out of the data of the scenarios (Xinhua, 3 July 2017)."""
    stock = ("--from", "moscow", "--to", "moscow", "--scenario", "next-day-cut-off", "--at")
    assert days(*stock, "2017-04-11T10:00+03:00")[:3] == [1, 1, 1]
    assert days(*stock, "2017-04-11T15:59+03:00")[:3] == [1, 1, 1]
    assert days(*stock, "2017-04-11T16:00+03:00")[:3] == [2, 2, 2]
    assert days(*stock, "2017-04-15T17:00+03:00")[0] == 3  # a Saturday: nobody hands over on Sunday
    mail = ("--from", "yiwu", "--to", "moscow", "--weight", 500, "--scenario", "next-day", "--at")
    half, *_, most = days(*mail, "2017-04-11T10:00+03:00")
    assert 20 <= half < most < 35


def test_what_cannot_be_asked_is_one_line(server_url: str) -> None:
    for words, said in (
        (("--from", "mars", "--to", "kazan"), "--from 'mars', expected one of guangzhou"),
        (("--from", "yiwu", "--to", "mars"), "--to 'mars', expected one of"),
        (("--from", "yiwu", "--to", "kazan", "--at", "soon"), "--at 'soon', expected a moment"),
        (("--from", "yiwu", "--to", "kazan", "--scenario", "none"), "no scenario 'none'"),
        (("--from", "yiwu", "--to", "kazan", "--live", "--at", "2026-01-01T00:00Z"), "neither --at nor"),
    ):
        done = called("promise", "ask", *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
    with fresh(server_url, "tearoad_test_promises") as url:
        empty = json.loads(called("promise", "report", "--json", "--database-url", url).stdout)
        assert (empty["n"], empty["kept"], empty["cells"]) == (0, None, [])
        said = called("promise", "ask", "--from", "yiwu", "--to", "kazan", "--live", "--database-url", url)
        assert said.returncode == 0
        assert "ordered 1970-01-01T00:00:00Z" in said.stdout


@pytest.mark.full
def test_what_a_road_has_learnt_is_told(server_url: str) -> None:
    with fresh(server_url, "tearoad_test_lately") as url:
        nothing = called("promise", "lately", "--database-url", url)
        assert (nothing.returncode, nothing.stdout) == (
            0,
            "nothing is learnt yet: promises go by the road's data\n",
        )
        with open_road(url) as road:
            stock_demo(road, 8_000)
            orders = demo_orders(road.corridor, 8_000)[:800]
            end = orders[-1].placed_at // DAY * DAY
            play(road.platform, orders, ASSUMED_WEIGHT_GRAMS, lambda more: None, end)
        found = json.loads(called("promise", "lately", "--json", "--database-url", url).stdout)
        assert found["day"] == day_word(end // DAY)
        assert {row["part"] for row in found["parts"]} == {"hand-over", "transit", "last mile"}
        assert all(0.4 <= row["stretch"] <= 4 and row["doubt"] <= 0.25 for row in found["parts"])
        hand = next(row for row in found["parts"] if row["name"] == "CN")
        assert f"hand-over CN {hand['stretch']:.2f}" in " ".join(
            called("promise", "lately", "--database-url", url).stdout.split()
        )


@pytest.mark.full
def test_a_drifting_road_is_reported_and_gone(server_url: str) -> None:
    done = called("promise", "drift", "--as", "wider", "--orders", 300, "--json", "--database-url", server_url)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["as"], found["orders"]) == ("wider", 300)
    assert found["n"] > 300
    assert 0.7 < found["kept"] < 1
    with psycopg.connect(server_url) as connection:
        left = connection.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'tearoad_drift%'").fetchone()
    assert left == (0,)


def test_a_drift_that_is_not_there_is_one_line(server_url: str) -> None:
    wrong = called("promise", "drift", "--as", "sideways", "--database-url", server_url)
    assert wrong.returncode == 2
    assert "--as 'sideways', expected one of steady, slower" in wrong.stderr
