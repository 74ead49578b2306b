"""What the journey's facts mean in money: each function turns one consignment and one fact into transfers.

The documentation shows the posting list of every branch. Amounts of zero make no transfer.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tearoad.journey.consignments import Consignments
from tearoad.journey.stages import Border, Carriage
from tearoad.ledger import chart
from tearoad.ledger.transfer import Direct, Kind, Part, Transfer, direct_id, part_id


class Books(NamedTuple):
    """One consignment as the ledger sees it. `hold_id` is the base of the holds on goods and fee."""

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
    assessed: int
    cash: bool
    duty_paid: bool

    def credit_of(self, part: Part) -> str:
        """The account that a part goes to."""
        if part is Part.GOODS:
            return chart.seller_payable(self.merchant, self.currency)
        if part is Part.FEE:
            return chart.fee(self.currency)
        if part is Part.POSTAGE:
            return chart.postage_payable(self.carrier, self.currency)
        return chart.duty_payable(self.territory, self.currency)

    def amount_of(self, part: Part) -> int:
        """What the buyer pays for a part; the merchant's fee is taken out of the goods."""
        return (self.goods - self.fee, self.fee, self.postage, self.duty)[part]


def books(c: Consignments, row: int, carrier: str, territory: str) -> Books:
    """Row `row` of a batch."""
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
        assessed=max(int(c.assessed_minor[row]), 0),
        cash=bool(c.cash_on_delivery[row]),
        duty_paid=c.border[row] == Border.RELEASED,
    )


def paid(b: Books, at: int) -> Iterator[Transfer]:
    """The whole price is captured into escrow, and each part is held for the one it is meant for."""
    total = b.goods + b.postage + b.duty
    yield from _direct(b.id, Direct.CAPTURE, chart.clearing(b.currency), chart.escrow(b.currency), total, at)
    for part in Part:
        yield from _hold(b, part, at)


def duty_assessed(b: Books, at: int) -> Iterator[Transfer]:
    """The border assessed and released: duty is paid. The buyer never pays more than was quoted."""
    payable, covered = chart.duty_payable(b.territory, b.currency), max(b.assessed - b.duty, 0)
    due = b.assessed - covered
    if b.cash:
        yield from _direct(b.id, Direct.DUTY_ADVANCE, chart.duty_advance(b.currency), payable, due, at)
    elif b.duty:
        yield _resolve(b, Part.DUTY, due, at)
        rest = b.duty - due
        yield from _direct(b.id, Direct.DUTY_REST, chart.escrow(b.currency), chart.clearing(b.currency), rest, at)
    yield from _direct(b.id, Direct.DUTY_COVER, chart.landed_price_cover(b.currency), payable, covered, at)


def delivered(b: Books, at: int) -> Iterator[Transfer]:
    """The carrier has earned the postage; cash is collected at the door and waits in escrow like any payment."""
    if not b.cash:
        if b.postage:
            yield _resolve(b, Part.POSTAGE, b.postage, at)
        return
    escrow, carrier = chart.escrow(b.currency), b.carrier
    total = b.goods + b.postage + b.duty
    yield from _direct(b.id, Direct.CAPTURE, chart.cash_receivable(carrier, b.currency), escrow, total, at)
    yield from _direct(b.id, Direct.CASH_POSTAGE, escrow, chart.postage_payable(carrier, b.currency), b.postage, at)
    yield from _direct(b.id, Direct.CASH_DUTY, escrow, chart.duty_advance(b.currency), b.duty, at)
    yield from _hold(b, Part.GOODS, at)
    yield from _hold(b, Part.FEE, at)


def confirmed(b: Books, at: int) -> Iterator[Transfer]:
    """Cleared and delivered: the merchant is paid, and the platform takes its fee."""
    for part in (Part.GOODS, Part.FEE):
        if b.amount_of(part):
            yield _resolve(b, part, b.amount_of(part), at)


def remitted(b: Books, collected: int, at: int) -> Iterator[Transfer]:
    """The carrier hands over the cash it collected."""
    receivable = chart.cash_receivable(b.carrier, b.currency)
    yield from _direct(b.id, Direct.REMITTANCE, chart.clearing(b.currency), receivable, collected, at)


def refunded(b: Books, carriage: int, at: int) -> Iterator[Transfer]:
    """Cancelled, lost or returned: what waits goes back to the buyer, duty that was paid is claimed back.

    Carriage of a parcel that the border refused is owed by its merchant, of one refused at the door by the platform.
    """
    if not b.cash:
        open_parts = [part for part in Part if b.amount_of(part) and not (part is Part.DUTY and b.duty_paid)]
        for part in open_parts:
            yield _resolve(b, part, 0, at)
        back = sum(b.amount_of(part) for part in open_parts)
        yield from _direct(b.id, Direct.REFUND, chart.escrow(b.currency), chart.clearing(b.currency), back, at)
    if b.duty_paid:
        yield from _duty_back(b, at)
    if carriage == Carriage.RETURNED:
        owing = chart.refusal_cost(b.currency) if b.cash else chart.seller_payable(b.merchant, b.currency)
        why = Direct.REFUSAL_COST if b.cash else Direct.RETURN_POSTAGE
        yield from _direct(b.id, why, owing, chart.postage_payable(b.carrier, b.currency), b.postage, at)


def goods_returned(b: Books, base: str, goods: int, fee: int, released: bool, at: int) -> Iterator[Transfer]:
    """The buyer sent a part back: goods and fee fall to the new amounts, the difference is repaid.

    While the money is held, the old holds are voided and smaller ones made under `base`, the return's own id.
    """
    back, clearing = b.goods - goods, chart.clearing(b.currency)
    if released:
        less_fee = b.fee - fee
        seller = chart.seller_payable(b.merchant, b.currency)
        yield from _direct(base, Direct.REFUND, seller, clearing, back - less_fee, at)
        yield from _direct(base, Direct.FEE_BACK, chart.fee(b.currency), clearing, less_fee, at)
        return
    smaller = b._replace(id=base, hold_id=base, goods=goods, fee=fee)
    for part in (Part.GOODS, Part.FEE):
        if b.amount_of(part):
            yield _resolve(b, part, 0, at, base)
    for part in (Part.GOODS, Part.FEE):
        yield from _hold(smaller, part, at)
    yield from _direct(base, Direct.REFUND, chart.escrow(b.currency), clearing, back, at)


def _duty_back(b: Books, at: int) -> Iterator[Transfer]:
    payable, covered = chart.duty_payable(b.territory, b.currency), max(b.assessed - b.duty, 0)
    payer = chart.duty_advance(b.currency) if b.cash else chart.clearing(b.currency)
    yield from _direct(b.id, Direct.DUTY_BACK, payable, payer, b.assessed - covered, at)
    yield from _direct(b.id, Direct.DUTY_COVER_BACK, payable, chart.landed_price_cover(b.currency), covered, at)


def _direct(base: str, why: Direct, debit: str, credit: str, amount: int, at: int) -> Iterator[Transfer]:
    if amount:
        yield Transfer(direct_id(base, why), Kind.DIRECT, debit, credit, amount, None, at)


def _hold(b: Books, part: Part, at: int) -> Iterator[Transfer]:
    amount = b.amount_of(part)
    if amount:
        held = part_id(b.hold_id, Kind.HOLD, part)
        yield Transfer(held, Kind.HOLD, chart.escrow(b.currency), b.credit_of(part), amount, None, at)


def _resolve(b: Books, part: Part, amount: int, at: int, base: str | None = None) -> Transfer:
    """Post `amount` of a hold, or void it where the amount is zero; the id is made from `base`."""
    kind = Kind.POST if amount else Kind.VOID
    held = part_id(b.hold_id if part in (Part.GOODS, Part.FEE) else b.id, Kind.HOLD, part)
    made = part_id(base or b.id, kind, part)
    return Transfer(made, kind, chart.escrow(b.currency), b.credit_of(part), amount, held, at)
