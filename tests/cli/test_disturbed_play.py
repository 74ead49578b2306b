"""A running play loses its server or its room on the disk: one line, and the same command goes on to the same end."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tearoad.boot.embedded import server
from tearoad.boot.postgres_files import server_files
from tearoad.boot.road import open_road

TEAROAD = str(Path(sys.executable).parent / "tearoad")


@pytest.fixture(scope="module")
def homes() -> Iterator[Path]:
    """A folder for state folders, which servers of others may enter."""
    with tempfile.TemporaryDirectory(prefix="tearoad-killed-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def started(home: Path, file: Path) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "TEAROAD_DATABASE_URL"}
    return subprocess.Popen(
        [TEAROAD, "play", str(file), "--map", str(file.with_suffix(".toml")), "--json"],
        env={**environment, "TEAROAD_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def digest(home: Path) -> str:
    with server(home) as url, open_road(url) as road:
        assert road.check() == []
        return road.digest()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Orders, with a mapping of the same name beside them."""
    file = tmp_path_factory.mktemp("orders") / "orders.csv"
    subprocess.run([TEAROAD, "demo", "orders", str(file), "--count", "1500"], check=True, capture_output=True)
    columns = "\n".join(
        f'{name} = "{name}"' for name in ("order", "buyer", "sku", "quantity", "placed_at", "destination", "payment")
    )
    constants = '[constants]\nunit_price = "990.00"\nmerchant = "leaf"\norigin = "yiwu"\n'
    file.with_suffix(".toml").write_text(f"[columns]\n{columns}\n{constants}")
    return file


@pytest.fixture(scope="module")
def calm(file: Path, homes: Path) -> str:
    """What is there in the end where nothing happens."""
    assert started(homes / "calm", file).wait(120) == 0
    return digest(homes / "calm")


@pytest.mark.full
def test_a_killed_server_loses_nothing(file: Path, homes: Path, calm: str) -> None:
    disturbed = homes / "killed"
    for wait in (2.5, 4.0):
        child = started(disturbed, file)
        deadline = time.monotonic() + 30
        while not (disturbed / "server.json").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(wait)
        pid = int((server_files(disturbed).cluster / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        _, said = child.communicate(timeout=60)
        assert child.returncode == 2, said
        assert said.count("\n") == 1, said
        assert "run the same command again" in said
    child = started(disturbed, file)
    assert child.wait(120) == 0
    assert digest(disturbed) == calm


@pytest.mark.full
@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")
def test_a_full_disk_is_one_line_and_loses_nothing(file: Path, homes: Path, calm: str) -> None:
    disturbed = homes / "full"
    disturbed.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=52m,mode=711", "tmpfs", str(disturbed)], check=True)
    try:
        child = started(disturbed, file)
        _, said = child.communicate(timeout=120)
        assert child.returncode == 2, said
        assert said.count("\n") == 1, said
        assert "No space left on device" in said
        subprocess.run(["mount", "-o", "remount,size=600m", str(disturbed)], check=True)
        assert started(disturbed, file).wait(120) == 0
        assert digest(disturbed) == calm
    finally:
        subprocess.run(["umount", str(disturbed)], check=True)
