"""The people of a demo: one of each role, whom a visitor becomes by one click."""

import time
from uuid import NAMESPACE_URL, UUID, uuid5

from tearoad.boot.buyers import ACCOUNT
from tearoad.boot.chart import own_chart
from tearoad.boot.road import OpenRoad, own_corridor
from tearoad.operations.rights import AT_OFFICES, ROLES, STAFF
from tearoad.operations.wallet import deposit
from tearoad.store.database import connected, opened
from tearoad.store.demo_people import DemoPerson, is_untouched, largest_merchant, mark_demo
from tearoad.store.demo_people import is_demo as marked_demo

PREFIX = "demo-"  # no other handle begins so
WALLET_MINOR = 100_000_000  # what the demo's buyer has to spend: a million roubles


def demo_name(role: str) -> str:
    """The handle of the demo's person of a role."""
    return f"{PREFIX}{role}"


def make_demo_people(url: str) -> None:
    """Marks the road of a migrated data base as a demo and makes its people, without passwords. Call it once the road
    is laid, and again once there are goods: the merchant's are then those of whoever offers most."""
    office = next(iter(own_corridor().road.offices))
    with connected(url) as connection:
        merchant = largest_merchant(connection)
        people = [_person(role, merchant, office) for role in ROLES]
        mark_demo(connection, people, int(time.time()))
    gift = deposit("demo", ACCOUNT + demo_name("buyer"), own_corridor().road.currency, WALLET_MINOR, 0)
    with opened(url, own_chart()) as store, store.unit() as unit:
        unit.ledger.post([gift])


def is_demo(road: OpenRoad, *, begin: bool = False) -> bool:
    """Whether all is but a demo. With `begin`, a road on which nothing has happened yet becomes one now, but never one
    where somebody has an account: to a demo anybody may sign in."""
    with road.store.connection.cursor() as cursor:
        known = marked_demo(cursor)
        may_begin = begin and not known and is_untouched(cursor)
    if may_begin:
        make_demo_people(road.url)
    return known or may_begin


def _person(role: str, merchant: str | None, office: str) -> DemoPerson:
    return DemoPerson(
        id=_id_of(role),
        name=demo_name(role),
        role=role,
        staff=role in STAFF,
        merchant=merchant if role == "merchant" else None,
        office=office if role in AT_OFFICES else None,
    )


def _id_of(role: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"tearoad:person:{demo_name(role)}")
