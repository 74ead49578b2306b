"""`bench web` on a small catalogue: every page is answered, and its figures add up."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TEAROAD = str(Path(sys.executable).parent / "tearoad")
KINDS = {"search", "product", "start", "orders", "order", "basket", "tracking"}


@pytest.mark.full
def test_pages_are_asked_and_timed(server_url: str) -> None:
    words = [TEAROAD, "bench", "web", "--products", "1000", "--seconds", "1", "--json", "--database-url", server_url]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found["alone"]) == KINDS
    for told in (*found["alone"].values(), found["at_rate"], found["closed_loop"]):
        assert told["errors"] == 0
        assert 0 < told["p50_ms"] <= told["p95_ms"] <= told["p99_ms"]
    assert found["at_rate"]["requests"] > 20
