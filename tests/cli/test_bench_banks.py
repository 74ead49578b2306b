"""`bench banks` in small: banks do what they can, nobody pays twice, and a shop that just tries again is beside it."""

import json
from pathlib import Path

import pytest

from tearoad.boot.settings import Settings
from tearoad.cli.bench_banks import bench_banks, in_words
from tearoad.cli.bench_banks_picture import write_banks_picture


@pytest.mark.full
def test_many_times_too_many_buyers(server_url: str, tmp_path: Path) -> None:
    came: list[int] = []
    found = bench_banks(Settings(tmp_path, server_url), seconds=8, capacity=8, over=10, told=came.append)
    assert found["wrong"] == []
    assert found["unfair"] == 0
    assert sum(came) == found["orders"] > 500
    assert found["paid"] + found["told_busy"] == found["orders"]
    assert found["goodput_all"] > 0.5
    assert found["goodput_all"] > found["naive"]["goodput_all"]
    assert found["calm_p99_ms"] > 0
    assert len(found["curve"]["ours"]) == len(found["curve"]["naive"]) == 1
    json.dumps(found)
    assert any("try" in line or "tries" in line for line in in_words(found))
    write_banks_picture(tmp_path / "banks.svg", found)
    assert "Tearoad" in (tmp_path / "banks.svg").read_text()
