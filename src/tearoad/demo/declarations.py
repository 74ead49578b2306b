"""Item declarations of the demo's parcels from China, as senders lodge them: most in order, some with a fault.

Shares and names are assumed; days, places and goods are those of `demo.goods`.
"""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import polars as pl

from tearoad.demo.columns import words
from tearoad.demo.goods import goods
from tearoad.kernel.s10 import numbers
from tearoad.kernel.taxpayer import with_check_digits
from tearoad.operations.ports import Product

FAULTY = 0.06
FIRST_NAMES = ("Anna", "Ivan", "Olga", "Pavel", "Maria", "Sergei", "Vera", "Dmitri", "Elena", "Nikita")
SURNAMES = ("Petrenko", "Orlik", "Sokol", "Kuznets", "Zima", "Volkov", "Morozko", "Belkin", "Ryabov", "Titov")
SELLERS = ("Shenzhen Lantern Trade", "Yiwu Willow Home", "Hangzhou Lotus Wear", "Guangzhou Crane Toys")


def declarations(catalogue: Sequence[Product], count: int, seed: int, day: date) -> pl.DataFrame:
    """`count` content lines into Russia, by the columns of `customs.checks.declared`, all accepted on one day."""
    luck = np.random.default_rng([seed, 3])
    table = goods(catalogue, count, seed)
    parcel = table["parcel_id"].rank("dense").to_numpy().astype(np.int64) - 1
    parcels = int(parcel[-1]) + 1

    def drawn(names: Sequence[str]) -> pl.Series:
        return pl.Series(list(names), dtype=pl.String).gather(luck.integers(0, len(names), parcels))

    net = np.bincount(parcel, table["weight_grams"].to_numpy()).astype(np.int64)
    serial = np.arange(parcels)
    of_parcel = pl.DataFrame(
        {
            "gross_grams": net + luck.integers(20, 400, parcels),
            "category": pl.repeat("sale", parcels, eager=True),
            "s10": pl.Series(numbers("HA", serial, "CN"), dtype=pl.String),
            "sender_name": drawn(SELLERS),
            "sender_country": pl.repeat("CN", parcels, eager=True),
            "recipient_name": drawn(FIRST_NAMES) + " " + drawn(SURNAMES),
            "recipient_postcode": pl.Series(luck.integers(101_000, 694_999, parcels)).cast(pl.String),
            "recipient_identity": pl.Series(with_check_digits(luck.integers(10**9, 10**10, parcels))).cast(pl.String),
            "order_id": words(np.char.add("W", serial.astype(str))),
        }
    )
    whole = table.with_columns(
        pl.lit("RU").alias("destination"), pl.lit("CN").alias("origin"), pl.lit(day).alias("accepted_on"),
        *of_parcel.select(pl.all().gather(parcel)),
    )  # fmt: skip
    return _spoiled(whole, parcel, luck)


def _spoiled(table: pl.DataFrame, parcel: np.ndarray, luck: np.random.Generator) -> pl.DataFrame:
    """Of some parcels one thing is wrong, in all their lines."""
    faults: list[tuple[str, Callable[[pl.Expr], pl.Expr | str]]] = [
        ("description", lambda _: "gift"),
        ("description", lambda _: ""),
        ("hs", lambda _: ""),
        ("hs", lambda _: "999998"),
        ("gross_grams", lambda one: one // 100 + 1),
        ("category", lambda _: "gift"),
        ("recipient_identity", lambda _: ""),
        ("recipient_identity", lambda one: one.str.head(10) + "00"),
        ("recipient_name", lambda _: "1"),
        ("s10", lambda one: one.str.head(10) + "0CN"),
        ("description", lambda one: one + ", lithium battery"),
        ("order_id", lambda _: ""),
    ]
    parcels = int(parcel[-1]) + 1
    fault = np.where(luck.random(parcels) < FAULTY, luck.integers(0, len(faults), parcels), -1)
    which = pl.Series("fault", fault[parcel])
    table = table.with_columns(which)
    for number, (name, spoil) in enumerate(faults):
        wrong = spoil(pl.col(name))
        table = table.with_columns(
            pl.when(pl.col("fault") == number)
            .then(pl.lit(wrong) if isinstance(wrong, str) else wrong)
            .otherwise(pl.col(name))
            .alias(name)
        )
    return table.drop("fault")
