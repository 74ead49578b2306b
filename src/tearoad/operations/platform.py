"""Everything an intention needs, joined once by `boot` and handed to each operation."""

from dataclasses import dataclass

from tearoad.customs.applied import AppliedLaw
from tearoad.journey.players import Players
from tearoad.ledger.exchange import Rates
from tearoad.network.choose import LaneTable
from tearoad.network.road import Road
from tearoad.operations.ports import Store


@dataclass(frozen=True)
class Prices:
    """What a landed price is made of: one road, its exchange rates and the law."""

    road: Road
    table: LaneTable
    rates: Rates
    law: AppliedLaw
    territory: str  # whose customs the road's parcels pass


@dataclass(frozen=True)
class Platform(Prices):
    """The same with the store, and everybody outside the platform."""

    store: Store
    players: Players
