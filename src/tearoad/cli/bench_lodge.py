"""`bench lodge`: item declarations of the demo's, lodged in batches as machines lodge them, durably.

What is timed is what the desk does: sealing, checks and law, the store. No HTTP.
"""

import gc
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tearoad.boot.desks import desks_of
from tearoad.boot.items import Declarations
from tearoad.boot.road import SEED, data_base, drop_data_base, fresh_data_base, open_road
from tearoad.boot.settings import Settings
from tearoad.cli.bench_checkout_load import share
from tearoad.demo.items import demo_items
from tearoad.operations.advance import advance
from tearoad.operations.asked_item import AskedItem
from tearoad.operations.lodge_items import Lodged
from tearoad.terms.days import day_start
from tearoad.web.live import RARELY

DECLARATIONS, BATCH, WARM = 50_000, 500, 2
DAY = date(2026, 11, 11)
PARTY, WHO = "merchant:bench", "bench"


def bench_lodge(chosen: Settings, count: int = DECLARATIONS) -> dict[str, Any]:
    """Declarations a second of one caller, BATCH at a time; afterwards every rule of `check` holds."""
    asked = demo_items(count + WARM * BATCH, SEED, DAY)
    with data_base(chosen) as url, TemporaryDirectory() as home:
        name = f"tearoad_bench_lodge_{os.getpid()}"
        try:
            road = fresh_data_base(url, name)
            with open_road(road) as opened:
                advance(opened.platform, day_start(DAY))
            desks = desks_of(road, Path(home))
            with closing(desks.store), closing(desks.items()) as desk:
                found = _timed(desk, asked)
            return {**found, "batch": BATCH, "wrong": _wrong(road, len(asked))}
        finally:
            drop_data_base(url, name)


def _timed(desk: Declarations, asked: Sequence[AskedItem]) -> dict[str, Any]:
    batches = list(_batches(asked))
    for batch in batches[:WARM]:
        desk.lodge(batch, PARTY, WHO)
    # As a serving process does: its full rounds would go through all that is lodged here, again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)
    times, verdicts = [], dict.fromkeys(("lodged", "rejected", "refused"), 0)
    cpu, began = time.process_time(), time.perf_counter()
    for batch in batches[WARM:]:
        start = time.perf_counter()
        for one in desk.lodge(batch, PARTY, WHO):
            verdicts[_verdict(one)] += 1
        times.append((time.perf_counter() - start) * 1_000)
    seconds = time.perf_counter() - began
    count = sum(verdicts.values())
    return {
        "declarations": count,
        "seconds": round(seconds, 2),
        "declarations_per_second": round(count / seconds),
        "client_cpu_seconds": round(time.process_time() - cpu, 2),
        "batch_p50_ms": share(times, 0.5),
        "batch_p99_ms": share(times, 0.99),
        "verdicts": verdicts,
    }


def _batches(asked: Sequence[AskedItem]) -> Iterator[Sequence[AskedItem]]:
    return (asked[at : at + BATCH] for at in range(0, len(asked), BATCH))


def _verdict(one: Lodged) -> str:
    if one.row is None:
        return "refused"
    return "lodged" if one.row.channel else "rejected"


def _wrong(road: str, count: int) -> list[str]:
    """The rules that are broken, and whether other than all declarations were kept."""
    with open_road(road) as opened:
        wrong = [f"{rule}: {broken} rows" for rule, broken, _ in opened.check()]
        row = opened.store.connection.execute("SELECT count(*) FROM item_declaration").fetchone()
    if row is None or row[0] != count:
        wrong.append(f"{row and row[0]} declarations, {count} were lodged")
    return wrong


def in_words(found: dict[str, Any]) -> list[str]:
    """What a terminal shows."""
    return [
        f"{found['declarations']} declarations, {found['batch']} a commit: {found['declarations_per_second']}/s",
        f"a batch p50 {found['batch_p50_ms']} ms, p99 {found['batch_p99_ms']} ms; {found['verdicts']}",
        "check: " + ("; ".join(found["wrong"]) or "every rule holds"),
    ]
