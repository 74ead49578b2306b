"""`up` as a newcomer starts and ends it: whatever the moment, nothing is left running and the home is free again."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from children import STACKS, ended
from typer.testing import CliRunner

from tearoad.boot.demo_people import make_demo_people
from tearoad.boot.embedded import server
from tearoad.boot.postgres_files import server_files
from tearoad.boot.road import OpenRoad
from tearoad.cli.demo_commands import stock_demo
from tearoad.cli.main import application
from tearoad.cli.up_command import UNTIL
from tearoad.demo.stream import Stream
from tearoad.terms.days import DAY, day_start
from tearoad.terms.refusal import BadInput

TEAROAD = str(Path(sys.executable).parent / "tearoad")
PAST = day_start(UNTIL) + 3 * DAY
SECONDS = 60  # that a child may take to do what is waited for


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


@pytest.fixture
def past(road: OpenRoad) -> OpenRoad:
    """A demo whose first weeks are behind it, though nothing was ordered in them."""
    stock_demo(road)
    make_demo_people(road.url)
    with road.store.unit() as unit:
        unit.roads.move_clock(PAST)
    return road


def started(home: Path, port: int, url: str | None = None, *words: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "TEAROAD_DATABASE_URL"}
    if url:
        environment["TEAROAD_DATABASE_URL"] = url
    return subprocess.Popen(
        [TEAROAD, "up", "--port", str(port), *words],
        env={**environment, "TEAROAD_HOME": str(home), **STACKS},
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
    _, said = ended(child)
    assert child.returncode == 0, said
    assert said.endswith("stopped; nothing is left running\n")
    assert_nothing_is_left(home, port)


def test_a_taken_port_is_one_line_and_nothing_is_made(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        child = started(home, other.getsockname()[1])
        _, said = ended(child)
    assert child.returncode == 2
    assert said.count("\n") == 1
    assert "--port takes another" in said
    assert not home.exists()


def until_up(child: subprocess.Popen[str]) -> None:
    assert child.stdout is not None
    while "Tearoad is up" not in child.stdout.readline():
        assert child.poll() is None


def until_true(question: Callable[[], bool], child: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + SECONDS
    while not question():
        assert child.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


def orders_of(road: OpenRoad) -> list[str]:
    return [str(order) for (order,) in road.store.connection.execute("SELECT order_id FROM orders").fetchall()]


def test_a_road_past_the_demo_is_not_played_and_may_stand_still(home: Path, past: OpenRoad) -> None:
    child = started(home, free_port(), past.url, "--still")
    until_up(child)
    child.send_signal(signal.SIGINT)
    _, said = ended(child)
    assert child.returncode == 0, said
    assert "the road's clock stands at 2025-11-29: the demo's first 8 weeks are behind it\n" in said
    assert "playing" not in said
    assert "lives on" not in said
    assert past.clock_at() == PAST


def test_no_order_is_lost_or_doubled_by_a_kill(home: Path, past: OpenRoad) -> None:
    """Killed in the middle of a step, the road goes on from where its clock stands, and is ended by Ctrl-C."""
    child = started(home, free_port(), past.url, "--pace", "60")
    until_true(lambda: len(orders_of(past)) > 0, child)
    child.kill()
    ended(child)
    killed = past.clock_at()
    child = started(home, free_port(), past.url, "--pace", "60")
    until_true(lambda: past.clock_at() > killed + DAY, child)
    child.send_signal(signal.SIGINT)
    _, said = ended(child)
    assert child.returncode == 0, said
    assert "came too late" not in said
    clock, placed = past.clock_at(), orders_of(past)
    asked = {order.order_id: order.placed_at for order in Stream(past.corridor).between(PAST, clock + 2 * DAY)}
    assert len(placed) == len(set(placed))
    assert {order for order, at in asked.items() if at < clock} <= set(placed) <= asked.keys()
    assert past.check() == []


def test_a_road_that_is_no_demo_is_left_alone(home: Path, road: OpenRoad) -> None:
    with road.store.unit() as unit:
        unit.roads.move_clock(PAST)
    child = started(home, free_port(), road.url)
    until_up(child)
    child.send_signal(signal.SIGTERM)
    _, said = ended(child)
    assert child.returncode == 0, said
    assert "this road is no demo: nothing is played, and its clock stands at 2025-11-29\n" in said
    assert "lives on" not in said
    refused = CliRunner().invoke(application("demo"), ["demo", "until", "2025-12-03", "--database-url", road.url])
    assert isinstance(refused.exception, BadInput)
    assert "no demo" in str(refused.exception)
    assert road.clock_at() == PAST


def test_with_public_hosts_an_empty_road_is_no_demo(
    home: Path, road: OpenRoad, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEAROAD_HOSTS", "shop.example")
    child = started(home, free_port(), road.url)
    until_up(child)
    child.send_signal(signal.SIGTERM)
    _, said = ended(child)
    assert "this road is no demo" in said
    assert road.store.connection.execute("SELECT demo FROM road").fetchone() == (False,)


def test_a_road_where_somebody_has_an_account_never_becomes_a_demo(road: OpenRoad) -> None:
    """Though its clock has not moved yet: everybody could be its operator."""
    road.store.connection.execute(
        "INSERT INTO person (id, name, password, is_superuser, is_staff, is_active, demo, joined_at) "
        "VALUES (gen_random_uuid(), 'anna', '!', false, true, true, false, now())"
    )
    refused = CliRunner().invoke(application("demo"), ["demo", "until", "2025-10-02", "--database-url", road.url])
    assert isinstance(refused.exception, BadInput)
    assert road.store.connection.execute("SELECT demo FROM road").fetchone() == (False,)
    assert road.store.connection.execute("SELECT name FROM person").fetchall() == [("anna",)]


@pytest.mark.parametrize("pace", ["0", "0.009", "60.1", "-1", "nan", "inf", "quick"])
def test_a_pace_out_of_bounds_is_refused(pace: str) -> None:
    said = CliRunner().invoke(application("up"), ["up", "--pace", pace, "--port", "1"])
    assert said.exit_code == 2
    assert "Invalid value for '--pace'" in said.output


def test_the_demo_lives_to_a_day_at_once(road: OpenRoad) -> None:
    words = ["demo", "until", "2025-10-03", "--database-url", road.url]
    said = CliRunner().invoke(application("demo"), words)
    count = len(Stream(road.corridor).between(0, day_start(UNTIL.replace(month=10, day=3))))
    assert said.output == f"{count} orders; the road's clock stands at 2025-10-03 00:00\n"
    assert CliRunner().invoke(application("demo"), words).output.startswith("0 orders; ")
    assert road.store.connection.execute("SELECT count(*) FROM orders").fetchone() == (count,)
    assert road.store.connection.execute("SELECT count(*) > 0 FROM person WHERE demo").fetchone() == (True,)


@pytest.mark.full
def test_up_again_and_a_second_up(home: Path) -> None:
    for _ in range(2):
        port = free_port()
        child = started(home, port)
        until_up(child)
        second = started(home, free_port())
        _, said = ended(second)
        assert second.returncode == 2
        assert "in use by another tearoad" in said
        assert said.count("\n") == 1
        child.send_signal(signal.SIGINT)
        assert child.wait(60) == 0
        child.communicate()
        assert_nothing_is_left(home, port)
