"""The bench of numbers knows when what it measures answers wrongly."""

import pytest

from tearoad.cli import bench_s10 as bench
from tearoad.cli.measured import Measured


@pytest.mark.parametrize(("valid", "wrong"), [(1_980, False), (1_979, True)])
def test_the_bench_counts_what_is_valid(monkeypatch: pytest.MonkeyPatch, valid: int, wrong: bool) -> None:
    said = f"2000 lines: {valid} valid, {2_000 - valid} not valid"
    monkeypatch.setattr(bench, "measured", lambda *words: Measured(1, said, 1.0, 1.0, 1))
    monkeypatch.setattr(bench, "ROUNDS", 1)
    monkeypatch.setattr(bench, "PEER_NUMBERS", 500)
    found = bench.bench_s10(2_000)
    assert (found["numbers"], found["not_valid"], found["wrong"]) == (2_000, 20, wrong)
    assert "million/s checked" in bench.in_words(found)[0]
