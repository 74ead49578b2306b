"""The twin's bench with few parcels, for what it says; how fast the engine is, is for the bench itself to tell."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tearoad.cli.bench_twin import bench_twin, in_words


@pytest.mark.full
def test_all_peers_give_the_same_departures() -> None:
    words = [str(Path(sys.executable).parent / "tearoad"), "bench", "twin", "--parcels", "1500", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["parcels"], found["many"], found["visits"]) == (1_500, 15_000, 9_000)
    assert [found[f"identical{name}"] for name in ("", "_tuned", "_bare", "_ciw")] == [1.0] * 4
    for name in (
        "ratio_to_simpy", "ratio_to_tuned_simpy", "ratio_to_bare_simpy", "ratio_to_ciw",
        "parcels_per_second", "cold_start_seconds", "seconds_100k", "seconds_1m", "simpy_seconds",
        "tuned_simpy_seconds",
    ):  # fmt: skip
        assert found[name] > 0, name


def test_a_peer_that_is_missing_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tearoad.cli.bench_twin.find_spec", lambda name: None)
    monkeypatch.setattr("tearoad.cli.bench_twin._cold_start", lambda: 0.1)
    monkeypatch.setattr("tearoad.cli.bench_twin.LONG", 2_000)
    found = bench_twin(200, long=True)
    assert (found["ratio_to_simpy"], found["identical"], found["ratio_to_ciw"]) == (None, None, None)
    lines = in_words(found)
    assert {"SimPy: not installed", "SimPy, own queues instead of resources: not installed"} <= set(lines)
    assert "Ciw: not installed" in lines
    assert (found["long"]["parcels"], found["long"]["visits"]) == (2_000, 12_000)
    assert found["long"]["rss_mb"] > 50
    assert any("2000 parcels in a process of their own" in line for line in lines)
    assert importlib.util.find_spec("numpy"), "only the bench's own look was changed"
