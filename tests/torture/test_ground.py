"""Servers of one's own, and app processes: started, broken, removed."""

import os
import signal
import subprocess
import time
from collections import deque

import psycopg
import pytest

from tearoad.boot.postings import Postings
from tearoad.boot.torture_ground import DidNotStart
from tearoad.terms.refusal import Unavailable
from tearoad.torture.faults.bad_page import spoil
from tearoad.torture.faults.pauses import stand_still
from tearoad.torture.field import Field
from tearoad.torture.luck import Luck
from tearoad.torture.script import Script

SCRIPT = Script(9, 8)


def test_a_server_keeps_its_port_and_its_durable_settings(field: Field) -> None:
    with field.server(SCRIPT) as server:
        port, pid = server.port, server.processes()[0]
        server.kill()
        server.start()
        assert server.port == port
        assert server.processes()[0] != pid
        with psycopg.connect(server.url()) as connection:
            for setting in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
                assert connection.execute("SELECT current_setting(%s)", [setting]).fetchone() == ("on",)
        folder = server.folder
    assert not folder.exists()


def test_a_server_that_refuses_says_why_and_leaves_no_process(field: Field) -> None:
    with field.ground.cluster() as server:
        (server.folder / "global" / "pg_control").write_bytes(b"nothing")
        with pytest.raises(DidNotStart, match="pg_control"):
            server.start()
        assert server.process is None


def test_a_stopped_server_can_be_ended(field: Field) -> None:
    with field.server(SCRIPT) as server:
        pids = server.processes()
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
    assert not any(running(pid) for pid in pids)


def test_a_file_limit_strikes(field: Field) -> None:
    with field.ground.cluster() as server:
        server.start(largest_file_bytes=server.log_offset() + 200_000)
        with pytest.raises(psycopg.Error), psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("CREATE TABLE big AS SELECT repeat('x', 1000) FROM generate_series(1, 10000)")
        server.kill()


def test_an_app_pays_until_it_is_killed(field: Field) -> None:
    with field.data_base(SCRIPT) as name:
        app = field.apps.start(field.shared.url(name), SCRIPT)
        assert app.until_told(500, 20.0) >= 500
        app.kill()
        deadline = time.monotonic() + 5
        while running(app.pid) and time.monotonic() < deadline:
            time.sleep(0.01)
        told = app.acks()
        assert not running(app.pid)
        assert told == app.acks()
        assert not app.surprises()
        for payer, number, verdicts in told:
            call = next(call for at, call in enumerate(SCRIPT.calls(payer)) if at == number)
            assert verdicts == call.due


def test_a_pause_ends_whatever_happens(field: Field) -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        try:
            stand_still([child.pid, 2**22 + 1], 0.05)
            assert state(child.pid) in ("R", "S")  # not T
        finally:
            child.kill()


def test_a_bit_is_turned_and_half_a_page_is_lost(field: Field) -> None:
    file = field.ground.home / "pages"
    for torn, most in ((False, 1), (True, 4096)):
        file.write_bytes(b"\x55" * 8192 * 3)
        spoil(file, Luck(1), torn=torn)
        data = file.read_bytes()
        assert 1 <= sum(byte != 0x55 for byte in data) <= most
        assert data[:8192] == b"\x55" * 8192  # an index's first page is not read again
    file.unlink()


def test_the_service_says_it_is_unavailable_when_the_server_panics(field: Field) -> None:
    """A server that cannot write its log says so with an error of its own; callers hear one name for all of them."""
    with field.ground.cluster() as server:
        server.start(largest_file_bytes=server.log_offset() + 500_000)
        with Postings(server.url(), patience=-1.0) as service, pytest.raises(Unavailable):
            deque((service.ask(call.rows) for call in SCRIPT.calls(0)), 0)
        server.kill()


def running(pid: int) -> bool:
    return state(pid) not in ("", "Z")


def state(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123 - not a file
            return file.read().rpartition(")")[2].split()[0]
    except OSError:
        return ""
