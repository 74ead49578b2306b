"""The operator's door as a user meets it: exit statuses, one line for bad input, one JSON document."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

ROW = "A1,Anna,tea-9,2,2026-01-05T10:00:00Z,kazan,card,RUB,199.90,250,leaf,yiwu"
HEADER = "order,buyer,sku,quantity,placed_at,destination,payment,currency,unit_price,weight_grams,merchant,origin"


def tearoad(*words: object, url: str | None = None, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **({"TEAROAD_DATABASE_URL": url} if url else {})}
    if home:
        environment |= {"TEAROAD_HOME": str(home)}
    command = [str(Path(sys.executable).parent / "tearoad"), *[str(word) for word in words]]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def orders(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def test_play_check_and_play_again(tmp_path: Path, database_url: str) -> None:
    path = orders(tmp_path, ROW, ROW.replace("A1", "A2").replace("kazan", "paris"), ROW.replace("A1", "A3"))
    first = tearoad("play", path, "--json", url=database_url)
    assert first.returncode == 1, first.stderr
    document = json.loads(first.stdout)
    assert document["lines"] == sum(document["verdicts"].values()) == 3
    assert document["verdicts"] == {"done": 2, "no lane": 1}
    money = document["money"]["RUB"]
    assert money["in"] == sum(money["out"].values()) + money["held"]
    again = json.loads(tearoad("play", path, "--json", url=database_url).stdout)
    assert {**again, "seconds": 0, "journeys_per_second": 0} == {**document, "seconds": 0, "journeys_per_second": 0}
    checked = tearoad("check", "--no-source", "--json", url=database_url)
    assert (checked.returncode, json.loads(checked.stdout)["broken"]) == (0, [])
    shown = tearoad("play", path, url=database_url)
    assert "adds up" in shown.stdout
    late = tearoad("play", orders(tmp_path, ROW.replace("A1", "A9")), url=database_url)
    assert late.returncode == 1
    assert "before the road clock" in late.stdout
    assert "--fresh" in late.stderr


def test_a_broken_data_base_fails_the_check(tmp_path: Path, database_url: str) -> None:
    tearoad("play", orders(tmp_path, ROW), url=database_url)
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE account SET debits = debits + 1 WHERE account = 'fee:RUB'")
    checked = tearoad("check", "--no-source", url=database_url)
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


def test_a_newer_data_base_is_refused(tmp_path: Path, database_url: str) -> None:
    tearoad("play", orders(tmp_path, ROW), url=database_url)
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', now())")
    done = tearoad("play", orders(tmp_path, ROW), url=database_url)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "newer version" in done.stderr


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".parquet"])
def test_demo_orders_are_the_same_for_the_same_seed(tmp_path: Path, suffix: str) -> None:
    files = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for file in files:
        assert tearoad("demo", "orders", file, "--count", 200).returncode == 0
    assert files[0].read_bytes() == files[1].read_bytes()
