"""Free memory is the least of what the machine, a container and the shell leave."""

import resource
from pathlib import Path
from typing import Any

import pytest

from tearoad.boot import memory

GB = 10**9


def test_the_least_of_the_three_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: dict[str, list[str]] = {
        "meminfo": ["MemTotal: 9000000 kB", "MemAvailable: 4000000 kB"],
        "memory.max": ["max"],
        "memory.current": ["1000000000"],
        "statm": ["100000 1 1"],
    }
    limit = [resource.RLIM_INFINITY]

    def lines(path: Path) -> list[str]:
        return said.get(path.name, [])

    def getrlimit(_: Any) -> tuple[int, int]:
        return limit[0], limit[0]

    monkeypatch.setattr(memory, "_lines", lines)
    monkeypatch.setattr(resource, "getrlimit", getrlimit)
    assert memory.free_bytes() == 4_000_000 * 1024
    said["memory.max"] = ["3000000000"]
    assert memory.free_bytes() == 2 * GB
    limit[0] = GB + 100_000 * resource.getpagesize()
    assert memory.free_bytes() == GB
    limit[0] = resource.RLIM_INFINITY
    said.clear()
    assert memory.free_bytes() == memory.PLENTY


def test_this_machine_has_some() -> None:
    assert 0 < memory.free_bytes() < 2**50
    assert memory._lines(Path("/no/such/file")) == []
