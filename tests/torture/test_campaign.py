"""The campaign itself, as people run it: nothing lost, doubled or broken, every mutant caught, most cuts unheard."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

TEAROAD = str(Path(sys.executable).parent / "tearoad")
MUTANTS = 12  # at least


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tearoad-torture-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "home"


def campaign(home: Path, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [TEAROAD, "torture", "--json", *words],
        env={**os.environ, "TEAROAD_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=570,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def judged(found: dict[str, Any]) -> None:
    assert (found["good"], found["lost"], found["doubled"], found["broken"]) == (True, 0, 0, [])
    assert found["mutants"]["caught"] == found["mutants"]["of"] >= MUTANTS
    faults = {row["fault"]: row for row in found["faults"]}
    assert all(row["rounds"] and row["hits"] for row in faults.values() if not row["skipped"])
    cuts = faults["cut-connection"]
    assert cuts["hits_committed_unheard"] >= 0.3 * cuts["hits"] > 0


def test_the_small_campaign(home: Path) -> None:
    judged(campaign(home, "--seed", "7"))
    assert not list(home.glob("torture-*"))


@pytest.mark.full
def test_the_full_campaign(home: Path) -> None:
    judged(campaign(home, "--seed", "8", "--size", "full"))


@pytest.mark.parametrize("words", [["--only", "nothing"], ["--hours", "0"], ["--hours", "-1"]])
def test_bad_words_are_one_line(home: Path, words: list[str]) -> None:
    done = subprocess.run(
        [TEAROAD, "torture", *words],
        env={**os.environ, "TEAROAD_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_the_faults_are_listed(home: Path) -> None:
    done = subprocess.run([TEAROAD, "torture", "--list"], capture_output=True, text=True, check=True, timeout=60)
    assert [line.partition(":")[0] for line in done.stdout.splitlines()][-1] == "mutants"
    assert done.stdout.count("\n") >= 13
