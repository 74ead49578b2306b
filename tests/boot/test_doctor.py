"""The doctor: well where all is well, and each thing that is wrong is told with its cure."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tearoad.boot import doctor
from tearoad.boot.doctor import CHECKS, Patient, examined, patient_of
from tearoad.boot.keys import FIRST, FOLDER, keys_of
from tearoad.boot.road import OpenRoad
from tearoad.boot.settings import Settings
from tearoad.boot.site import HOSTS, secret_of

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
