"""Place orders: landed price quoted, stock reserved, payment held in its parts, in one transaction for the batch."""

from collections.abc import Iterable, Sequence

import numpy as np

from tearoad.journey import steps
from tearoad.journey.consignments import Consignments, words
from tearoad.journey.moving import NEVER, Due
from tearoad.journey.stages import Border, Carriage, Money
from tearoad.ledger.transfer import base_id
from tearoad.market.basket import split
from tearoad.network.outlook import Outlook
from tearoad.network.promise import promised_day
from tearoad.operations.asked import AskedOrder
from tearoad.operations.capture import capture
from tearoad.operations.judge_lines import Judged, judge, reserve_lines
from tearoad.operations.landed_price import carriage_of, duty_of, expected_declaration, one_line_each, to_door
from tearoad.operations.outlooks import outlook_at
from tearoad.operations.payouts import payouts
from tearoad.operations.platform import Platform, Prices
from tearoad.operations.ports import EventRow, LineRow, OrderRow, Unit
from tearoad.operations.told import PLACED
from tearoad.terms.refusal import Refusal

ACCEPTED = "accepted"
Verdicts = dict[tuple[str, int], str]
Groups = dict[str, list[Judged]]  # by the id of a consignment


def place_orders(p: Platform, orders: Sequence[AskedOrder], assumed_weight: int) -> Verdicts:
    """Verdicts of the lines that leave no trace: those of orders before the road clock or known by other content.

    Every other line is stored with its verdict; an order that is known by the same content answers as before.
    Returns (quantity < 0) are for `take_returns`.
    """
    with p.store.unit() as unit:
        clock = unit.roads.state().clock_at
        known = unit.orders.known([order.order_id for order in orders])
        verdicts: Verdicts = {}
        new = []
        for order in orders:
            content = known.get(order.order_id)
            if content == order.content:
                continue
            refusal = Refusal.OTHER_CONTENT if content else Refusal.BEFORE_ROAD_CLOCK
            if content or order.placed_at < clock:
                verdicts |= {(order.order_id, line.line): str(refusal) for line in order.lines}
            else:
                new.append(order)
        if new:
            _place(p, unit, new, assumed_weight, clock)
    return verdicts


def _place(p: Platform, unit: Unit, orders: Sequence[AskedOrder], assumed_weight: int, clock: int) -> None:
    rows = judge(p, unit, orders, assumed_weight)
    reserve_lines(unit, [row for row in rows if row.refusal is None])
    groups = in_groups(row for row in rows if row.refusal is None)
    outlook = outlook_at(p, unit.promises, clock)
    write(p, unit, orders, rows, consignments(p, outlook, groups) if groups else None)


def in_groups(rows: Iterable[Judged]) -> Groups:
    """Rows without a refusal by the consignment in which they travel."""
    return split(rows, _consignment_id)


def write(
    p: Platform,
    unit: Unit,
    orders: Sequence[AskedOrder],
    rows: Sequence[Judged],
    batch: Consignments | None,
    more: Sequence[EventRow] = (),
) -> None:
    """Orders with the verdicts of their lines, and the consignments of those that are accepted. What has no timer yet
    was paid for elsewhere, as orders of files are, or is to be at the door: its journey begins, its money is held.
    `more` is told besides that they are placed."""
    lines = [
        LineRow(
            row.order.order_id,
            row.line.line,
            row.line.sku,
            row.line.quantity,
            row.unit_price_minor,
            ACCEPTED if row.refusal is None else str(row.refusal),
            None if row.refusal else _consignment_id(row),
        )
        for row in rows
    ]
    heads = [
        OrderRow(o.order_id, o.buyer, o.destination, o.payment, o.currency, o.placed_at, o.content) for o in orders
    ]
    unit.orders.add(heads, lines)
    if batch:
        begun = np.flatnonzero(batch.due == Due.NOTHING)
        if len(begun):
            part = batch.take(begun)
            steps.place(part, p.players)
            batch.put(begun, part)
        unit.journeys.add(batch)
        at = batch.placed_at.tolist()
        placed = dict(zip(batch.order_id.tolist(), at, strict=True))
        unit.events.tell([*(EventRow(PLACED, name, None, moment) for name, moment in placed.items()), *more])
        capture(p, unit, batch, at)


def _consignment_id(row: Judged) -> str:
    assert row.product is not None
    return base_id(row.order.placed_at, row.order.order_id, row.product.merchant, row.product.origin)


def consignments(p: Prices, outlook: Outlook, groups: Groups) -> Consignments:
    """What travels, as it stands before anything happened to it; writes nothing."""
    first = [rows[0] for rows in groups.values()]
    products = [row.product for row in first]

    def whole(values: Sequence[int]) -> np.ndarray:
        return np.array(values, dtype=np.int64)

    def same(value: int, kind: type = np.int64) -> np.ndarray:
        return np.full(len(first), value, dtype=kind)

    at = whole([row.order.placed_at for row in first])
    currency = words([row.order.currency for row in first])
    origin = words([product.origin for product in products if product])
    destination = words([row.order.destination for row in first])
    goods = whole([sum(row.goods_minor for row in rows) for rows in groups.values()])
    grams = whole([sum(row.grams for row in rows) for rows in groups.values()])
    carriage = carriage_of(p, at, origin, destination, grams, currency)
    lanes = [p.road.lanes[number] for number in carriage.lane]
    abroad = np.array([lane.office is not None for lane in lanes])
    duty = duty_of(p, one_line_each(expected_declaration(p, at), goods, currency, grams, origin))
    return Consignments(
        consignment_id=words(list(groups)),
        order_id=words([row.order.order_id for row in first]),
        merchant=words([product.merchant for product in products if product]),
        origin=origin,
        destination=destination,
        lane=words([lane.id for lane in lanes]),
        office=words([lane.office for lane in lanes]),
        cash_on_delivery=np.array([row.order.payment == "cod" for row in first]),
        currency=currency,
        goods_minor=goods,
        postage_minor=carriage.postage_minor,
        duty_minor=np.where(abroad, duty.minor - duty.tax_minor, 0),
        tax_minor=np.where(abroad, duty.tax_minor, 0),
        fee_minor=p.road.behaviour.fee_of(goods),
        refunded_minor=same(0),
        weight_grams=grams,
        money=same(Money.NONE, np.int8),
        border=np.where(abroad, Border.UNDECLARED, Border.NOT_NEEDED).astype(np.int8),
        carriage=same(Carriage.NONE, np.int8),
        inspect=same(0, np.bool_),
        attempts=same(0, np.int8),
        s10=words([None] * len(first)),
        hold_id=words(list(groups)),
        duty_rule=words([None] * len(first)),
        assessed_minor=same(NEVER),
        assessed_tax_minor=same(NEVER),
        **payouts(p, at, currency, origin),
        payer=words([None] * len(first)),
        coupon_minor=same(0),
        coupon_funder=words([None] * len(first)),
        coupon_given_minor=same(0),
        coupon_goods_minor=same(0),
        moved_at=same(NEVER),
        claimed=same(False, bool),
        placed_at=at,
        promised_on=promised_day(at, to_door(p, outlook, at, carriage.lane, destination)[:, 1]),
        dispatched_at=same(NEVER),
        arrived_at=same(NEVER),
        left_office_at=same(NEVER),
        delivered_at=same(NEVER),
        settled_at=same(NEVER),
        renewed_on=same(NEVER),
        due=same(0, np.int8),
        due_at=same(NEVER),
    )
