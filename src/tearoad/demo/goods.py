"""Goods of the demo's catalogue on their way into the union, Britain and the EAEU: item lines as the law asks for them.

Places, subjects and currencies are drawn by assumed shares; days, lines and quantities as the demo's orders have them.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from tearoad.demo.columns import words
from tearoad.demo.orders import FIRST, LAST, LINES, QUANTITIES
from tearoad.operations.ports import Product

# All shares are assumed.
PLACES = {
    "RU": 0.50, "KZ": 0.08, "BY": 0.04, "DE": 0.08, "FR": 0.06, "ES": 0.05, "PL": 0.05, "IT": 0.03, "CZ": 0.02,
    "GB": 0.09,
}  # fmt: skip
CURRENCIES = {"RUB": 0.5, "CNY": 0.2, "EUR": 0.2, "USD": 0.1}
RUBLES = {"RUB": 1.0, "CNY": 0.083, "EUR": 0.0108, "USD": 0.0118}  # the catalogue's prices in other currencies
REGISTERED = 0.6
NAMED = 0.9  # parcels whose consignee is named
ORIGIN = {"CN": 0.9, "TR": 0.1}


def goods(catalogue: Sequence[Product], count: int, seed: int) -> pl.DataFrame:
    """`count` item lines of parcels, by the columns of `customs.frame`."""
    luck = np.random.default_rng([seed, 2])
    sizes = luck.choice([n for n, _ in LINES], count, p=[share for _, share in LINES])
    parcel = np.repeat(np.arange(count), sizes)[:count]
    parcels = int(parcel[-1]) + 1
    days = np.datetime64(FIRST) + luck.integers(0, (LAST - FIRST).days + 1, parcels)

    def drawn(shares: dict[str, float]) -> np.ndarray:
        return luck.choice(list(shares), parcels, p=list(shares.values()))[parcel]

    which = luck.integers(0, len(catalogue), count)
    quantity = luck.choice([n for n, _ in QUANTITIES], count, p=[share for _, share in QUANTITIES])
    currency = drawn(CURRENCIES)
    price = np.array([product.price_minor or 0 for product in catalogue])[which] * quantity
    rate = np.select([currency == code for code in RUBLES], list(RUBLES.values()))
    return pl.DataFrame(
        {
            "parcel_id": words(np.char.add("G", np.char.zfill(parcel.astype(str), 8))),
            "line": np.arange(count) - np.searchsorted(parcel, parcel) + 1,
            "hs": words(np.array([product.hs6 or "" for product in catalogue])[which]),
            "description": words(np.array([product.title_en for product in catalogue])[which]),
            "quantity": quantity,
            "value_minor": np.maximum(np.rint(price * rate), 1).astype(np.int64),
            "currency": words(currency),
            "weight_grams": np.array([product.weight_grams for product in catalogue])[which] * quantity,
            "origin": words(drawn(ORIGIN)),
            "destination": words(drawn(PLACES)),
            "consignee_id": words(
                np.where(
                    luck.random(parcels) < NAMED, np.char.add("c", luck.integers(0, parcels, parcels).astype(str)), ""
                )[parcel]
            ),
            "accepted_on": days[parcel],
            "postage_minor": luck.integers(0, 1_000, parcels)[parcel],
            "seller_registered": (luck.random(parcels) < REGISTERED)[parcel],
        }
    )
