"""Where `bench banks` and `campaign shadow` play: a road of its own, a provider that lies, who calls the banks, and the
door for callbacks, each in a process of its own."""

import csv
import http.client
import io
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import quote

import numpy as np
import psycopg

from tearoad.boot.bank_notice import STANDING, open_bank_notice
from tearoad.boot.banks import ADDRESS, SECRET_FILE, account_named
from tearoad.boot.desks import Desks, desks_of
from tearoad.boot.road import OpenRoad, drop_data_base, fresh_data_base, open_road
from tearoad.cli.demo_commands import stock_demo
from tearoad.cli.processes import free_port, running, secret_file
from tearoad.demo.orders import FIRST
from tearoad.operations.advance import advance
from tearoad.operations.check_out import Checkout, check_out, order_id_of
from tearoad.operations.settle_payment import Attempt
from tearoad.operations.shop_ports import Wanted
from tearoad.payments.attempt import CARD, payment_id_of
from tearoad.payments.bank import Channel
from tearoad.terms.days import day_start
from tearoad.terms.refusal import BadInput
from tearoad.web.live import HOME, URL
from tearoad.web.server import serve

PROVIDER = "roadpay"
LIES = {
    "refused": 0,
    "late": 0.01,
    "cut": 0.01,
    "lost": 0.02,
    "twice": 0.05,
    "shuffled": 0.05,
    "other-amount": 0.002,
    "part": 0.002,
}
BATCH, START_SECONDS, SETTLE_SECONDS, DRAIN_SECONDS = 500, 20.0, 3.0, 180.0
Stock = Callable[[OpenRoad], object]


class Order(NamedTuple):
    """One that waits for its money."""

    order_id: str
    buyer: str
    minor: int


class Arrival(NamedTuple):
    """A buyer comes `at` seconds after the beginning, with a card of a bank."""

    at: float
    bank: str


class Done(NamedTuple):
    """An operation of the provider's register, a refund where it names a charge; `at` in seconds since 1970."""

    operation: str
    key: str
    charge: str
    minor: int
    succeeded: bool
    at: float


class Provider(NamedTuple):
    """One that is running."""

    port: int
    secret: str

    def register(self) -> list[Done]:
        """Everything that it has decided."""
        rows = csv.DictReader(io.StringIO(self._asked("GET", "/operations")))
        return [
            Done(
                row["operation"],
                row["key"],
                row["charge"],
                round(float(row["amount"]) * 100),
                row["status"] == "succeeded",
                datetime.fromisoformat(row["at"]).timestamp(),
            )
            for row in rows
        ]

    def change(self, bank: str, *, dead: bool = False, slow: float = 1.0) -> None:
        """A bank falls ill, or gets well."""
        self._asked("POST", f"/banks/{quote(bank)}?dead={int(dead)}&slow={slow:g}")

    def _asked(self, method: str, path: str) -> str:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with closing(line):
            line.request(method, path, headers={"Authorization": f"Bearer {self.secret}"})
            answer = line.getresponse()
            if answer.status >= 300:
                raise BadInput(f"the provider that is simulated answered {answer.status}")
            return answer.read().decode()


class Scene(NamedTuple):
    """Everything that runs; banks have `declared` so many payments a minute, and can do no more."""

    road: str
    home: Path
    port: int
    desks: Desks
    provider: Provider
    channels: list[Channel]
    declared: Mapping[str, int]


@contextmanager
def banks_at_work(
    server: str, name: str, declared: Mapping[str, int], *, processes: int = 1, stock: Stock = stock_demo
) -> Iterator[Scene]:
    """A road in a data base of this name beside `server`, with its goods never sold out; gone afterwards."""
    port = free_port()
    with TemporaryDirectory() as folder:
        shared = secret_file(Path(folder))
        try:
            road = fresh_data_base(server, name)
            with open_road(road) as opened:
                stock(opened)
                advance(opened.platform, day_start(FIRST))
                opened.store.connection.execute("UPDATE stock SET made_to_order = TRUE")
                channels = list(opened.corridor.channels.values())
            with open_bank_notice(road) as notice:
                for bank, a_minute in declared.items():
                    notice.declare(STANDING, bank, a_minute, "a trial")
            callback = f"http://127.0.0.1:{port}/api/v1/providers/{PROVIDER}/callbacks"
            with lying_provider(shared, declared, callback) as provider:
                said = {ADDRESS: f"{PROVIDER}=http://127.0.0.1:{provider.port}", SECRET_FILE: str(shared)}
                desks = desks_of(road, Path(folder), account=account_named(said))
                served = {URL: road, HOME: folder, **said}
                with (
                    closing(desks.store),
                    serve("tearoad.web.live:application", port=port, environment=served, processes=processes),
                    running(["banks", "work"], {**said, "TEAROAD_DATABASE_URL": road}),
                ):
                    yield Scene(road, Path(folder), port, desks, provider, channels, declared)
        finally:
            drop_data_base(server, name)


@contextmanager
def lying_provider(shared: Path, declared: Mapping[str, int], callback: str = "") -> Iterator[Provider]:
    """Its banks can do so many payments a minute."""
    port = free_port()
    words = ["banks", "simulate", "--port", str(port), "--callback", callback]
    words += [word for bank, a_minute in declared.items() for word in ("--bank", f"{bank}={a_minute}")]
    words += [word for lie, share in LIES.items() for word in (f"--{lie}", str(share))]
    with running(words, {SECRET_FILE: str(shared)}):
        provider, until = Provider(port, shared.read_text(encoding="ascii")), time.monotonic() + START_SECONDS
        while True:
            try:
                provider.register()
                break
            except OSError:
                if time.monotonic() > until:
                    raise BadInput("the provider that is simulated did not start") from None
                time.sleep(0.1)
        yield provider


def drained(road: str) -> None:
    """Until nothing is asked of any bank any more; BadInput where that takes too long."""
    until = time.monotonic() + DRAIN_SECONDS
    with psycopg.connect(road, autocommit=True) as connection:
        while True:
            row = connection.execute("SELECT count(*) FROM bank_call WHERE due_at IS NOT NULL").fetchone()
            if row == (0,):
                break
            if time.monotonic() > until:
                raise BadInput(f"{row and row[0]} calls still wait after {DRAIN_SECONDS:g} s")
            time.sleep(0.5)
    time.sleep(SETTLE_SECONDS)  # callbacks come later


def arrivals(channels: Sequence[Channel], a_second: float, seconds: float, seed: int) -> list[Arrival]:
    """Buyers come independently of each other, at this rate; banks by their shares."""
    luck = np.random.default_rng(seed)
    count = int(luck.poisson(a_second * seconds))
    at = np.sort(luck.uniform(0, seconds, count))
    bank = luck.choice([one.bank for one in channels], count, p=[one.share for one in channels])
    return [Arrival(float(when), str(name)) for when, name in zip(at, bank, strict=True)]


def placed(desks: Desks, count: int, sku: str, mark: str) -> list[Order]:
    """So many orders of one piece, which wait for their money."""
    platform, found = desks.platform(), list[Order]()
    for first in range(0, count, BATCH):
        asked = [
            Checkout(order_id_of(f"{mark} {nr}", mark), f"{mark} {nr}", "kazan", CARD, "RUB", (Wanted(sku, 1),))
            for nr in range(first, min(first + BATCH, count))
        ]
        for one, outcome in zip(asked, check_out(platform, desks.store, asked), strict=True):
            found.append(Order(one.order_id, one.buyer, outcome.total_minor))
    return found


def attempt(order: Order, bank: str) -> Attempt:
    """By card, once."""
    return Attempt(payment_id_of(order.order_id, "bench"), order.order_id, order.buyer, CARD, bank)
