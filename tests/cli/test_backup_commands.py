"""`backup` and `restore` as an operator types them."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tearoad.boot.keys import keys_of
from tearoad.boot.road import OpenRoad, drop_data_base, with_name
from tearoad.cli.demo_commands import stock_demo

TEAROAD = str(Path(sys.executable).parent / "tearoad")
INTO = "tearoad_test_backup_into"


def run(road: OpenRoad, home: Path, *words: object) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "TEAROAD_HOME": str(home), "TEAROAD_DATABASE_URL": road.url}
    said = [TEAROAD, *map(str, words)]
    return subprocess.run(said, env=environment, capture_output=True, text=True, check=False)


def test_there_and_back(road: OpenRoad, tmp_path: Path) -> None:
    stock_demo(road, 100)
    keys_of(tmp_path)
    file = tmp_path / "road.backup"
    done = run(road, tmp_path, "backup", file)
    assert done.returncode == 0, done.stderr
    assert f"opens with the keys in {tmp_path / 'keys'}" in done.stdout
    again = run(road, tmp_path, "backup", file)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    try:
        back = run(road, tmp_path, "restore", file, "--into", INTO)
        assert (back.returncode, back.stderr) == (0, ""), back.stderr
        assert f"restored into {INTO}" in back.stdout
        drop_data_base(road.url, INTO)
        elsewhere = run(road, tmp_path / "new", "restore", file, "--into", INTO)
        assert elsewhere.returncode == 0
        assert "has not: keys/k0001" in elsewhere.stderr
        with psycopg.connect(with_name(road.url, INTO)) as connection:
            assert connection.execute("SELECT count(*) FROM product").fetchone() == (300,)
    finally:
        drop_data_base(road.url, INTO)


@pytest.mark.parametrize("text", [b"", b"no backup"])
def test_a_file_that_is_none_is_one_line(road: OpenRoad, tmp_path: Path, text: bytes) -> None:
    (tmp_path / "bad").write_bytes(text)
    done = run(road, tmp_path, "restore", tmp_path / "bad", "--into", INTO)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    with psycopg.connect(road.url) as connection:
        assert connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [INTO]).fetchone() is None
