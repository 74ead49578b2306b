"""One consignment as the ledger sees it: its parts, the accounts that they go to, and the rows that move them."""

from collections.abc import Iterator
from typing import NamedTuple

from tearoad.journey.consignments import Consignments
from tearoad.journey.stages import Border, Carriage, Money
from tearoad.ledger.chart import What, account
from tearoad.ledger.exchange import Exchanged, Lock, exchange
from tearoad.ledger.transfer import Direct, Kind, Part, Transfer, direct_id, part_id
from tearoad.market.coupon import PLATFORM

AT_THE_DOOR = (Carriage.DELIVERED, Carriage.CONFIRMED, Carriage.AUTO_CONFIRMED)
OF_MERCHANT = (Part.GOODS, Part.FEE, Part.MARGIN)  # held until the purchase is confirmed, under `hold_id`
OF_BORDER = (Part.DUTY, Part.TAX)


class Books(NamedTuple):
    """Amounts in minor units of `currency`, the buyer's. `hold_id` is the base of the holds on goods, fee and margin.

    `duty` and `tax` were quoted, `assessed_duty` and `assessed_tax` asked by the border. With a `lock` the merchant is
    owed its target currency. `coupon` is the part of the goods that `funder`, a merchant or the platform, pays.
    `payer` is the account that the buyer's money came from, None where it was paid elsewhere. `coupon_held` was
    promised for the coupon when the order was placed, 0 where nothing was.
    """

    id: str
    hold_id: str
    merchant: str
    carrier: str
    territory: str
    currency: str
    goods: int
    fee: int
    postage: int
    duty: int
    tax: int
    assessed_duty: int
    assessed_tax: int
    cash: bool
    duty_paid: bool
    delivered: bool = False
    charged_back: bool = False
    lock: Lock | None = None
    coupon: int = 0
    funder: str = PLATFORM
    payer: str | None = None
    coupon_held: int = 0

    @property
    def price(self) -> int:
        """The landed price as quoted, a coupon not taken off."""
        return self.goods + self.postage + self.duty + self.tax

    @property
    def price_at_the_door(self) -> int:
        """What is paid in cash: duty and tax as the border asked, never more than was quoted."""
        return self.goods + self.postage + sum(self.due_of(part) for part in OF_BORDER)

    @property
    def exchanged(self) -> Exchanged:
        """The merchant's part: what was paid for it, and what the merchant is owed."""
        part = self.goods - self.fee
        return exchange(part, self.lock) if self.lock else Exchanged(part, 0, part)

    @property
    def escrow(self) -> str:
        return self.account(What.ESCROW)

    @property
    def source(self) -> str:
        """Where the buyer's money comes from and goes back to."""
        return self.payer or self.account(What.PSP_CLEARING)

    @property
    def seller(self) -> str:
        """The merchant's account in the currency that they are owed."""
        return account(What.SELLER_PAYABLE, self.lock.target if self.lock else self.currency, self.merchant)

    @property
    def border_payer(self) -> str:
        """Who pays the border, and gets back what it gives back, where the buyer's money does not wait in escrow."""
        if self.cash:
            return self.account(What.DUTY_ADVANCE)
        return self.account(What.DISPUTE_RESERVE) if self.charged_back else self.source

    @property
    def funding(self) -> str:
        """What the coupon's funder has set aside."""
        return self.account(What.COUPON_FUNDING, self.funder)

    def account(self, what: What, whom: str | None = None) -> str:
        """An account in the buyer's currency."""
        return account(what, self.currency, whom)

    def credit_of(self, part: Part) -> str:
        """The account that a part goes to."""
        if part is Part.GOODS:
            return self.account(What.FX) if self.lock else self.seller
        if part is Part.POSTAGE:
            return self.account(What.POSTAGE_PAYABLE, self.carrier)
        if part in OF_BORDER:
            return self.account(What.DUTY_PAYABLE if part is Part.DUTY else What.TAX_PAYABLE, self.territory)
        return self.account(What.FEE if part is Part.FEE else What.FX_MARGIN)

    def amount_of(self, part: Part) -> int:
        """What the buyer pays for a part; the platform's fee and margin are taken out of the goods."""
        if part in (Part.GOODS, Part.MARGIN):
            return self.exchanged.position if part is Part.GOODS else self.exchanged.margin
        return {Part.FEE: self.fee, Part.POSTAGE: self.postage, Part.DUTY: self.duty, Part.TAX: self.tax}[part]

    def due_of(self, part: Part) -> int:
        """Of what the border asked for duty or tax, the buyer's: never more than was quoted."""
        asked = self.assessed_duty if part is Part.DUTY else self.assessed_tax
        return min(asked, self.amount_of(part)) if self.duty_paid else self.amount_of(part)

    def covered_of(self, part: Part) -> int:
        """The rest of it, which the platform pays."""
        return max((self.assessed_duty if part is Part.DUTY else self.assessed_tax) - self.amount_of(part), 0)

    def is_held(self, part: Part) -> bool:
        """True while a part of a payment that was not settled waits in escrow."""
        if part in OF_MERCHANT:
            return bool(self.amount_of(part))
        spent = self.delivered if part is Part.POSTAGE else self.duty_paid
        return bool(self.amount_of(part)) and not spent


def books(c: Consignments, row: int, carrier: str, territory: str) -> Books:
    """Row `row` of a batch."""
    assessed, tax = max(int(c.assessed_minor[row]), 0), max(int(c.assessed_tax_minor[row]), 0)
    return Books(
        id=c.consignment_id[row],
        hold_id=c.hold_id[row],
        merchant=c.merchant[row],
        carrier=carrier,
        territory=territory,
        currency=c.currency[row],
        goods=int(c.goods_minor[row]),
        fee=int(c.fee_minor[row]),
        postage=int(c.postage_minor[row]),
        duty=int(c.duty_minor[row]),
        tax=int(c.tax_minor[row]),
        assessed_duty=assessed - tax,
        assessed_tax=tax,
        cash=bool(c.cash_on_delivery[row]),
        duty_paid=c.border[row] == Border.RELEASED,
        delivered=c.carriage[row] in AT_THE_DOOR,
        charged_back=c.money[row] == Money.CHARGED_BACK,
        lock=lock_of(c, row),
        payer=c.payer[row],
        coupon=int(c.coupon_minor[row]),
        funder=c.coupon_funder[row] or PLATFORM,
        coupon_held=int(c.coupon_given_minor[row]),
    )


def lock_of(c: Consignments, row: int) -> Lock | None:
    """The rate of row `row`, None where the merchant is owed the buyer's currency."""
    if c.payout_currency[row] is None:
        return None
    numbers = (c.rate_top, c.rate_bottom, c.fx_margin, c.rate_locked_at, c.rate_until)
    return Lock(c.currency[row], c.payout_currency[row], *(int(column[row]) for column in numbers))


def direct(base: str, why: Direct, debit: str, credit: str, amount: int, at: int) -> Iterator[Transfer]:
    """A transfer without a hold, none where the amount is zero."""
    if amount:
        yield Transfer(direct_id(base, why), Kind.DIRECT, debit, credit, amount, None, at)


def hold(b: Books, part: Part, at: int) -> Iterator[Transfer]:
    """A part is held for the one it is meant for, none where it is zero."""
    if amount := b.amount_of(part):
        yield Transfer(_held_as(b, part), Kind.HOLD, b.escrow, b.credit_of(part), amount, None, at)


def resolve(b: Books, part: Part, amount: int, at: int, base: str | None = None) -> Iterator[Transfer]:
    """Post `amount` of a hold, or void it where the amount is zero; none where nothing was held. The id is made from
    `base`, or else from the consignment's."""
    if b.amount_of(part):
        kind = Kind.POST if amount else Kind.VOID
        made = part_id(base or b.id, kind, part)
        yield Transfer(made, kind, b.escrow, b.credit_of(part), amount, _held_as(b, part), at)


def hold_coupon(b: Books, at: int) -> Iterator[Transfer]:
    """The coupon's money is promised to the order, none where there is no coupon."""
    if b.coupon_held:
        yield Transfer(coupon_hold(b), Kind.HOLD, b.funding, b.escrow, b.coupon_held, None, at)


def resolve_coupon(b: Books, amount: int, at: int) -> Iterator[Transfer]:
    """Post `amount` of what was promised for the coupon, or void it where that is zero."""
    if b.coupon_held:
        kind, why = (Kind.POST, Direct.COUPON) if amount else (Kind.VOID, Direct.COUPON_FREED)
        yield Transfer(direct_id(b.id, why), kind, b.funding, b.escrow, amount, coupon_hold(b), at)


def coupon_hold(b: Books) -> str:
    """The id of the promise."""
    return direct_id(b.id, Direct.COUPON_HELD)


def _held_as(b: Books, part: Part) -> str:
    return part_id(b.hold_id if part in OF_MERCHANT else b.id, Kind.HOLD, part)
