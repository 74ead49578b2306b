"""`bench s10`: numbers checked and issued a second on one core, and by the command with a file of them; beside a plain
loop of the same rule, and the nearest that python-stdnum has, containers of ISO 6346: it has no S10."""

import re
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from tearoad.boot.s10 import own_tables
from tearoad.cli.measured import measured
from tearoad.kernel.s10 import FAULTS, SERIALS, issued, verdicts

NUMBERS, PEER_NUMBERS = 3_000_000, 200_000
ROUNDS, SEED, WRONG = 5, 20171017, 100  # one of so many numbers has another check digit
RECORDED = {"NumPy, check digit alone": 12_600_000, "plain Python": 437_000, "tracking-numbers 0.1.8": 64_000}
SERVICES = ("HA", "CA", "RA", "EA", "UA")
WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
LAYOUT = re.compile("([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})")


def bench_s10(numbers: int = NUMBERS) -> dict[str, Any]:
    """By CPU seconds of this process; the command by the seconds that it took from start to end."""
    rows, tables = _numbers(numbers), own_tables()
    good = int(np.count_nonzero(verdicts(rows, tables.services, tables.issuers) & FAULTS == 0))
    serials = np.arange(numbers, dtype=np.int64) % SERIALS
    checked = _rate(lambda: verdicts(rows, tables.services, tables.issuers), numbers)
    made = _rate(lambda: issued("HA", serials, "CN"), numbers)
    some = rows[:PEER_NUMBERS].view("S13")[:, 0].astype(str).tolist()
    plain = _rate(lambda: _plain(some), len(some))
    peer, told = _stdnum(len(some))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "numbers.txt"
        path.write_bytes(np.pad(rows, ((0, 0), (0, 1)), constant_values=ord("\n")).tobytes())
        summed, listed = measured("s10", "check", path), measured("s10", "check", path, "--json")
    return {
        "numbers": numbers,
        "not_valid": numbers - good,
        "numbers_per_second": round(checked),
        "issued_per_second": round(made),
        "plain_python_per_second": round(plain),
        "ratio_to_plain_python": round(checked / plain),
        "stdnum_per_second": peer and round(peer),
        "stdnum": told,
        "recorded_per_second": RECORDED,
        "command_seconds": round(summed.seconds, 2),
        "command_per_second": round(numbers / summed.seconds),
        "command_mb": summed.memory_mb,
        "json_seconds": round(listed.seconds, 2),
        "json_per_second": round(numbers / listed.seconds),
        "json_mb": listed.memory_mb,
        "wrong": sum(_plain(some)) + len(some[::WRONG]) != len(some) or f"{good} valid" not in summed.said,
    }


def in_words(found: dict[str, Any]) -> list[str]:
    """What a person reads."""
    recorded = ", ".join(f"{name} {rate:,}" for name, rate in found["recorded_per_second"].items())
    checked, made = (found[name] / 1e6 for name in ("numbers_per_second", "issued_per_second"))
    peer = f"python-stdnum ({found['stdnum']}), containers of ISO 6346: {found['stdnum_per_second'] or 0:,}/s"
    return [
        f"{found['numbers']:,} numbers, one core: {checked:.1f} million/s checked, {made:.1f} million/s issued",
        *(
            f"{words}: {found[f'{name}_seconds']} s, {found[f'{name}_per_second']:,}/s, {found[f'{name}_mb']} MB"
            for name, words in (("command", "the command, from start to end"), ("json", "every line as JSON"))
        ),
        f"plain Python, the same rule: {found['plain_python_per_second']:,}/s; {peer}",
        f"recorded on another machine: {recorded}",
    ]


def _numbers(count: int) -> np.ndarray:
    luck = np.random.default_rng(SEED)
    share = -(-count // len(SERVICES))
    parts = [issued(service, luck.integers(0, SERIALS, share), "CN") for service in SERVICES]
    rows = np.concatenate(parts)[luck.permutation(share * len(SERVICES))[:count]]
    rows[::WRONG, 10] = ord("0") + (rows[::WRONG, 10] - ord("0") + 1) % 10
    return rows


def _rate(work: Callable[[], object], count: int) -> float:
    """The best of some rounds, after one that may compile."""
    work()
    seconds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    return count / min(seconds)


def _plain(numbers: Sequence[str]) -> list[bool]:
    return [_is_good(number) for number in numbers]


def _is_good(number: str) -> bool:
    found = LAYOUT.fullmatch(number)
    if not found or found[1] not in SERVICES or found[4] != "CN":
        return False
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(found[2], WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest) == int(found[3])


def _stdnum(count: int) -> tuple[float | None, str]:
    try:
        iso6346: Any = import_module("stdnum.iso6346")
        name = version("python-stdnum")
    except (ImportError, PackageNotFoundError):
        return None, "not installed"
    heads = [f"CSQU{serial:06d}" for serial in range(min(count, 20_000))]
    some = [head + iso6346.calc_check_digit(head) for head in heads]
    return _rate(lambda: [iso6346.is_valid(number) for number in some], len(some)), f"{name}, in the same run"
