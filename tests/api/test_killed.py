"""Servers are killed while orders are placed and paid: who asks again by the same key hears of one order, paid once."""

import http.client
import json
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from databases import migrated_data_base
from sites import free_port

from tearoad.api.routes import ORDER
from tearoad.boot.road import OpenRoad, drop_data_base, open_road
from tearoad.cli.bench_buyers import WALLET_MINOR, make_buyers
from tearoad.cli.demo_commands import stock_demo
from tearoad.demo.orders import FIRST
from tearoad.operations.advance import advance
from tearoad.terms.days import day_start
from tearoad.web.live import HOME, URL
from tearoad.web.server import CannotServe, Running, refuse_taken, serve

BUYERS, ORDERS, KILLS = 8, 12, 4
MOST_SECONDS = 120.0


@pytest.fixture
def road(server_url: str) -> Iterator[OpenRoad]:
    name = "tearoad_test_killed"
    drop_data_base(server_url, name)
    with open_road(migrated_data_base(server_url, name)) as road:
        stock_demo(road, 300)
        advance(road.platform, day_start(FIRST))
        road.store.connection.execute("UPDATE stock SET made_to_order = TRUE")
        yield road
    drop_data_base(server_url, name)


@contextmanager
def serving(road: OpenRoad, home: Path, port: int) -> Iterator[Running]:
    """The port is free a moment after the one before was killed."""
    environment, until = {URL: road.url, HOME: str(home)}, time.monotonic() + 10
    while True:
        try:
            refuse_taken("127.0.0.1", port)
            break
        except CannotServe:
            assert time.monotonic() < until
            time.sleep(0.05)
    with serve("tearoad.web.live:application", port=port, environment=environment) as running:
        yield running


def asked(url: str, key: str, name: str) -> Any:
    """The order under this name, or None where no answer came."""
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": name, "Content-Type": "application/json"}
    try:
        line.request("POST", "/api/v1/orders", json.dumps({**ORDER, "pay": True}), headers)
        answer = line.getresponse()
        said = answer.read()
        return json.loads(said) if answer.status == 201 else None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        line.close()


class Buyer(threading.Thread):
    """Asks for one order after the other, each again and again until it hears of it."""

    def __init__(self, url: str, key: str, until: float) -> None:
        super().__init__(daemon=True)
        self.url, self.key, self.until = url, key, until
        self.heard: list[Any] = []
        self.again = 0

    def run(self) -> None:
        for number in range(ORDERS):
            while time.monotonic() < self.until:
                found = asked(self.url, self.key, f"order {number}")
                if found:
                    self.heard.append(found)
                    break
                self.again += 1
                time.sleep(0.05)


@pytest.mark.full
def test_nothing_is_lost_or_doubled(road: OpenRoad, tmp_path: Path) -> None:
    keys, port, luck = make_buyers(road.url, BUYERS), free_port(), random.Random(11)
    until = time.monotonic() + MOST_SECONDS
    buyers = [Buyer(f"http://127.0.0.1:{port}", key, until) for key in keys]
    for kill in range(KILLS):
        with serving(road, tmp_path, port) as running:
            if not kill:
                for one in buyers:
                    one.start()
            time.sleep(luck.uniform(0.3, 0.9))
            os.killpg(running.process.pid, signal.SIGKILL)
    with serving(road, tmp_path, port):
        for one in buyers:
            one.join(MOST_SECONDS)
    assert [len(one.heard) for one in buyers] == [ORDERS] * BUYERS
    assert sum(one.again for one in buyers) >= KILLS
    with psycopg.connect(road.url) as connection:
        orders = {name for (name,) in connection.execute("SELECT order_id FROM orders")}
        paid = connection.execute("SELECT count(*), sum(amount_minor)::bigint FROM payment WHERE state = 1").fetchone()
        sql = "SELECT sum(credits - debits)::bigint FROM account WHERE account LIKE 'wallet:%'"
        (left,) = connection.execute(sql).fetchone() or (0,)
    told = [found["id"] for one in buyers for found in one.heard]
    assert len(set(told)) == len(told) == BUYERS * ORDERS
    assert set(told) == orders, "each that was placed was heard of, and the other way round"
    assert paid == (BUYERS * ORDERS, sum(found["total"]["amount_minor"] for one in buyers for found in one.heard))
    assert left == BUYERS * WALLET_MINOR - paid[1]
    assert road.check() == []
