"""`bench promise`: how long it takes to learn promises from a shop's orders, and what they are worth."""

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tearoad.cli.measured import measured
from tearoad.demo.journeys import DAY, WORLDS, journeys

ORDERS, SEED, WORLD = 100_000, 11, "festivals"
FORM = "%Y-%m-%d %H:%M:%S"


def bench_promise(orders: int = ORDERS) -> dict[str, Any]:
    """A CSV file of orders by the command, from start to end, in a process of its own; the second run, with kernels
    that are compiled. The peer is what shops do: one quantile of all that came."""
    with tempfile.TemporaryDirectory(prefix="tearoad-bench-") as folder:
        path = Path(folder) / "orders.csv"
        write_orders(path, orders)
        runs = [measured("promise", "calibrate", path, "--json") for _ in range(2)]
    assert all(run.status == 0 for run in runs), "rows are flagged"
    found = json.loads(runs[-1].said)
    names = ("n", "kept", "mean_days_promised", "baseline_kept", "baseline_mean_days", "baseline_alike_mean_days")
    return {
        "orders": orders,
        "seconds": round(runs[-1].seconds, 2),
        "cpu_seconds": round(runs[-1].cpu_seconds, 2),
        "memory_mb": runs[-1].memory_mb,
        **{name: found[name] for name in names},
    }


def in_words(found: dict[str, Any]) -> list[str]:
    """What a person reads."""
    spent = f"{found['seconds']} s from start to end, {found['cpu_seconds']} s of one core, {found['memory_mb']} MB"
    plain = f"{found['baseline_kept']:.3f} kept, {found['baseline_mean_days']} days"
    return [
        f"{found['orders']} orders of two years learnt from and judged: {spent}",
        f"learnt: {found['kept']:.3f} of {found['n']} kept, {found['mean_days_promised']} days promised",
        f"one quantile of all before: {plain}; to keep as many as learnt, {found['baseline_alike_mean_days']} days",
    ]


def write_orders(path: Path, orders: int) -> None:
    """A made-up world's orders as a shop's CSV file."""
    drawn = journeys(WORLDS[WORLD], orders, SEED)
    pl.DataFrame(
        {
            "purchased": _words(drawn.purchased),
            "handed_over": _words(drawn.handed),
            "delivered": _words(drawn.delivered),
            "promised": _words(drawn.promised * DAY),
            "origin": drawn.origin,
            "destination": drawn.destination,
        }
    ).write_csv(path)


def _words(seconds: np.ndarray) -> pl.Series:
    moments = (pl.Series(seconds) * 1_000).cast(pl.Datetime("ms")).dt.strftime(FORM)
    return moments.set(pl.Series(seconds < 0), None)
