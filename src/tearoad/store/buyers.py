"""The plain queries behind a buyer's pages and the tracking of parcels."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from psycopg import Cursor

from tearoad.journey.stages import stage
from tearoad.operations.buyer_view import LineView, ListedOrder, ScanView
from tearoad.store.database import CELL
from tearoad.store.orders import PAID_MINOR

ORDERS = f"""
SELECT o.order_id, extract(epoch FROM o.placed_at)::bigint, o.destination, o.currency, array_agg(c.money),
       array_agg(c.border), array_agg(c.carriage),
       sum({PAID_MINOR})::bigint
FROM orders o JOIN consignment c ON c.cell_id = o.cell_id AND c.order_id = o.order_id
WHERE o.cell_id = %s AND o.buyer = %s AND (o.placed_at, o.order_id) < (to_timestamp(%s), %s)
GROUP BY o.cell_id, o.order_id ORDER BY o.placed_at DESC, o.order_id DESC LIMIT %s
"""  # noqa: S608 - own words
ORDER = """
SELECT buyer, extract(epoch FROM placed_at)::bigint, destination, payment, currency FROM orders
WHERE cell_id = %s AND order_id = %s
"""
PARCEL = f"""
SELECT replace(consignment_id::text, '-', ''), order_id, s10, money, border, carriage, merchant, origin, destination,
       lane, coalesce(renewed_on, promised_on) - DATE '1970-01-01', promised_on - DATE '1970-01-01',
       coalesce((SELECT r.reason FROM promise r WHERE r.cell_id = c.cell_id AND r.consignment_id = c.consignment_id
                 ORDER BY r.promised_on DESC LIMIT 1), ''), extract(epoch FROM dispatched_at)::bigint,
       extract(epoch FROM delivered_at)::bigint, due, extract(epoch FROM due_at)::bigint, moved_at IS NOT NULL,
       goods_minor, postage_minor, duty_minor, tax_minor, refunded_minor, coupon_minor, {PAID_MINOR}
FROM consignment c WHERE cell_id = %s AND
"""  # noqa: S608 - own words
LINES = """
SELECT replace(l.consignment_id::text, '-', ''), l.sku, p.model, p.title_ru, p.title_zh, p.title_en, l.quantity,
       l.returned, l.unit_price_minor
FROM order_line l JOIN product p ON p.cell_id = l.cell_id AND p.sku = l.sku
WHERE l.cell_id = %s AND l.order_id = %s AND l.consignment_id IS NOT NULL AND l.quantity > 0 ORDER BY l.line
"""
SCANS = """
SELECT replace(consignment_id::text, '-', ''), event, place, extract(epoch FROM at)::bigint, reason FROM scan
WHERE cell_id = %s AND consignment_id = ANY (%s::uuid[]) ORDER BY at, event
"""


class OrderHead(NamedTuple):
    """The row of an order."""

    buyer: str
    placed_at: int
    destination: str
    payment: str
    currency: str


class ParcelRow(NamedTuple):
    """The row of a consignment, in the order of PARCEL."""

    consignment_id: str
    order_id: str
    s10: str | None
    money: int
    border: int
    carriage: int
    merchant: str
    origin: str
    destination: str
    lane: str
    promised_on: int
    first_promised_on: int
    promise_reason: str
    dispatched_at: int | None
    delivered_at: int | None
    due: int
    due_at: int | None
    scanned: bool
    goods_minor: int
    postage_minor: int
    duty_minor: int
    tax_minor: int
    refunded_minor: int
    coupon_minor: int
    paid_minor: int


def orders_of(cursor: Cursor, buyer: str, before: tuple[int, str], count: int) -> list[ListedOrder]:
    """The newest first, of those that stand before a (moment, id)."""
    rows = cursor.execute(ORDERS, [CELL, buyer, *before, count]).fetchall()
    return [
        ListedOrder(name, at, to, tuple(map(stage, money, border, carriage)), total, currency)
        for name, at, to, currency, money, border, carriage, total in rows
    ]


def order_head(cursor: Cursor, order_id: str) -> OrderHead | None:
    """None where there is no such order."""
    row = cursor.execute(ORDER, [CELL, order_id]).fetchone()
    return OrderHead(*row) if row else None


def parcels_of(cursor: Cursor, order_id: str) -> list[ParcelRow]:
    """Of one order."""
    rows = cursor.execute(PARCEL + "order_id = %s ORDER BY consignment_id", [CELL, order_id])
    return [ParcelRow(*row) for row in rows.fetchall()]


def parcel_by_number(cursor: Cursor, s10: str) -> ParcelRow | None:
    """None where no parcel has the number; the youngest of those that had it, one after the other."""
    row = cursor.execute(PARCEL + "s10 = %s ORDER BY placed_at DESC LIMIT 1", [CELL, s10]).fetchone()
    return ParcelRow(*row) if row else None


def lines_of(cursor: Cursor, order_id: str) -> Mapping[str, list[LineView]]:
    """By consignment."""
    return _by_first(cursor.execute(LINES, [CELL, order_id]).fetchall(), LineView)


def scans_of(cursor: Cursor, consignment_ids: Sequence[str]) -> Mapping[str, list[ScanView]]:
    """By consignment, by time."""
    return _by_first(cursor.execute(SCANS, [CELL, list(consignment_ids)]).fetchall(), ScanView)


def _by_first(rows: Sequence[tuple[Any, ...]], kind: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(kind(*row[1:]))
    return found
