"""Everything an intention needs, joined once by `boot` and handed to each operation."""

from dataclasses import dataclass, field
from functools import cached_property

from tearoad.customs.applied import AppliedLaw
from tearoad.journey.players import Players
from tearoad.kernel.door_moments import Ways
from tearoad.ledger.exchange import Rates
from tearoad.network.choose import LaneTable
from tearoad.network.outlook import Outlook, unknown
from tearoad.network.road import Road
from tearoad.network.ways import ways_of
from tearoad.operations.mail_ways import MailWays
from tearoad.operations.ports import Store
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
    outlooks: dict[int, Outlook] = field(default_factory=dict, repr=False, compare=False, kw_only=True)  # by day

    @cached_property
    def ways(self) -> Ways:
        """The road as promises go through it."""
        return ways_of(self.road, self.table)

    @cached_property
    def unknown(self) -> Outlook:
        """The outlook of a road that has not lived yet."""
        return unknown(self.road, self.ways)


@dataclass(frozen=True)
class Platform(Prices):
    """The same with the store, and everybody outside the platform. With `asks_provider` payments through `channels`
    are asked of their provider, else the players are heard for the banks. `mail_ways` are those of dispatches."""

    store: Store
    players: Players
    channels: Channels = field(default_factory=dict, kw_only=True)
    asks_provider: bool = field(default=False, kw_only=True)
    mail_ways: MailWays = field(default_factory=MailWays, kw_only=True)
