"""`bench checkout`: whole checkouts through the pages of a real site, by buyers in a process of their own.

Product, basket, price at the door, order with its payment held; each order is a durable commit.
"""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from tearoad.boot.demo_people import make_demo_people
from tearoad.boot.desks import desks_of
from tearoad.boot.road import data_base, drop_data_base, fresh_data_base, open_road
from tearoad.boot.settings import Settings
from tearoad.cli.bench_search import SEED, TEXTS, fill
from tearoad.cli.bench_web import free_port, signed_in
from tearoad.operations.shop_view import Wish
from tearoad.terms.refusal import BadInput
from tearoad.web.live import HOME, URL
from tearoad.web.server import serve

PRODUCTS, SECONDS, WARM_SECONDS = 5_000, 15.0, 3.0
PROCESSES, CONCURRENCIES = 2, (8, 64)


def bench_checkout(chosen: Settings, products: int = PRODUCTS, seconds: float = SECONDS) -> dict[str, Any]:
    """Fills a data base of its own, serves it by PROCESSES, has it bought from; the rules of `check` hold after it."""
    with data_base(chosen) as url, TemporaryDirectory() as folder:
        name = f"tearoad_bench_checkout_{os.getpid()}"
        try:
            road = fresh_data_base(url, name)
            fill(road, products, SEED)
            with psycopg.connect(road, autocommit=True) as connection:
                connection.execute("UPDATE stock SET made_to_order = TRUE")
            make_demo_people(road)
            goods = _goods(road, Path(folder))
            environment = {URL: road, HOME: folder}
            with serve(
                "tearoad.web.live:application", port=free_port(), environment=environment, processes=PROCESSES
            ) as running:
                sessions = [signed_in(running.url) for _ in range(max(CONCURRENCIES))]
                _bought(running.url, sessions[:8], goods, WARM_SECONDS)
                found = {count: _bought(running.url, sessions[:count], goods, seconds) for count in CONCURRENCIES}
            wrong = _checked(road, sum(one["checkouts"] for one in found.values()))
        finally:
            drop_data_base(url, name)
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


def _goods(road: str, home: Path) -> list[tuple[str, str]]:
    desks = desks_of(road, home)
    with closing(desks.store):
        shop = desks.shop()
        found = [one for text in TEXTS[:8] for one in shop.search(Wish(destination="moscow", text=text)).models]
    goods = sorted({(one.model, one.sku) for one in found if one.landed_minor is not None})
    if not goods:
        raise BadInput("the catalogue has nothing that could be bought")
    return goods


def _bought(url: str, sessions: list[str], goods: list[tuple[str, str]], seconds: float) -> dict[str, Any]:
    asked = {"url": url, "sessions": sessions, "products": goods, "seconds": seconds}
    words = [sys.executable, "-m", "tearoad.cli.bench_checkout_load"]
    done = subprocess.run(words, input=json.dumps(asked), capture_output=True, text=True, check=False)
    if done.returncode:
        raise BadInput(f"the buyers failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ''}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _checked(road: str, least: int) -> list[str]:
    """The rules that are broken, and whether there are fewer orders than were acknowledged."""
    with open_road(road) as opened:
        wrong = [f"{rule}: {count} rows" for rule, count, _ in opened.check()]
        row = opened.store.connection.execute("SELECT count(*) FROM orders").fetchone()
    if row is None or row[0] < least:
        wrong.append(f"{row and row[0]} orders, {least} were acknowledged")
    return wrong
