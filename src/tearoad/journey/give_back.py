"""What gives money back: refunds, goods that buyers return, and payments that the buyers' banks take back.

A coupon's part goes back to its funder, never to the buyer. What the merchant was paid in another currency is reversed
by the rate at which they were paid, so nobody wins or loses by a return.
"""

from collections.abc import Iterator

from tearoad.journey.books import OF_BORDER, OF_MERCHANT, Books, direct, hold, resolve, resolve_coupon
from tearoad.journey.stages import Carriage
from tearoad.ledger.chart import What, account
from tearoad.ledger.exchange import worth
from tearoad.ledger.transfer import Direct, Group, Part, Transfer, base_id, linked

CLAIMED_BACK = {
    Part.DUTY: (Direct.DUTY_BACK, Direct.DUTY_COVER_BACK),
    Part.TAX: (Direct.TAX_BACK, Direct.TAX_COVER_BACK),
}


def refunded(b: Books, carriage: int, at: int) -> Iterator[Transfer]:
    """Cancelled, lost or returned: what waits goes back to the buyer, duty and tax that were paid are claimed back.

    Carriage of a parcel that came back is owed by its merchant, of one that was to be paid in cash by the platform.
    """
    if not b.cash and not b.charged_back:
        open_parts = [part for part in Part if b.is_held(part)]
        for part in open_parts:
            yield from resolve(b, part, 0, at)
        back = sum(b.amount_of(part) for part in open_parts)
        yield from direct(b.id, Direct.REFUND, b.escrow, b.source, back - b.coupon, at)
        yield from direct(b.id, Direct.COUPON_BACK, b.escrow, b.funding, b.coupon, at)
    if b.cash:
        yield from resolve_coupon(b, 0, at)
    if b.duty_paid:
        for part in OF_BORDER:
            payable, covered = b.credit_of(part), b.account(What.LANDED_PRICE_COVER)
            back, cover_back = CLAIMED_BACK[part]
            yield from direct(b.id, back, payable, b.border_payer, b.due_of(part), at)
            yield from direct(b.id, cover_back, payable, covered, b.covered_of(part), at)
    if carriage == Carriage.RETURNED:
        yield from _carriage_owed(b, at)


def coupon_left(coupon: int, goods: int, left: int) -> int:
    """What of a coupon on `goods` > 0 stays with the goods that are `left`: its share, rounded half up.

    Asked with the first amounts each time, the shares depend on nothing but what is left in the end.
    """
    return (2 * coupon * left + goods) // (2 * goods)


def goods_returned(
    b: Books, base: str, goods: int, fee: int, released: bool, at: int, coupon: int = 0
) -> Iterator[Transfer]:
    """The buyer sent a part back: goods, fee and coupon fall to the new amounts, the difference is repaid.

    While the money is held, the old holds are voided and smaller ones made under `base`, the return's own id.
    """
    after = b._replace(hold_id=base, goods=goods, fee=fee, coupon=coupon)
    if released:
        yield from _taken_from_the_merchant(b, after, base, at)
        return
    for part in OF_MERCHANT:
        yield from resolve(b, part, 0, at, base)
    for part in OF_MERCHANT:
        yield from hold(after, part, at)
    back, to_funder = b.goods - goods, b.coupon - coupon
    yield from direct(base, Direct.REFUND, b.escrow, b.source, back - to_funder, at)
    yield from direct(base, Direct.COUPON_BACK, b.escrow, b.funding, to_funder, at)


def charged_back(b: Books, released: bool, merchant_answers: bool, at: int) -> Iterator[Transfer]:
    """The buyer's bank took the whole payment back.

    Before the merchant was paid, what waits in escrow goes; after it, the merchant pays back what they got, or, where
    they do not answer for it, the dispute reserve does. What was spent on carriage, duty and tax is the reserve's loss.
    """
    assert not b.cash, "a bank takes back only what went through it"
    base = base_id(at, "charged back", b.id)
    lost = sum(b.due_of(part) for part in OF_BORDER) if b.duty_paid else 0
    lost += b.postage if b.delivered else 0
    if not released:
        open_parts = [part for part in Part if b.is_held(part)]
        for part in open_parts:
            yield from resolve(b, part, 0, at, base)
        back = sum(b.amount_of(part) for part in open_parts)
        yield from direct(base, Direct.CHARGEBACK, b.escrow, b.source, back - b.coupon, at)
        yield from direct(base, Direct.COUPON_BACK, b.escrow, b.funding, b.coupon, at)
    elif merchant_answers:
        yield from _taken_from_the_merchant(b, b._replace(goods=0, fee=0, coupon=0), base, at)
    else:
        lost += b.goods - b.coupon
    yield from direct(base, Direct.CHARGEBACK_RESERVE, b.account(What.DISPUTE_RESERVE), b.source, lost, at)


def _taken_from_the_merchant(b: Books, after: Books, base: str, at: int) -> Iterator[Transfer]:
    """Merchant and platform give back the difference of `b` and `after`. With a coupon it passes through escrow, where
    it is parted between buyer and funder."""
    back, to_funder = b.goods - after.goods, b.coupon - after.coupon
    to = b.escrow if to_funder else b.source
    paid, left = b.exchanged, after.exchanged
    taken_from = b.seller
    rows: list[Transfer] = []
    if b.lock:
        taken_from = b.account(What.FX)
        target = account(What.FX, b.lock.target)
        rows += direct(base, Direct.MERCHANT_BACK, b.seller, target, paid.owed - left.owed, at)
    rows += direct(base, Direct.REFUND, taken_from, to, paid.position - left.position, at)
    rows += direct(base, Direct.MARGIN_BACK, b.account(What.FX_MARGIN), to, paid.margin - left.margin, at)
    rows += direct(base, Direct.FEE_BACK, b.account(What.FEE), to, b.fee - after.fee, at)
    if to_funder:
        rows += direct(base, Direct.BUYER_BACK, b.escrow, b.source, back - to_funder, at)
        rows += direct(base, Direct.COUPON_BACK, b.escrow, b.funding, to_funder, at)
    yield from linked(base, Group.GIVEN_BACK, rows) if b.lock or to_funder else rows


def _carriage_owed(b: Books, at: int) -> Iterator[Transfer]:
    """The carrier earned the postage of a parcel that came back. A merchant who is owed another currency owes it in
    that, by the locked rate and without a margin."""
    carrier = b.credit_of(Part.POSTAGE)
    if b.cash:
        yield from direct(b.id, Direct.REFUSAL_COST, b.account(What.COD_REFUSAL_COST), carrier, b.postage, at)
    elif b.lock:
        owed = worth(b.postage, b.lock)
        rows = [*direct(b.id, Direct.RETURN_POSTAGE_OWED, b.seller, account(What.FX, b.lock.target), owed, at)]
        rows += direct(b.id, Direct.RETURN_POSTAGE, b.account(What.FX), carrier, b.postage, at)
        yield from linked(b.id, Group.CARRIAGE_OWED, rows)
    else:
        yield from direct(b.id, Direct.RETURN_POSTAGE, b.seller, carrier, b.postage, at)
