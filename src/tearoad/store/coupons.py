"""Coupons, their uses, and limits of pieces: one statement per batch."""

from collections.abc import Sequence

from tearoad.journey.stages import Carriage
from tearoad.ledger.chart import What, account
from tearoad.market.coupon import Coupon
from tearoad.market.limits import Limit
from tearoad.operations.coupon_ports import Bounded, CouponState, CouponUse
from tearoad.store.columns import insert, transposed
from tearoad.store.unit_cursor import UnitCursor

COUPON = {
    "code": "text",
    "funder": "text",
    "rate": "number",
    "fixed_minor": "amount",
    "currency": "text",
    "least_minor": "amount",
    "per_buyer": "number",
    "since": "moment",
    "until_at": "moment",
}
USE = {"order_id": "text", "code": "text", "buyer": "text", "amount_minor": "amount", "given_back": "flag"}
NEVER = -1
_SOME = """
SELECT code, funder, rate, fixed_minor, currency, least_minor, per_buyer, extract(epoch FROM since)::bigint,
       extract(epoch FROM until_at)::bigint
FROM coupon WHERE cell_id = %s AND code = ANY (%s)
"""
_USED = """
SELECT u.code, u.buyer, count(*) FROM unnest(%s::text[], %s::text[]) AS w(code, buyer)
JOIN coupon_use u ON u.cell_id = %s AND u.code = w.code AND u.buyer = w.buyer AND NOT u.given_back GROUP BY 1, 2
"""
# What is cancelled in this very transaction may not be written yet.
_GIVE_BACK = """
UPDATE coupon_use u SET given_back = true
WHERE u.cell_id = %(cell)s AND u.order_id = ANY (%(orders)s) AND NOT EXISTS (
    SELECT FROM consignment c WHERE c.cell_id = u.cell_id AND c.order_id = u.order_id AND c.coupon_given_minor > 0
    AND c.carriage <> %(cancelled)s AND c.consignment_id <> ALL (%(ended)s::uuid[]))
"""
_STATE = """
SELECT (SELECT count(*) FROM coupon_use u WHERE u.cell_id = %(cell)s AND u.code = %(code)s AND NOT u.given_back),
       (SELECT coalesce(sum(amount_minor), 0)::bigint FROM coupon_use u
        WHERE u.cell_id = %(cell)s AND u.code = %(code)s AND NOT u.given_back),
       (SELECT coalesce(sum(credits - debits - debits_pending), 0)::bigint FROM account a
        WHERE a.cell_id = %(cell)s AND a.account = %(account)s)
"""
_ORDERED = """
SELECT o.buyer, l.sku, sum(l.quantity)::bigint
FROM unnest(%(buyers)s::text[], %(skus)s::text[], %(since)s::bigint[], %(until)s::bigint[])
     AS w(buyer, sku, since, until)
JOIN orders o ON o.cell_id = %(cell)s AND o.buyer = w.buyer AND o.placed_at >= to_timestamp(w.since)
             AND (w.until < 0 OR o.placed_at < to_timestamp(w.until))
JOIN order_line l ON l.cell_id = o.cell_id AND l.order_id = o.order_id AND l.sku = w.sku AND l.quantity > 0
JOIN consignment c ON c.cell_id = l.cell_id AND c.consignment_id = l.consignment_id AND c.carriage <> %(cancelled)s
GROUP BY 1, 2
"""
_SET = """
INSERT INTO product_limit (cell_id, sku, most_per_order, most_per_buyer, since, until_at)
VALUES (%s, %s, %s, %s, to_timestamp(%s), to_timestamp(%s)) ON CONFLICT (cell_id, sku) DO UPDATE
SET most_per_order = excluded.most_per_order, most_per_buyer = excluded.most_per_buyer, since = excluded.since,
    until_at = excluded.until_at
"""


class PostgresCoupons:
    """Implements the port `Coupons` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def some(self, codes: Sequence[str]) -> dict[str, Coupon]:
        return {row[0]: Coupon(*row) for row in self.cursor.execute(_SOME, [self.cell, list(codes)]).fetchall()}

    def used(self, whose: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        found = self.cursor.execute(_USED, [*transposed(whose, 2), self.cell]).fetchall()
        return {(code, buyer): count for code, buyer, count in found}

    def use(self, rows: Sequence[CouponUse]) -> None:
        kept = [(*row, False) for row in rows]
        self.cursor.later(insert("coupon_use", USE), [self.cell, *transposed(kept, len(USE))])

    def give_back(self, order_ids: Sequence[str], ended: Sequence[str]) -> None:
        said = {"orders": list(order_ids), "ended": list(ended), "cancelled": int(Carriage.CANCELLED)}
        self.cursor.execute(_GIVE_BACK, {"cell": self.cell, **said})

    def make(self, coupon: Coupon) -> None:
        row = coupon._replace(until=NEVER if coupon.until is None else coupon.until)
        self.cursor.execute(insert("coupon", COUPON), [self.cell, *transposed([row], len(COUPON))])

    def has_goods(self, merchant: str) -> bool:
        sql = "SELECT EXISTS (SELECT FROM product WHERE cell_id = %s AND merchant = %s)"
        row = self.cursor.execute(sql, [self.cell, merchant]).fetchone()
        return bool(row and row[0])

    def deposited(self, transfer_id: str) -> int | None:
        sql = "SELECT amount_minor FROM transfer WHERE cell_id = %s AND transfer_id = %s::uuid AND verdict = 0"
        row = self.cursor.execute(sql, [self.cell, transfer_id]).fetchone()
        return int(row[0]) if row else None

    def state(self, coupon: Coupon) -> CouponState:
        funding = account(What.COUPON_FUNDING, coupon.currency, coupon.funder)
        row = self.cursor.execute(_STATE, {"cell": self.cell, "code": coupon.code, "account": funding}).fetchone()
        assert row is not None, "sums have a row"
        return CouponState(*row)


class PostgresLimits:
    """Implements the port `Limits` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def ordered(self, asked: Sequence[Bounded]) -> dict[tuple[str, str], int]:
        rows = [one._replace(until=NEVER if one.until is None else one.until) for one in asked]
        columns = dict(zip(("buyers", "skus", "since", "until"), transposed(rows, 4), strict=True))
        said = {"cell": self.cell, "cancelled": int(Carriage.CANCELLED), **columns}
        return {(buyer, sku): pieces for buyer, sku, pieces in self.cursor.execute(_ORDERED, said).fetchall()}

    def set(self, sku: str, limit: Limit | None) -> None:
        if limit is None:
            self.cursor.execute("DELETE FROM product_limit WHERE cell_id = %s AND sku = %s", [self.cell, sku])
        else:
            self.cursor.execute(_SET, [self.cell, sku, *limit])
