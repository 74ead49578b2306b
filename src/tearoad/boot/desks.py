"""What the doors for people and machines ask, joined once per serving process."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import TypeVar

from tearoad.boot.banks import Banks
from tearoad.boot.buyers import Buyers
from tearoad.boot.chart import own_chart
from tearoad.boot.claims import ClaimDesk
from tearoad.boot.control_room import control_room_of
from tearoad.boot.desk import Desk
from tearoad.boot.dispatching import Dispatching
from tearoad.boot.items import Declarations
from tearoad.boot.keys import keys_of
from tearoad.boot.law import own_law
from tearoad.boot.live_inspections import live_of
from tearoad.boot.mailbox import Mailbox
from tearoad.boot.offices import OfficeDesk
from tearoad.boot.people import People
from tearoad.boot.quotes import Quoter, quoter
from tearoad.boot.road import TERRITORY, Corridor, own_corridor, own_mail_ways
from tearoad.boot.road_watch import road_watch_of
from tearoad.boot.roster import Roster
from tearoad.boot.scanning import Scanning
from tearoad.boot.sealing import Seal
from tearoad.boot.shared import Shared
from tearoad.boot.shop import Shop
from tearoad.boot.timetable import own_ways
from tearoad.boot.waiting_room import WaitingRoom
from tearoad.boot.wallets import Wallets
from tearoad.boot.webhooks import Webhooks
from tearoad.network.choose import lane_table
from tearoad.operations.control_room_view import ControlRoomOf
from tearoad.operations.platform import Platform
from tearoad.operations.road_watch_view import RoadWatchOf
from tearoad.store.pool import PooledStore
from tearoad.twin.players import SimulatedRoad
from tearoad.wire.banks.provider import Account
from tearoad.wire.webhook import Poster

MOST_CONNECTIONS = 8  # of one serving process
FRESH_SECONDS, WATCHED_SECONDS = 1.0, 10.0  # many screens ask at once; they share what is so old at most
T = TypeVar("T")


@dataclass(frozen=True)
class Desks:
    """All of them may be asked by many threads at once."""

    control_room: ControlRoomOf
    road_watch: RoadWatchOf
    quoter: Quoter
    corridor: Corridor
    platform: Callable[[], Platform]
    shop: Callable[[], Shop]
    store: PooledStore
    people: People
    buyers: Callable[[], Buyers]
    webhooks: Callable[[], Webhooks]
    seal: Callable[[], Seal]
    roster: Roster
    desk: Desk
    mailbox: Callable[[], Mailbox]
    waiting_room: Callable[[], WaitingRoom]
    banks: Callable[[], Banks]
    wallets: Callable[[], Wallets]
    items: Callable[[], Declarations]
    scanning: Callable[[], Scanning]
    claims: Callable[[], ClaimDesk]
    dispatching: Callable[[], Dispatching]
    offices: OfficeDesk


def desks_of(url: str, home: Path | None = None, *, own_machine: bool = False, account: Account | None = None) -> Desks:
    """Over the data base at `url`, which was migrated and where the road was laid; it is asked when a desk is.

    `home` is the state folder, whose keys whatever is sealed needs. With `own_machine`, which is for sites that no
    other machine reaches, webhooks may go to programs on this one. Payments by bank are asked of the provider where we
    have an `account`, else of the demo's players.
    """
    corridor = own_corridor()
    store = PooledStore(url, own_chart(), MOST_CONNECTIONS, time.monotonic)

    @_once
    def platform() -> Platform:
        return _platform(store, corridor, account is not None)

    @_once
    def seal() -> Seal:
        assert home, "what is sealed is served with a state folder"
        return Seal(keys_of(home))

    @_once
    def items() -> Declarations:
        return Declarations(platform(), store, seal(), live_of(home) if home else None)

    shop = Shop(store, platform)
    people = People(store)
    roster = Roster(store, list(corridor.road.offices))
    return Desks(
        Shared(control_room_of(store, corridor.road, own_ways()), FRESH_SECONDS, time.monotonic),
        Shared(road_watch_of(store, platform), WATCHED_SECONDS, time.monotonic),
        quoter(),
        corridor,
        platform,
        lambda: shop,
        store,
        people,
        _once(lambda: Buyers(platform(), store, seal(), own_ways())),
        _once(lambda: Webhooks(store, seal(), Poster(own_machine))),
        seal,
        roster,
        Desk(store),
        _once(lambda: Mailbox(store, seal())),
        _once(lambda: WaitingRoom(store)),
        _once(lambda: Banks(platform(), store, account)),
        _once(lambda: Wallets(platform(), store)),
        items,
        _once(lambda: Scanning(platform(), store)),
        _once(lambda: ClaimDesk(platform(), store)),
        _once(lambda: Dispatching(platform(), store)),
        OfficeDesk(store, platform),
    )


def _platform(store: PooledStore, corridor: Corridor, asks_provider: bool) -> Platform:
    with store.unit() as unit:
        seed = unit.roads.state().seed
    table = lane_table(corridor.road)
    return Platform(
        corridor.road,
        table,
        corridor.rates,
        own_law(),
        TERRITORY,
        store,
        SimulatedRoad(corridor.road, table, seed),
        channels=corridor.channels,
        asks_provider=asks_provider,
        mail_ways=own_mail_ways(corridor.road),
    )


def _once(make: Callable[[], T]) -> Callable[[], T]:
    """Makes it when it is first wanted; who comes meanwhile waits for that one and makes no second."""
    lock, made = threading.Lock(), cache(make)

    @wraps(make)
    def one() -> T:
        with lock:
            return made()

    return one
