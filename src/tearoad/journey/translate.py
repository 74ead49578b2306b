"""What the journey's facts mean in money: each function turns one consignment and one fact into transfers.

docs/guides/money.md shows the posting list of every branch, made by these functions. Amounts of zero make no transfer.
What gives money back is in `journey.give_back`.
"""

from collections.abc import Iterator

from tearoad.journey.books import OF_BORDER, OF_MERCHANT, Books, direct, hold, resolve, resolve_coupon
from tearoad.ledger.chart import What, account
from tearoad.ledger.transfer import Direct, Group, Part, Transfer, linked

# By part: advanced or paid from the reserve, less than quoted, more than quoted.
ASSESSED = {
    Part.DUTY: (Direct.DUTY_ADVANCE, Direct.DUTY_REST, Direct.DUTY_COVER),
    Part.TAX: (Direct.TAX_ADVANCE, Direct.TAX_REST, Direct.TAX_COVER),
}


def coupon_freed(b: Books, at: int) -> Iterator[Transfer]:
    """The order ended before anything was paid: its funder has what was promised for the coupon."""
    yield from resolve_coupon(b, 0, at)


def paid(b: Books, at: int) -> Iterator[Transfer]:
    """The whole price is captured into escrow, and each part is held for the one it is meant for."""
    yield from _captured(b, b.source, b.price, tuple(Part), at)


def duty_assessed(b: Books, at: int) -> Iterator[Transfer]:
    """The border assessed and released: duty and tax are paid. The buyer never pays more than was quoted for either."""
    for part in OF_BORDER:
        payable, due = b.credit_of(part), b.due_of(part)
        advance, rest, cover = ASSESSED[part]
        if b.cash or b.charged_back:
            yield from direct(b.id, advance, b.border_payer, payable, due, at)
        else:
            yield from resolve(b, part, due, at)
            yield from direct(b.id, rest, b.escrow, b.source, b.amount_of(part) - due, at)
        yield from direct(b.id, cover, b.account(What.LANDED_PRICE_COVER), payable, b.covered_of(part), at)


def delivered(b: Books, at: int) -> Iterator[Transfer]:
    """The carrier has earned the postage; cash is collected at the door and waits in escrow like any payment."""
    carrier = b.credit_of(Part.POSTAGE)
    if b.cash:
        collected = b.account(What.COD_RECEIVABLE, b.carrier)
        yield from _captured(b, collected, b.price_at_the_door, OF_MERCHANT, at)
        yield from direct(b.id, Direct.CASH_POSTAGE, b.escrow, carrier, b.postage, at)
        advanced = sum(b.due_of(part) for part in OF_BORDER)
        yield from direct(b.id, Direct.CASH_DUTY, b.escrow, b.account(What.DUTY_ADVANCE), advanced, at)
    elif b.charged_back:
        yield from direct(b.id, Direct.RESERVE_POSTAGE, b.account(What.DISPUTE_RESERVE), carrier, b.postage, at)
    else:
        yield from resolve(b, Part.POSTAGE, b.postage, at)


def confirmed(b: Books, at: int) -> Iterator[Transfer]:
    """Cleared and delivered: the merchant is paid, and the platform takes its fee.

    Who is owed another currency than was paid gets it by the locked rate: the goods are posted to the position in the
    one currency, and what they come to is owed out of the position in the other, both or neither.
    """
    rows = [row for part in OF_MERCHANT for row in resolve(b, part, b.amount_of(part), at)]
    if b.lock:
        position = account(What.FX, b.lock.target)
        rows += direct(b.id, Direct.SETTLEMENT, position, b.seller, b.exchanged.owed, at)
        rows = linked(b.id, Group.SETTLED, rows)
    yield from rows


def remitted(b: Books, collected: int, at: int) -> Iterator[Transfer]:
    """The carrier hands over the cash it collected."""
    receivable = b.account(What.COD_RECEIVABLE, b.carrier)
    yield from direct(b.id, Direct.REMITTANCE, b.source, receivable, collected, at)


def _captured(b: Books, payer: str, price: int, parts: tuple[Part, ...], at: int) -> Iterator[Transfer]:
    """Into escrow, all but a coupon from the payer. A coupon that its funder cannot pay ends the whole payment."""
    rows = [*direct(b.id, Direct.CAPTURE, payer, b.escrow, price - b.coupon, at)]
    if b.coupon_held:
        rows += resolve_coupon(b, b.coupon, at)
    else:
        rows += direct(b.id, Direct.COUPON, b.funding, b.escrow, b.coupon, at)
    rows += [row for part in parts for row in hold(b, part, at)]
    yield from linked(b.id, Group.CAPTURED, rows) if b.coupon else rows
