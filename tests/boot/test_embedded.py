"""The embedded server starts, is shared, survives kill -9, and leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tearoad.boot.embedded import server
from tearoad.boot.postgres_files import folder_elsewhere, may_enter, server_files
from tearoad.boot.settings import settings
from tearoad.terms.refusal import BadInput, Unavailable

PROGRAMS_15 = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def home() -> Iterator[Path]:
    """A state folder whose name has a space; not below pytest's own folder, which other users may not enter."""
    with tempfile.TemporaryDirectory(prefix="tearoad ") as folder:
        Path(folder).chmod(0o711)  # else root's cluster goes to /var/lib and stays there
        yield Path(folder) / "state"
        assert not folder_elsewhere(Path(folder) / "state").exists()


def running(home: Path) -> int | None:
    """The pid of the server of a home, where its pid file stands."""
    file = server_files(home).cluster / "postmaster.pid"
    return int(file.read_text().split()[0]) if file.exists() else None


def test_it_starts_keeps_data_and_is_gone_after(home: Path) -> None:
    with server(home) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('чай')")
        settings_on = connection.execute(
            "SELECT bool_and(setting = 'on') FROM pg_settings"
            " WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')"
        )
        assert settings_on.fetchone() == (True,)
        pid = running(home)
    assert pid is not None
    assert not Path(f"/proc/{pid}").exists()
    assert not (home / "server.json").exists()
    with server(home) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT upper(word) FROM kept").fetchone() == ("ЧАЙ",)


def test_the_programs_may_be_those_of_another_server(home: Path, server_15_url: str) -> None:
    with psycopg.connect(server_15_url) as connection:
        assert connection.info.server_version // 10_000 == 15
        folder = connection.execute("SELECT current_setting('data_directory')").fetchone()
    with pytest.raises(BadInput, match="nowhere"), server(home, Path("/nowhere")):
        pass
    files = server_files(home, PROGRAMS_15)
    assert (files.bin, files.major) == (PROGRAMS_15, 15)
    assert folder is not None
    assert str(files.cluster) != folder[0]


def test_a_second_user_shares_and_an_exclusive_one_gets_one_line(home: Path) -> None:
    with server(home) as first, server(home) as second:
        assert first == second
        with pytest.raises(BadInput, match="in use by another tearoad"), server(home, exclusive=True):
            pass


def test_data_survive_kill_of_starter_and_server(home: Path) -> None:
    code = f"""
import pathlib, psycopg, time
from tearoad.boot.embedded import server
with server(pathlib.Path({str(home)!r})) as url, psycopg.connect(url, autocommit=True) as connection:
    connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    print("committed", flush=True)
    time.sleep(60)
"""
    for also_the_server in (False, True):
        child = subprocess.Popen(
            [sys.executable, "-c", code.replace("TABLE kept", f"TABLE kept{int(also_the_server)}")],
            stdout=subprocess.PIPE,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"committed\n"
        child.kill()
        child.wait()
        child.stdout.close()
        pid = running(home)
        assert pid is not None
        if also_the_server:
            os.kill(pid, signal.SIGKILL)
            time.sleep(0.2)
        with server(home) as url, psycopg.connect(url) as connection:
            assert connection.execute(f"SELECT count(*) FROM kept{int(also_the_server)}").fetchone() == (1000,)  # noqa: S608 - 0 or 1
            assert running(home) != pid


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="TEAROAD_HOME"), server(tmp_path / "file" / "home"):
        pass


def test_a_cluster_of_another_major_is_one_line(home: Path) -> None:
    with server(home):
        pass
    version = server_files(home).cluster / "PG_VERSION"
    version.write_text("12\n")
    with pytest.raises(BadInput, match="made by PostgreSQL 12"), server(home):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_a_home_that_the_servers_user_cannot_enter_gets_a_cluster_elsewhere() -> None:
    with tempfile.TemporaryDirectory(prefix="tearoad-closed-") as closed:
        Path(closed).chmod(0o700)
        home = Path(closed) / "home"
        try:
            with server(home) as url, psycopg.connect(url) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
            files = server_files(home)
            assert files.folder == folder_elsewhere(home)
            assert files.user is not None
            assert may_enter(files.cluster, files.user)
            assert Path(closed).stat().st_mode & 0o777 == 0o700
        finally:
            shutil.rmtree(folder_elsewhere(home), ignore_errors=True)


def lost(home: Path, *said: str) -> None:
    """What a store does when its server has gone, after the server has said this."""
    with server(home):
        with (server_files(home).folder / "postgres.log").open("a") as log:
            log.writelines(f"{line}\n" for line in said)
        raise Unavailable("the data base went away: PANIC: cannot abort transaction 7")


def test_a_server_that_died_of_a_full_disk_is_named_so(home: Path) -> None:
    with pytest.raises(Unavailable, match=r"has no room: .*No space left on device"):
        lost(home, "1 ERROR:  could not extend file: No space left on device", "1 PANIC:  cannot abort transaction 7")
    with pytest.raises(Unavailable, match="went away: PANIC"):  # what an earlier run said is no reason now
        lost(home)


@pytest.mark.full
@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")
@pytest.mark.parametrize("megabytes", [30, 38, 40])
def test_a_disk_too_small_for_the_server_is_one_line(home: Path, megabytes: int) -> None:
    home.mkdir(0o711)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=711", "tmpfs", str(home)], check=True)
    try:
        with pytest.raises(BadInput, match="No space left on device") as caught, server(home):
            pass
        assert "\n" not in str(caught.value)
    finally:
        subprocess.run(["umount", str(home)], check=True)


def test_settings_prefer_the_option_then_the_environment(tmp_path: Path) -> None:
    assert settings({"HOME": "/h"}).home == Path("/h/.local/state/tearoad")
    assert settings({"HOME": "/h", "XDG_STATE_HOME": "/x"}).home == Path("/x/tearoad")
    assert settings({"TEAROAD_HOME": str(tmp_path)}).home == tmp_path
    assert settings({"TEAROAD_DATABASE_URL": "postgresql://a"}).database_url == "postgresql://a"
    assert settings({"TEAROAD_DATABASE_URL": "postgresql://a"}, "postgresql://b").database_url == "postgresql://b"
