"""`bench law`: how fast the law answers, beside the same law in Decimal, row by row."""

import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from tearoad.boot.law import applied_law
from tearoad.boot.road import SEED
from tearoad.cli.law_oracle import Line, Parcel, reckon, tracks_of
from tearoad.cli.measured import measured
from tearoad.customs.applied import CURRENCIES, AppliedLaw
from tearoad.customs.assess import Assessment, assess, prepare
from tearoad.customs.frame import Read, read
from tearoad.customs.goods import NOBODY, SUBJECTS
from tearoad.demo.catalogue import products
from tearoad.demo.goods import goods
from tearoad.kernel import duty_columns as d
from tearoad.kernel.duties import charge

LINES, ORACLE_PARCELS = 1_000_000, 20_000
ROUNDS, SINGLES = 5, 20_000
KNOWN = date(2026, 11, 24)


def bench_law(lines: int = LINES) -> dict[str, Any]:
    """Rows a second of the kernel with everything in memory, grouping and accumulators included; one row; a file."""
    law = applied_law(KNOWN)
    table = goods(products(SEED), lines, SEED)
    whole = read(table, law.snapshot.territories)
    many = prepare(whole.goods, law, {})
    kernel_seconds = _best(lambda: charge(*many[:3], law.exchange, np.zeros_like(many.spent), False))
    one = prepare(read(table.head(1), law.snapshot.territories).goods, law, {})
    single_seconds = _best(lambda: [charge(*one[:3], law.exchange, one.spent, False) for _ in range(SINGLES)]) / SINGLES
    oracle_rate, compared = _oracle(whole, law)
    rate = lines / kernel_seconds
    return {
        "rows": lines,
        "rows_per_second": round(rate),
        "single_us": round(single_seconds * 1e6, 2),
        "oracle_rows_per_second": round(oracle_rate),
        "ratio": round(rate / oracle_rate),
        "compared_with_oracle": compared,
        **_file(table),
    }


def _best(work: Callable[[], object]) -> float:
    """Seconds of this process on one core: the least of some rounds, after one that compiles."""
    work()
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def _oracle(whole: Read, law: AppliedLaw) -> tuple[float, int]:
    """Rows a second of the oracle, and how many parcels it was compared on: any difference is an error."""
    found, _ = assess(whole.goods, law, {})
    count = min(ORACLE_PARCELS, len(whole.goods.day))
    kinds = [_kind(whole, found, at) for at in range(count)]
    tracks = {kind: tracks_of(law.snapshot.rules, *kind) for kind in set(kinds)}
    parcels = [
        (_parcel(whole, found, at), tracks[kind], _converter(whole, law, found, at)) for at, kind in enumerate(kinds)
    ]
    began = time.process_time()
    answers = [reckon(*asked) for asked in parcels]
    seconds = time.process_time() - began
    periodic = {rule.id for rule in law.snapshot.rules if rule.unit != "parcel"}
    compared = 0
    for at, (asked, answer) in enumerate(zip(parcels, answers, strict=True)):
        if not any(
            rule.id in periodic for track in asked[1] for rule in track if rule.begins <= asked[0].day < rule.until
        ):
            total = int(found.found.total[at])
            assert (answer.total if answer.total is not None else d.UNKNOWN) == total, (asked, answer, total)
            compared += 1
    return sum(len(asked.lines) for asked, _, _ in parcels) / seconds, compared


def _parcel(whole: Read, found: Assessment, at: int) -> Parcel:
    own = whole.goods
    lines = range(*np.searchsorted(own.parcel, [at, at + 1]).tolist())
    scheme = found.schemes[found.scheme[at]]
    return Parcel(
        day=date.fromordinal(int(own.day[at]) + date(1970, 1, 1).toordinal()),
        currency=own.currency.words[own.currency.codes[at]],
        paid=scheme.paid,
        postage=int(own.postage_minor[at]),
        lines=[
            Line(int(own.number[line]), own.hs.words[own.hs.codes[line]], int(own.quantity[line]),
                 int(own.value_minor[line]), int(own.weight_grams[line]))
            for line in lines
        ],
        before=None if own.person[at] == NOBODY else (0, 0),
    )  # fmt: skip


def _kind(whole: Read, found: Assessment, at: int) -> tuple[str, str, bool, str]:
    """Where a parcel goes, as what, from whom and whence: what decides which tracks it is under."""
    own = whole.goods
    place, origin = own.destination.words[own.destination.codes[at]], own.origin.words[own.origin.codes[at]]
    return place, SUBJECTS[found.subject[at]], bool(own.registered[at]), origin


def _converter(whole: Read, law: AppliedLaw, found: Assessment, at: int) -> Callable[[int, str, str], int | None]:
    policy = law.policies.index(found.schemes[found.scheme[at]].policy)
    day = int(whole.goods.day[at]) - law.exchange.first_day
    rates = {code: law.exchange.rates[policy, day, number].tolist() for number, code in enumerate(CURRENCIES)}

    def convert(minor: int, source: str, target: str) -> int | None:
        if source == target or minor == 0:
            return minor
        (sold, worth), (bought, price) = rates[source], rates[target]
        if not sold or not bought:
            return None
        own = (2 * minor * worth + sold) // (2 * sold)
        return (2 * own * bought + price) // (2 * price)

    return convert


def _file(table: Any) -> dict[str, Any]:
    """`tearoad assess` of the same lines as a Parquet file: a process of its own, from start to end."""
    with tempfile.TemporaryDirectory(prefix="tearoad-bench-") as folder:
        path, out = Path(folder) / "goods.parquet", Path(folder) / "charges.parquet"
        table.write_parquet(path)
        runs = [measured("assess", path, "-o", out, "--json") for _ in range(3)]
    assert all(run.status in (0, 1) for run in runs), "assess ended with bad input"
    return {
        "file_seconds": round(min(run.seconds for run in runs), 2),
        "file_rss_mb": max(run.memory_mb for run in runs),
    }
