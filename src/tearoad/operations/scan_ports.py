"""Scans of the post: what is told, what becomes of it, and what the store does for it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from enum import IntEnum, StrEnum
from typing import NamedTuple, Protocol

import numpy as np

from tearoad.kernel import scan_fold
from tearoad.operations.ports import Unit

KEEP = -1  # in place of a timer
MOST_SCANS = 500  # of one parcel; assumed


class Fate(StrEnum):
    """What becomes of a scan: taken into the history of its parcel, taken with a doubt, set aside for somebody to look
    at, known already, or refused. All but the taken and the known stand on the list of exceptions."""

    MOVED = "moved"
    NOTED = "noted"  # it says nothing that was not known
    LATE = "late"  # a later one was there before it
    WRONG_OFFICE = "wrong office"  # taken: the parcel was missent, and waits to be sent on
    HOLD_WITHOUT_REASON = "hold without reason"  # taken, but by PRIME's rule the clock of customs goes on
    DUPLICATE = "duplicate"
    TWO_PLACES = "two places at once"
    BEFORE_DISPATCH = "before dispatch"
    AFTER_DELIVERY = "after delivery"
    AFTER_THE_END = "after the end"  # returned, lost or never sent, says the road
    BACKWARDS = "backwards"
    NOT_RELEASED = "not released by customs"
    CLOCK_AHEAD = "clock ahead"  # as by a wrong time zone; send it again with the right one
    FROM_THE_FUTURE = "from the future"
    TOO_MANY = "too many scans"
    UNKNOWN_PARCEL = "unknown parcel"
    BAD_NUMBER = "bad number"
    UNKNOWN_EVENT = "unknown event"
    UNKNOWN_PLACE = "unknown place"
    BAD_MOMENT = "bad moment"
    BAD_REASON = "bad reason"


FOLDED = {  # by the kernel's word for it
    scan_fold.MOVES: Fate.MOVED,
    scan_fold.NOTED: Fate.NOTED,
    scan_fold.LATE: Fate.LATE,
    scan_fold.WRONG_OFFICE: Fate.WRONG_OFFICE,
    scan_fold.HOLD_WITHOUT_REASON: Fate.HOLD_WITHOUT_REASON,
    scan_fold.DUPLICATE: Fate.DUPLICATE,
    scan_fold.TWO_PLACES: Fate.TWO_PLACES,
    scan_fold.BEFORE_DISPATCH: Fate.BEFORE_DISPATCH,
    scan_fold.AFTER_DELIVERY: Fate.AFTER_DELIVERY,
    scan_fold.AFTER_THE_END: Fate.AFTER_THE_END,
    scan_fold.BACKWARDS: Fate.BACKWARDS,
    scan_fold.NOT_RELEASED: Fate.NOT_RELEASED,
}
FATES = tuple(Fate)
QUIET = (Fate.MOVED, Fate.NOTED, Fate.LATE, Fate.DUPLICATE)  # nobody needs to look at them
CONTRADICTIONS = (Fate.TWO_PLACES, Fate.BEFORE_DISPATCH, Fate.AFTER_DELIVERY, Fate.AFTER_THE_END, Fate.BACKWARDS)
TAKEN = (Fate.MOVED, Fate.NOTED, Fate.LATE, Fate.WRONG_OFFICE, Fate.HOLD_WITHOUT_REASON)  # in the parcel's history


class Scans(NamedTuple):
    """A batch as it was told, columns of n rows: an S10 number, an event of EMSEVT, the id of a place of the road, the
    moment in seconds since 1970, and a reason, '' where none was given."""

    number: Sequence[str]
    event: Sequence[str]
    place: Sequence[str]
    at: np.ndarray
    reason: Sequence[str]

    def __len__(self) -> int:
        return len(self.number)


class KnownParcels(NamedTuple):
    """Of m parcels, locked: `asked` int64[m] is where each one's number stands among those that were asked, `ids`
    uint8[m, 16], `columns` int64[m, COLUMNS] of `kernel.scan_fold`; bool[m]: `full` where MOST_SCANS are kept,
    `doubted` where scans with its number stand aside."""

    asked: np.ndarray
    ids: np.ndarray
    columns: np.ndarray
    full: np.ndarray
    doubted: np.ndarray


class NewScans(NamedTuple):
    """Rows for the history: `ids` uint8[n, 16], `event` and `place` int64[n] as numbers of names, moments int64[n]."""

    ids: np.ndarray
    event: np.ndarray
    place: np.ndarray
    at: np.ndarray
    reason: Sequence[str]


class Kept(IntEnum):
    """Of a scan that is told: what the history has of its event and moment."""

    NOT = 0
    THERE = 1
    ELSEWHERE = 2


class Aside(NamedTuple):
    """One scan that somebody should look at, as it was told; `seen_at` by the road's clock."""

    aside_id: str
    number: str
    event: str
    place: str
    at: int
    reason: str
    fate: str
    who: str
    seen_at: int


class Tracks(Protocol):
    """Parcels as the post's scans see them."""

    def known(self, numbers: Sequence[str], places: Sequence[str], homes: Mapping[str, str]) -> KnownParcels:
        """`places` gives each place its number; `homes` is the place of each office."""
        ...

    def contradictions(self, numbers: Sequence[str]) -> dict[tuple[str, str, str, int], Fate]:
        """What stands aside with these numbers because it contradicted what was known: by number, event, place and
        moment."""
        ...

    def add(self, new: NewScans, events: Sequence[str], places: Sequence[str]) -> np.ndarray:
        """bool[n]: those that were not there before; the same event at the same moment is the same scan."""
        ...

    def kept(self, new: NewScans, events: Sequence[str], places: Sequence[str]) -> np.ndarray:
        """int64[n] as Kept: whether each one's event of that moment is in the history."""
        ...

    def stand(self, ids: np.ndarray, columns: np.ndarray, due: np.ndarray, due_at: np.ndarray) -> None:
        """Parcels move; those that were not scanned before are no more played. Timers as in `journey.moving`, KEEP
        where one stays; one that waits for the same as before stays too, but for a term in which to fetch a parcel."""
        ...

    def order_ids(self, consignment_ids: Sequence[str]) -> dict[str, str]:
        """The order of each."""
        ...

    def heard(self) -> bool:
        """Whether anybody may want to be told of parcels."""
        ...

    def set_aside(self, rows: Sequence[Aside]) -> None:
        """Each once."""
        ...


class ScanUnit(Unit, Protocol):
    """What one transaction has for scans."""

    @property
    def tracks(self) -> Tracks: ...


class ScanStore(Protocol):
    """Where such units of work come from."""

    def unit(self) -> AbstractContextManager[ScanUnit]: ...
