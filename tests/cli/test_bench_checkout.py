"""`bench checkout` for a second each: every checkout is an order, its times add up, and the road after it is whole."""

import json
import subprocess
import sys
from pathlib import Path

TEAROAD = str(Path(sys.executable).parent / "tearoad")


def test_whole_checkouts_are_timed_and_none_is_lost(server_url: str) -> None:
    words = [TEAROAD, "bench", "checkout", "--seconds", "1", "--json", "--database-url", server_url]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    for told in (found, found["at_64"]):
        assert told["refused"] == 0, told["first_refusal"]
        assert told["checkouts"] > 0
        assert told["requests"] >= 4 * told["checkouts"]
        assert 0 < told["p50_ms"] <= told["p99_ms"] <= told["checkout_p99_ms"]
