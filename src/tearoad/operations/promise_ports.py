"""What promises need of the world."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from tearoad.network.lately import Lately, Passing

Group = tuple[int, str]


class Kept(NamedTuple):
    """What is kept of an outlook (`network.outlook.Outlook`)."""

    day: int
    wait: np.ndarray
    lately: Lately


class Lanes(NamedTuple):
    """By their numbers all lanes, the office of each, '' where it ends at none, and all destinations."""

    lanes: Sequence[str]
    offices: Sequence[str]
    destinations: Sequence[str]


class Usual(NamedTuple):
    """Of lanes and destinations: seconds that the hand-over, the transit and the last mile usually take."""

    lane: list[str]
    destination: list[str]
    handling: list[int]
    transit: list[int]
    door: list[int]


class OpenParcels(NamedTuple):
    """Parcels on their way as columns of the road's consignments (`journey.consignments`)."""

    consignment_id: np.ndarray
    order_id: np.ndarray
    lane: np.ndarray
    destination: np.ndarray
    carriage: np.ndarray
    border: np.ndarray
    office: np.ndarray
    inspect: np.ndarray
    placed_at: np.ndarray
    dispatched_at: np.ndarray
    arrived_at: np.ndarray
    left_office_at: np.ndarray
    promised_on: np.ndarray
    renewed_on: np.ndarray


class RenewedRow(NamedTuple):
    """A day that is promised instead of the one before, to how many of 1,000, why, and when it was told."""

    consignment_id: str
    promised_on: int
    level: int
    reason: str
    told_at: int


class Promises(Protocol):
    """What the road looked like, and what promises are made from."""

    def outlook(self, offices: Sequence[str], groups: Sequence[Group], day: int) -> Kept | None:
        """The last that was made by a day since 1970; `groups` are those of `network.lately`."""
        ...

    def keep_outlook(self, offices: Sequence[str], groups: Sequence[Group], kept: Kept) -> None:
        """In the place of what was made for this day before."""
        ...

    def under_way(self) -> list[tuple[str, bool, int, int]]:
        """What has been ordered and has not come to its office: lane, whether it was handed over, the day since 1970 of
        that or else of the order, how many."""
        ...

    def ordered(self, offices: Sequence[str], since: int, until: int) -> dict[str, int]:
        """Parcels that pass these offices and were ordered between two moments, by lane."""
        ...

    def passing(self, lanes: Lanes, since: int) -> Passing:
        """What is on its way, or was at a moment; without what was sent on to another office, or will not come."""
        ...

    def any_open(self) -> bool:
        """Whether any parcel is on its way."""
        ...

    def in_danger(self, usual: Usual, at: int) -> OpenParcels:
        """Those which, as parcels usually go on, would come at the end of their promised day or later, locked; none
        that waits for a payment or for a buyer who was not at home."""
        ...

    def open(self, consignment_ids: Sequence[str]) -> OpenParcels:
        """Those of these that are on their way, locked."""
        ...

    def renew(self, rows: Sequence[RenewedRow]) -> None:
        """Keeps each day, as the one that stands from now on."""
        ...


class NoPromises:
    """Implements the port where nothing is promised, as in a rehearsal: its road has no past to learn from."""

    def outlook(self, offices: Sequence[str], groups: Sequence[Group], day: int) -> Kept | None:
        return None

    def keep_outlook(self, offices: Sequence[str], groups: Sequence[Group], kept: Kept) -> None:
        """Nobody asks for it."""

    def under_way(self) -> list[tuple[str, bool, int, int]]:
        return []

    def ordered(self, offices: Sequence[str], since: int, until: int) -> dict[str, int]:
        return {}

    def passing(self, lanes: Lanes, since: int) -> Passing:
        return Passing(*[np.zeros(0, dtype=np.int64)] * len(Passing._fields))

    def any_open(self) -> bool:
        return False

    def in_danger(self, usual: Usual, at: int) -> OpenParcels:
        return self.open([])

    def open(self, consignment_ids: Sequence[str]) -> OpenParcels:
        assert not consignment_ids, "nobody asks for one by name"
        return OpenParcels(*[np.zeros(0, dtype=np.int64)] * len(OpenParcels._fields))

    def renew(self, rows: Sequence[RenewedRow]) -> None:
        """There are none."""


class PromiseUnit(Protocol):
    """A part of the port `Unit`."""

    @property
    def promises(self) -> Promises: ...
