"""A line of an order while it is judged."""

from dataclasses import dataclass

from tearoad.operations.asked import AskedLine, AskedOrder
from tearoad.operations.ports import Product
from tearoad.terms.refusal import Refusal


@dataclass
class Judged:
    """A line of an order on its way through the judgement; `unit_price_minor` is in the order's currency."""

    order: AskedOrder
    line: AskedLine
    product: Product | None = None
    unit_price_minor: int = 0
    refusal: Refusal | None = None

    @property
    def goods_minor(self) -> int:
        return self.unit_price_minor * self.line.quantity

    @property
    def grams(self) -> int:
        """Of the whole line; 0 where the product is not known."""
        return (self.line.weight_grams or (self.product.weight_grams if self.product else 0)) * self.line.quantity
