"""What the control room shows: one picture of the road at its clock, as plain frozen values.

Operations make it, the page draws it; neither needs to know the other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

PlaceKind = Literal["office", "origin", "border", "city"]

MOST_PARCELS = 2_000  # a sample of what is under way; more dots than this hide each other on a screen
LAST_ORDERS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A named point of the road. `names` has the keys ru, zh and en; degrees north and east are positive."""

    id: str
    names: Mapping[str, str]
    latitude: float
    longitude: float
    kind: PlaceKind


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane by one mode ('rail', 'air' ...) along `points`, each (longitude, latitude); parcels travelling on it.
    `modes` are those of the legs between the points, `places` the points' ids."""

    id: str
    mode: str
    points: Sequence[tuple[float, float]]
    travelling: int
    modes: Sequence[str]
    places: Sequence[str]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel under way: `progress` from 0 at the lane's first point to 1 at its last.

    Where `id` is given, the page moves the same dot from one picture to the next; without it the dots only jump.
    """

    lane: str
    progress: float
    id: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """An exchange office at a place: parcels waiting, parcels it clears in a day, hours that the oldest has waited."""

    id: str
    place: str
    backlog: int
    capacity_per_day: int
    oldest_hours: float


@dataclass(frozen=True, slots=True)
class Money:
    """One currency of the road's ledger, in minor units."""

    currency: str
    held_minor: int
    due_minor: int
    paid_out_minor: int


@dataclass(frozen=True, slots=True)
class Order:
    """One order: when it was placed (UTC), the id of the place it goes to, its stage, and its landed total."""

    order: str
    placed_at: datetime
    destination: str
    stage: str
    total_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class ControlRoom:
    """The road at `clock` (UTC): at most MOST_PARCELS parcels, the LAST_ORDERS newest orders first; counts by stage."""

    clock: datetime
    places: Sequence[Place]
    lanes: Sequence[Lane]
    parcels: Sequence[Parcel]
    offices: Sequence[Office]
    money: Sequence[Money]
    orders: Sequence[Order]
    counts: Mapping[str, int]


ControlRoomOf = Callable[[], ControlRoom]
