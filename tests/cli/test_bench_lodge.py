"""`bench lodge` in small: the demo's declarations are lodged, each once, and the data base after it is whole."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tearoad.cli.bench_lodge import demo_items

TEAROAD = str(Path(sys.executable).parent / "tearoad")


def test_the_demo_s_declarations_are_as_many_as_asked_for() -> None:
    found = demo_items(300)
    assert len({one.id for one in found}) == len({one.s10 for one in found}) == 300
    assert max(len(one.lines) for one in found) > 1


@pytest.mark.full
def test_declarations_are_lodged_and_none_is_lost(server_url: str) -> None:
    command = [TEAROAD, "bench", "lodge", "--declarations", "1000", "--json", "--database-url", server_url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["declarations"], found["wrong"], found["verdicts"]["refused"]) == (1_000, [], 0)
    assert sum(found["verdicts"].values()) == 1_000
    assert found["declarations_per_second"] > 0
