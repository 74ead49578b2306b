"""Orders of the demo road in the native layout: 100,000 from 1 October 2025 to 30 November 2026, by a seed.

Days are weighted by the corridor's festivals; all shares are assumed. Everything is drawn as columns.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from tearoad.operations.ports import Product
from tearoad.terms.days import DAY, MOSCOW, day_start

FIRST, LAST = date(2025, 10, 1), date(2026, 11, 30)
COUNT = 100_000
LINES = ((1, 0.72), (2, 0.20), (3, 0.08))  # lines an order
QUANTITIES = ((1, 0.86), (2, 0.10), (3, 0.04))
PAYMENTS = (("card", 0.60), ("wallet", 0.22), ("cod", 0.18))
BUYERS_AN_ORDER = 0.3
POPULARITY = 0.7  # exponent of Zipf's law over products
HOURS = np.array([2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 8, 9, 10, 9, 7, 4], dtype=float)
# Buyers by town: assumed, after the sizes of the towns in millions.
TOWNS = {
    "moscow": 13.1, "st-petersburg": 5.6, "novosibirsk": 1.6, "yekaterinburg": 1.5, "kazan": 1.3,
    "nizhny-novgorod": 1.2, "krasnoyarsk": 1.2, "chelyabinsk": 1.2, "ufa": 1.2, "samara": 1.2, "rostov-on-don": 1.1,
    "krasnodar": 1.1, "omsk": 1.1, "voronezh": 1.0, "perm": 1.0, "tyumen": 0.9, "irkutsk": 0.6, "khabarovsk": 0.6,
    "vladivostok": 0.6, "kaliningrad": 0.5, "blagoveshchensk": 0.2,
}  # fmt: skip


def orders(
    goods: Sequence[Product],
    banks: Mapping[str, float],
    festivals: Mapping[date, float],
    seed: int,
    count: int = COUNT,
    first: date = FIRST,
    last: date = LAST,
    begin: str = "D",
) -> pl.DataFrame:
    """One row a line, by time: order, buyer, sku, quantity, placed_at, destination, payment, bank, currency.

    The orders' numbers begin with `begin`.
    """
    luck = np.random.default_rng([seed, 1])
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    weight = np.array([festivals.get(day, 1.0) for day in days])
    day = np.sort(luck.choice(len(days), count, p=weight / weight.sum()))
    second = luck.choice(24, count, p=HOURS / HOURS.sum()) * 3_600 + luck.integers(0, 3_600, count)
    placed = np.maximum(day_start(first) - MOSCOW + day * DAY + second, day_start(first))
    placed = np.sort(placed)
    buyers = luck.integers(0, max(1, round(count * BUYERS_AN_ORDER)), count)
    town_of_buyer = luck.choice(len(TOWNS), count, p=_shares(TOWNS.values()))
    lines = luck.choice([n for n, _ in LINES], count, p=[share for _, share in LINES])
    order = np.repeat(np.arange(count), lines)
    ranks = luck.permutation(len(goods)) + 1.0
    popular = ranks**-POPULARITY / np.sum(ranks**-POPULARITY)
    payment = luck.choice([name for name, _ in PAYMENTS], count, p=[share for _, share in PAYMENTS])
    bank = luck.choice(list(banks), count, p=_shares(banks.values()))
    return pl.DataFrame(
        {
            "order": np.char.add(begin, np.char.zfill(order.astype(str), 7)),
            "buyer": np.char.add("buyer-", buyers[order].astype(str)),
            "sku": np.array([product.sku for product in goods])[luck.choice(len(goods), len(order), p=popular)],
            "quantity": luck.choice([n for n, _ in QUANTITIES], len(order), p=[share for _, share in QUANTITIES]),
            "placed_at": pl.from_epoch(pl.Series(placed[order])).dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "destination": np.array(list(TOWNS))[town_of_buyer[buyers[order] % count]],
            "payment": payment[order],
            "bank": np.where(payment == "card", bank, "")[order],
            "currency": np.full(len(order), "RUB"),
        }
    ).with_columns(pl.col("bank").replace("", None), pl.col("quantity").cast(pl.String))


def _shares(weights: Iterable[float]) -> np.ndarray:
    array = np.array(list(weights), dtype=float)
    return array / array.sum()
