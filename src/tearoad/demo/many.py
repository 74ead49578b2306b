"""A large catalogue for measuring: as many products as wanted, in three languages, the same for the same seed."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tearoad.demo.catalogue import ORIGINS
from tearoad.operations.ports import Product, Shelf

WORDS = Path(__file__).parent / "many.toml"
POPULARITY = 0.7  # exponent of Zipf's law over what things are
MERCHANTS = 2_000
AT_ORIGIN = {"CN": 0.8, "RU": 0.2}  # assumed
OFFERS = ((1, 0.35), (2, 0.25), (3, 0.15), (5, 0.15), (8, 0.10))  # of one model, assumed; three on average
UNITS = 40  # on a shelf


def many(count: int, seed: int, at_once: int = 10_000) -> Iterator[tuple[list[Product], list[Shelf]]]:
    """`count` products with their stock, in batches."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    luck = np.random.default_rng([seed, 3])
    left, model = count, 0
    while left:
        batch: list[Product] = []
        while len(batch) < min(at_once, left):
            batch += _offers(words, luck, model)[: min(at_once, left) - len(batch)]
            model += 1
        yield batch, [Shelf(product.sku, UNITS, UNITS, False) for product in batch]
        left -= len(batch)


def _offers(words: dict[str, list[list[str]]], luck: np.random.Generator, model: int) -> list[Product]:
    things = words["things"]
    popular = np.arange(1, len(things) + 1) ** -POPULARITY
    thing = things[int(luck.choice(len(things), p=popular / popular.sum()))]
    of, whom, colour = (words[kind][int(luck.integers(len(words[kind])))] for kind in ("of", "for", "colours"))
    name = f"{'BDKLMNRST'[model % 9]}{'aeiou'[model // 9 % 5]}{'lmnr'[model // 45 % 4]}o-{model // 180}"
    ru, zh, en = (
        f"{thing[0]} {of[0]} {whom[0]} {name}, {colour[0]}",
        f"{whom[1]}{of[1]}{thing[1]} {name}，{colour[1]}",
        f"{thing[2]} {of[2]} {whom[2]} {name}, {colour[2]}",
    )
    grams = max(10, int(int(thing[4]) * luck.lognormal(0, 0.3)))
    offers = int(luck.choice([n for n, _ in OFFERS], p=[share for _, share in OFFERS]))
    made = []
    for seller in range(offers):
        country = str(luck.choice(list(AT_ORIGIN), p=list(AT_ORIGIN.values())))
        merchant = int(luck.integers(MERCHANTS))
        price = int(int(thing[5]) * luck.lognormal(0, 0.4)) // 100 * 100 + 100
        made.append(
            Product(
                sku=f"many-{model}-{seller}",
                merchant=f"{country.lower()}-many-{merchant:04d}",
                origin=ORIGINS[country][merchant % len(ORIGINS[country])],
                title_ru=ru,
                title_zh=zh,
                title_en=en,
                hs6=str(thing[3]),
                classified=True,
                weight_grams=grams,
                weight_assumed=False,
                price_minor=price,
                currency="RUB",
                model=f"many-{model}",
            )
        )
    return made
