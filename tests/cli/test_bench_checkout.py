"""`bench checkout` and `bench hot` in small: every order stands, times add up, and the road after it is whole."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TEAROAD = str(Path(sys.executable).parent / "tearoad")


def measured(server_url: str, *words: str) -> Any:
    command = [TEAROAD, "bench", *words, "--json", "--database-url", server_url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    return found


@pytest.mark.full
def test_whole_checkouts_are_timed_and_none_is_lost(server_url: str) -> None:
    found = measured(server_url, "checkout", "--seconds", "1")
    for told in (found, found["at_64"]):
        assert told["refused"] == 0, told["first_refusal"]
        assert told["checkouts"] > 0
        assert told["requests"] >= 3 * told["checkouts"]
        assert 0 < told["p50_ms"] <= told["p99_ms"] <= told["checkout_p99_ms"]


@pytest.mark.full
def test_of_a_hot_item_as_many_are_sold_as_there_are(server_url: str) -> None:
    found = measured(server_url, "hot", "--buyers", "500")
    assert found["others"] == {}
    assert (found["sold"], found["sold_out"]) == (10, 490)
    assert 0 < found["p50_ms"] <= found["p99_ms"]
