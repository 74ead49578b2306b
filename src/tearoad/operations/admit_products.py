"""Admit products with their stock to the catalogue; those that are known stay as they are."""

from collections.abc import Sequence

from tearoad.operations.platform import Platform
from tearoad.operations.ports import Product, Shelf


def admit_products(p: Platform, products: Sequence[Product], shelves: Sequence[Shelf]) -> None:
    """One transaction for all."""
    with p.store.unit() as unit:
        unit.market.admit(products, shelves)
