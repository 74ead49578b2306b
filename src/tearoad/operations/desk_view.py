"""What those who work on the road see of it: parcels, payments and declarations of whom they serve.

Plain frozen values. Moments are seconds since 1970, days count from 1970, amounts are minor units of the order's
currency, places are ids.
"""

from collections.abc import Sequence
from typing import NamedTuple

from tearoad.journey.stages import Money
from tearoad.operations.rights import AT_OFFICES, Action, may


class Seen(NamedTuple):
    """Whose consignments one may see: everybody's, or those of a buyer, a merchant, an exchange office."""

    everything: bool
    buyer: str | None
    merchant: str | None
    office: str | None


class DeskParcel(NamedTuple):
    """One consignment; nothing of who gets it. `office` is None where the way has none."""

    consignment_id: str
    order_id: str
    s10: str | None
    stage: str
    merchant: str
    origin: str
    destination: str
    office: str | None
    weight_grams: int
    placed_at: int
    promised_on: int
    dispatched_at: int | None
    arrived_at: int | None
    left_office_at: int | None
    delivered_at: int | None


class PaymentPart(NamedTuple):
    """What one consignment of an order cost, and where that money is: a name of `journey.stages.Money`."""

    consignment_id: str
    merchant: str
    state: str
    goods_minor: int
    postage_minor: int
    duty_minor: int
    tax_minor: int
    refunded_minor: int
    paid_minor: int


class Payment(NamedTuple):
    """What a buyer pays for one order, as far as one may see it. `method` is a bank's name where a card was used."""

    order_id: str
    method: str
    currency: str
    placed_at: int
    parts: tuple[PaymentPart, ...]

    @property
    def state(self) -> str:
        """The one that all parts share, or 'mixed'."""
        states = {part.state for part in self.parts}
        return states.pop() if len(states) == 1 else "mixed"

    @property
    def total_minor(self) -> int:
        """As it was paid, or is to be."""
        return sum(part.paid_minor for part in self.parts)

    @property
    def refunded_minor(self) -> int:
        """What went back."""
        return sum(part.refunded_minor for part in self.parts)


class DeclaredLine(NamedTuple):
    """Goods as they are declared; `hs6` is None where nobody classified them."""

    sku: str
    hs6: str | None
    title_ru: str
    title_zh: str
    title_en: str
    quantity: int
    unit_price_minor: int


class Declaration(NamedTuple):
    """What the border is told of one consignment, and what it said: `status` is a name of `journey.stages.Border`.

    Quoted is what the buyer was asked for, assessed what the border reckoned, None before it did; `rule` is the id of
    the law's rule that the duty rests on (`tearoad law show`).
    """

    consignment_id: str
    order_id: str
    s10: str | None
    status: str
    merchant: str
    origin: str
    destination: str
    office: str | None
    weight_grams: int
    placed_at: int
    currency: str
    goods_minor: int
    quoted_duty_minor: int
    quoted_tax_minor: int
    assessed_duty_minor: int | None
    assessed_tax_minor: int | None
    rule: str | None
    lines: tuple[DeclaredLine, ...]


def seen_by(
    roles: Sequence[str],
    resource: str,
    *,
    buyer: str,
    merchant: str | None,
    office: str | None,
    action: Action = "read",
) -> Seen:
    """What one of these roles may read of a resource, or do to it; `buyer` as the books have it. A role whose merchant
    or office is not known sees nothing."""
    scopes = {role: may([role], resource, action) for role in roles}
    own = {role for role, scope in scopes.items() if scope == "own"}
    return Seen(
        "all" in scopes.values(),
        buyer if "buyer" in own else None,
        merchant if "merchant" in own else None,
        office if own & set(AT_OFFICES) else None,
    )


def money_state(code: int) -> str:
    """The name of a state of money."""
    return Money(code).name.lower()
