"""Everything an intention needs, joined once by `boot` and handed to each operation."""

from dataclasses import dataclass

from tearoad.customs.applied import AppliedLaw
from tearoad.ledger.exchange import Rates
from tearoad.network.choose import LaneTable
from tearoad.network.road import Road
from tearoad.operations.ports import Players, Store


@dataclass(frozen=True)
class Platform:
    """One road, its law and rates, the store, and everybody outside the platform."""

    store: Store
    road: Road
    table: LaneTable
    rates: Rates
    law: AppliedLaw
    players: Players
    territory: str  # whose customs the road's parcels pass
