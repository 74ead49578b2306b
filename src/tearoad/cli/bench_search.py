"""The shop measured: searches and product pages over a large catalogue made by a seed, from one caller.

What is timed is what a page asks of the desk: snapshot, search, offers, prices at the door; no HTTP and no templates.
"""

import random
import time
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from tearoad.boot.desks import desks_of
from tearoad.boot.road import open_road
from tearoad.boot.shop import Shop
from tearoad.demo.many import many
from tearoad.demo.orders import FIRST
from tearoad.operations.admit_products import admit_products
from tearoad.operations.shop_view import Ordering, Wish
from tearoad.terms.days import day_start

PRODUCTS = 100_000
SEARCHES = 400
SEED = 7
# Rare, usual and common words, beginnings, stop words, and none at all.
TEXTS = (
    "", "чайник", "чайники из стали", "куртк", "для подарка", "красный цвет", "кошелёк из кожи для мужчин", "茶壶",
    "不锈钢", "儿童连衣裙", "蓝色", "teapot", "wool hats", "blue", "backpack of leather for travel", "the", "xyzzy",
)  # fmt: skip
ORDERS: tuple[Ordering, ...] = ("relevance", "price", "date")
FILTERS: tuple[dict[str, Any], ...] = (
    {}, {}, {"origin": "local"}, {"origin": "abroad"}, {"price_from_minor": 50_000, "price_to_minor": 150_000},
)  # fmt: skip


def bench_search(url: str, count: int = PRODUCTS, searches: int = SEARCHES, seed: int = SEED) -> dict[str, Any]:
    """In the empty data base at `url`, which is left full; times in milliseconds."""
    loaded = fill(url, count, seed)
    desks = desks_of(url)
    try:
        shop = desks.shop()
        wishes = _wishes(shop, searches, seed)
        shop.search(wishes[0])  # the law is read, the pool is open
        models = [found.model for wish in wishes[:40] for found in shop.search(wish).models][:searches]
        towns = [wish.destination for wish in wishes]
        return {
            "products": count,
            "seconds_to_admit": round(loaded, 1),
            "search_ms": _times(lambda at: shop.search(wishes[at]), len(wishes)),
            "product_ms": _times(lambda at: shop.product(models[at], towns[at % len(towns)]), len(models)),
        }
    finally:
        desks.store.close()


def fill(url: str, count: int, seed: int) -> float:
    """So many products in an empty data base, whose clock goes to the demo's first day; how many seconds it took."""
    began = time.perf_counter()
    with open_road(url) as road:
        with road.store.unit() as unit:
            unit.roads.move_clock(day_start(FIRST))
        for goods, shelves in many(count, seed):
            admit_products(road.platform, goods, shelves)
        loaded = time.perf_counter() - began
        for table in ("product", "stock"):
            road.store.connection.execute(f"VACUUM ANALYZE {table}")
    return loaded


def _wishes(shop: Shop, count: int, seed: int) -> list[Wish]:
    """Every text in every order with every filter, in turn and shuffled; each to a town by chance."""
    luck = random.Random(seed)  # noqa: S311 - no secret
    kinds = list(product(TEXTS, ORDERS, FILTERS))
    luck.shuffle(kinds)
    towns: Sequence[str] = [town.id for town in shop.destinations]
    return [
        Wish(destination=luck.choice(towns), text=text, order=order, **more)
        for text, order, more in (kinds[at % len(kinds)] for at in range(count))
    ]


def _times(ask: Callable[[int], object], count: int) -> dict[str, float]:
    taken = []
    for at in range(count):
        began = time.perf_counter()
        ask(at)
        taken.append((time.perf_counter() - began) * 1_000)
    taken.sort()
    return {
        name: round(taken[int(share * (count - 1))], 1) for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    }
