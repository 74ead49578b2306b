"""The demo's goods: three languages, weights of the real quantiles, sellers of three kinds; orders with festivals."""

from datetime import date

import numpy as np

from tearoad.boot.road import CORRIDOR
from tearoad.demo.catalogue import products
from tearoad.demo.many import many
from tearoad.demo.orders import orders
from tearoad.wire.corridor import read_corridor
from tearoad.wire.shipped import corridor_folder


def test_the_catalogue() -> None:
    goods = products(7)
    assert len({product.sku for product in goods}) == 300
    assert len({product.merchant for product in goods}) <= 40
    assert len({product.hs6 for product in goods}) == 20
    assert {product.origin for product in goods} > {"yiwu", "moscow"}
    assert abs(np.median([product.weight_grams for product in goods]) - 700) < 70
    for name, half, nine in (("length_cm", 25, 53), ("width_cm", 20, 40), ("height_cm", 13, 33)):
        sizes = np.array([getattr(product, name) for product in goods])
        assert abs(np.quantile(sizes, 0.5) - half) <= 2
        assert abs(np.quantile(sizes, 0.9) - nine) <= 4
    weight_and_length = [(product.weight_grams, product.length_cm) for product in goods]
    assert np.corrcoef(np.argsort(np.argsort(weight_and_length, axis=0), axis=0).T)[0, 1] > 0.4
    assert products(7) == goods
    assert all(product.title_ru and product.title_zh and product.title_en for product in goods)
    assert len({product.model for product in goods}) == 100
    for model in {product.model for product in goods}:
        assert len({product.title_en for product in goods if product.model == model}) == 1


def test_as_many_products_as_wanted() -> None:
    batches = list(many(1_000, 7, at_once=300))
    goods = [product for batch, _ in batches for product in batch]
    assert [len(batch) for batch, _ in batches] == [300, 300, 300, 100]
    assert [shelf.sku for _, shelves in batches for shelf in shelves] == [product.sku for product in goods]
    assert len({product.sku for product in goods}) == 1_000
    assert 200 < len({product.model for product in goods}) < 500
    assert goods == [product for batch, _ in many(1_000, 7, at_once=300) for product in batch]
    assert all(product.price_minor and product.title_ru and product.title_zh and product.title_en for product in goods)


def test_the_orders_know_the_festival() -> None:
    corridor = read_corridor(corridor_folder(CORRIDOR))
    table = orders(products(7), corridor.banks, corridor.habits, corridor.road.festivals, 7, 20_000)
    days = table.unique("order")["placed_at"].str.slice(0, 10).value_counts()
    by_day = dict(zip(days["placed_at"], days["count"], strict=True))
    assert len(by_day) == (date(2026, 11, 30) - date(2025, 10, 1)).days + 1
    assert by_day["2025-11-11"] > 4 * np.median(list(by_day.values()))
    assert table["placed_at"].is_sorted()
