"""An operator makes a coupon, and its funder's money is set aside for it."""

from hashlib import blake2b
from typing import NamedTuple

from tearoad.ledger.chart import What, account
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.market.coupon import CODE, PLATFORM, SCALE, Coupon
from tearoad.operations.coupon_ports import CouponState
from tearoad.operations.ports import Store, Unit
from tearoad.terms.money import EXPONENTS, LARGEST_MINOR
from tearoad.terms.names import storable
from tearoad.terms.refusal import BadInput

MOST_USES = 1_000_000  # of one coupon by one buyer


class Made(NamedTuple):
    """`new` and `deposited` are false where it was so before."""

    coupon: Coupon
    new: bool
    deposited: bool


def make_coupon(store: Store, asked: Coupon, since: int | None, budget_minor: int, key: str) -> Made:
    """The same again changes nothing; another `key` adds the budget once more. It begins at `since`, or else now.
    BadInput on what is no coupon, and where the code or the key stands for another."""
    _refuse_nonsense(asked, budget_minor)
    with store.unit() as unit:
        clock = unit.roads.state().clock_at
        known = unit.coupons.some([asked.code]).get(asked.code)
        begins = since if since is not None else known.since if known else clock
        coupon = asked._replace(since=begins)
        if coupon.until is not None and coupon.until <= coupon.since:
            raise BadInput(f"coupon {asked.code!r} would end before it begins")
        if known and known != coupon:
            raise BadInput(f"coupon {asked.code!r} is there with other terms; they never change")
        if coupon.funder != PLATFORM and not unit.coupons.has_goods(coupon.funder):
            raise BadInput(f"funder {coupon.funder[:60]!r}, expected {PLATFORM!r} or a merchant who sells something")
        if not known:
            unit.coupons.make(coupon)
        return Made(coupon, not known, _deposit(unit, coupon, budget_minor, key, clock))


def find_coupon(store: Store, code: str) -> tuple[Coupon, CouponState]:
    """BadInput where there is none."""
    with store.unit() as unit:
        found = unit.coupons.some([code]) if CODE.fullmatch(code) else {}
        if code not in found:
            raise BadInput(f"coupon {code[:60]!r} is not known; `tearoad coupon make` makes one")
        return found[code], unit.coupons.state(found[code])


def _deposit(unit: Unit, coupon: Coupon, minor: int, key: str, at: int) -> bool:
    """Its id knows nothing of the moment: whoever asks later asks for the same."""
    name = blake2b(f"{coupon.code}\0{key}".encode(), digest_size=16, person=b"coupon budget").hexdigest()
    there = unit.coupons.deposited(name)
    if there not in (None, minor):
        raise BadInput(f"key {key[:60]!r} brought another budget to coupon {coupon.code!r} before")
    if there is None and minor:
        source = account(What.PSP_CLEARING, coupon.currency)
        funding = account(What.COUPON_FUNDING, coupon.currency, coupon.funder)
        unit.ledger.post([Transfer(name, Kind.DIRECT, source, funding, minor, None, at)])
        return True
    return False


def _refuse_nonsense(asked: Coupon, budget_minor: int) -> None:
    if not CODE.fullmatch(asked.code):
        raise BadInput(f"coupon {asked.code[:60]!r}, expected capital letters, digits and '-', at most 40")
    if asked.currency not in EXPONENTS:
        raise BadInput(f"currency {asked.currency[:60]!r}, expected one of {', '.join(EXPONENTS)}")
    if (asked.rate > 0) == (asked.fixed_minor > 0):
        raise BadInput("expected either a share of the goods or a fixed amount, above 0")
    if not 0 <= asked.rate <= SCALE or not 0 <= asked.fixed_minor <= LARGEST_MINOR:
        raise BadInput("expected at most 100 percent, or an amount of one order")
    if not 0 <= asked.least_minor <= LARGEST_MINOR or not 0 <= budget_minor <= LARGEST_MINOR:
        raise BadInput(f"expected amounts from 0 to {LARGEST_MINOR} minor units")
    if not 1 <= asked.per_buyer <= MOST_USES:
        raise BadInput(f"{asked.per_buyer} uses, expected 1 to {MOST_USES}")
    if not asked.funder or not asked.funder.isprintable() or not storable(asked.funder):
        raise BadInput(f"funder {asked.funder[:60]!r}, expected {PLATFORM!r} or a merchant")
