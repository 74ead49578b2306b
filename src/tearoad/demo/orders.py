"""Orders of the demo road in the native layout: 100,000 from 1 October 2025 to 30 November 2026, by a seed.

Days are weighted by the corridor's festivals; all shares are assumed. Everything is drawn as columns.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from tearoad.demo.columns import words
from tearoad.network.road import Habits
from tearoad.operations.ports import Product
from tearoad.terms.days import DAY, MOSCOW, day_start

FIRST, LAST = date(2025, 10, 1), date(2026, 11, 30)
COUNT = 100_000
LINES = ((1, 0.72), (2, 0.20), (3, 0.08))  # lines an order
QUANTITIES = ((1, 0.86), (2, 0.10), (3, 0.04))
BUYERS_AN_ORDER = 0.3
POPULARITY = 0.7  # exponent of Zipf's law over products


def orders(
    goods: Sequence[Product],
    banks: Mapping[str, float],
    habits: Habits,
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
    second = luck.choice(24, count, p=_shares(habits.hours)) * 3_600 + luck.integers(0, 3_600, count)
    placed = np.maximum(day_start(first) - MOSCOW + day * DAY + second, day_start(first))
    placed = np.sort(placed)
    buyers = luck.integers(0, max(1, round(count * BUYERS_AN_ORDER)), count)
    towns = list(habits.destinations)
    town_of_buyer = luck.choice(len(towns), count, p=_shares(habits.destinations.values()))
    lines = luck.choice([n for n, _ in LINES], count, p=[share for _, share in LINES])
    order = np.repeat(np.arange(count), lines)
    ranks = luck.permutation(len(goods)) + 1.0
    popular = ranks**-POPULARITY / np.sum(ranks**-POPULARITY)
    payment = luck.choice(list(habits.payments), count, p=_shares(habits.payments.values()))
    bank = luck.choice(list(banks), count, p=_shares(banks.values()))
    return pl.DataFrame(
        {
            "order": words(np.char.add(begin, np.char.zfill(order.astype(str), 7))),
            "buyer": words(np.char.add("buyer-", buyers[order].astype(str))),
            "sku": words(np.array([product.sku for product in goods])[luck.choice(len(goods), len(order), p=popular)]),
            "quantity": luck.choice([n for n, _ in QUANTITIES], len(order), p=[share for _, share in QUANTITIES]),
            "placed_at": pl.from_epoch(pl.Series(placed[order])).dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "destination": words(np.array(towns)[town_of_buyer[buyers[order] % count]]),
            "payment": words(payment[order]),
            "bank": words(np.where(payment == "card", bank, "")[order]),
            "currency": pl.repeat("RUB", len(order), eager=True),
        }
    ).with_columns(pl.col("bank").replace("", None), pl.col("quantity").cast(pl.String))


def _shares(weights: Iterable[float]) -> np.ndarray:
    array = np.array(list(weights), dtype=float)
    return array / array.sum()
