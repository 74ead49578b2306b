"""Coupons of orders: what they take off, whether their buyers and funders may, and what is promised for them.

Buyers' uses and funders' money are looked at under the lock of the ledger, after that of the stock; so whoever uses the
same coupon at the same moment does so one after another.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tearoad.journey.books import books, hold_coupon
from tearoad.journey.consignments import Consignments
from tearoad.journey.translate import coupon_freed
from tearoad.ledger.chart import What, account
from tearoad.market.coupon import Coupon, discount, parted, refused
from tearoad.operations.coupon_ports import CouponUse
from tearoad.operations.outcome import Outcome
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit
from tearoad.terms.refusal import Refusal


class AskedCoupon(NamedTuple):
    """An order is to be cheaper by the coupon of this code."""

    order_id: str
    buyer: str
    code: str


class Discount(NamedTuple):
    """What an order would use of a coupon; it is still to be granted."""

    coupon: Coupon
    use: CouponUse

    @property
    def funding(self) -> str:
        return account(What.COUPON_FUNDING, self.coupon.currency, self.coupon.funder)


def take_off(unit: Unit, asked: Sequence[AskedCoupon], c: Consignments) -> tuple[dict[str, Refusal], list[Discount]]:
    """Why coupons take nothing off, by order, and the discounts of the others, which are parted among their
    consignments; orders of which nothing is in `c` are passed over."""
    if not asked:
        return {}, []
    known = unit.coupons.some(sorted({one.code for one in asked}))
    refusals, found = dict[str, Refusal](), list[Discount]()
    for one in asked:
        rows = np.flatnonzero(c.order_id == one.order_id)
        if not len(rows):
            continue
        coupon = known.get(one.code)
        mine = [row for row in rows.tolist() if coupon and coupon.pays_for(c.merchant[row])]
        goods = c.goods_minor[mine].tolist()
        why = refused(coupon, c.currency[rows[0]], goods, int(c.placed_at[rows[0]]))
        minor = discount(coupon, sum(goods)) if coupon and not why else 0
        if coupon is None or not minor:
            refusals[one.order_id] = why or Refusal.TOO_SMALL_FOR_COUPON
            continue
        for row, part in zip(mine, parted(minor, goods), strict=True):
            c.coupon_minor[row] = c.coupon_given_minor[row] = part
            c.coupon_goods_minor[row] = c.goods_minor[row]
            c.coupon_funder[row] = coupon.funder
        found.append(Discount(coupon, CouponUse(one.order_id, one.code, one.buyer, minor)))
    return refusals, found


def not_granted(unit: Unit, asked: Sequence[Discount]) -> dict[str, Refusal]:
    """Which of these may not be, by order; nobody uses a coupon meanwhile, until the transaction ends."""
    if not asked:
        return {}
    left = unit.ledger.balances(sorted({one.funding for one in asked}), alone=True)
    used = unit.coupons.used(sorted({(one.use.code, one.use.buyer) for one in asked}))
    refusals = dict[str, Refusal]()
    for one in asked:
        whose, minor = (one.use.code, one.use.buyer), one.use.amount_minor
        if used.get(whose, 0) >= one.coupon.per_buyer:
            refusals[one.use.order_id] = Refusal.COUPON_USED
        elif left.get(one.funding, 0) < minor:
            refusals[one.use.order_id] = Refusal.COUPON_SPENT
        else:
            used[whose] = used.get(whose, 0) + 1
            left[one.funding] -= minor
    return refusals


def promise(p: Platform, unit: Unit, c: Consignments, granted: Sequence[Discount]) -> None:
    """The uses are kept, and the money of the coupons in `c` is held until its orders are paid, or end before."""
    if granted:
        at, carrier = c.placed_at.tolist(), p.road.behaviour.carrier
        rows = [hold for row in range(len(c)) for hold in hold_coupon(books(c, row, carrier, p.territory), at[row])]
        unit.coupons.use([one.use for one in granted])
        unit.ledger.post(rows)


def give_back(p: Platform, unit: Unit, c: Consignments, at: np.ndarray, out: Outcome) -> None:
    """Nobody paid: promises end, and the buyers may use their coupons again."""
    with_coupon = c.coupon_given_minor > 0
    if with_coupon.any():
        out.post(p, c, at, with_coupon, coupon_freed)
        give_back_uses(unit, c, c.every)


def give_back_uses(unit: Unit, c: Consignments, rows: np.ndarray) -> None:
    """Of `rows` (bool[n]), which were cancelled before they were paid."""
    ended = rows & (c.coupon_given_minor > 0)
    if ended.any():
        unit.coupons.give_back(sorted(set(c.order_id[ended].tolist())), c.consignment_id[ended].tolist())
