"""Consignments as those see them who serve a buyer, a merchant or an exchange office; newest first, a page at a time.

Each way of seeing has an index of its own, so a page is read along it; who sees in several ways gets them united.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import Cursor

from tearoad.journey.stages import Border, reachable, stage
from tearoad.operations.desk_view import Declaration, DeclaredLine, DeskParcel, Payment, PaymentPart, Seen, money_state
from tearoad.store.database import CELL
from tearoad.store.orders import PAID_MINOR

STATES: Mapping[str, list[tuple[int, int, int]]] = {
    name: [state for state in sorted(reachable()) if stage(*state) == name]
    for name in sorted({stage(*state) for state in reachable()})
}
STAGES = tuple(STATES)
STATUSES = tuple(status.name.lower() for status in Border if status != Border.NOT_NEEDED)

# Where a page goes on, and how it is ordered: {key} is the id of what is listed.
_PAGE = """
WHERE {of}.cell_id = %(cell)s {whose} AND {of}.placed_at <= to_timestamp(%(at)s)
AND ({of}.placed_at, {key}) < (to_timestamp(%(at)s), %(id)s) {which}
ORDER BY {of}.placed_at DESC, {key} DESC LIMIT %(count)s
"""
_OF_ORDERS = "FROM orders o JOIN consignment c ON c.cell_id = o.cell_id AND c.order_id = o.order_id" + _PAGE
_OF_CONSIGNMENTS = "FROM consignment c" + _PAGE
# By field of Seen: where the page is read, and whose it is.
_WAYS = {
    "everything": (_OF_ORDERS, "o", ""),
    "buyer": (_OF_ORDERS, "o", "AND o.buyer = %(buyer)s"),
    "merchant": (_OF_CONSIGNMENTS, "c", "AND c.merchant = %(merchant)s"),
    "office": (_OF_CONSIGNMENTS, "c", "AND c.office = %(office)s"),
}
_IN_SIGHT = """
(%(everything)s OR o.buyer = %(buyer)s::text OR c.merchant = %(merchant)s::text OR c.office = %(office)s::text)
"""
_CONSIGNMENTS = """
FROM consignment c JOIN orders o ON o.cell_id = c.cell_id AND o.order_id = c.order_id
WHERE c.cell_id = %(cell)s AND
"""
_PARCEL = """
SELECT replace(c.consignment_id::text, '-', ''), c.order_id, c.s10, c.money, c.border, c.carriage, c.merchant, c.origin,
       c.destination, c.office, c.weight_grams, extract(epoch FROM c.placed_at)::bigint,
       coalesce(c.renewed_on, c.promised_on) - DATE '1970-01-01', extract(epoch FROM c.dispatched_at)::bigint,
       extract(epoch FROM c.arrived_at)::bigint, extract(epoch FROM c.left_office_at)::bigint,
       extract(epoch FROM c.delivered_at)::bigint
"""
_PART = f"""
SELECT o.order_id, o.payment, o.currency, extract(epoch FROM o.placed_at)::bigint,
       replace(c.consignment_id::text, '-', ''), c.merchant, c.money, c.goods_minor, c.postage_minor, c.duty_minor,
       c.tax_minor, c.refunded_minor, {PAID_MINOR}
"""  # noqa: S608 - own words
_DECLARATION = """
SELECT replace(c.consignment_id::text, '-', ''), c.order_id, c.s10, c.border, c.merchant, c.origin, c.destination,
       c.office, c.weight_grams, extract(epoch FROM c.placed_at)::bigint, c.currency, c.goods_minor, c.duty_minor,
       c.tax_minor, c.assessed_minor, c.assessed_tax_minor, c.duty_rule
"""
_LINES = """
SELECT replace(l.consignment_id::text, '-', ''), l.sku, p.hs6, p.title_ru, p.title_zh, p.title_en, l.quantity,
       l.unit_price_minor
FROM order_line l JOIN product p ON p.cell_id = l.cell_id AND p.sku = l.sku
WHERE l.cell_id = %(cell)s AND l.order_id = ANY (%(orders)s) AND l.consignment_id = ANY (%(ids)s::uuid[])
AND l.quantity > 0 ORDER BY l.order_id, l.line
"""
_ONE = _IN_SIGHT + " AND c.consignment_id = %(id)s"
_MANY = "c.consignment_id = ANY (%(ids)s::uuid[]) ORDER BY o.placed_at DESC, c.consignment_id DESC"
_OF_STAGE = """
AND (c.money, c.border, c.carriage) IN (
    SELECT * FROM unnest(%(moneys)s::smallint[], %(borders)s::smallint[], %(carriages)s::smallint[]))
"""
_DECLARED = "AND c.border = ANY (%(statuses)s)"
Before = tuple[int, str]


def parcels(cursor: Cursor, seen: Seen, in_stage: str, before: Before, count: int) -> list[DeskParcel]:
    """Of one stage, or of all where that is ''; those that stand before a (moment, id)."""
    moneys, borders, carriages = zip(*STATES.get(in_stage, [(0, 0, 0)]), strict=True)
    which = {"moneys": list(moneys), "borders": list(borders), "carriages": list(carriages)}
    ids = _page(cursor, seen, "c.consignment_id", _OF_STAGE if in_stage else "", which, before, count)
    rows = cursor.execute(_PARCEL + _CONSIGNMENTS + _MANY, {"cell": CELL, "ids": ids}).fetchall()
    return [_parcel(row) for row in rows]


def parcel(cursor: Cursor, seen: Seen, consignment_id: str) -> DeskParcel | None:
    """None where there is none, or one may not see it."""
    row = cursor.execute(_PARCEL + _CONSIGNMENTS + _ONE, _values(seen, id=consignment_id)).fetchone()
    return _parcel(row) if row else None


def payments(cursor: Cursor, seen: Seen, before: Before, count: int) -> list[Payment]:
    """Of each order the parts that one may see."""
    return _payments(cursor, seen, _page(cursor, seen, "{of}.order_id", "", {}, before, count))


def payment(cursor: Cursor, seen: Seen, order_id: str) -> Payment | None:
    """None where there is none, or one may see nothing of it."""
    return next(iter(_payments(cursor, seen, [order_id])), None)


def declarations(cursor: Cursor, seen: Seen, status: str, before: Before, count: int) -> list[Declaration]:
    """Of one status, or of all where that is ''."""
    wanted = [status] if status else STATUSES
    which = {"statuses": [int(Border[name.upper()]) for name in wanted]}
    ids = _page(cursor, seen, "c.consignment_id", _DECLARED, which, before, count)
    rows = cursor.execute(_DECLARATION + _CONSIGNMENTS + _MANY, {"cell": CELL, "ids": ids}).fetchall()
    return _declarations(cursor, rows)


def declaration(cursor: Cursor, seen: Seen, consignment_id: str) -> Declaration | None:
    """None where there is none, or one may not see it."""
    values = _values(seen, id=consignment_id, none=int(Border.NOT_NEEDED))
    rows = cursor.execute(_DECLARATION + _CONSIGNMENTS + _ONE + " AND c.border <> %(none)s", values).fetchall()
    return next(iter(_declarations(cursor, rows)), None)


def _page(
    cursor: Cursor, seen: Seen, key: str, which: str, more: Mapping[str, Any], before: Before, count: int
) -> list[Any]:
    """The keys of a page, the newest first."""
    ways = ["everything"] if seen.everything else [way for way in ("buyer", "merchant", "office") if getattr(seen, way)]
    if not ways:
        return []
    branches = []
    for way in ways:
        text, of, whose = _WAYS[way]
        own_key = key.format(of=of)
        page = text.format(of=of, whose=whose, key=own_key, which=which)
        branches.append(f"(SELECT DISTINCT {of}.placed_at AS at, {own_key} AS id {page})")
    united = " UNION ".join(branches)
    sql = f"SELECT id FROM ({united}) AS page ORDER BY at DESC, id DESC LIMIT %(count)s"  # noqa: S608 - own words
    values = _values(seen, at=before[0], id=before[1], count=count, **more)
    return [name for (name,) in cursor.execute(sql, values).fetchall()]


def _values(seen: Seen, **more: Any) -> dict[str, Any]:
    return {"cell": CELL, **seen._asdict(), **more}


def _parcel(row: Sequence[Any]) -> DeskParcel:
    name, order_id, s10, money, border, carriage, *rest = row
    return DeskParcel(name, order_id, s10, stage(money, border, carriage), *rest)


def _payments(cursor: Cursor, seen: Seen, order_ids: Sequence[str]) -> list[Payment]:
    sql = _PART + _CONSIGNMENTS + _IN_SIGHT + " AND o.order_id = ANY (%(orders)s) ORDER BY c.consignment_id"
    found: dict[str, Payment] = {}
    for order_id, method, currency, at, *part in cursor.execute(sql, _values(seen, orders=list(order_ids))).fetchall():
        name, merchant, money, *amounts = part
        known = found.get(order_id, Payment(order_id, method, currency, at, ()))
        found[order_id] = known._replace(
            parts=(*known.parts, PaymentPart(name, merchant, money_state(money), *amounts))
        )
    return [found[name] for name in order_ids if name in found]


def _declarations(cursor: Cursor, rows: Sequence[Sequence[Any]]) -> list[Declaration]:
    lines: dict[str, list[DeclaredLine]] = {}
    asked = {"cell": CELL, "ids": [row[0] for row in rows], "orders": sorted({row[1] for row in rows})}
    for name, *line in cursor.execute(_LINES, asked).fetchall():
        lines.setdefault(name, []).append(DeclaredLine(*line))
    return [_declaration(row, lines.get(row[0], [])) for row in rows]


def _declaration(row: Sequence[Any], lines: Sequence[DeclaredLine]) -> Declaration:
    name, order_id, s10, border, *rest = row
    whole: list[Any] = [name, order_id, s10, Border(border).name.lower(), *rest, tuple(lines)]
    return Declaration(*whole)
