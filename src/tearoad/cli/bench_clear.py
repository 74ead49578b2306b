"""`bench clear`: item declarations from a file to decisions, by the command itself and in a process that is warm."""

import json
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl

from tearoad.boot.declarations import Beside, clear_file, inspections
from tearoad.boot.law import applied_law
from tearoad.boot.risk import RiskDesk
from tearoad.boot.road import SEED
from tearoad.cli.bench_clear_messages import declarations_xml, interchange
from tearoad.cli.measured import measured
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.checks.book import CHECKS
from tearoad.demo.catalogue import products
from tearoad.demo.declarations import declarations

FEW, MANY = 10_000, 1_000_000
TEXTS = (("csv", 100_000), ("edi", 20_000), ("xml", 4_000))  # an XML file has at most 200,000 elements
LINES_A_PARCEL = 1.6  # of the demo's; a little more, so that no file has too few parcels
ROUNDS = 3
INSPECTED, FRAUD = 0.09, 0.2  # of the parcels, 0.07 for power banks alone; of the findings that the model learns from
DAY = date(2026, 11, 11)


def bench_clear(parcels: int = MANY) -> dict[str, Any]:
    """Seconds and memory of `tearoad clear` from start to end; seconds a parcel of few and of many, warm."""
    law = applied_law(DAY)
    with TemporaryDirectory() as name:
        folder = Path(name)
        counts = min(FEW, parcels), parcels
        few, many = (_file(folder / f"{count}.parquet", count) for count in counts)
        model = _model(few, folder, law)
        a_few, a_many = (
            min(_seconds(path, count, law, model) for _ in range(ROUNDS)) / count
            for path, count in zip((few, many), counts, strict=True)
        )
        return {
            **_command(many, parcels, folder, model),
            "parcels": parcels,
            "checks": len(CHECKS),
            "us_a_parcel_of_few": round(a_few * 1e6, 2),
            "us_a_parcel_of_many": round(a_many * 1e6, 2),
            "cost_growth": round(a_many / a_few - 1, 3),
            "parcels_per_second_of": {kind: _rate(kind, min(count, parcels), folder, law) for kind, count in TEXTS},
        }


def _file(path: Path, parcels: int) -> Path:
    """So many parcels of the demo's, as the ending of the name wants them."""
    table = declarations(products(SEED), round(parcels * LINES_A_PARCEL), SEED, DAY)
    ids = table["parcel_id"]
    whole = table.filter(ids <= ids.unique(maintain_order=True)[parcels - 1])
    assert whole["parcel_id"].n_unique() == parcels, "the demo has fewer lines a parcel than it is taken to have"
    if path.suffix == ".parquet":
        whole.write_parquet(path)
    elif path.suffix == ".csv":
        whole.write_csv(path)
    else:
        path.write_bytes(interchange(whole) if path.suffix == ".edi" else declarations_xml(whole))
    return path


def _model(path: Path, folder: Path, law: AppliedLaw) -> Path:
    """Learned from findings that are drawn: good for its speed alone."""
    rows, model = folder / "rows.parquet", folder / "model.npz"
    clear_file(path, folder / "d.parquet", law, day=DAY, whole_day=False, language="en", beside=Beside(risk_rows=rows))
    table = pl.read_parquet(rows)
    drawn = np.random.default_rng(SEED).random(table.height) < FRAUD
    table.with_columns(Fraud=pl.Series(drawn).cast(pl.Int8)).write_parquet(rows)
    RiskDesk(folder).train(rows, model)
    return model


def _seconds(path: Path, parcels: int, law: AppliedLaw, model: Path) -> float:
    began = time.perf_counter()
    beside = Beside(inspections(round(parcels * INSPECTED), 0.1, SEED, rules=None, model=model))
    clear_file(path, path.with_name("d.parquet"), law, day=DAY, whole_day=False, language="en", beside=beside)
    return time.perf_counter() - began


def _rate(kind: str, parcels: int, folder: Path, law: AppliedLaw) -> int:
    """Parcels a second of a file that has to be read as text, by checks alone."""
    path = _file(folder / f"items.{kind}", parcels)
    began = time.perf_counter()
    clear_file(path, folder / "d.parquet", law, day=DAY, whole_day=True, language="en")
    return round(parcels / (time.perf_counter() - began))


def _command(path: Path, parcels: int, folder: Path, model: Path) -> dict[str, Any]:
    """As an operator calls it, in a process of its own: its start, the law and the writing are in it."""
    output = folder / "decisions.parquet"
    chosen = ("--capacity", round(parcels * INSPECTED), "--model", model)
    done = measured("clear", path, "-o", output, "--on", DAY, "--json", *chosen)
    said = json.loads(done.said)
    lines = pl.scan_parquet(path).select(pl.len()).collect().item()
    return {
        "seconds": round(done.seconds, 2), "lines": lines,
        "parcels_per_second": round(said["parcels"] / done.seconds),
        "memory_mb": done.memory_mb, "cpu_seconds": round(done.cpu_seconds, 2),
        "verdicts": said["verdicts"], "decided_by": said["decided_by"],
    }  # fmt: skip


def in_words(found: dict[str, Any]) -> list[str]:
    """What a terminal shows."""
    size = f"{found['parcels']} parcels ({found['lines']} lines, Parquet)"
    formats = ", ".join(f"{kind} {rate}" for kind, rate in found["parcels_per_second_of"].items())
    few, many = found["us_a_parcel_of_few"], found["us_a_parcel_of_many"]
    return [
        f"{size}: {found['seconds']} s from start to end, {found['memory_mb']} MB; {found['verdicts']}",
        f"who chose what is looked at: {found['decided_by']}",
        f"{found['checks']} checks, the law, the model; warm, {few} us a parcel of {FEW}, {many} us of all",
        f"cost a parcel from few to many {found['cost_growth']:+.0%}; parcels/s by format: {formats}",
    ]
