"""A stocked road on which people order for themselves, and the desks that serve them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count

from databases import migrated_data_base

from tearoad.boot.banks import Account
from tearoad.boot.desks import Desks, desks_of
from tearoad.boot.road import OpenRoad, drop_data_base, open_road
from tearoad.cli.demo_commands import demo_stock, stock_demo
from tearoad.demo.orders import FIRST
from tearoad.operations.advance import advance
from tearoad.operations.check_out import Checkout, check_out, order_id_of
from tearoad.operations.settle_payment import Attempt
from tearoad.operations.shop_ports import Wanted
from tearoad.operations.wallet import deposit
from tearoad.payments.attempt import payment_id_of
from tearoad.terms.days import day_start

keys = count()
GOODS, _ = demo_stock()
START = day_start(FIRST)
LOCAL = next(product for product in GOODS if product.origin == "moscow")
ABROAD = next(product for product in GOODS if product.origin in ("yiwu", "shenzhen", "guangzhou", "hangzhou"))


@contextmanager
def stocked(server_url: str, name: str, of_local: int | None = None) -> Iterator[OpenRoad]:
    """A data base of this name, gone afterwards; its clock stands where the demo begins. With `of_local` there are so
    many pieces of LOCAL, all else never runs out, and in the end every rule holds."""
    drop_data_base(server_url, name)
    with open_road(migrated_data_base(server_url, name)) as road:
        stock_demo(road)
        advance(road.platform, START)
        if of_local is not None:
            change = "UPDATE stock SET made_to_order = sku <> %s, on_hand = %s"
            road.store.connection.execute(change, [LOCAL.sku, of_local])
        yield road
        assert of_local is None or road.check() == []
    drop_data_base(server_url, name)


@contextmanager
def served(road: OpenRoad, account: Account | None = None) -> Iterator[Desks]:
    found = desks_of(road.url, account=account)
    with closing(found.store):
        yield found


def fill(road: OpenRoad, buyer: str, minor: int, key: object) -> None:
    """So much comes into the buyer's wallet, once for each key."""
    with road.store.unit() as unit:
        unit.ledger.post([deposit(str(key), buyer, "RUB", minor, road.clock_at())])


def an_order(desks: Desks, buyer: str, *skus: str, payment: str = "card", key: str = "") -> tuple[str, int]:
    """Its id, and what it costs."""
    lines = tuple(Wanted(sku, 1) for sku in skus or (ABROAD.sku, LOCAL.sku))
    name = order_id_of(buyer, key or str(next(keys)))
    (found,) = check_out(desks.platform(), desks.store, [Checkout(name, buyer, "kazan", payment, "RUB", lines)])
    assert not found.refusals
    return name, found.total_minor


def an_attempt(order_id: str, buyer: str, method: str, bank: str = "", key: str = "") -> Attempt:
    return Attempt(payment_id_of(order_id, key or str(next(keys))), order_id, buyer, method, bank)


def by_card(order_id: str, buyer: str, key: str = "") -> Attempt:
    return an_attempt(order_id, buyer, "card", "Volga Bank", key)


def tracks(road: OpenRoad, order_id: str) -> set[tuple[int, int]]:
    sql = "SELECT money, carriage FROM consignment WHERE order_id = %s"
    return set(road.store.connection.execute(sql, [order_id]).fetchall())
