"""Where several processes answer, notices have one of their own, which ends with the site however that ends."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from databases import migrated_data_base
from sites import Visitor, a_name, free_port
from test_paying import ordered

from tearoad.boot.demo_people import make_demo_people
from tearoad.boot.road import drop_data_base, open_road
from tearoad.cli.demo_commands import stock_demo
from tearoad.demo.orders import FIRST
from tearoad.operations.advance import advance
from tearoad.terms.days import day_start
from tearoad.web.server import HOME, URL, serve

PATIENCE = 90.0  # it takes only what others leave of the processors


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def apart(parent: int) -> list[int]:
    """Processes of the way out below a server."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
            above = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if above == parent and b"tearoad.web.apart" in words:
            found.append(int(folder.name))
    return found


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


@pytest.mark.full
@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_notices_have_a_process_of_their_own(server_url: str, tmp_path: Path, how: str) -> None:
    name = a_name()
    url = migrated_data_base(server_url, name)
    with open_road(url) as road:
        stock_demo(road, 100)
        advance(road.platform, day_start(FIRST))
        make_demo_people(url)
    environment = {URL: url, HOME: str(tmp_path)}
    with serve("tearoad.web.live:application", port=free_port(), environment=environment, processes=2) as running:
        (pid,) = apart(running.process.pid)
        if how == "stopped":
            ordered(Visitor(running.url).demo("buyer"), "wallet")
            until(lambda: list((tmp_path / "notices" / "demo-buyer").glob("*.eml")))
            running.stop()
        else:
            os.kill(running.process.pid, signal.SIGKILL)
            running.process.wait()
        until(lambda: gone(pid))
        with suppress(ProcessLookupError):
            os.killpg(running.process.pid, signal.SIGKILL)  # whoever answered below the one that was killed
    drop_data_base(server_url, name)
