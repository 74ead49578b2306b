"""The doctor: well where all is well, and each thing that is wrong is told with its cure."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from psycopg.conninfo import make_conninfo

from tearoad.boot import doctor
from tearoad.boot.doctor import CHECKS, Patient, examined, patient_of
from tearoad.boot.keys import FIRST, FOLDER, keys_of
from tearoad.boot.road import OpenRoad
from tearoad.boot.settings import Settings
from tearoad.boot.site import HOSTS, secret_of
from tearoad.wire.smtp import SENDER, SERVER

TEAROAD = str(Path(sys.executable).parent / "tearoad")


@pytest.fixture
def well(road: OpenRoad, tmp_path: Path) -> Settings:
    keys_of(tmp_path)
    secret_of(tmp_path)
    return Settings(tmp_path, road.url)


def wrong(settings: Settings) -> dict[str, str]:
    with patient_of(settings) as patient:
        return {one.check: f"{one.wrong} | {one.cure}" for one in examined(patient)}


def test_all_is_well(well: Settings) -> None:
    assert wrong(well) == {}


def test_keys_that_others_can_read(well: Settings) -> None:
    (well.home / FOLDER / FIRST).chmod(0o644)
    assert "chmod 600" in wrong(well)["secrets and keys are private and whole"]


def test_a_key_that_is_not_whole(well: Settings) -> None:
    (well.home / FOLDER / FIRST).write_text("half")
    assert "not a key of ours" in wrong(well)["secrets and keys are private and whole"]


def test_a_data_base_that_is_away(tmp_path: Path) -> None:
    found = wrong(Settings(tmp_path, "postgresql://nobody@127.0.0.1:1/nothing"))
    assert list(found) == ["the data base answers"]
    assert "does not answer" in found["the data base answers"]
    assert "no data base yet" in wrong(Settings(tmp_path, None))["the data base answers"]


def test_a_schema_that_is_older_or_newer(well: Settings, road: OpenRoad) -> None:
    road.store.connection.execute("DELETE FROM django_migrations WHERE app = 'store' AND name LIKE '0008%'")
    assert "older" in wrong(well)["the schema is this version's"]
    road.store.connection.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_x', now())"
    )
    assert "9999_x" in wrong(well)["the schema is this version's"]


def test_a_server_that_forgets(well: Settings, road: OpenRoad) -> None:
    connection = road.store.connection
    name = connection.info.dbname
    connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    assert "synchronous_commit is off" in wrong(well)["what is committed stays"]
    connection.execute(f"ALTER DATABASE {name} RESET synchronous_commit")


def test_timers_that_are_overdue(well: Settings, road: OpenRoad) -> None:
    road.store.connection.execute(
        "INSERT INTO timer (cell_id, timer_id, due_at, kind, about) "
        "SELECT 1, gen_random_uuid(), to_timestamp(-5), 1, gen_random_uuid()"
    )
    assert "1 timers are overdue" in wrong(well)["no timer is overdue"]


def test_what_the_machine_lacks(well: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LEAST_FREE_BYTES", "LEAST_MEMORY_BYTES", "LEAST_FILES"):
        monkeypatch.setattr(doctor, name, 2**62)
    monkeypatch.setattr(doctor, "MOST_SKEW_SECONDS", -1)
    monkeypatch.setattr(doctor, "NEWEST_SERVER", 14)
    monkeypatch.setenv(HOSTS, "no host at all!")
    assert set(wrong(well)) == {
        "the state folder is ours and has room",
        "the machine is large enough",
        "the clocks agree",
        "the data base answers",
        "public names are names",
    }


def test_packages_that_are_not_the_locks(well: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text(
        "django==0.1 \\\n    --hash=sha256:00\nnumpy==0.1 ; python_version < '3'\nnumpy==0.2\nno-such-one==1\n"
    )
    monkeypatch.setattr(doctor, "LOCK", lock)
    monkeypatch.setattr(doctor, "requires", lambda name: ["nowhere[binary]>=3", "elsewhere>=1; extra == 'plots'"])
    with patient_of(well) as patient:
        found = [one.wrong for one in examined(patient)]
    assert found[0] == "the package nowhere is not installed"
    assert [said.split(",")[1] for said in found[1:]] == [" the lock has 0.1", " the lock has 0.1 or 0.2"]


def test_a_road_that_is_not_laid(well: Settings, road: OpenRoad) -> None:
    road.store.connection.execute("DELETE FROM road")
    assert "no road" in wrong(well)["a road is laid"]


@pytest.mark.parametrize(
    ("host", "address", "sealed", "private"),
    [
        ("db.example", "198.51.100.7", False, False),
        ("db.example", "198.51.100.7", True, True),
        ("localhost", "::1", False, True),
        ("/run/postgresql", "", False, True),
    ],
)
def test_the_way_to_the_data_base(host: str, address: str, sealed: bool, private: bool, tmp_path: Path) -> None:
    connection: Any = SimpleNamespace(
        info=SimpleNamespace(host=host, hostaddr=address), pgconn=SimpleNamespace(ssl_in_use=sealed)
    )
    said = list(CHECKS["the way to the data base is private"](Patient(Settings(tmp_path, None), connection)))
    assert private == (not said)


def test_what_we_are_not_let_to_look_at(well: Settings, road: OpenRoad, monkeypatch: pytest.MonkeyPatch) -> None:
    road.store.connection.execute("DROP ROLE IF EXISTS nosy")
    road.store.connection.execute("CREATE ROLE nosy LOGIN PASSWORD 'nosy'")
    try:
        url = make_conninfo(road.url, user="nosy", password="nosy")
        assert "permission denied" in wrong(Settings(well.home, url))["the schema is this version's"]
    finally:
        road.store.connection.execute("DROP ROLE nosy")

    def refused(home: Path) -> None:
        raise PermissionError(13, "Permission denied", str(home))

    monkeypatch.setattr(doctor, "keys_of", refused)
    assert "Permission denied" in wrong(well)["secrets and keys are private and whole"]


def test_every_check_can_be_asked_of_nothing(tmp_path: Path) -> None:
    nobody = Patient(Settings(tmp_path / "none", None), None)
    for name, check in CHECKS.items():
        assert [said for said in check(nobody) if name != "the data base answers"] == []


def test_the_command(well: Settings) -> None:
    environment = {**os.environ, "TEAROAD_HOME": str(well.home), "TEAROAD_DATABASE_URL": str(well.database_url)}
    words = [TEAROAD, "doctor"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("well") == len(CHECKS)
    (well.home / FOLDER / FIRST).chmod(0o644)
    done = subprocess.run([*words, "--json"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["wrong"][0]["check"] == "secrets and keys are private and whole"


def test_messages_that_wait_too_long(well: Settings, road: OpenRoad) -> None:
    add = """
    INSERT INTO message (cell_id, message_id, kind, order_id, at, body, attempts, done, answer, due_at, made_at)
    VALUES (1, gen_random_uuid(), 'order.placed', 'W1', now(), '', 1, FALSE, '', now(), now() - %s * interval '1 hour')
    """
    road.store.connection.execute(add, [1])
    assert wrong(well) == {}
    road.store.connection.execute(add, [7])
    assert "2 notices and webhook messages wait to be sent, the oldest for 7 hours" in wrong(well)["messages go out"]


def test_a_mail_server_that_does_not_answer(well: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SERVER, "smtp://127.0.0.1:1")
    monkeypatch.setenv(SENDER, "road@tearoad.example")
    assert "does not answer" in wrong(well)["the mail server takes mail"]
    monkeypatch.setenv(SENDER, "nobody")
    assert "address that mail comes from" in wrong(well)["the mail server takes mail"]
