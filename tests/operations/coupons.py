"""Coupons of a stocked road, and orders that use them."""

from itertools import count

from shops import ABROAD, LOCAL

from tearoad.boot.desks import Desks
from tearoad.boot.road import OpenRoad
from tearoad.market.coupon import PLATFORM, Coupon
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS, AskedOrder
from tearoad.operations.check_out import Checkout, Outcome, asked_order, check_out, order_id_of
from tearoad.operations.coupon_ports import CouponState
from tearoad.operations.make_coupon import find_coupon, make_coupon
from tearoad.operations.play import play
from tearoad.operations.settle_payment import Attempt
from tearoad.operations.shop_ports import Wanted
from tearoad.operations.take_returns import take_returns
from tearoad.payments.attempt import payment_id_of
from tearoad.terms.days import DAY
from tearoad.terms.refusal import Refusal

keys = count()
FOREVER = 10**9  # of a budget


def made(road: OpenRoad, *, budget: int = FOREVER, since: int | None = None, **terms: object) -> str:
    """The code of a new coupon: 10 % of everything by the platform, if nothing else is said."""
    code = f"C{next(keys)}"
    said = {"funder": PLATFORM, "rate": 1_000, "fixed_minor": 0, "least_minor": 0, "per_buyer": 1_000, "until": None}
    coupon = Coupon(code=code, currency="RUB", since=0, **{**said, **terms})  # type: ignore[arg-type]
    assert make_coupon(road.store, coupon, since, budget, "")[1:] == (True, budget > 0)
    return code


def asked(code: str, *lines: tuple[str, int], buyer: str = "anna", pay: bool = False, **more: object) -> Checkout:
    wanted = tuple(Wanted(*line) for line in lines or ((ABROAD.sku, 1), (LOCAL.sku, 1)))
    name = order_id_of(buyer, f"coupon {next(keys)}")
    attempt = Attempt(payment_id_of(name, "order"), name, buyer, "wallet", "") if pay else None
    said = {"destination": "kazan", "payment": "wallet", "currency": "RUB", **more}
    return Checkout(name, buyer, lines=wanted, attempt=attempt, coupon=code, **said)  # type: ignore[arg-type]


def ordered(desks: Desks, *orders: Checkout) -> list[Outcome]:
    return check_out(desks.platform(), desks.store, orders)


def refusals(desks: Desks, *orders: Checkout) -> list[Refusal | None]:
    found = ordered(desks, *orders)
    assert all(set(one.refusals) <= {""} for one in found), found
    return [one.refusals.get("") for one in found]


def state(road: OpenRoad, code: str) -> CouponState:
    return find_coupon(road.store, code)[1]


def balance(road: OpenRoad, account: str) -> int:
    row = road.store.connection.execute("SELECT credits - debits FROM account WHERE account = %s", [account]).fetchone()
    return int(row[0]) if row else 0


def rows(road: OpenRoad, order: Checkout) -> list[tuple[int, int, int, str | None, int]]:
    """Goods, the coupon's part of them, the money's state, the funder, and what the buyer got back, by merchant."""
    sql = (
        "SELECT goods_minor, coupon_minor, money, coupon_funder, refunded_minor FROM consignment WHERE order_id = %s "
        "ORDER BY merchant"
    )
    return list(road.store.connection.execute(sql, [order.order_id]).fetchall())


def returned(road: OpenRoad, order: Checkout, sku: str, pieces: int) -> None:
    """Of an order, with its buyer's next word."""
    name = order_id_of(order.buyer, f"return {next(keys)}")
    wish = asked_order(Checkout(name, order.buyer, "kazan", "wallet", "RUB", (Wanted(sku, pieces),)), road.clock_at())
    back: AskedOrder = wish._replace(lines=tuple(line._replace(quantity=-line.quantity) for line in wish.lines))
    take_returns(road.platform, [back])


def lived(road: OpenRoad, days: int = 150) -> None:
    play(road.platform, [], ASSUMED_WEIGHT_GRAMS, lambda more: None, road.clock_at() // DAY * DAY + days * DAY)
