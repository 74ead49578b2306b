"""`bench hot`: a crowd comes within a minute for an item of which there are few; each is told at once."""

import time
from collections import Counter
from typing import Any

import psycopg

from tearoad.boot.settings import Settings
from tearoad.cli.bench_buyers import make_buyers
from tearoad.cli.bench_checkout_load import share
from tearoad.cli.bench_scene import PROCESSES, checked, ended, load, served_shop, started

PRODUCTS, BUYERS, UNITS, SECONDS = 500, 50_000, 1_000, 60.0
CROWDS = 4  # processes that bring buyers
READY_SECONDS = 3.0
WARM_BUYERS, WARM_SECONDS = 100, 4.0  # who buy something else before, as on any day


def bench_hot(chosen: Settings, buyers: int = BUYERS, units: int = UNITS, seconds: float = SECONDS) -> dict[str, Any]:
    """Times are from a buyer's arrival to the answer; exactly `units` are sold, and the rules of `check` hold."""
    with served_shop(chosen, PRODUCTS) as scene:
        keys = make_buyers(scene.road, buyers)
        (_, sku), *rest = scene.goods
        warm = {"port": scene.port, "keys": keys[:WARM_BUYERS], "products": rest}
        bought = load("bench_checkout_load", {**warm, "at_once": 8, "seconds": WARM_SECONDS})["checkouts"]
        with psycopg.connect(scene.road, autocommit=True) as connection:
            change = "UPDATE stock SET made_to_order = FALSE, on_hand = reserved + %s WHERE sku = %s"
            connection.execute(change, [units, sku])
        start = time.time() + READY_SECONDS
        asked = {"port": scene.port, "sku": sku, "start": start, "seconds": seconds}
        running = [started("bench_hot_load", {**asked, "keys": keys[at::CROWDS]}) for at in range(CROWDS)]
        found = [ended(one) for one in running]
        took = time.time() - start
        wrong = checked(scene.road, bought + sum(one["sold"] for one in found))
    sold, times = sum(one["sold"] for one in found), [ms for one in found for ms in one["times"]]
    if sold != units:
        wrong.append(f"{sold} sold of {units}")
    others = sum((Counter(one["others"]) for one in found), Counter[str]())
    return {
        "buyers": buyers,
        "units": units,
        "seconds": round(took, 1),
        "sold": sold,
        "sold_out": sum(one["sold_out"] for one in found),
        "others": dict(others.most_common(5)),
        "p50_ms": share(times, 0.5),
        "p99_ms": share(times, 0.99),
        "processes": PROCESSES,
        "wrong": wrong,
    }


def in_words(found: dict[str, Any]) -> list[str]:
    """What a terminal shows."""
    return [
        f"{found['buyers']} buyers in {found['seconds']} s for {found['units']} pieces, {found['processes']} processes",
        f"{found['sold']} sold, {found['sold_out']} told that it is sold out; others: {found['others'] or 'none'}",
        f"from arrival to answer: p50 {found['p50_ms']} ms, p99 {found['p99_ms']} ms",
        "check: " + ("; ".join(found["wrong"]) or "every rule holds"),
    ]
