"""A stocked road on which people order for themselves, and the desks that serve them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from tearoad.boot.desks import Desks, desks_of
from tearoad.boot.road import OpenRoad, drop_data_base, fresh_data_base, open_road
from tearoad.cli.demo_commands import demo_stock, stock_demo
from tearoad.demo.orders import FIRST
from tearoad.operations.advance import advance
from tearoad.operations.wallet import deposit
from tearoad.terms.days import day_start

GOODS, _ = demo_stock()
START = day_start(FIRST)
LOCAL = next(product for product in GOODS if product.origin == "moscow")
ABROAD = next(product for product in GOODS if product.origin in ("yiwu", "shenzhen", "guangzhou", "hangzhou"))


@contextmanager
def stocked(server_url: str, name: str) -> Iterator[OpenRoad]:
    """A data base of this name, gone afterwards; its clock stands where the demo begins."""
    drop_data_base(server_url, name)
    with open_road(fresh_data_base(server_url, name)) as road:
        stock_demo(road)
        advance(road.platform, START)
        yield road
    drop_data_base(server_url, name)


@contextmanager
def served(road: OpenRoad) -> Iterator[Desks]:
    found = desks_of(road.url)
    with closing(found.store):
        yield found


def fill(road: OpenRoad, buyer: str, minor: int, key: object) -> None:
    """So much comes into the buyer's wallet, once for each key."""
    with road.store.unit() as unit:
        unit.ledger.post([deposit(str(key), buyer, "RUB", minor, road.clock_at())])
