"""What baskets cost at the door of a town, by the functions of checkout; nothing is reserved."""

from collections.abc import Sequence
from typing import NamedTuple

from tearoad.journey.consignments import Consignments
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.operations.check_out import Checkout, asked_order, unfit
from tearoad.operations.judge_lines import Judged, judge
from tearoad.operations.outlooks import outlook_at
from tearoad.operations.place_orders import consignments, in_groups
from tearoad.operations.platform import Prices
from tearoad.operations.ports import Product
from tearoad.operations.shop_ports import BasketRow, ShopUnit, Wanted
from tearoad.payments.attempt import CARD
from tearoad.terms.refusal import Refusal


class Parcel(NamedTuple):
    """One consignment of a basket as it would travel; amounts in the basket's currency."""

    merchant: str
    origin: str
    mode: str
    abroad: bool
    goods_minor: int
    postage_minor: int
    duty_minor: int
    tax_minor: int
    promised_on: int
    lines: tuple["QuotedLine", ...]

    @property
    def total_minor(self) -> int:
        return self.goods_minor + self.postage_minor + self.duty_minor + self.tax_minor


class QuotedLine(NamedTuple):
    """`unit_price_minor` is 0 where the line is refused, `product` None where nobody knows it."""

    wanted: Wanted
    product: Product | None
    unit_price_minor: int
    refusal: Refusal | None


class BasketQuote(NamedTuple):
    """`asks` is the kind of identity number that the law asks the recipient for, None where none."""

    parcels: tuple[Parcel, ...]
    refused: tuple[QuotedLine, ...]
    total_minor: int
    asks: str | None


def quote_baskets(p: Prices, unit: ShopUnit, baskets: Sequence[BasketRow]) -> list[BasketQuote]:
    """What each costs at the door now; nothing is reserved, but what is sold out is refused."""
    clock = unit.roads.clock_at()
    fit = [tuple(wanted for wanted in one.lines if not unfit(wanted)) for one in baskets]
    orders = [
        asked_order(Checkout(str(at), one.buyer, one.destination, CARD, one.currency, fit[at]), clock)
        for at, one in enumerate(baskets)
    ]
    rows = judge(p, unit, orders, ASSUMED_WEIGHT_GRAMS)
    _refuse_the_sold_out(unit, rows)
    groups = in_groups(row for row in rows if row.refusal is None)
    batch = consignments(p, outlook_at(p, unit.promises, clock), groups) if groups else None
    parcels: list[list[Parcel]] = [[] for _ in baskets]
    for at, group in enumerate(groups.values()):
        if batch:
            parcels[int(group[0].order.order_id)].append(_parcel(p, batch, at, group))
    refused: list[list[QuotedLine]] = [
        [QuotedLine(wanted, None, 0, why) for wanted in one.lines if (why := unfit(wanted))] for one in baskets
    ]
    for row in rows:
        if row.refusal:
            refused[int(row.order.order_id)].append(_quoted(row))
    asks = p.road.behaviour.identity_asked(clock)
    return [
        BasketQuote(
            tuple(own),
            tuple(refused[at]),
            sum(parcel.total_minor for parcel in own),
            asks if any(parcel.abroad for parcel in own) else None,
        )
        for at, own in enumerate(parcels)
    ]


def _refuse_the_sold_out(unit: ShopUnit, rows: Sequence[Judged]) -> None:
    """One basket takes nothing from another: they are only looked at."""
    there = unit.market.in_stock(sorted({row.line.sku for row in rows if row.refusal is None}))
    taken: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.refusal is None:
            key = row.order.order_id, row.line.sku
            if taken.get(key, 0) + row.line.quantity > there[row.line.sku]:
                row.refusal = Refusal.OUT_OF_STOCK
            else:
                taken[key] = taken.get(key, 0) + row.line.quantity


def _parcel(p: Prices, batch: Consignments, at: int, group: Sequence[Judged]) -> Parcel:
    lane = p.road.lanes[p.table.lane_number[batch.lane[at]]]
    return Parcel(
        batch.merchant[at],
        batch.origin[at],
        lane.mode,
        lane.office is not None,
        int(batch.goods_minor[at]),
        int(batch.postage_minor[at]),
        int(batch.duty_minor[at]),
        int(batch.tax_minor[at]),
        int(batch.promised_on[at]),
        tuple(_quoted(row) for row in group),
    )


def _quoted(row: Judged) -> QuotedLine:
    return QuotedLine(Wanted(row.line.sku, row.line.quantity), row.product, row.unit_price_minor, row.refusal)
