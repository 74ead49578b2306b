"""Coupons: what one takes off the price of an order's goods, and how that is parted among its consignments."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from tearoad.terms.refusal import Refusal

SCALE = 10_000  # a rate of so much is the whole price
PLATFORM = "platform"  # a funder; every other name is a merchant's
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")


class Coupon(NamedTuple):
    """`rate` in 1/10,000 of the goods, or `fixed_minor`: one of them is 0. Where a merchant is the `funder` it is for
    that merchant's goods alone, and `least_minor` is of those too. Of one buyer `per_buyer` orders may use it, placed
    from `since` on and before `until` (seconds since 1970; None is for ever)."""

    code: str
    funder: str
    rate: int
    fixed_minor: int
    currency: str
    least_minor: int
    per_buyer: int
    since: int
    until: int | None

    def pays_for(self, merchant: str) -> bool:
        return self.funder in (PLATFORM, merchant)


def code_of(text: str) -> str:
    """As people type it, to as it is kept."""
    return text.strip().upper()


def refused(coupon: Coupon | None, currency: str, goods_minor: Sequence[int], at: int) -> Refusal | None:
    """Why a coupon takes nothing off goods of these prices that it could pay for, ordered at this moment."""
    if coupon is None:
        return Refusal.UNKNOWN_COUPON
    if at < coupon.since or (coupon.until is not None and at >= coupon.until):
        return Refusal.COUPON_OVER
    if currency != coupon.currency or not sum(goods_minor):
        return Refusal.NOT_FOR_THESE_GOODS
    return Refusal.TOO_SMALL_FOR_COUPON if sum(goods_minor) < coupon.least_minor else None


def discount(coupon: Coupon, goods_minor: int) -> int:
    """What it takes off, rounded half up, never more than the goods cost."""
    part = (2 * goods_minor * coupon.rate + SCALE) // (2 * SCALE)
    return min(part + coupon.fixed_minor, goods_minor)


def parted(minor: int, weights: Sequence[int]) -> list[int]:
    """`minor` pro rata of `weights`, of which the sum is above 0; what rounding leaves goes to the largest remainders,
    of equal ones to the first. Where `minor` is no more than the sum no part is more than its weight."""
    whole = sum(weights)
    parts = [minor * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: -(minor * weights[at] % whole))
    for at in by_remainder[: minor - sum(parts)]:
        parts[at] += 1
    return parts
