"""Which lines of new orders may be served: each gets a price and a product, or a refusal by name."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from tearoad.journey.consignments import words
from tearoad.kernel import duty_columns as d
from tearoad.kernel.stock import reserve, reserve_whole
from tearoad.operations.asked import AskedOrder
from tearoad.operations.judged import Judged as Judged
from tearoad.operations.landed_price import Parcels, carriage_of, duty_of, expected_declaration, in_currency
from tearoad.operations.limits import allowed, grant, refuse_too_many_at_once
from tearoad.operations.platform import Prices
from tearoad.operations.ports import Product, Shelf, Unit
from tearoad.terms.money import LARGEST_MINOR
from tearoad.terms.refusal import Refusal

AT_THE_BORDER = {
    d.CANNOT_PAY: Refusal.NO_RATE,
    d.CANNOT_TELL: Refusal.NO_ANSWER,
    d.REFUSED: Refusal.NOT_ALLOWED,
    d.BAD: Refusal.NO_ANSWER,
}


def judge(p: Prices, unit: Unit, orders: Sequence[AskedOrder], assumed_weight: int) -> list[Judged]:
    """Every purchase line (quantity > 0) of the orders; neither stock nor what buyers had before is looked at."""
    rows = [Judged(order, line) for order in orders for line in order.lines if line.quantity > 0]
    _find_products(unit, rows, assumed_weight)
    for row in rows:
        row.refusal = _refused(p, row)
    refuse_too_many_at_once(rows)
    _refuse_the_unreachable(p, [row for row in rows if row.refusal is None])
    return rows


def reserve_lines(unit: Unit, rows: Sequence[Judged]) -> None:
    """Stock of each row is reserved, or the row is refused; all are without a refusal until then."""
    _reserve(unit, rows, reserve, whole=False)


def reserve_orders(unit: Unit, rows: Sequence[Judged]) -> None:
    """The same, but of an order of which a row is refused nothing is reserved."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(row.order.order_id for row in rows))}
    order = np.array([numbers[row.order.order_id] for row in rows], dtype=np.int64)
    _reserve(unit, rows, partial(reserve_whole, order), whole=True)


def _find_products(unit: Unit, rows: Sequence[Judged], assumed_weight: int) -> None:
    known = unit.market.products(sorted({row.line.sku for row in rows}))
    new: dict[str, Product] = {}
    for row in rows:
        line = row.line
        if line.sku not in known and line.sku not in new and _describes_itself(row):
            new[line.sku] = Product(
                sku=line.sku,
                merchant=line.merchant,
                origin=line.origin,
                title_ru=line.title,
                title_zh=line.title,
                title_en=line.title,
                hs6=line.hs6,
                classified=line.hs6 is not None,
                weight_grams=line.weight_grams or assumed_weight,
                weight_assumed=line.weight_grams is None,
                price_minor=None,
                currency=None,
            )
    if new:
        made = [new[sku] for sku in sorted(new)]
        unit.market.admit(made, [Shelf(product.sku, 0, 0, True) for product in made])
    for row in rows:
        row.product = known.get(row.line.sku) or new.get(row.line.sku)


def _describes_itself(row: Judged) -> bool:
    line = row.line
    return bool(line.goods and line.merchant and line.origin and line.unit_price_minor and row.order.buyer)


def _refused(p: Prices, row: Judged) -> Refusal | None:
    line, product = row.line, row.product
    if not line.goods:
        return Refusal.NOT_GOODS
    if not row.order.buyer:
        return Refusal.NO_BUYER
    price: int | None = line.unit_price_minor
    if price is None and product and product.price_minor is not None and product.currency:
        price = in_currency(p, product.price_minor, product.currency, row.order.currency, row.order.placed_at)
        if price < 0:
            return Refusal.NO_RATE
    if price is not None and price <= 0:
        return Refusal.NO_PRICE
    if product is None:
        return Refusal.UNKNOWN_PRODUCT
    if price is None:
        return Refusal.NO_PRICE
    row.unit_price_minor = price
    return Refusal.TOO_LARGE if row.goods_minor > LARGEST_MINOR else None


def _refuse_the_unreachable(p: Prices, rows: Sequence[Judged]) -> None:
    """No lane is the same for one gram and for a tonne, so one gram is asked for; the law is asked for each line."""
    if not rows:
        return
    at = np.array([row.order.placed_at for row in rows], dtype=np.int64)
    currency = words([row.order.currency for row in rows])
    origin = words([row.product.origin if row.product else "" for row in rows])
    destination = words([row.order.destination for row in rows])
    carriage = carriage_of(p, at, origin, destination, np.ones(len(rows), dtype=np.int64), currency)
    goods = Parcels(
        expected_declaration(p, at),
        np.array([row.goods_minor for row in rows], dtype=np.int64),
        currency,
        np.array([row.grams for row in rows], dtype=np.int64),
        np.array([row.line.quantity for row in rows], dtype=np.int64),
        words([row.product.hs6 if row.product else "" for row in rows]),
        origin,
    )
    duty = duty_of(p, goods)
    for number, row in enumerate(rows):
        if carriage.lane[number] < 0:
            row.refusal = Refusal.NO_LANE
        elif carriage.postage_minor[number] < 0:
            row.refusal = Refusal.NO_RATE
        elif p.road.lanes[carriage.lane[number]].office is not None:
            row.refusal = AT_THE_BORDER.get(int(duty.verdict[number]))


def _reserve(
    unit: Unit,
    rows: Sequence[Judged],
    granted_of: Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]],
    *,
    whole: bool,
) -> None:
    skus = sorted({row.line.sku for row in rows})
    number = {sku: place for place, sku in enumerate(skus)}
    item = np.array([number[row.line.sku] for row in rows], dtype=np.int64)
    quantity = np.array([row.line.quantity for row in rows], dtype=np.int64)
    there = unit.market.available(skus)
    more = allowed(unit, rows)
    if more:
        unit.market.reserve(grant(rows, dict(zip(skus, there.tolist(), strict=True)), more, whole=whole))
        return
    granted, left = granted_of(item, quantity, there)
    for row, got in zip(rows, granted.tolist(), strict=True):
        if not got:
            row.refusal = Refusal.OUT_OF_STOCK
    taken = there - left
    unit.market.reserve({sku: int(taken[place]) for sku, place in number.items() if taken[place]})
