"""The operator's door as a user meets it: exit statuses, one line for bad input, one JSON document."""

import json
import os
from pathlib import Path

import polars as pl
import psycopg
import pytest
from commands import Done, called

from tearoad.boot.road import CORRIDOR, SEED, drop_data_base
from tearoad.cli.demo_commands import demo_orders, write_orders
from tearoad.demo.orders import COUNT
from tearoad.wire.corridor import read_corridor
from tearoad.wire.shipped import corridor_folder

ROW = "A1,Anna,tea-9,2,2026-01-05T10:00:00Z,kazan,card,RUB,199.90,250,leaf,yiwu"
HEADER = "order,buyer,sku,quantity,placed_at,destination,payment,currency,unit_price,weight_grams,merchant,origin"


def tearoad(*words: object, url: str | None = None, home: Path | None = None) -> Done:
    return called(
        *words,
        **({"TEAROAD_DATABASE_URL": url} if url else {}),
        **({"TEAROAD_HOME": str(home)} if home else {}),
    )


def orders(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def test_play_check_and_play_again(tmp_path: Path, migrated_url: str) -> None:
    path = orders(tmp_path, ROW, ROW.replace("A1", "A2").replace("kazan", "paris"), ROW.replace("A1", "A3"))
    first = tearoad("play", path, "--json", url=migrated_url)
    assert first.returncode == 1, first.stderr
    document = json.loads(first.stdout)
    assert document["lines"] == sum(document["verdicts"].values()) == 3
    assert document["verdicts"] == {"done": 2, "no lane": 1}
    money = document["money"]["RUB"]
    assert money["in"] == sum(money["out"].values()) + money["held"]
    again = json.loads(tearoad("play", path, "--json", url=migrated_url).stdout)
    assert {**again, "seconds": 0, "journeys_per_second": 0} == {**document, "seconds": 0, "journeys_per_second": 0}
    checked = tearoad("check", "--no-source", "--json", url=migrated_url)
    assert (checked.returncode, json.loads(checked.stdout)["broken"]) == (0, [])
    shown = tearoad("play", path, url=migrated_url)
    assert "adds up" in shown.stdout
    late = tearoad("play", orders(tmp_path, ROW.replace("A1", "A9")), url=migrated_url)
    assert late.returncode == 1
    assert "before the road clock" in late.stdout
    assert "--fresh" in late.stderr


def test_a_broken_data_base_fails_the_check(tmp_path: Path, migrated_url: str) -> None:
    tearoad("play", orders(tmp_path, ROW), url=migrated_url)
    with psycopg.connect(migrated_url) as connection:
        connection.execute("UPDATE account SET debits = debits + 1 WHERE account = 'fee:RUB'")
    checked = tearoad("check", "--no-source", url=migrated_url)
    assert checked.returncode == 1
    assert "fee:RUB" in checked.stderr


def test_bad_input_is_one_line_and_nothing_is_done(tmp_path: Path, database_url: str) -> None:
    for row, said in (
        (ROW.replace("RUB", "XXX"), "column currency"),
        (ROW.replace(",250", ",-1"), "column weight_grams"),
    ):
        done = tearoad("play", orders(tmp_path, ROW.replace("A1", "A5"), row), url=database_url)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "row 2" in done.stderr
        assert said in done.stderr
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT to_regclass('orders')").fetchone() == (None,)
    for words in (
        ("play", "none.csv"),
        ("play", orders(tmp_path, ROW), "--from", "soon"),
        ("play", orders(tmp_path, ROW), "--map", "no.toml"),
    ):
        done = tearoad(*words, url=database_url)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_nul_byte_is_one_line_and_nothing_is_done(tmp_path: Path, database_url: str) -> None:
    for row in (ROW.replace("Anna", "An\0na"), ROW.replace("kazan", "\0"), ROW.replace("leaf", "leaf\0")):
        done = tearoad("play", orders(tmp_path, ROW, row.replace("A1", "A2")), url=database_url)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert "row 2, column" in done.stderr
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT to_regclass('orders')").fetchone() == (None,)


@pytest.mark.parametrize(
    ("rows", "status"),
    [((ROW.replace("kazan", "paris"),), 1), ((), 0), ((ROW.replace("leaf", ""), ROW.replace("A1,Anna", "A2,")), 1)],
    ids=["one refused", "a header only", "nothing served"],
)
def test_a_road_without_a_delivered_parcel_reports(
    tmp_path: Path, migrated_url: str, rows: tuple[str, ...], status: int
) -> None:
    path = orders(tmp_path, *rows)
    done = tearoad("play", path, "--json", url=migrated_url)
    assert done.returncode == status, done.stderr
    document = json.loads(done.stdout)
    assert document["lines"] == sum(document["verdicts"].values()) == len(rows)
    assert document["days_order_to_door"] == {}
    shown = tearoad("play", path, url=migrated_url)
    assert shown.returncode == status, shown.stderr
    assert f"{len(rows)} lines" in shown.stdout
    assert "0 journeys" in shown.stdout


def test_a_data_base_that_is_none_is_one_line(tmp_path: Path) -> None:
    dead = "postgresql://127.0.0.1:1/x"
    for words, url, said in (
        (("play", orders(tmp_path, ROW)), "not a url", "cannot be read"),
        (("play", orders(tmp_path, ROW), "--fresh"), dead, "does not answer"),
        (("check", "--no-source", "--data-base", "other"), "mysql://x:secret@y/z", "cannot be read"),
    ):
        done = tearoad(*words, url=url)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert said in done.stderr
        assert "secret" not in done.stderr


def test_a_server_that_makes_no_data_bases_is_one_line(tmp_path: Path, migrated_url: str) -> None:
    user = f"tearoad_test_{os.getpid()}"
    with psycopg.connect(migrated_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {user} LOGIN PASSWORD 'tea'")
        try:
            url = psycopg.conninfo.make_conninfo(migrated_url, user=user, password="tea")
            done = tearoad("play", orders(tmp_path, ROW), "--fresh", url=url)
        finally:
            connection.execute(f"DROP ROLE {user}")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "may not make data bases" in done.stderr


def test_the_report_names_the_data_base_of_the_url(tmp_path: Path, migrated_url: str) -> None:
    name = psycopg.conninfo.conninfo_to_dict(migrated_url)["dbname"]
    assert json.loads(tearoad("play", orders(tmp_path, ROW), "--json", url=migrated_url).stdout)["data_base"] == name
    assert json.loads(tearoad("check", "--no-source", "--json", url=migrated_url).stdout)["road"] == name


def test_demo_orders_are_served_by_an_empty_road(tmp_path: Path, migrated_url: str) -> None:
    demo = tmp_path / "demo.csv"
    tearoad("demo", "orders", demo, "--count", 60)
    fresh = tearoad("play", demo, "--fresh", "--json", url=migrated_url)
    drop_data_base(migrated_url, json.loads(fresh.stdout)["data_base"])
    for done in (fresh, tearoad("play", demo, "--json", url=migrated_url)):
        assert done.returncode == 0, done.stdout
        assert set(json.loads(done.stdout)["verdicts"]) == {"done"}


def test_goods_that_say_what_they_are_get_no_demo_beside_them(tmp_path: Path, migrated_url: str) -> None:
    path = orders(tmp_path, ROW, ROW.replace("A1", "A2").replace("tea-9", "phone-case-1c"))  # one of the demo's
    assert tearoad("play", path, url=migrated_url).returncode == 0
    with psycopg.connect(migrated_url) as connection:
        found = connection.execute("SELECT sku, merchant FROM product ORDER BY sku").fetchall()
    assert found == [("phone-case-1c", "leaf"), ("tea-9", "leaf")]


def test_demo_files_share_numbers_with_up_alone(tmp_path: Path) -> None:
    numbers = {}
    for count, seed in ((COUNT, SEED), (300, SEED), (301, SEED), (300, 5), (COUNT, 5)):
        write_orders(tmp_path / "demo.csv", count, seed)
        numbers[count, seed] = set(pl.read_csv(tmp_path / "demo.csv", infer_schema=False)["order"])
    assert len(set().union(*numbers.values())) == sum(len(those) for those in numbers.values())
    played_by_up = demo_orders(read_corridor(corridor_folder(CORRIDOR)))
    assert {order.order_id for order in played_by_up} == numbers[COUNT, SEED]
    assert "D0000000" in numbers[COUNT, SEED]


def test_a_newer_data_base_is_refused(tmp_path: Path, migrated_url: str) -> None:
    tearoad("play", orders(tmp_path, ROW), url=migrated_url)
    with psycopg.connect(migrated_url) as connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', now())")
    done = tearoad("play", orders(tmp_path, ROW), url=migrated_url)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "newer version" in done.stderr


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".parquet"])
def test_demo_orders_are_the_same_for_the_same_seed(tmp_path: Path, suffix: str) -> None:
    files = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for file in files:
        assert tearoad("demo", "orders", file, "--count", 200).returncode == 0
    assert files[0].read_bytes() == files[1].read_bytes()
