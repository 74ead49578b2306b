"""`up` as a newcomer starts and ends it: whatever the moment, nothing is left running and the home is free again."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tearoad.boot.embedded import server
from tearoad.boot.postgres_files import server_files
from tearoad.boot.road import open_road
from tearoad.cli.up_command import UNTIL
from tearoad.terms.days import DAY, day_start

TEAROAD = str(Path(sys.executable).parent / "tearoad")


@pytest.fixture
def home() -> Iterator[Path]:
    """A state folder whose name has a space; not below pytest's own folder, which other users may not enter."""
    with tempfile.TemporaryDirectory(prefix="tearoad up ") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "home"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(home: Path, port: int, url: str | None = None) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "TEAROAD_DATABASE_URL"}
    if url:
        environment["TEAROAD_DATABASE_URL"] = url
    return subprocess.Popen(
        [TEAROAD, "up", "--port", str(port)],
        env={**environment, "TEAROAD_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def assert_nothing_is_left(home: Path, port: int) -> None:
    assert not (server_files(home).cluster / "postmaster.pid").exists()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
    with server(home, exclusive=True):
        pass


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_stopped_while_it_plays(home: Path, sign: signal.Signals) -> None:
    port = free_port()
    child = started(home, port)
    assert child.stderr is not None
    while "playing" not in child.stderr.readline():
        assert child.poll() is None
    assert urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20).status == 200
    child.send_signal(sign)
    _, said = child.communicate(timeout=60)
    assert child.returncode == 0, said
    assert said.endswith("stopped; nothing is left running\n")
    assert_nothing_is_left(home, port)


def test_a_taken_port_is_one_line_and_nothing_is_made(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        child = started(home, other.getsockname()[1])
        _, said = child.communicate(timeout=60)
    assert child.returncode == 2
    assert said.count("\n") == 1
    assert "--port takes another" in said
    assert not home.exists()


def test_a_road_past_the_demo_says_that_it_is_not_played(home: Path, database_url: str) -> None:
    with open_road(database_url) as road, road.store.unit() as unit:
        unit.roads.move_clock(day_start(UNTIL) + 3 * DAY)
    child = started(home, free_port(), database_url)
    assert child.stdout is not None
    while "Tearoad is up" not in child.stdout.readline():
        assert child.poll() is None
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=60)
    assert child.returncode == 0, said
    assert "the road's clock stands at 2025-11-29: the demo's first 8 weeks are behind it\n" in said
    assert "playing" not in said


@pytest.mark.full
def test_up_again_and_a_second_up(home: Path) -> None:
    for _ in range(2):
        port = free_port()
        child = started(home, port)
        assert child.stdout is not None
        while "Tearoad is up" not in child.stdout.readline():
            assert child.poll() is None
        second = started(home, free_port())
        _, said = second.communicate(timeout=60)
        assert second.returncode == 2
        assert "in use by another tearoad" in said
        assert said.count("\n") == 1
        child.send_signal(signal.SIGINT)
        assert child.wait(60) == 0
        child.communicate()
        assert_nothing_is_left(home, port)
