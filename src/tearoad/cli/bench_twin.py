"""`bench twin`: how fast the rehearsal's engine runs the reference network, beside SimPy and Ciw on the same numbers.

Draws, lists for the peers and tables for results are made before the clock starts; compiled code is warm; Python's
garbage collection is on, and has just been run, for all alike. Seconds are of this process on one core.
"""

import gc
import json
import subprocess
import sys
import time
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import numpy as np

from tearoad.boot.road import SEED
from tearoad.kernel.stations import Stations, Visits
from tearoad.twin.engine import departures
from tearoad.twin.reference import Reference, reference

PARCELS, MANY, LONG = 100_000, 10, 10_000_000  # MANY times as many for the engine alone
CIW_PARCELS, COLD_PARCELS, WARM_PARCELS = 3_000, 1_000, 500
ROUNDS, COLD_ROUNDS = 30, 3
SIMPY = (
    ("simpy", "identical", "SimPy"),
    ("tuned_simpy", "identical_tuned", "SimPy, own queues instead of resources"),
    ("bare_simpy", "identical_bare", "SimPy's loop alone, past its interface"),
)
QUICK_SECONDS = 2.0  # a peer that is through sooner runs a second time
HOW = (
    f"engine: best of {ROUNDS} rounds; peers once, twice if under {QUICK_SECONDS:g} s; process time on one core; "
    f"garbage collection on for all; seed {SEED}"
)
COLD = """
from tearoad.twin.engine import departures
from tearoad.twin.reference import reference
made = reference({parcels}, {seed})
departures(made.stations, made.visits)
"""
LONG_RUN = """
import json, resource, time
from tearoad.twin.engine import departures
from tearoad.twin.reference import reference
warm, made = reference(1_000, {seed}), reference({parcels}, {seed})
departures(warm.stations, warm.visits)
began = time.process_time()
found = departures(made.stations, made.visits)
seconds = time.process_time() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps(dict(parcels=len(made.visits.arrival), visits=len(found), seconds=round(seconds, 2), rss_mb=peak)))
"""


def bench_twin(parcels: int = PARCELS, *, long: bool = False) -> dict[str, Any]:
    """Seconds, ratios and shares of equal departures; None where a peer is not installed."""
    small, many = reference(parcels, SEED), reference(MANY * parcels, SEED)
    seconds = _best(small.stations, small.visits)
    seconds_many = _best(many.stations, many.visits)
    found = {
        "parcels": parcels,
        "visits": len(small.visits.station),
        "seconds_100k": round(seconds, 5),
        "many": MANY * parcels,
        "seconds_1m": round(seconds_many, 4),
        "parcels_per_second": round(MANY * parcels / seconds_many),
        **_simpy(small, seconds),
        **_ciw(min(parcels, CIW_PARCELS)),
        "cold_start_seconds": round(_cold_start(), 2),
        "cold_parcels": COLD_PARCELS,
        "how": HOW,
    }
    if long:
        found["long"] = json.loads(_child(LONG_RUN.format(parcels=LONG, seed=SEED)))
    return found


def in_words(found: dict[str, Any]) -> list[str]:
    """The same in lines for people."""
    rate = f"{found['parcels_per_second'] / 1e6:.2f} million parcels/s on one core"
    lines = [
        f"engine, {found['parcels']} parcels, {found['visits']} visits: {found['seconds_100k'] * 1e3:.1f} ms",
        f"engine, {found['many']} parcels: {found['seconds_1m']:.3f} s, {rate}",
    ]
    for name, same, title in SIMPY:
        if found[f"{name}_seconds"] is None:
            lines.append(f"{title}: not installed")
        else:
            lines.append(
                f"{title}, {found['parcels']} parcels: {found[f'{name}_seconds']:.2f} s, "
                f"{found[f'ratio_to_{name}']:.0f} times slower; {found[same]:.4%} of departures equal"
            )
    if found["ciw_seconds"] is None:
        lines.append("Ciw: not installed")
    else:
        lines.append(
            f"Ciw, {found['ciw_parcels']} parcels, {found['ciw_simulated']}: {found['ciw_seconds']:.2f} s, "
            f"{found['ratio_to_ciw']:.0f} times slower a visit; {found['identical_ciw']:.4%} of departures equal"
        )
    lines.append(f"a new process with {found['cold_parcels']} parcels: {found['cold_start_seconds']:.2f} s")
    if own := found.get("long"):
        lines.append(
            f"{own['parcels']} parcels in a process of their own: {own['seconds']:.2f} s, at most {own['rss_mb']} MB"
        )
    return [*lines, found["how"]]


def _best(stations: Stations, visits: Visits) -> float:
    """The engine's seconds: the least of some rounds, after one that warms it."""
    found = departures(stations, visits)
    gc.collect()
    least = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        found = departures(stations, visits)
        least = min(least, time.process_time() - began)
    assert len(found) == len(visits.station), "and each round's result is kept until the next is there"
    return least


def _simpy(made: Reference, seconds: float) -> dict[str, Any]:
    """The SimPy models of the network."""
    names = [key for name, same, _ in SIMPY for key in (f"{name}_seconds", f"ratio_to_{name}", same)]
    names.append("simpy_version")
    if not find_spec("simpy"):
        return dict.fromkeys(names)
    from tearoad.cli.bench_twin_peers import as_case, bare, idiomatic, tuned

    expected = departures(made.stations, made.visits)
    warm, case = reference(WARM_PARCELS, SEED), as_case(made.stations, made.visits)
    figures: list[Any] = []
    for model in (idiomatic, tuned, bare):
        model(as_case(warm.stations, warm.visits))
        taken, departure = _once_or_twice(model, case)
        figures += [round(taken, 3), round(taken / seconds, 1), float((np.array(departure) == expected).mean())]
    return dict(zip(names, [*figures, version("simpy")], strict=True))


def _ciw(parcels: int) -> dict[str, Any]:
    """Speed of a visit, on the reference network without calendars; the engine runs the same."""
    names = ("ciw_parcels", "ciw_simulated", "ciw_seconds", "ratio_to_ciw", "identical_ciw", "ciw_version")
    if not find_spec("ciw") or not find_spec("simpy"):
        return dict.fromkeys(names)
    from tearoad.cli.bench_twin_ciw import by_day, in_ciw
    from tearoad.cli.bench_twin_peers import as_case

    made = reference(parcels, SEED)
    stations = by_day(made.stations)
    expected, seconds = departures(stations, made.visits), _best(stations, made.visits)
    taken, departure = _once_or_twice(in_ciw, as_case(stations, made.visits))
    figures = (
        parcels, "constant servers, the same arrivals, services and routes", round(taken, 3),
        round(taken / seconds, 1), float((np.array(departure) == expected).mean()), version("ciw"),
    )  # fmt: skip
    return dict(zip(names, figures, strict=True))


def _once_or_twice(model: Any, case: Any) -> tuple[float, list[int]]:
    gc.collect()
    first = model(case)
    if first.seconds > QUICK_SECONDS:
        return first.seconds, first.departure
    gc.collect()
    return min(first.seconds, model(case).seconds), first.departure


def _cold_start() -> float:
    """A new interpreter from start to end, compiled code in the cache: the least of some, after one that fills it."""
    code = COLD.format(parcels=COLD_PARCELS, seed=SEED)
    _child(code)
    least = float("inf")
    for _ in range(COLD_ROUNDS):
        began = time.perf_counter()
        _child(code)
        least = min(least, time.perf_counter() - began)
    return least


def _child(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout
