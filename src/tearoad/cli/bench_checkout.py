"""`bench checkout`: whole checkouts at the machines' door of a real site, by buyers in a process of their own.

Product, basket with its price at the door, order with its payment held: each order a durable commit, each buyer an
account with a wallet.
"""

from typing import Any

from tearoad.boot.settings import Settings
from tearoad.cli.bench_buyers import make_buyers
from tearoad.cli.bench_scene import PROCESSES, checked, load, served_shop

PRODUCTS, SECONDS, WARM_SECONDS = 5_000, 15.0, 6.0
CONCURRENCIES, BUYERS = (8, 64), 400


def bench_checkout(chosen: Settings, products: int = PRODUCTS, seconds: float = SECONDS) -> dict[str, Any]:
    """By CONCURRENCIES buyers at once; the rules of `check` hold after it."""
    with served_shop(chosen, products) as scene:
        asked = {"port": scene.port, "keys": make_buyers(scene.road, BUYERS), "products": scene.goods}
        load("bench_checkout_load", {**asked, "at_once": CONCURRENCIES[0], "seconds": min(seconds, WARM_SECONDS)})
        found = {
            count: load("bench_checkout_load", {**asked, "at_once": count, "seconds": seconds})
            for count in CONCURRENCIES
        }
        wrong = checked(scene.road, sum(one["checkouts"] for one in found.values()))
    first, second = CONCURRENCIES
    return {**found[first], f"at_{second}": found[second], "processes": PROCESSES, "wrong": wrong}


def in_words(found: dict[str, Any]) -> list[str]:
    """What a terminal shows."""
    first, second = CONCURRENCIES
    lines = [
        f"{count} buyers at once: {told['checkouts_per_second']} whole checkouts a second; a request p50 "
        f"{told['p50_ms']} ms, p99 {told['p99_ms']} ms; a checkout p99 {told['checkout_p99_ms']} ms; "
        f"{told['refused']} refused {told['first_refusal']}".rstrip()
        for count, told in ((first, found), (second, found[f"at_{second}"]))
    ]
    return [f"{found['processes']} server processes; every order a durable commit with its money held", *lines,
            "check: " + ("; ".join(found["wrong"]) or "every rule holds")]  # fmt: skip
