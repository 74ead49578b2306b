"""The post's desk: the list of scans that somebody should look at, and what is usual where one scans."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from tearoad.journey.scanned import EVENTS
from tearoad.network.road import Road
from tearoad.operations.on_the_way import INSPECTION, NOBODY, REFUSED, UNCLAIMED
from tearoad.operations.ports import Roads
from tearoad.operations.scan_ports import QUIET, Aside, Fate

LISTED = tuple(fate for fate in Fate if fate not in QUIET)  # what stands on the list
# Which events are usual at which kind of place, in the order of a parcel's way; assumed.
OUTWARD, INWARD = ("EMA", "EMB", "EMC"), ("EMD", "EDB", "EME", "EDC", "EMF")
ON_ROUTE, TO_THE_DOOR = ("EMJ", "EMK"), ("EDG", "EDF", "EDH", "EMH", "EMI")
# The reasons that the road itself gives; others may be told in one's own words.
REASONS = {"EME": (INSPECTION,), "EMH": (NOBODY, REFUSED, UNCLAIMED)}


class Wanted(NamedTuple):
    """Which part of the list: of one fate, or of all; what waits, or what was looked at."""

    fate: Fate | None = None
    settled: bool = False


class Listed(NamedTuple):
    """One scan on the list. `settled_at` is -1 where nobody looked at it yet; `consignment_id` is that of its parcel,
    '' where there is none that one may see."""

    aside: Aside
    settled_at: int
    settled_by: str
    consignment_id: str


class Asides(Protocol):
    """The list, within one transaction."""

    def settle(self, aside_id: str, at: int, who: str, places: Collection[str] | None) -> bool | None:
        """True where it is settled now, False where it was before, None where none of these places has it; places are
        all of them where they are None."""
        ...


class AsideUnit(Protocol):
    """What one transaction has for the list."""

    @property
    def roads(self) -> Roads: ...

    @property
    def asides(self) -> Asides: ...


class AsideStore(Protocol):
    """Where such units of work come from."""

    def unit(self) -> AbstractContextManager[AsideUnit]: ...


def look_at_aside(store: AsideStore, aside_id: str, places: Collection[str] | None, who: str) -> bool | None:
    """Somebody looked at it: it leaves the list of what waits, once, and is kept. As `Asides.settle` answers."""
    with store.unit() as unit:
        return unit.asides.settle(aside_id, unit.roads.clock_held(), who, places)


def usual_events(road: Road, place: str) -> tuple[str, ...]:
    """Those that are scanned at a place by what it is on the road; none where it is nothing to it."""
    kinds = {
        OUTWARD: any(lane.office and lane.origin == place for lane in road.lanes),
        ON_ROUTE: any(place in lane.via for lane in road.lanes),
        INWARD: any(office.place == place for office in road.offices.values()),
        TO_THE_DOOR: any(destination == place for _, destination in road.last_miles),
    }
    return tuple(event for events, is_so in kinds.items() if is_so for event in events)


def other_events(usual: Collection[str]) -> tuple[str, ...]:
    """The rest of EMSEVT."""
    return tuple(event for event in EVENTS if event not in usual)
