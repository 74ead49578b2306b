"""`tearoad torture` as an operator meets it: a folder of its own, a table or JSON, and nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from children import STACKS, ended

from tearoad.boot.postgres_files import folder_elsewhere
from tearoad.cli.torture_command import Interrupts

TEAROAD = str(Path(sys.executable).parent / "tearoad")


@pytest.fixture
def home() -> Iterator[Path]:
    """A state folder, and an empty one for HOME beside it."""
    with tempfile.TemporaryDirectory(prefix="tearoad-tortured-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "home"


def started(home: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [TEAROAD, "torture", *words],
        env={**os.environ, "HOME": str(home.parent / "nobody"), "TEAROAD_HOME": str(home), "COLUMNS": "80", **STACKS},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(home: Path, *words: str) -> tuple[int, str, str]:
    child = started(home, *words)
    out, errors = ended(child, 120)
    return child.returncode, out, errors


def processes(home: Path) -> list[str]:
    """Those that name the folder."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = file.read_text()
        except OSError:
            continue
        if str(home) in words:
            found.append(words.replace("\0", " "))
    return found


def left_behind(home: Path) -> list[str]:
    """Processes, and files."""
    return [*processes(home), *map(str, home.rglob("*"))]


def test_the_faults_are_listed_without_a_campaign(home: Path) -> None:
    code, out, _ = said(home, "--list")
    assert code == 0
    assert out.startswith("killed-server: kill -9 of the database server under load")
    assert "mutants:" in out
    assert not home.exists()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--only", "earthquake"], "there is no such fault"),
        (["--hours", "0"], "expected more than 0"),
        (["--hours", "nan"], "expected more than 0"),
    ],
)
def test_what_cannot_be_understood_is_one_line(home: Path, words: list[str], complaint: str) -> None:
    code, out, errors = said(home, *words)
    assert (code, out, errors.count("\n")) == (2, "", 1)
    assert complaint in errors
    assert not home.exists()


@pytest.mark.full
def test_one_fault_alone_as_json(home: Path) -> None:
    code, out, errors = said(home, "--only", "forgetful", "--only", "cut-connection", "--seed", "7", "--json")
    found = json.loads(out)
    assert (code, errors) == (0, "")
    assert (found["good"], found["seed"], found["lost"], found["doubled"], found["broken"]) == (True, 7, 0, 0, [])
    assert [row["fault"] for row in found["faults"]] == ["cut-connection", "forgetful"]
    assert found["faults"][0]["hits_committed_unheard"] >= 0.3 * found["faults"][0]["hits"]
    assert found["acknowledged"] > 100
    assert found["mutants"]["of"] == 0
    assert not left_behind(home)


def test_a_table_fits_a_terminal(home: Path) -> None:
    code, out, errors = said(home, "--only", "forgetful", "--size", "small")
    assert (code, errors) == (0, "")
    assert "0 lost, 0 doubled, 0 broken" in out
    assert all(len(line) <= 120 for line in out.splitlines())
    assert "…" not in out


def test_a_ctrl_c_that_nobody_heard_is_heard_before_the_next_round() -> None:
    interrupts, told = Interrupts(), list[str]()
    tell = interrupts.heard_before(told.append)
    tell("first")
    with suppress(KeyboardInterrupt):  # as Python does with one that comes in a finalizer
        interrupts.come(2, None)
    with pytest.raises(KeyboardInterrupt):
        tell("second")
    assert told == ["first"]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_the_report_so_far_and_nothing_else(home: Path, sign: signal.Signals) -> None:
    child = started(home, "--only", "pauses", "--hours", "1")
    try:
        deadline = time.monotonic() + 30
        while not any("/copy-" in words for words in processes(home)) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1.5)  # a server of the campaign's runs
        child.send_signal(sign)
        out, errors = ended(child)
    finally:
        child.kill()
    assert child.returncode == 0, errors
    assert "stopped early" in out
    assert out.startswith("fault")
    assert not left_behind(home)
    assert not any(folder_elsewhere(folder).exists() for folder in home.glob("torture-*"))
