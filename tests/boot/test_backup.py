"""A road comes back whole from its backup, and nothing else comes out of a file that is none."""

import io
import json
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from databases import migrated_data_base

from tearoad.boot import backup as backups
from tearoad.boot import restore as restores
from tearoad.boot.backup import back_up, expect_road
from tearoad.boot.keys import keys_of
from tearoad.boot.restore import keys_elsewhere, opened, restore
from tearoad.boot.road import OpenRoad, drop_data_base, fresh_data_base, open_road
from tearoad.boot.site import secret_of
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.operations.play import play
from tearoad.terms.days import DAY
from tearoad.terms.refusal import BadInput, Unavailable

COUNT = 3_000
TARGET = "tearoad_test_restored"


@pytest.fixture(scope="module")
def played(server_url: str) -> Iterator[OpenRoad]:
    """A road in the middle of its life."""
    name = "tearoad_test_backup"
    drop_data_base(server_url, name)
    with open_road(migrated_data_base(server_url, name)) as road:
        stock_demo(road, COUNT)
        orders = demo_orders(road.corridor, COUNT)[:250]
        play(road.platform, orders, ASSUMED_WEIGHT_GRAMS, lambda more: None, orders[-1].placed_at // DAY * DAY)
        yield road
    drop_data_base(server_url, name)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    keys_of(folder)
    secret_of(folder)
    return folder


@pytest.fixture
def target(server_url: str) -> Iterator[str]:
    """An empty data base."""
    drop_data_base(server_url, TARGET)
    yield fresh_data_base(server_url, TARGET)
    drop_data_base(server_url, TARGET)


def test_it_comes_back_as_it_was(played: OpenRoad, home: Path, target: str, tmp_path: Path) -> None:
    file = tmp_path / "road.backup"
    manifest = back_up(played, home, file, with_keys=False)
    assert file.stat().st_mode & 0o777 == 0o600
    assert set(manifest["sha256"]) == {"road.dump"}
    with opened(file) as backup:
        assert restore(backup, target, tmp_path / "elsewhere") == []
    assert not (tmp_path / "elsewhere").exists()
    with open_road(target) as road:
        assert road.digest() == played.digest()
        assert road.clock_at() == played.clock_at()
        play(road.platform, [], ASSUMED_WEIGHT_GRAMS, lambda more: None)  # and it goes on
        assert road.check() == []


def test_it_comes_back_into_the_oldest_server(played: OpenRoad, home: Path, server_15_url: str, tmp_path: Path) -> None:
    """Whose own programs cannot read the dump of a newer one."""
    back_up(played, home, tmp_path / "road.backup", with_keys=False)
    drop_data_base(server_15_url, TARGET)
    oldest = fresh_data_base(server_15_url, TARGET)
    try:
        with opened(tmp_path / "road.backup") as backup:
            assert restore(backup, oldest, tmp_path / "elsewhere") == []
        with open_road(oldest) as road:
            assert road.digest() == played.digest()
            back_up(road, home, tmp_path / "older.backup", with_keys=False)  # and its own comes back into it
        drop_data_base(server_15_url, TARGET)
        with opened(tmp_path / "older.backup") as backup:
            assert backup.manifest["server"] == 15
            assert restore(backup, fresh_data_base(server_15_url, TARGET), tmp_path / "elsewhere") == []
    finally:
        drop_data_base(server_15_url, TARGET)


def test_nothing_is_left_in_the_oldest_server_where_a_dump_breaks_off(
    played: OpenRoad, home: Path, server_15_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(played, home, tmp_path / "road.backup", with_keys=False)
    monkeypatch.setattr(restores, "TIMEOUT", b"SET nothing;")
    drop_data_base(server_15_url, TARGET)
    oldest = fresh_data_base(server_15_url, TARGET)
    try:
        with opened(tmp_path / "road.backup") as backup, pytest.raises(Unavailable, match=r"psql failed: .+ERROR:"):
            restore(backup, oldest, tmp_path / "elsewhere")
        with psycopg.connect(oldest) as connection:
            assert connection.execute("SELECT to_regclass('road')").fetchone() == (None,)
    finally:
        drop_data_base(server_15_url, TARGET)


def test_it_says_which_keys_it_needs(played: OpenRoad, home: Path, tmp_path: Path) -> None:
    back_up(played, home, tmp_path / "road.backup", with_keys=False)
    other = tmp_path / "other"
    keys_of(other)
    with opened(tmp_path / "road.backup") as backup:
        assert keys_elsewhere(backup, home) == []
        assert keys_elsewhere(backup, tmp_path / "none") == ["keys/k0001", "secret"]
        assert "keys/k0001" in keys_elsewhere(backup, other)


def test_a_server_that_goes_away_is_one_line(
    played: OpenRoad, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_road(played.url) as road:
        number = road.store.connection.info.backend_pid

        def struck(*words: object, **more: object) -> None:
            played.store.connection.execute("SELECT pg_terminate_backend(%s, 5000)", [number])

        monkeypatch.setattr(backups, "call", struck)
        with pytest.raises(Unavailable, match="went away"):
            back_up(road, home, tmp_path / "road.backup", with_keys=False)
    assert list(tmp_path.iterdir()) == []


def test_only_a_road_of_this_version_is_backed_up(database_url: str, road: OpenRoad) -> None:
    with pytest.raises(BadInput, match="nothing to back up"):
        expect_road(database_url)
    expect_road(road.url)
    connection = road.store.connection
    connection.execute("DELETE FROM django_migrations WHERE app = 'store' AND name LIKE '0008%'")
    with pytest.raises(BadInput, match="of an older Tearoad"):
        expect_road(road.url)
    connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_x', now())")
    expect_road(road.url)  # a newer one is refused by whoever opens it


def test_keys_go_with_it_where_they_are_asked_for(played: OpenRoad, home: Path, target: str, tmp_path: Path) -> None:
    file, new = tmp_path / "road.backup", tmp_path / "new"
    new.mkdir()
    back_up(played, home, file, with_keys=True)
    with opened(file) as backup:
        assert restore(backup, target, new) == []
    assert keys_of(new) == keys_of(home)
    assert secret_of(new) == secret_of(home)
    other = tmp_path / "other"
    keys_of(other)
    with opened(file) as backup, pytest.raises(BadInput, match="has tables already"):
        restore(backup, target, other)


def test_another_key_of_the_name_is_not_written_over(played: OpenRoad, home: Path, target: str, tmp_path: Path) -> None:
    file, other = tmp_path / "road.backup", tmp_path / "other"
    mine = keys_of(other)
    back_up(played, home, file, with_keys=True)
    with opened(file) as backup, pytest.raises(BadInput, match="k0001 is another key"):
        restore(backup, target, other)
    assert keys_of(other) == mine
    with open_road(target) as road:
        assert road.clock_at() == 0  # nothing was restored


def test_taken_while_the_road_lives_it_is_of_one_moment(
    played: OpenRoad, home: Path, target: str, tmp_path: Path, server_url: str
) -> None:
    source = fresh_data_base(server_url, "tearoad_test_backup_living")
    try:
        with open_road(source) as road:
            stock_demo(road, COUNT)
        stop = threading.Event()

        def live() -> None:
            with open_road(source) as road:
                for order in demo_orders(road.corridor, COUNT)[:2_000]:
                    if stop.is_set():
                        break
                    play(road.platform, [order], ASSUMED_WEIGHT_GRAMS, lambda more: None, order.placed_at // DAY * DAY)

        living = threading.Thread(target=live)
        living.start()
        time.sleep(0.5)
        with open_road(source) as road:
            first = back_up(road, home, tmp_path / "a", with_keys=False)
            back_up(road, home, tmp_path / "b", with_keys=False)
            assert living.is_alive()
        stop.set()
        living.join()
        with opened(tmp_path / "b") as backup:
            assert backup.manifest["clock_at"] >= first["clock_at"] > 0
            assert restore(backup, target, tmp_path) == []
    finally:
        drop_data_base(server_url, "tearoad_test_backup_living")


def test_a_file_is_not_written_over(played: OpenRoad, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "road.backup"
    file.write_text("mine")
    with pytest.raises(BadInput, match="--force replaces it"):
        back_up(played, home, file, with_keys=False)
    assert file.read_text() == "mine"
    back_up(played, home, file, with_keys=False, force=True)
    with opened(file):
        pass
    with pytest.raises(BadInput, match="No such file"):
        back_up(played, home, tmp_path / "no" / "road.backup", with_keys=False)


@pytest.fixture(scope="module")
def good(played: OpenRoad, home: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("good") / "road.backup"
    back_up(played, home, file, with_keys=True)
    return file.read_bytes()


def changed(good: bytes, manifest: dict[str, object] | None = None, **parts: bytes) -> bytes:
    """The same archive with another manifest, or other parts."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(good)) as old, tarfile.open(fileobj=out, mode="w") as new:
        for member in old:
            data = old.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == "manifest.json" and manifest:
                data = json.dumps({**json.loads(data), **manifest}).encode()
            data = parts.get(member.name, data)
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda good: b"", "is no backup of a road, or was cut"),
        (lambda good: b"not a tar" * 500, "is no backup of a road, or was cut"),
        (lambda good: good[:3_000], "cut|missing|not as it was written"),
        (lambda good: good[: len(good) // 2], "cut|missing|not as it was written"),
        (lambda good: changed(good, **{"road.dump": b"other"}), "road.dump is not as it was written"),
        (lambda good: changed(good, **{"manifest.json": b"[]"}), "is no backup of a road"),
        (lambda good: changed(good, **{"manifest.json": b"{" * 10_000}), "is no backup of a road"),
        (lambda good: changed(good, {"form": 2}), "which is newer than this one"),
        (lambda good: changed(good, {"migrations": {"store": ["9999_later"]}}), "which is newer than this one"),
        (lambda good: changed(good, {"migrations": {"axes": ["9999_later"]}}), "which is newer than this one"),
        (lambda good: changed(good, {"migrations": {"store": 5}}), "its manifest is not whole"),
        (lambda good: changed(good, {"keys": {"keys/k0001": 5}}), "its manifest is not whole"),
        (lambda good: changed(good, **{"manifest.json": b"[" * 500_000}), "is no backup of a road"),
        (lambda good: changed(good, {"sha256": {"road.dump": "00"}}), "its manifest is not whole"),
        (lambda good: changed(good, {"sha256": {"road.dump": "0" * 64}}), "road.dump is not as it was written"),
        (lambda good: changed(good, {"sha256": {"road.dump": "0" * 64, "../x": "0" * 64}}), "not as it was|none of a"),
    ],
)
def test_what_is_no_backup_is_one_line(good: bytes, tmp_path: Path, change: object, said: str) -> None:
    file = tmp_path / "bad"
    file.write_bytes(change(good))  # type: ignore[operator]
    with pytest.raises(BadInput, match=said) as told, opened(file):
        pass
    assert "\n" not in str(told.value)


def test_a_path_that_leads_out_is_none_of_a_backup(good: bytes, tmp_path: Path) -> None:
    out = io.BytesIO()
    said = tarfile.TarInfo("keys/../../out")
    said.size = 3
    digest = "edeaaff3f1774ad2888673770c6d64097e391bc362d7d6fb34982ddf0efd18cb"
    with tarfile.open(fileobj=out, mode="w") as archive:
        with tarfile.open(fileobj=io.BytesIO(good)) as old:
            manifest = json.loads(old.extractfile("manifest.json").read())  # type: ignore[union-attr]
        manifest["sha256"] = {said.name: digest, "road.dump": digest}
        text = json.dumps(manifest).encode()
        head = tarfile.TarInfo("manifest.json")
        head.size = len(text)
        archive.addfile(head, io.BytesIO(text))
        archive.addfile(said, io.BytesIO(b"abc"))
    (tmp_path / "bad").write_bytes(out.getvalue())
    with pytest.raises(BadInput, match="none of a backup"), opened(tmp_path / "bad"):
        pass


def test_the_part_that_was_proved_is_the_one_that_is_given(good: bytes, tmp_path: Path) -> None:
    file = tmp_path / "two"
    file.write_bytes(good)
    with tarfile.open(file, "a") as archive:  # whatever else has its name
        other = tarfile.TarInfo("road.dump")
        other.type, other.linkname = tarfile.SYMTYPE, "manifest.json"
        archive.addfile(other)
    with opened(file) as backup:
        assert backup.part("road.dump").read(5) == b"PGDMP"


def test_a_dump_that_is_none_restores_nothing(good: bytes, target: str, tmp_path: Path) -> None:
    import hashlib

    file = tmp_path / "bad"
    file.write_bytes(
        changed(good, {"sha256": {"road.dump": hashlib.sha256(b"other").hexdigest()}}, **{"road.dump": b"other"})
    )
    with opened(file) as backup, pytest.raises(Unavailable, match="pg_restore failed"):
        restore(backup, target, tmp_path)


def test_killed_in_the_middle_it_leaves_no_file(played: OpenRoad, home: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tearoad.boot.road import open_road; "
        "from tearoad.boot.backup import back_up\n"
        "with open_road(sys.argv[1]) as road:\n"
        "    print('begun', flush=True)\n"
        "    back_up(road, Path(sys.argv[2]), Path(sys.argv[3]), with_keys=False)\n"
    )
    file = tmp_path / "road.backup"
    words = [sys.executable, "-c", code, played.url, str(home), str(file)]
    child = subprocess.Popen(words, stdout=subprocess.PIPE)
    assert child.stdout
    child.stdout.readline()
    time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    if file.exists():  # it was quicker
        with opened(file):
            pass
    else:
        assert all(path.name.startswith(".") for path in tmp_path.iterdir())
