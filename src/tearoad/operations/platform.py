"""Everything an intention needs, joined once by `boot` and handed to each operation."""

from dataclasses import dataclass, field

from tearoad.customs.applied import AppliedLaw
from tearoad.journey.players import Players
from tearoad.ledger.exchange import Rates
from tearoad.network.choose import LaneTable
from tearoad.network.road import Road
from tearoad.operations.ports import Store
from tearoad.operations.ways import Ways
from tearoad.payments.bank import Channels

Told = tuple[object, ...]  # of one parcel, what decides what customs asks of it


@dataclass(frozen=True)
class Prices:
    """What a landed price is made of: one road, its exchange rates and the law."""

    road: Road
    table: LaneTable
    rates: Rates
    law: AppliedLaw
    territory: str  # whose customs the road's parcels pass
    # What customs asked of single parcels (`landed_price.duty_of`).
    told: dict[tuple[object, ...], tuple[int, ...]] = field(
        default_factory=dict, repr=False, compare=False, kw_only=True
    )


@dataclass(frozen=True)
class Platform(Prices):
    """The same with the store, and everybody outside the platform. With `asks_provider` payments through `channels`
    are asked of their provider, else the players are heard for the banks. `ways` are those of the mail."""

    store: Store
    players: Players
    channels: Channels = field(default_factory=dict, kw_only=True)
    asks_provider: bool = field(default=False, kw_only=True)
    ways: Ways = field(default_factory=Ways, kw_only=True)
