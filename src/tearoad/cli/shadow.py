"""A sale's busiest minutes before the sale: the whole way of an order with its payment, on this server, in shadow.

Shadow traffic goes to a data base of its own beside the live one, on the same server, with the live catalogue and what
the banks have declared and signed. So no report can have it, and the whole data base goes with it. Before that every
order is cancelled, every refund made, and all must come to nothing: at the provider, and in every account of the books.
"""

import os
import time
from collections import Counter
from contextlib import closing
from typing import Any, NamedTuple

import numpy as np
import psycopg

from tearoad.boot.bank_notice import Outlook, open_bank_notice
from tearoad.boot.road import OpenRoad
from tearoad.cli.banks_trial import Scene, banks_at_work, drained
from tearoad.cli.bench_buyers import make_buyers
from tearoad.cli.bench_scene import checked, load
from tearoad.operations.end_orders import Ending, end_orders
from tearoad.terms.refusal import BadInput

MOST_BUYERS, MOST_ORDERS = 2_000, 500_000
READY_SECONDS, BATCH, SEED = 2.0, 500, 2_013
GOODS = ("product", "stock")
MOST_GOODS = 2_000  # that are bought: the cheapest by name, whoever sells them


class Minutes(NamedTuple):
    """The sale's busiest, from the `first` of the day on: who comes when, in seconds, and with a card of which bank."""

    first: int
    arrivals: list[tuple[float, str]]


def run_shadow(url: str, name: str, minutes: int, times: float, processes: int) -> dict[str, Any]:
    """`times` the forecast of a sale; BadInput on one that was not planned, or that brings nobody."""
    with open_bank_notice(url) as notice:
        seen = notice.outlook(name)
        declared = {
            need.bank: need.a_minute or notice.corridor.channels[need.bank, need.method].capacity_a_minute
            for need in seen.needs
        }
    coming = busiest(seen, minutes, times)
    with banks_at_work(
        url, f"tearoad_shadow_{os.getpid()}", declared, processes=processes, stock=lambda road: _copied(url, road)
    ) as scene:
        skus = _skus(scene.road)
        keys = make_buyers(scene.road, min(len(coming.arrivals), MOST_BUYERS), wallet_minor=0)
        arrivals = [(at, bank, skus[nr % len(skus)]) for nr, (at, bank) in enumerate(coming.arrivals)]
        start = time.time() + READY_SECONDS
        said = load("shadow_load", {"port": scene.port, "keys": keys, "arrivals": arrivals, "start": start})
        drained(scene.road)
        banks = _by_bank(scene, Counter(bank for _, bank in coming.arrivals), minutes)
        wrong = checked(scene.road, said["answered"] - sum(said["others"].values()))
        _cancel_all(scene)
        drained(scene.road)
        left = _left(scene)
    return {
        "sale": name, "first_minute": coming.first, "minutes": minutes, "times": times, "orders": len(arrivals),
        **said, "banks": banks, "left": left, "wrong": wrong + left,
    }  # fmt: skip


def busiest(seen: Outlook, minutes: int, times: float) -> Minutes:
    """The minutes in a row in which the most payments are expected; within each buyers come independently."""
    payments = np.rint(seen.forecast.payments * times).astype(np.int64)
    ahead = np.convolve(payments.sum(axis=0), np.ones(minutes, dtype=np.int64), "valid")
    first, luck = int(ahead.argmax()), np.random.default_rng(SEED)
    arrivals = [
        (60 * minute + float(second), bank)
        for bank, curve in zip(seen.forecast.banks, payments, strict=True)
        for minute, count in enumerate(curve[first : first + minutes].tolist())
        for second in luck.uniform(0, 60, count)
    ]
    if not 1 <= len(arrivals) <= MOST_ORDERS:
        raise BadInput(f"{len(arrivals)} orders would come, expected 1 to {MOST_ORDERS}: choose --minutes and --times")
    return Minutes(first, sorted(arrivals))


def _copied(url: str, road: OpenRoad) -> None:
    """The live catalogue."""
    with psycopg.connect(url, autocommit=True) as live, live.cursor() as source:
        for table in GOODS:
            columns = ", ".join(
                name for (name,) in source.execute(
                    "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
                    "AND table_name = %s ORDER BY ordinal_position", [table]
                ).fetchall()
            )  # fmt: skip
            with (
                closing(road.store.connection.cursor()) as target,
                source.copy(f"COPY {table} ({columns}) TO STDOUT (FORMAT BINARY)") as rows,
                target.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)") as into,
            ):
                for part in rows:
                    into.write(part)
    road.store.connection.execute("UPDATE stock SET reserved = 0")


def _skus(road: str) -> list[str]:
    with psycopg.connect(road, autocommit=True) as connection:
        sql = "SELECT sku FROM product WHERE classified AND price_minor IS NOT NULL ORDER BY sku LIMIT %s"
        found = [sku for (sku,) in connection.execute(sql, [MOST_GOODS])]
    if not found:
        raise BadInput("there is nothing in the catalogue that could be bought")
    return found


def _by_bank(scene: Scene, asked: Counter[str], minutes: int) -> dict[str, dict[str, int]]:
    """Payments: asked for, declared for these minutes, paid, and told to take another way."""
    with psycopg.connect(scene.road, autocommit=True) as connection:
        rows = connection.execute("SELECT bank, state, count(*) FROM payment GROUP BY bank, state").fetchall()
    found = {(bank, state): count for bank, state, count in rows}
    return {
        bank: {
            "asked": asked[bank],
            "declared": a_minute * minutes,
            "paid": found.get((bank, 1), 0),
            "told": found.get((bank, 2), 0) + found.get((bank, 3), 0),
        }
        for bank, a_minute in sorted(scene.declared.items())
    }


def _cancel_all(scene: Scene) -> None:
    with psycopg.connect(scene.road, autocommit=True) as connection:
        orders = [one for (one,) in connection.execute("SELECT order_id FROM orders ORDER BY order_id")]
    for first in range(0, len(orders), BATCH):
        wishes = [Ending(one, None) for one in orders[first : first + BATCH]]
        end_orders(scene.desks.platform(), scene.desks.store, wishes)


def _left(scene: Scene) -> list[str]:
    """What did not come to nothing."""
    net = sum(-one.minor if one.charge else one.minor for one in scene.provider.register() if one.succeeded)
    with psycopg.connect(scene.road, autocommit=True) as connection:
        sql = "SELECT account, credits - debits FROM account WHERE credits <> debits OR debits_pending <> 0 ORDER BY 1"
        found = [f"{name}: {minor}" for name, minor in connection.execute(sql).fetchall()]
    return found + ([f"the provider keeps {net}"] if net else [])
