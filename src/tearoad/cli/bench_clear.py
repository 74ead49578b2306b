"""`bench clear`: item declarations from a file to decisions, by the command itself and in a process that is warm."""

import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from tearoad.boot.declarations import clear_file
from tearoad.boot.law import applied_law
from tearoad.boot.road import SEED
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.checks.book import CHECKS
from tearoad.demo.catalogue import products
from tearoad.demo.declarations import declarations

FEW, MANY, CSV = 10_000, 1_000_000, 100_000
LINES_A_PARCEL = 1.6  # of the demo's; a little more, so that no file has too few parcels
ROUNDS = 5
DAY = date(2026, 11, 11)


def bench_clear(parcels: int = MANY) -> dict[str, Any]:
    """Seconds and memory of `tearoad clear` from start to end; seconds a parcel of few and of many, warm."""
    law = applied_law(DAY)
    with TemporaryDirectory() as name:
        folder = Path(name)
        few, many = (_file(folder / f"{count}.parquet", count) for count in (min(FEW, parcels), parcels))
        text = _file(folder / "items.csv", min(CSV, parcels))
        clear_file(few, folder / "d.parquet", law, day=DAY, whole_day=False, language="en")
        a_few = min(_seconds(few, law) for _ in range(ROUNDS)) / min(FEW, parcels)
        a_many = _seconds(many, law) / parcels
        return {
            **_command(many, folder),
            "parcels": parcels,
            "checks": len(CHECKS),
            "us_a_parcel_of_few": round(a_few * 1e6, 2),
            "us_a_parcel_of_many": round(a_many * 1e6, 2),
            "cost_growth": round(a_many / a_few - 1, 3),
            "csv_parcels_per_second": round(min(CSV, parcels) / _seconds(text, law)),
        }


def _file(path: Path, parcels: int) -> Path:
    """So many parcels of the demo's."""
    table = declarations(products(SEED), round(parcels * LINES_A_PARCEL), SEED, DAY)
    ids = table["parcel_id"]
    whole = table.filter(ids <= ids.unique(maintain_order=True)[parcels - 1])
    assert whole["parcel_id"].n_unique() == parcels, "the demo has fewer lines a parcel than it is taken to have"
    whole.write_parquet(path) if path.suffix == ".parquet" else whole.write_csv(path)
    return path


def _seconds(path: Path, law: AppliedLaw) -> float:
    began = time.perf_counter()
    clear_file(path, path.with_name("d.parquet"), law, day=DAY, whole_day=False, language="en")
    return time.perf_counter() - began


def _command(path: Path, folder: Path) -> dict[str, Any]:
    """As an operator calls it, in a process of its own: its start, the law and the writing are in it."""
    output = folder / "decisions.parquet"
    command = [sys.executable, "-m", "tearoad", "clear", path, "-o", output, "--on", DAY, "--json"]
    words = [str(word) for word in command]
    began = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None, "it is a pipe"
    said = json.loads(child.stdout.read())
    _, _, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    lines = pl.scan_parquet(path).select(pl.len()).collect().item()
    return {
        "seconds": round(seconds, 2), "lines": lines, "parcels_per_second": round(said["parcels"] / seconds),
        "memory_mb": round(used.ru_maxrss / 1024), "cpu_seconds": round(used.ru_utime + used.ru_stime, 2),
        "verdicts": said["verdicts"],
    }  # fmt: skip


def in_words(found: dict[str, Any]) -> list[str]:
    """What a terminal shows."""
    size = f"{found['parcels']} parcels ({found['lines']} lines, Parquet)"
    few, many = found["us_a_parcel_of_few"], found["us_a_parcel_of_many"]
    return [
        f"{size}: {found['seconds']} s from start to end, {found['memory_mb']} MB; {found['verdicts']}",
        f"{found['checks']} checks and the law; warm, {few} us a parcel of {FEW}, {many} us of all",
        f"cost a parcel from few to many {found['cost_growth']:+.0%}; CSV {found['csv_parcels_per_second']} parcels/s",
    ]
