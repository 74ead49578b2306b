"""What people and machines see of dispatches. Moments are seconds since 1970, weights grams, places are ids."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tearoad.operations.dispatch_ports import DispatchRow


class OpenLane(NamedTuple):
    """What waits in the open receptacles of a lane; `oldest_at` is when the first of it was put there."""

    lane: str
    receptacles: int
    items: int
    weight_grams: int
    oldest_at: int


class ListedDispatch(NamedTuple):
    """A closed dispatch and how far its receptacles have come, as counts of them; `lying` are items that were not yet
    taken out, `irregular` what was not as advised and is not settled."""

    row: DispatchRow
    departed: int
    arrived: int
    opened: int
    lying: int
    irregular: int


class SeenReceptacle(NamedTuple):
    """One receptacle of a dispatch; moments are -1 where nothing was told."""

    s9: str
    number: int
    items: int
    weight_grams: int
    departed_at: int
    arrived_at: int
    opened_at: int
    lying: int


class SeenIrregularity(NamedTuple):
    """What was missing in a receptacle, or surplus; `settled` says how that ended, '' and -1 where it is open."""

    s9: str
    number: str
    kind: str
    at: int
    who: str
    settled: str
    settled_by: str
    settled_at: int


class AdvisedItem(NamedTuple):
    """A parcel as it was advised in a receptacle."""

    s9: str
    number: str
    weight_grams: int


class WholeDispatch(NamedTuple):
    """A dispatch with all that belongs to it; `items` by receptacle and number."""

    listed: ListedDispatch
    receptacles: Sequence[SeenReceptacle]
    items: Sequence[AdvisedItem]
    irregular: Sequence[SeenIrregularity]


def may_see(row: DispatchRow, places: Collection[str] | None) -> bool:
    """Both offices see a dispatch; `places` are those of one's own, None all."""
    return places is None or row.origin in places or row.destination in places
