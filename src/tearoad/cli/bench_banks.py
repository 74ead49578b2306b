"""`bench banks`: buyers come at many times what the banks have declared; what each bank gets done, and who paid twice.

Beside it, with the same buyers and another such provider, a shop that just tries again. The truth of both is the
provider's own register. Orders are placed beforehand, and attempts come in batches as they do from the pages; provider,
callbacks and who calls the banks are processes of their own.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import psycopg

from tearoad.boot.bank_calls import PATIENCE_SECONDS
from tearoad.boot.road import data_base, own_corridor
from tearoad.boot.settings import Settings
from tearoad.cli.banks_trial import (
    Arrival,
    Done,
    Order,
    Scene,
    arrivals,
    attempt,
    banks_at_work,
    drained,
    lying_provider,
    placed,
)
from tearoad.cli.bench_checkout_load import share
from tearoad.cli.bench_scene import checked, load
from tearoad.cli.processes import secret_file
from tearoad.operations.settle_payment import Attempt
from tearoad.operations.take_payment import take_payments

CAPACITY, OVER, SECONDS, LONG = 10.0, 20.0, 120.0, 600.0  # a second, of all banks together; times that; for so long
CALM, CALM_SECONDS, DEAD, ILL, SLOW = 0.25, 40.0, "Baikal Bank", "Neva Credit", 8.0
TICK_SECONDS, BUCKET = 0.05, 5
SKU = "phone-case-1a"
MOST_NAMED = 5
SEED = 11
Told = Callable[[int], None]


class Played(NamedTuple):
    """A stretch of time: who came with which order, and the wall's moment at which it began."""

    came: list[tuple[Arrival, Order]]
    began: float
    asked_at: dict[str, float]  # by key, the wall's moment


def bench_banks(
    chosen: Settings,
    seconds: float = SECONDS,
    capacity: float = CAPACITY,
    over: float = OVER,
    told: Told = lambda n: None,
) -> dict[str, Any]:
    """Goodput is what a bank decided, and we heard of, against all that it could in the time."""
    corridor = own_corridor()
    times = capacity * 60 / sum(one.capacity_a_minute for one in corridor.channels.values())
    declared = {one.bank: round(one.capacity_a_minute * times) for one in corridor.channels.values()}
    with (
        data_base(chosen) as url,
        banks_at_work(url, f"tearoad_bench_banks_{os.getpid()}", declared) as scene,
    ):
        crowd = arrivals(scene.channels, over * capacity, seconds, SEED)
        calm, ill = (arrivals(scene.channels, CALM * capacity, min(CALM_SECONDS, seconds), SEED + nr) for nr in (1, 2))
        orders = placed(scene.desks, len(crowd) + len(calm) + len(ill), SKU, "bench")
        first, second = len(crowd), len(crowd) + len(calm)
        main = _played(scene, list(zip(crowd, orders[:first], strict=True)), told)
        drained(scene.road)
        quiet = _played(scene, list(zip(calm, orders[first:second], strict=True)), told)
        drained(scene.road)
        scene.provider.change(DEAD, dead=True)
        scene.provider.change(ILL, slow=SLOW)
        sick = _played(scene, list(zip(ill, orders[second:], strict=True)), told)
        for bank in (DEAD, ILL):
            scene.provider.change(bank)
        drained(scene.road)
        register = scene.provider.register()
        paid, refused = _paid(scene.road)
        unfair = _unfair(orders, paid, register)
        found = {
            **_goodput(scene, main, seconds, register),
            **_isolation(quiet, sick, register),
            "orders": len(orders),
            "paid": len(paid),
            "told_busy": refused,
            "unfair": len(unfair),
            "wrong": checked(scene.road, len(orders)) + unfair[:MOST_NAMED],
        }
        ours = _curve(main, register, seconds)
        naive = _naive(main, seconds, scene)
    return {
        "seconds": seconds,
        "capacity_a_second": capacity,
        "times_over": over,
        **found,
        "naive": naive,
        "curve": {"bucket_seconds": BUCKET, "ours": ours, "naive": naive.pop("curve")},
    }


def in_words(found: dict[str, Any]) -> list[str]:
    """What a terminal shows."""
    naive = found["naive"]
    return [
        f"{found['orders']} buyers, {found['times_over']:g} times what banks declared, for {found['seconds']:g} s",
        *(f"  {bank:<12} {part:6.1%} of its capacity" for bank, part in found["goodput"].items()),
        (
            f"goodput {found['goodput_all']:.1%} (least {found['goodput_least']:.1%}); "
            f"a shop that tries again: {naive['goodput_all']:.1%}"
        ),
        (
            f"charged twice, or without an order: {found['unfair']} of {found['orders']}; "
            f"a shop that tries again: {naive['charged_twice']} twice, {naive['charged_and_told_no']} and told no"
        ),
        (
            f"with {DEAD} dead and {ILL} slow the others' p99 is {found['others_p99_ms']} ms, "
            f"{found['others_p99_times']} times the {found['calm_p99_ms']} ms before"
        ),
        "check: " + ("; ".join(found["wrong"]) or "every rule holds"),
    ]


def _played(scene: Scene, came: Sequence[tuple[Arrival, Order]], told: Told) -> Played:
    """Attempts come when their buyers do, those of a tick in one batch."""
    platform, began, at = scene.desks.platform(), time.time() + TICK_SECONDS, 0
    asked_at: dict[str, float] = {}
    while at < len(came):
        now = time.time() - began
        batch = list[Attempt]()
        while at + len(batch) < len(came) and came[at + len(batch)][0].at <= now:
            arrival, order = came[at + len(batch)]
            batch.append(attempt(order, arrival.bank))
        if batch:
            take_payments(platform, scene.desks.store, batch)
            asked_at |= dict.fromkeys((one.payment_id for one in batch), time.time())
            told(len(batch))
            at += len(batch)
        time.sleep(max(0.0, TICK_SECONDS - (time.time() - began - now)))
    return Played(list(came), began, asked_at)


def _paid(road: str) -> tuple[set[str], int]:
    """Orders that are paid, and how many attempts were refused."""
    with psycopg.connect(road, autocommit=True) as connection:
        paid = {one for (one,) in connection.execute("SELECT order_id FROM payment WHERE state = 1")}
        row = connection.execute("SELECT count(*) FROM payment WHERE state > 1").fetchone()
    return paid, int(row[0]) if row else 0


def _unfair(orders: Sequence[Order], paid: set[str], register: Sequence[Done]) -> list[str]:
    """By the provider's register: who has paid more or less than an order, and who without one."""
    order_of = {attempt(one, "").payment_id: one for one in orders}
    charges = {one.operation: one for one in register if not one.charge and one.succeeded}
    net = Counter[str]()
    for one in register:
        if one.succeeded:
            key = charges[one.charge].key if one.charge else one.key
            net[key] += -one.minor if one.charge else one.minor
    found = [
        f"{one.order_id}: {net[key]} taken, {'paid' if one.order_id in paid else 'not paid'}"
        for key, one in order_of.items()
        if net[key] != (one.minor if one.order_id in paid else 0)
    ]
    return found + [f"{key}: {minor} taken without an order" for key, minor in net.items() if key not in order_of]


def _goodput(scene: Scene, main: Played, seconds: float, register: Sequence[Done]) -> dict[str, Any]:
    """By bank, in the time in which the buyers came."""
    bank_of = _bank_of(main)
    decided = Counter(bank_of[one.key] for one in _decided(main, register) if one.at <= main.began + seconds)
    can = {bank: a_minute / 60 * seconds for bank, a_minute in scene.declared.items()}
    parts = {bank: round(decided[bank] / most, 4) for bank, most in sorted(can.items())}
    return {
        "goodput": parts,
        "goodput_least": min(parts.values()),
        "goodput_all": round(decided.total() / sum(can.values()), 4),
    }


def _isolation(quiet: Played, sick: Played, register: Sequence[Done]) -> dict[str, Any]:
    """From a buyer's coming to the bank's answer, of the banks that are well."""
    calm, others = (
        share([1_000 * (one.at - played.asked_at[one.key]) for one in _decided(played, register)
               if _bank_of(played)[one.key] not in (DEAD, ILL)], 0.99)
        for played in (quiet, sick)
    )  # fmt: skip
    return {"calm_p99_ms": calm, "others_p99_ms": others, "others_p99_times": round(others / calm, 2)}


def _decided(played: Played, register: Sequence[Done]) -> list[Done]:
    return [one for one in register if one.key in played.asked_at]


def _bank_of(played: Played) -> dict[str, str]:
    return {attempt(order, "").payment_id: arrival.bank for arrival, order in played.came}


def _curve(played: Played, register: Sequence[Done], seconds: float) -> list[float]:
    """Payments a second, by bucket."""
    return _buckets([one.at - played.began for one in _decided(played, register) if one.succeeded], seconds)


def _buckets(moments: Sequence[float], seconds: float) -> list[float]:
    counts = Counter(int(at // BUCKET) for at in moments)
    return [round(counts[nr] / BUCKET, 2) for nr in range(int(seconds // BUCKET))]


def _naive(main: Played, seconds: float, scene: Scene) -> dict[str, Any]:
    """The same buyers at a provider of their own."""
    with TemporaryDirectory() as folder, lying_provider(secret_file(Path(folder)), scene.declared) as provider:
        came = [(arrival.at, arrival.bank, order.minor) for arrival, order in main.came]
        asked = {"port": provider.port, "secret": provider.secret, "patience": PATIENCE_SECONDS, "arrivals": came}
        said = load("bench_banks_naive", asked)
        taken = {one.key for one in provider.register() if one.succeeded}
    paid = [at for at in said["paid"] if at is not None]
    charged = [sum(key in taken for key in keys) for keys in said["keys"]]
    can = sum(scene.declared.values()) / 60 * seconds
    return {
        "goodput_all": round(sum(at <= seconds for at in paid) / can, 4),
        "charged_twice": sum(times > 1 for times in charged),
        "charged_and_told_no": sum(times > 0 and at is None for times, at in zip(charged, said["paid"], strict=True)),
        "curve": _buckets(paid, seconds),
    }
