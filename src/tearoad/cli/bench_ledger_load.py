"""The callers of `bench ledger`, in a process of their own: so many wait inside the gathering at any time.

Each caller holds money of one escrow account for one of many merchants, then posts it or, once in ten, voids it, and
begins anew. Every verdict must be "done". Prints one JSON document.
"""

import asyncio
import json
import random
import re
import sys
import time
from pathlib import Path
from typing import Any

from tearoad.boot.postings import Postings
from tearoad.ledger.chart import What, account
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.ledger.verdict import Verdict

CURRENCY, AMOUNT, VOIDED = "RUB", 1_000, 0.1
ESCROW = account(What.ESCROW, CURRENCY)
DONE = [Verdict.DONE]


def merchant(number: int) -> str:
    """The account of one of the merchants."""
    return account(What.SELLER_PAYABLE, CURRENCY, f"merchant-{number}")


def run_load(url: str, in_flight: int, seconds: float, merchants: int, seed: int) -> dict[str, Any]:
    """`in_flight` coroutines for so many seconds; transfers, seconds, CPU of this process, latencies in ms."""
    latencies: list[float] = []
    with Postings(url) as postings:

        async def callers() -> None:
            end = time.perf_counter() + seconds
            await asyncio.gather(
                *(
                    _caller(postings, f"{seed % 256:02x}{number:06x}", end, merchants, latencies)
                    for number in range(in_flight)
                )
            )

        cpu, began = time.process_time(), time.perf_counter()
        asyncio.run(callers())
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
    latencies.sort()
    return {
        "transfers": len(latencies),
        "seconds": took,
        "cpu_seconds": cpu,
        "p50_ms": latencies[len(latencies) // 2] * 1_000,
        "p99_ms": latencies[len(latencies) * 99 // 100] * 1_000,
        "rss_mb": _peak_mb(),
    }


def _peak_mb() -> int:
    """Of this program; the kernel's own maximum counts what its parent had before it became this one."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0


async def _caller(postings: Postings, name: str, end: float, merchants: int, latencies: list[float]) -> None:
    """Ids begin with the moment, as those of the road do; the caller's name and a count keep them apart."""
    luck, count = random.Random(name), 0  # noqa: S311 - a load, not a secret
    while (now := time.perf_counter()) < end:
        count += 1
        moment = time.time_ns() // 1_000_000
        payee, at = merchant(luck.randrange(merchants)), moment // 1_000
        held, resolved = (f"{moment:012x}{kind}{name}{count:011x}" for kind in "78")
        assert await postings.wait((Transfer(held, Kind.HOLD, ESCROW, payee, AMOUNT, None, at),)) == DONE
        later = time.perf_counter()
        latencies.append(later - now)
        kind, amount = (Kind.VOID, 0) if luck.random() < VOIDED else (Kind.POST, AMOUNT)
        assert await postings.wait((Transfer(resolved, kind, ESCROW, payee, amount, held, at),)) == DONE
        latencies.append(time.perf_counter() - later)


if __name__ == "__main__":
    given = json.loads(sys.stdin.read())
    print(json.dumps(run_load(**given)))
