"""`bench web`: the pages of a real site over a large catalogue, asked by visitors in a process of their own.

A page alone is timed at the visitor's end of the loopback, so it is a little more than the server's own time. The mixed
pages are the start page, lists in three languages, products, the basket, the orders of one who is signed in, tracking.
"""

import http.client
import json
import os
import random
import re
import subprocess
import sys
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tearoad.boot.demo_people import demo_name, make_demo_people
from tearoad.boot.desks import Desks, desks_of
from tearoad.boot.road import data_base, drop_data_base, fresh_data_base
from tearoad.boot.settings import Settings
from tearoad.cli.bench_search import SEED, TEXTS, fill
from tearoad.cli.processes import free_port
from tearoad.operations.check_out import Checkout, order_id_of
from tearoad.operations.recipient import Recipient
from tearoad.operations.shop_ports import Wanted
from tearoad.operations.shop_view import Wish
from tearoad.terms.refusal import BadInput
from tearoad.web.live import HOME, URL
from tearoad.web.server import serve

PRODUCTS, PAGES, SECONDS = 100_000, 300, 20.0
RATE_A_CORE = 50.0
ORDERS = 12
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LANGUAGES = ("ru", "zh", "en")


def bench_web(
    chosen: Settings, products: int = PRODUCTS, pages: int = PAGES, seconds: float = SECONDS
) -> dict[str, Any]:
    """Fills a data base of its own, serves it, has it visited."""
    with data_base(chosen) as url, TemporaryDirectory() as folder:
        name, home = f"tearoad_bench_web_{os.getpid()}", Path(folder)
        try:
            road = fresh_data_base(url, name)
            loaded = fill(road, products, SEED)
            make_demo_people(road)
            desks = desks_of(road, home)
            with closing(desks.store):
                kinds = _pages(desks, pages)
                desks.buyers().close()
            with serve(
                "tearoad.web.live:application", port=free_port(), environment={URL: road, HOME: folder}
            ) as running:
                found = _visited(running.url, kinds, seconds)
        finally:
            drop_data_base(url, name)
    return {"products": products, "seconds_to_admit": round(loaded, 1), "cores": os.cpu_count(), **found}


def in_words(found: dict[str, Any]) -> list[str]:
    """What a terminal shows."""
    lines = [f"{found['products']} products; each page alone, at the visitor's end:"]
    for kind, told in found["alone"].items():
        lines.append(f"  {kind}: p50 {told['p50_ms']} ms, p95 {told['p95_ms']} ms, p99 {told['p99_ms']} ms")
    for name, title in (("at_rate", "mixed pages at a rate"), ("closed_loop", "mixed pages as they come")):
        told = found[name]
        lines.append(
            f"{title}: {told['per_second']} a second, {told['per_second'] / found['cores']:.0f} a core, "
            f"p50 {told['p50_ms']} ms, p99 {told['p99_ms']} ms, {told['errors']} errors"
        )
    return lines


def _pages(desks: Desks, count: int) -> dict[str, list[str]]:
    luck, shop = random.Random(SEED), desks.shop()  # noqa: S311 - no secret
    found = [one for text in TEXTS[:8] for one in shop.search(Wish(destination="moscow", text=text)).models]
    lists = [f"/shop?lang={luck.choice(LANGUAGES)}&q={quote(luck.choice(TEXTS))}" for _ in range(count)]
    orders = _orders(desks, [one.sku for one in found if one.in_stock])
    return {
        "search": lists,
        "product": [f"/shop/{quote(luck.choice(found).model)}?lang={luck.choice(LANGUAGES)}" for _ in range(count)],
        "start": ["/"] * (count // 3),
        "orders": ["/orders"] * (count // 3),
        "order": [f"/orders/{luck.choice(orders)}" for _ in range(count // 3)],
        "basket": ["/basket"] * (count // 3),
        "tracking": ["/track"] * (count // 3),
    }


def _orders(desks: Desks, skus: list[str]) -> list[str]:
    buyer, buyers = demo_name("buyer"), desks.buyers()
    to = Recipient("Anna", "79001234567", "1", "1", "500100732259")
    made = []
    for number, sku in enumerate(skus[: 5 * ORDERS]):
        order_id = order_id_of(buyer, f"bench {number}")
        sealed = buyers.sealed(order_id, to, "en")
        lines = (Wanted(sku, 1),)
        if not buyers.check_out(Checkout(order_id, buyer, "moscow", "wallet", "RUB", lines, None, sealed)).refusals:
            made.append(order_id)
        if len(made) == ORDERS:
            return made
    raise BadInput("the catalogue has too little in stock to be measured")


def _visited(url: str, kinds: dict[str, list[str]], seconds: float) -> dict[str, Any]:
    luck = random.Random(SEED)  # noqa: S311 - no secret
    mixed = [path for paths in kinds.values() for path in paths]
    luck.shuffle(mixed)
    rate = RATE_A_CORE * (os.cpu_count() or 1)
    asked = {"url": url, "cookie": signed_in(url), "kinds": kinds, "mixed": mixed, "rate": rate, "seconds": seconds}
    words = [sys.executable, "-m", "tearoad.cli.bench_web_load"]
    done = subprocess.run(words, input=json.dumps(asked), capture_output=True, text=True, check=False)
    if done.returncode:
        raise BadInput(f"the visitors failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ''}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def signed_in(url: str) -> str:
    """The cookies of the demo's buyer."""
    jar: SimpleCookie = SimpleCookie()

    def ask(method: str, path: str, body: str | None = None) -> str:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        headers = {"Cookie": "; ".join(f"{one.key}={one.value}" for one in jar.values())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        for line in response.headers.get_all("Set-Cookie", []):
            jar.load(line)
        text = response.read().decode()
        connection.close()
        return text

    found = TOKEN.search(ask("GET", "/sign-in"))
    assert found, "the page of the sign-in has a form"
    ask("POST", "/demo/sign-in", urlencode({"role": "buyer", "csrfmiddlewaretoken": found[1]}))
    return "; ".join(f"{one.key}={one.value}" for one in jar.values())
