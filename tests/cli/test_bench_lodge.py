"""`bench lodge` in small: the demo's declarations are lodged, each once, and the data base after it is whole."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TEAROAD = str(Path(sys.executable).parent / "tearoad")


@pytest.mark.full
def test_declarations_are_lodged_and_none_is_lost(server_url: str) -> None:
    command = [TEAROAD, "bench", "lodge", "--declarations", "1000", "--json", "--database-url", server_url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["declarations"], found["wrong"], found["verdicts"]["refused"]) == (1_000, [], 0)
    assert sum(found["verdicts"].values()) == 1_000
    assert found["declarations_per_second"] > 0
