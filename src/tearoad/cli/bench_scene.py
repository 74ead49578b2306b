"""Where `bench checkout` and `bench hot` play: a served road of their own, and buyers in processes of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psycopg

from tearoad.boot.desks import desks_of
from tearoad.boot.road import data_base, drop_data_base, fresh_data_base, open_road
from tearoad.boot.settings import Settings
from tearoad.cli.bench_checkout_load import TOWN
from tearoad.cli.bench_search import SEED, TEXTS, fill
from tearoad.cli.processes import free_port
from tearoad.operations.shop_view import Wish
from tearoad.terms.refusal import BadInput
from tearoad.web.live import HOME, URL
from tearoad.web.server import serve

PROCESSES = 2


class Scene(NamedTuple):
    """A served road of the bench's own, and what can be bought on it."""

    road: str
    port: int
    goods: list[tuple[str, str]]


@contextmanager
def served_shop(chosen: Settings, products: int) -> Iterator[Scene]:
    """Filled with so many products that never run out, answered by PROCESSES; gone afterwards."""
    with data_base(chosen) as url, TemporaryDirectory() as folder:
        name = f"tearoad_bench_checkout_{os.getpid()}"
        try:
            road = fresh_data_base(url, name)
            fill(road, products, SEED)
            with psycopg.connect(road, autocommit=True) as connection:
                connection.execute("UPDATE stock SET made_to_order = TRUE")
            goods = _goods(road, Path(folder))
            environment, port = {URL: road, HOME: folder}, free_port()
            with serve("tearoad.web.live:application", port=port, environment=environment, processes=PROCESSES) as site:
                yield Scene(road, urlsplit(site.url).port or port, goods)
        finally:
            drop_data_base(url, name)


def _goods(road: str, home: Path) -> list[tuple[str, str]]:
    desks = desks_of(road, home)
    with closing(desks.store):
        shop = desks.shop()
        found = [one for text in TEXTS[:8] for one in shop.search(Wish(destination=TOWN, text=text)).models]
    goods = sorted({(one.model, one.sku) for one in found if one.landed_minor is not None})
    if not goods:
        raise BadInput("the catalogue has nothing that could be bought")
    return goods


def load(module: str, asked: dict[str, Any]) -> dict[str, Any]:
    """What a module of `tearoad.cli` says of what it was asked, in a process of its own."""
    return ended(started(module, asked))


def started(module: str, asked: dict[str, Any]) -> "subprocess.Popen[str]":
    """The same, not waited for."""
    words = [sys.executable, "-m", f"tearoad.cli.{module}"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(words, text=True, **pipes)  # type: ignore[call-overload]
    process.stdin.write(json.dumps(asked))
    process.stdin.close()
    process.stdin = None
    return process


def ended(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """What it says in the end; BadInput where it failed."""
    said, wrong = process.communicate()
    if process.returncode:
        raise BadInput(f"the buyers failed: {wrong.strip().splitlines()[-1] if wrong.strip() else ''}")
    found: dict[str, Any] = json.loads(said)
    return found


def checked(road: str, least: int) -> list[str]:
    """The rules that are broken, and whether there are fewer orders than were acknowledged."""
    with open_road(road) as opened:
        wrong = [f"{rule}: {count} rows" for rule, count, _ in opened.check()]
        row = opened.store.connection.execute("SELECT count(*) FROM orders").fetchone()
    if row is None or row[0] < least:
        wrong.append(f"{row and row[0]} orders, {least} were acknowledged")
    return wrong
