"""What coupons and limits need of the world, within one transaction."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tearoad.market.coupon import Coupon
from tearoad.market.limits import Limit


class CouponUse(NamedTuple):
    """An order took so much off its goods."""

    order_id: str
    code: str
    buyer: str
    amount_minor: int


class CouponState(NamedTuple):
    """How often a coupon stands in orders, for how much in all, and what its funder has that is not promised."""

    uses: int
    used_minor: int
    left_minor: int


class Bounded(NamedTuple):
    """A buyer, a product, and the time of the limit that stands on it."""

    buyer: str
    sku: str
    since: int
    until: int | None


class Coupons(Protocol):
    """Coupons and the orders that use them."""

    def some(self, codes: Sequence[str]) -> dict[str, Coupon]: ...

    def used(self, whose: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """How many orders of a buyer use a coupon, by (code, buyer); who has used none is not there."""
        ...

    def use(self, rows: Sequence[CouponUse]) -> None: ...

    def give_back(self, order_ids: Sequence[str], ended: Sequence[str]) -> None:
        """The uses of these orders count no more where every consignment is cancelled, or among `ended`, which are."""
        ...

    def make(self, coupon: Coupon) -> None:
        """One that is not there yet."""
        ...

    def has_goods(self, merchant: str) -> bool: ...

    def deposited(self, transfer_id: str) -> int | None:
        """What this transfer moved; None where it was never made."""
        ...

    def state(self, coupon: Coupon) -> CouponState: ...


class Limits(Protocol):
    """How many pieces one buyer may order."""

    def ordered(self, asked: Sequence[Bounded]) -> dict[tuple[str, str], int]:
        """Pieces by (buyer, sku) that were ordered while the limit stood, and not cancelled since."""
        ...

    def set(self, sku: str, limit: Limit | None) -> None:
        """Instead of the one that was there; None lifts it."""
        ...
