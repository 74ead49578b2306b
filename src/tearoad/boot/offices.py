"""Exchange offices for the doors: how they stand, and closing and opening them."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from tearoad.boot.road import OpenRoad
from tearoad.network.assignment import policy_on
from tearoad.network.road import Road
from tearoad.operations.close_office import Asked, Done, close_office, open_office
from tearoad.operations.office_ports import Assignment
from tearoad.operations.office_view import Facts, OfficesNow, office_now
from tearoad.operations.platform import Platform
from tearoad.store.database import CELL
from tearoad.store.office_facts import assignments_of, office_facts
from tearoad.store.pool import PooledStore


@dataclass(frozen=True)
class OfficeDesk:
    """Many threads may ask at once."""

    store: PooledStore
    platform: Callable[[], Platform]

    def now(self) -> OfficesNow:
        """As they stand at the road's clock."""
        with self.store.reading() as reading:
            facts = office_facts(reading, CELL, sorted(self.platform().road.offices))
        return _now(self.platform().road, facts)

    def assignments(self, consignment_id: str) -> list[Assignment]:
        """Why a parcel has another office than it had, the first change first; the id is one of the road's parcels."""
        with self.store.reading() as reading:
            return assignments_of(reading, CELL, consignment_id)

    def close(self, asked: Asked) -> Done:
        """The same wish again is known as the same."""
        return close_office(self.platform(), asked)

    def open(self, office: str, who: str) -> Done:
        """From the road's clock on."""
        return open_office(self.platform(), office, who)


def offices_of_road(road: OpenRoad) -> OfficesNow:
    """As they stand at the road's clock, for the operator's door."""
    with road.store.connection.cursor() as cursor, road.store.connection.transaction():
        return _now(road.corridor.road, office_facts(cursor, CELL, sorted(road.corridor.road.offices)))


def wish_of(who: str, key: str) -> str:
    """32 hex digits, the same for the same caller and key."""
    return blake2b(f"{who}\0{key}".encode(), digest_size=16).hexdigest()


def _now(road: Road, facts: Facts) -> OfficesNow:
    rows = tuple(office_now(road.offices[name], facts) for name in sorted(road.offices))
    return OfficesNow(facts.at, policy_on(road.policies, facts.at), rows)
